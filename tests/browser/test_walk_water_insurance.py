"""Manual W 2.2 安全责任险管理流程, and an emergency plan from its draft to its filing and its revision."""

import re

import pytest
from playwright.sync_api import Page, expect

from .hands import attach, attach_picture, button, choose, fill, menu, row, said, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PROJECT, ASSIGNED, BARE = "横塘泵站更新改造工程", "主泵房土建施工标", "机电设备安装标"
OWNER, CONTRACTOR, ENGINEER = "澄溪水库扩建工程建设管理处", "苏衡水利建设集团有限公司", "润衡水利工程监理有限公司"
BUREAU = "常州市水利局"


def pick(page: Page, label: str, text: str) -> None:
    """Finds and takes one of a list by its name."""
    one = page.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}"))
    one.fill(text)
    page.get_by_role("option", name=text).first.click()
    expect(one).to_have_value(re.compile(re.escape(text)))


def offered(page: Page, label: str) -> set[str]:
    """What a picker offers when it is opened."""
    one = page.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}"))
    one.fill("")
    one.click()
    options = page.get_by_role("listbox", name=label).locator("[data-id]")
    expect(options.first).to_be_visible()
    names = set(options.evaluate_all("all => all.map(one => one.dataset.label)"))
    one.press("Escape")
    return names


def new(page: Page, label: str) -> None:
    """The button above the list."""
    page.get_by_role("link", name=label, exact=True).click()


def fill_policy(page: Page, number: str, insured: str, per_person: str = "80") -> None:
    """All of a policy but section and policyholder."""
    fill(page, "被保险人", insured)
    fill(page, "承保机构", "平江财产保险股份有限公司")
    fill(page, "保险单号", number)
    fill(page, "每人死亡赔偿限额（万元）", per_person)
    fill(page, "投保人数", "120")
    fill(page, "保费（万元）", "9.6")
    fill(page, "保险起期", "2026-11-20")
    fill(page, "保险止期", "2027-11-19")
    attach(page, "保单附件", "保单.pdf", PDF, "application/pdf")
    expect(page.locator("li.file[data-file]")).to_have_count(1)


def make_works(page: Page) -> None:
    """工程管理: a project, two sections, the first assigned to contractor and engineer."""
    with step("W-2.2-insurance.b"):
        menu(page, "在建工程")
        new(page, "新建")
        fill(page, "工程名称", PROJECT)
        page.get_by_label(re.compile("^工程类别")).select_option(label="泵站工程")
        fill(page, "开工日期", "2026-11-25")
        pick(page, "直管水行政主管单位", BUREAU)
        area = page.locator("form.record [data-area] select")
        for level, name in enumerate(("江苏省", "常州市", "武进区", "湖塘镇")):
            expect(area.nth(level)).to_be_enabled()
            area.nth(level).select_option(label=name)
        submit(page)
        expect(said(page)).to_contain_text(PROJECT)
    with step("W-2.2-insurance.c"):
        for name in (ASSIGNED, BARE):
            menu(page, "标段划分")
            new(page, "新建标段")
            pick(page, "在建工程", PROJECT)
            fill(page, "标段名称", name)
            submit(page)
            expect(said(page)).to_contain_text(name)
    with step("W-2.2-insurance.d"):
        for party, unit in (("施工单位", CONTRACTOR), ("监理单位", ENGINEER)):
            menu(page, "参建单位")
            new(page, "分配标段")
            pick(page, "标段", ASSIGNED)
            page.get_by_label(re.compile("^参建角色")).select_option(label=party)
            pick(page, "参建单位", unit)
            submit(page)
            expect(said(page)).to_contain_text(unit)
        menu(page, "标段划分")
        expect(row(page, ASSIGNED)).to_contain_text(CONTRACTOR)
        expect(row(page, BARE)).not_to_contain_text(CONTRACTOR)


