"""Section 3 of the manual: 单位基本信息, with its three kinds of information, by the firm and by those who oversee it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .hands import attach, attach_picture, button, choose, do, fill, fresh_picture, menu, row, said, submit, tab
from .people import Cast, Visitors, fill_sign_in
from .site import Site
from .steps import expect_that, step

pytestmark = pytest.mark.browser
TABS = ("企业基本信息", "单位图片信息", "单位人员信息")
GREEN_OVER_RED = "e => { const [r, g] = getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number); return g > r; }"


def field(page: Page, label: str) -> Locator:
    """A field of the form with everything that belongs to it."""
    return page.locator(".field").filter(
        has=page.locator(".label", has_text=re.compile(rf"^{re.escape(label)}(\*|（必填）)*$"))
    )


def complete(page: Page) -> None:
    """Fills what is still asked for and empty, as somebody would who does not know everything: 暂不清楚, or 0, or 否."""
    for one in page.locator("form.record .field:visible:has(.star)").all():
        unknown = one.locator("[data-unknown]")
        radio, select, box = (
            one.locator("input[type=radio]"),
            one.locator("select"),
            one.locator("input.control, textarea"),
        )
        if unknown.count() and not unknown.is_checked() and box.count() and not box.first.input_value():
            unknown.check()
        elif radio.count() and not one.locator("input[type=radio]:checked").count():
            radio.last.check()
        elif select.count() == 1 and not select.input_value():
            select.select_option(index=1)
        elif box.count() and box.first.is_enabled() and not box.first.input_value():
            box.first.fill("0519-86312345" if box.first.get_attribute("name") == "head_phone" else "0")


def open_file(page: Page) -> None:
    """单位基本信息 of the menu."""
    page.goto("/web/home/")
    menu(page, "单位基本信息")


def test_the_file_of_a_firm(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms("o.industry = 'chemical'")[2]
    page = visitors.enter(firm["username"])
    with step("S-3.b"):
        menu(page, "单位基本信息")
        for title in TABS:
            expect(page.locator("nav.tabs").get_by_role("link", name=title, exact=True)).to_be_visible()
    with step("S-3.1.a"):
        tab(page, "企业基本信息")
        for title in ("基本信息", "安全管理组织信息", "生产经营信息"):
            expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect_that(page.locator("main dl.facts dt").count() >= 40, "不足几十项")
    with step("S-3.1.b"):
        change = page.locator("main").get_by_role("link", name="信息修改")
        expect_that(change.evaluate(GREEN_OVER_RED), "“信息修改”不是绿色")
        change.click()
        fill(page, "从业人员数", "123")
        complete(page)
        submit(page)
        expect(said(page)).to_contain_text("已保存")
        expect(page.locator("main")).to_contain_text("123")
    with step("S-3.1.c"):
        page.locator("main").get_by_role("link", name="信息修改").click()
        starred = field(page, "生产经营地址")
        expect(starred.locator(".star")).to_be_visible()
        red = starred.locator(".star").evaluate("e => getComputedStyle(e).color.match(/\\d+/g).map(Number)")
        expect_that(red[0] > 150 and red[1] < 90, "必填的星号不是红色")
        starred.locator("input").fill("")
        submit(page)
        expect(page.get_by_role("alert").first).to_contain_text("生产经营地址")
        expect(starred.locator("input")).to_be_focused()
        starred.locator("input").fill("0")
        complete(page)
        submit(page)
        expect(said(page)).to_contain_text("已保存")
    with step("S-3.1.d"):
        page.locator("main").get_by_role("link", name="信息修改").click()
        choose(page, "是否涉及可燃性粉尘", "否")
        expect(field(page, "粉尘种类")).to_be_hidden()
        choose(page, "是否涉及可燃性粉尘", "是")
        expect(field(page, "粉尘种类")).to_be_visible()
        field(page, "粉尘种类").locator("input.control").fill("铝粉")
        complete(page)
        submit(page)
        expect(page.locator("main")).to_contain_text("铝粉")
    with step("S-3.1.e"):
        page.locator("main").get_by_role("link", name="信息修改").click()
        for label in ("生产经营单位名称", "所属镇（区域）", "企业类型大类", "企业类型小类"):
            expect(field(page, label).locator(".readonly-value")).to_be_visible()
            expect(field(page, label).locator("input, select")).to_have_count(0)


def test_a_firm_that_must_first_complete_its_file(visitors: Visitors, site: Site, cast: Cast) -> None:
    """A newly registered firm: the authority knows its name, the firm itself fills in the rest."""
    officer = visitors.enter(cast.office)
    name = "常州市新禾精细化工有限公司"
    menu(officer, "企业信息")
    officer.get_by_role("link", name="新增", exact=True).click()
    fill(officer, "生产经营单位名称", name)
    field(officer, "统一社会信用代码").locator("[data-unknown]").check()
    area = field(officer, "所属镇（区域）")
    for level, name_of_area in (("省", "江苏省"), ("市", "常州市"), ("县", "武进区"), ("镇", "湖塘镇")):
        area.get_by_label(re.compile(f"：{level}$")).select_option(label=name_of_area)
    officer.get_by_label(re.compile("^监管行业")).select_option(label="危险化学品")
    submit(officer)
    do(officer, button(row(officer, name), "开通账号"))
    word = re.search(r"初始密码：(\w+)", said(officer).inner_text())
    expect_that(word is not None, "没有给出一次性初始密码")
    assert word is not None
    page = visitors.page()
    with step("S-1.d", "S-3.a"):
        page.goto("/people/sign-in/")
        fill_sign_in(page, site, name, word[1])
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_label(re.compile("^原密码"))).to_be_visible()
        page.goto("/self_check/current/")
        expect(page.get_by_label(re.compile("^原密码"))).to_be_visible()
        page.get_by_label(re.compile("^原密码")).fill(word[1])
        page.get_by_label(re.compile("^新密码")).fill("Xinhe-2026-1118")
        page.get_by_label(re.compile("^确认新密码")).fill("Xinhe-2026-1118")
        page.get_by_role("button", name="提交").click()
        expect(page.locator(".panel-firm")).to_contain_text("项必填信息未填写")
        page.locator(".panel-firm").get_by_role("link", name="去补全").click()
        page.locator("main").get_by_role("link", name="信息修改").click()
        complete(page)
        submit(page)
        expect(said(page)).to_contain_text("已保存")
        page.goto("/web/home/")
        expect(page.locator(".panel-firm")).not_to_contain_text("项必填信息未填写")


def test_pictures_of_a_firm(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(cast.firms()[4]["username"])
    with step("S-3.2.a"):
        menu(page, "单位基本信息")
        tab(page, "单位图片信息")
        page.get_by_role("link", name="添加图片").click()
        fill(page, "标题", "厂区东大门")
        page.get_by_label(re.compile("^图片类型")).select_option(label="厂区全景")
        attach_picture(page, "选择文件", 11, "东大门.jpg")
        submit(page)
        expect(row(page, "厂区东大门")).to_contain_text("厂区全景")
        expect(row(page, "厂区东大门").get_by_role("img")).to_be_visible()
    with step("S-3.2.b"):
        page.get_by_role("link", name="添加图片").click()
        fill(page, "标题", "不是图片")
        page.get_by_label(re.compile("^图片类型")).select_option(label="其他")
        box = attach(page, "选择文件", "说明.txt", "这不是图片".encode(), "text/plain")
        expect(box.locator("[data-file-error]")).to_contain_text("不收")
        attach(page, "选择文件", "程序.jpg", b"MZ\x90\x00" + b"\x00" * 900)
        expect(box).to_contain_text(re.compile("不是图片|打不开|不收"))
        expect(box.locator("li.file[data-file]")).to_have_count(0)
    expect_that(len(fresh_picture(1)) > 1000, "测试图片太小")


def test_people_of_a_firm(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"])
    with step("S-3.3.a"):
        menu(page, "单位基本信息")
        tab(page, "单位人员信息")
        expect(page.locator("table.list tbody tr").first).to_contain_text("单位安全负责人")
    with step("S-3.3.b"):
        page.locator("table.list tbody tr").first.get_by_role("link", name="修改", exact=True).click()
        fill(page, "职务", "安全总监")
        submit(page)
        expect(page.locator("table.list tbody tr").first).to_contain_text("安全总监")
    with step("S-3.3.c"):
        page.get_by_role("link", name="添加人员").click()
        choose(page, "人员类别", "安全管理人员")
        fill(page, "姓名", "顾清河")
        fill(page, "手机", "19912345678")
        submit(page)
        expect(row(page, "顾清河")).to_contain_text("安全管理人员")
        expect(row(page, "顾清河")).not_to_contain_text("19912345678")