def test_insurance_of_sections_by_the_owner(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(OWNER)
    make_works(page)
    with step("W-2.2-insurance.a"):
        menu(page, "未投保标段")
        for name in (ASSIGNED, BARE):
            expect(row(page, name)).to_contain_text("即将开工")
            expect(row(page, name)).to_contain_text("从未投保")
    with step("W-2.2-insurance.e"):
        row(page, ASSIGNED).get_by_role("link", name="新增安全责任险").click()
        expect(page.get_by_role("combobox", name=re.compile("^标段"))).to_have_value(ASSIGNED)
        expect_equal(offered(page, "投保单位"), {OWNER, CONTRACTOR, ENGINEER}, "投保单位可选")
        pick(page, "投保单位", CONTRACTOR)
        fill_policy(page, "PJAZ-2026-101", f"{CONTRACTOR}及分包单位", per_person="30")
        submit(page, "保存")
        expect(page.locator("main")).to_contain_text("应急〔2025〕27号")
        expect(page.locator("main")).to_contain_text("低于 40 万元的最低限额")
        fill(page, "每人死亡赔偿限额（万元）", "80")
        submit(page, "保存")
        expect(said(page)).to_contain_text("PJAZ-2026-101")
    with step("W-2.2-insurance.f"):
        menu(page, "安全责任险")
        new(page, "新增安全责任险")
        pick(page, "标段", BARE)
        expect_equal(offered(page, "投保单位"), {OWNER}, "未分配标段的投保单位")
        pick(page, "投保单位", OWNER)
        fill_policy(page, "PJAZ-2026-102", OWNER)
        submit(page, "保存")
        expect(said(page)).to_contain_text("PJAZ-2026-102")
        menu(page, "未投保标段")
        expect(row(page, ASSIGNED)).to_have_count(0)
        expect(row(page, BARE)).to_have_count(0)
    engineer = visitors.enter(ENGINEER)
    with step("W-2.2-insurance.g"):
        # Whoever bought it: the engineer reads, and is told that the owner fills it in.
        menu(engineer, "安全责任险")
        expect(row(engineer, "PJAZ-2026-101")).to_be_visible()
        expect(row(engineer, "PJAZ-2026-102")).to_have_count(0)
        expect(engineer.get_by_role("link", name="新增安全责任险")).to_have_count(0)
        refused = engineer.goto("/water_works/safety-insurance/new/")
        expect_that(refused is not None and refused.status == 403, "监理单位的新增页面应当拒绝")
    with step("W-2.2-insurance.h"):
        menu(page, "安全责任险")
        new(page, "新增安全责任险")
        pick(page, "标段", ASSIGNED)
        pick(page, "投保单位", ENGINEER)
        fill_policy(page, "PJAZ-2026-103", ENGINEER)
        submit(page, "保存")
        menu(engineer, "安全责任险")
        expect(row(engineer, "PJAZ-2026-103")).to_contain_text(ENGINEER)
    renew_and_claim(page)


def renew_and_claim(page: Page) -> None:
    """续保 begins with the policy before; a claim is paid."""
    menu(page, "安全责任险")
    row(page, "PJAZ-2026-102").get_by_role("link", name="续保").click()
    expect(page.get_by_label(re.compile("^保险起期"))).to_have_value("2027-11-20")
    expect(page.get_by_role("combobox", name=re.compile("^标段"))).to_have_value(BARE)
    fill(page, "保险单号", "PJAZ-2027-007")
    attach(page, "保单附件", "续保.pdf", PDF, "application/pdf")
    expect(page.locator("li.file[data-file]")).to_have_count(1)
    submit(page, "保存")
    menu(page, "安全责任险")
    expect(row(page, "PJAZ-2026-102").locator("td[data-label=是否已续保]")).to_have_text("是")
    tab(page, "理赔记录")
    new(page, "新增")
    pick(page, "安全责任险", "PJAZ-2026-101")
    fill(page, "出险日期", "2026-11-18")
    fill(page, "事故情况", "模板拆除时一人被砸伤")
    fill(page, "索赔金额（万元）", "12")
    submit(page, "保存")
    # The policy begins on the twentieth.
    expect(page.locator("main")).to_contain_text("不在保险期间")


def test_a_plan_from_draft_to_filing_and_revision(visitors: Visitors, site: Site) -> None:
    title = "深基坑坍塌专项应急预案"
    section = "溢洪道改建工程施工标"
    unit = visitors.enter(CONTRACTOR)
    menu(unit, "应急预案")
    new(unit, "新增")
    fill(unit, "预案名称", title)
    choose(unit, "预案类别", "专项应急预案")
    pick(unit, "标段", section)
    attach(unit, "预案文件", "预案.pdf", PDF, "application/pdf")
    expect(unit.locator("li.file[data-file]")).to_have_count(1)
    submit(unit, "保存")
    expect(said(unit)).to_contain_text(title)
    menu(unit, "应急预案")
    button(row(unit, title), "发布").click()
    fill(unit, "签发人", "郑远江")
    fill(unit, "发布日期", "2026-11-02")
    submit(unit, "保存")
    menu(unit, "应急预案")
    expect(row(unit, title)).to_contain_text("2029-11-02")
    send_for_filing(unit, title)
    bureau = visitors.enter(supervisor_of(site, section))
    menu(bureau, "应急预案")
    button(row(bureau, title), "退回").click()
    fill(bureau, "退回原因", "缺少应急物资清单")
    submit(bureau, "保存")
    menu(unit, "应急预案")
    expect(row(unit, title)).to_contain_text("备案退回")
    row(unit, title).get_by_role("link", name=title).click()
    expect(unit.locator("main")).to_contain_text("缺少应急物资清单")
    send_for_filing(unit, title)
    menu(bureau, "应急预案")
    button(row(bureau, title), "同意备案").click()
    fill(bureau, "备案编号", "常水安备2026-017")
    fill(bureau, "备案日期", "2026-11-18")
    submit(bureau, "保存")
    expect(said(bureau)).to_contain_text("同意备案")
    revise(unit, title)
    drill(unit, section)
    engineer = visitors.enter(ENGINEER)
    menu(engineer, "应急演练")
    expect(row(engineer, "基坑坍塌救援演练")).to_contain_text("2026年下半年")


def send_for_filing(unit: Page, title: str) -> None:
    """申请备案."""
    menu(unit, "应急预案")
    button(row(unit, title), "申请备案").click()
    with unit.expect_navigation():
        unit.locator("dialog[open]").get_by_role("button", name="确定", exact=True).click()
    menu(unit, "应急预案")
    expect(row(unit, title)).to_contain_text("待备案")


def revise(unit: Page, title: str) -> None:
    """修订: a second edition replaces the first one, which stays readable."""
    menu(unit, "应急预案")
    row(unit, title).get_by_role("link", name="修订").click()
    expect(unit.get_by_label(re.compile("^预案名称"))).to_have_value(title)
    fill(unit, "版本", "第二版")
    attach(unit, "预案文件", "预案二.pdf", PDF, "application/pdf")
    expect(unit.locator("li.file[data-file]")).to_have_count(1)
    submit(unit, "保存")
    menu(unit, "应急预案")
    button(row(unit, "第二版"), "发布").click()
    fill(unit, "签发人", "郑远江")
    fill(unit, "发布日期", "2026-11-18")
    submit(unit, "保存")
    menu(unit, "应急预案")
    expect(row(unit, "第二版")).to_contain_text("已发布")
    expect(row(unit, "第一版").filter(has_text=title)).to_contain_text("已修订")
    row(unit, "第一版").filter(has_text=title).get_by_role("link", name=title).click()
    expect(unit.locator("main")).to_contain_text("常水安备2026-017")


def drill(unit: Page, section: str) -> None:
    """本半年未演练 leads to the form; the drill takes it off the list."""
    menu(unit, "本半年未演练")
    expect(row(unit, section)).to_contain_text("从未演练")
    row(unit, section).get_by_role("link", name="登记演练").click()
    fill(unit, "演练名称", "基坑坍塌救援演练")
    choose(unit, "演练方式", "实战演练")
    fill(unit, "演练日期", "2026-11-17")
    fill(unit, "参加人数", "45")
    choose(unit, "评估结果", "达到预期目标")
    fill(unit, "评估意见", "集结迅速，警戒到位")
    attach_picture(unit, "现场照片", 51)
    submit(unit, "保存")
    expect(said(unit)).to_contain_text("基坑坍塌救援演练")
    menu(unit, "本半年未演练")
    expect(row(unit, section)).to_have_count(0)


def supervisor_of(site: Site, section: str) -> str:
    """The account of the authority that directly supervises a section's works."""
    sql = (
        "select u.username from project_section t join project_project p on p.id = t.project_id "
        "join scope_seat s on s.organisation_id = p.supervisor_id join people_user u on u.id = s.user_id "
        "where t.name = ? order by s.id"
    )
    return str(site.value(sql, section))
