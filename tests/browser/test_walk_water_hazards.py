"""Manual W 2.2 隐患业务流程 and 3.4 隐患管理: the engineer's two tabs, and the flow across everybody's screens."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from .hands import (
    attach_picture,
    button,
    choose,
    confirm,
    do,
    fill,
    menu,
    row,
    said,
    saved_file,
    search,
    submit,
    tab,
)
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, measure, step

pytestmark = pytest.mark.browser
SECTION, OTHER_SECTION = "大坝加固工程施工标", "溢洪道改建工程施工标"


def party(cast: Cast, role: str) -> str:
    """The user of the hero project in a role."""
    return str(cast.seats(f"works_{role}")[0]["username"])


def authority(cast: Cast, name: str) -> str:
    """An officer of a water authority."""
    return str(next(s["username"] for s in cast.seats("water_authority") if s["organisation"] == name))


def pick_section(page: Page, name: str = SECTION) -> None:
    """The section of the form."""
    box = page.get_by_role("combobox", name=re.compile("^标段"))
    box.fill(name)
    page.get_by_role("option", name=name).first.click()


def enter(page: Page, name: str, section: str = SECTION, major: bool = False) -> None:
    """新建, filled in and 保存."""
    page.get_by_role("link", name="新建", exact=True).click()
    if section:
        pick_section(page, section)
    fill(page, "隐患名称", name)
    choose(page, "隐患级别", "重大隐患" if major else "一般隐患")
    fill(page, "隐患部位", "左岸坝肩 0+120")
    if major:
        choose(page, "重大判定方式", "直接判定")
        fill(page, "判定依据", "深基坑未按专项方案支护")
    fill(page, "整改责任人", "郑远江")
    submit(page, "保存")
    expect(said(page)).to_contain_text("保存成功")


def open_tab(page: Page, entry: str, title: str = "") -> None:
    """A menu entry, then a tab of it."""
    menu(page, entry)
    if title:
        tab(page, title)


def begin_rectifying(page: Page, name: str) -> None:
    """整改 of a row, and 整改落实 filled in."""
    row(page, name).get_by_role("link", name="整改", exact=True).click()
    expect(page.locator("h1")).to_contain_text("工程隐患整改记录维护")
    fill(page, "整改责任人", "郑远江")
    fill(page, "整改措施", "补设防护栏杆并挂安全网")
    fill(page, "整改资金（万元）", "1.2")


def finish(page: Page, name: str, seed: int) -> None:
    """整改 to its end."""
    begin_rectifying(page, name)
    fill(page, "本次进展", "已全部补设")
    choose(page, "是否已整改完毕", "整改完成")
    fill(page, "完成日期", "2026-11-18")
    fill(page, "完成情况", "已补设并验收")
    attach_picture(page, "整改后照片", seed)
    fill(page, "验收人", "周衡")
    submit(page, "保存")
    expect(said(page)).to_contain_text("保存成功")


def say(page: Page, one: Locator, label: str, text: str, sent: str = "保存") -> None:
    """A move that asks for words."""
    one.click()
    fill(page, label, text)
    submit(page, sent)


def report(owner: Page, name: str, title: str) -> None:
    """确认无误, then 上报, on one of the owner's tabs."""
    open_tab(owner, title)
    do(owner, button(row(owner, name), "确认无误"))
    do(owner, button(row(owner, name), "上报"))
    expect(row(owner, name)).to_contain_text("已上报")


def grey(page: Page, name: str, label: str = "删除") -> Locator:
    """A button of a row that is grey."""
    one = row(page, name).get_by_role("button", name=re.compile(f"^{label}"))
    expect(one).to_be_disabled()
    return one


def rows_of(path: Path) -> list[list[str]]:
    """The cells of an exported sheet."""
    return [[str(c) for c in line] for line in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


def test_the_engineers_own_section(visitors: Visitors, site: Site, cast: Cast, tmp_path: Path) -> None:
    """3.4.1: list, detail, search, 新建, 编辑, 删除, batch, 整改, 导出."""
    page, name = visitors.enter(party(cast, "engineer")), "监测设施未按方案埋设"
    with step("W-3.4.1.1.a", "W-3.4.1.3.b"):
        open_tab(page, "本单位标段隐患")
        expect(page.locator("h1")).to_have_text("本单位标段隐患")
        page.get_by_role("link", name="新建", exact=True).click()
        submit(page, "保存")
        expect(page.get_by_role("alert")).to_contain_text("请填写“隐患名称”")
        expect_equal(site.value("select count(*) from hazard_waterhazard where name = ?", name), 0)
    with step("W-3.4.1.3.a", "W-2.2-danger.c"):
        menu(page, "本单位标段隐患")
        enter(page, name)
        expect(said(page)).to_contain_text("保存成功")
    with step("W-3.4.1.1.b"):
        menu(page, "本单位标段隐患")
        row(page, name).get_by_role("link", name=name).click()
        expect(page.locator("main")).to_contain_text("左岸坝肩 0+120")
    with step("W-3.4.1.2"):
        menu(page, "本单位标段隐患")
        page.get_by_role("searchbox", name="关键字").fill("没有这样的隐患")
        search(page)
        expect(row(page, name)).to_have_count(0)
        page.get_by_role("searchbox", name="关键字").fill("监测设施")
        search(page)
        expect(row(page, name)).to_be_visible()
    with step("W-3.4.1.4"):
        button(row(page, name), "编辑").click()
        fill(page, "隐患部位", "右岸坝肩 0+300")
        submit(page, "保存")
        menu(page, "本单位标段隐患")
        expect(row(page, name)).to_contain_text("右岸坝肩 0+300")
    with step("W-3.4.1.7.a"):
        row(page, name).get_by_role("link", name="整改", exact=True).click()
        expect(page.locator("h1")).to_contain_text("工程隐患整改记录维护")
        for part in ("整改落实", "整改进展情况", "整改完成"):
            expect(page.get_by_role("heading", name=part, exact=True)).to_be_visible()
    with step("W-3.4.1.7.c"):
        submit(page, "保存")
        expect(page.get_by_role("alert")).to_contain_text("请填写“整改措施”")
    with step("W-3.4.1.7.b", "W-2.2-danger.e"):
        menu(page, "本单位标段隐患")
        begin_rectifying(page, name)
        fill(page, "本次进展", "已补埋两处")
        submit(page, "保存")
        expect(said(page)).to_contain_text("保存成功")
        expect(row(page, name)).to_contain_text("整改中")
        finish(page, name, 301)
        expect(row(page, name)).to_contain_text("整改完成")
    with step("W-3.4.1.8"):
        path = saved_file(page, page.get_by_role("link", name="导出", exact=True), tmp_path)
        expect_that(path.suffix == ".xlsx" and any(name in line for line in rows_of(path)), "导出里没有这条隐患")


def test_deleting_in_the_engineers_own_section(visitors: Visitors, site: Site, cast: Cast) -> None:
    """3.4.1.5 and 3.4.1.6: red and usable while unreported, grey and refused afterwards, many at once."""
    page, owner = visitors.enter(party(cast, "engineer")), visitors.enter(party(cast, "owner"))
    names = [f"监理巡查记录缺失{n}" for n in range(4)]
    for name in names:
        menu(page, "本单位标段隐患")
        enter(page, name)
    report(owner, names[0], "监理单位隐患")
    menu(page, "本单位标段隐患")
    with step("W-3.4.1.5.a"):
        red = row(page, names[1]).get_by_role("button", name="删除", exact=True)
        expect(red).to_be_enabled()
        expect(red).to_have_class(re.compile("danger"))
        do(page, red)
        expect(row(page, names[1])).to_have_count(0)
    with step("W-3.4.1.5.b"):
        grey(page, names[0])
        number = site.value("select id from hazard_waterhazard where name = ?", names[0])
        answer = page.goto(f"/water_works/engineer-hazards/{number}/move/delete/")
        expect_that(answer is not None and answer.status == 403, "已上报的还能从地址删除")
        expect(page.get_by_role("alert")).to_contain_text("已上报的隐患不能删除")
    with step("W-3.4.1.6.b"):
        menu(page, "本单位标段隐患")
        expect(row(page, names[0]).get_by_role("checkbox")).to_be_disabled()
    with step("W-3.4.1.6.a"):
        for name in names[2:]:
            row(page, name).get_by_role("checkbox").check()
        with page.expect_navigation():
            page.locator(".toolbar").get_by_role("button", name="删除", exact=True).click()
            confirm(page)
        for name in names[2:]:
            expect(row(page, name)).to_have_count(0)
        expect(row(page, names[0])).to_be_visible()


def test_the_contractors_hazards_at_the_engineers(visitors: Visitors, site: Site, cast: Cast, tmp_path: Path) -> None:
    """3.4.2: what the engineer enters for its contractor is there at once, and gone when it is deleted."""
    page, unit = visitors.enter(party(cast, "engineer")), visitors.enter(party(cast, "contractor"))
    own, theirs, third = "脚手架缺少连墙件", "塔吊限位失灵", "配电箱未上锁"
    with step("W-3.4.2.1.a", "W-3.4.2.3.b"):
        open_tab(page, "本单位标段隐患", "施工单位隐患")
        expect(page.locator("h1")).to_have_text("施工单位隐患")
        page.get_by_role("link", name="新建", exact=True).click()
        submit(page, "保存")
        expect(page.get_by_role("alert")).to_contain_text("请填写“隐患名称”")
    with step("W-3.4.2.3.a", "W-2.2-danger.d", "W-2.2-danger.w"):
        open_tab(page, "施工单位隐患")
        enter(page, own)
        expect(said(page)).to_contain_text("保存成功")
    with step("W-3.4.2.3.c"):
        menu(unit, "隐患管理")
        expect(row(unit, own)).to_contain_text("新")
        enter(unit, theirs)
        menu(unit, "隐患管理")
        enter(unit, third)
    with step("W-3.4.2.1.b"):
        open_tab(page, "施工单位隐患")
        row(page, own).get_by_role("link", name=own).click()
        expect(page.locator("main")).to_contain_text(cast.seats("works_contractor")[0]["organisation"])
    with step("W-3.4.2.2"):
        open_tab(page, "施工单位隐患")
        page.get_by_role("searchbox", name="关键字").fill("塔吊")
        box = page.get_by_role("combobox", name="单位", exact=True)
        box.fill(cast.seats("works_contractor")[0]["organisation"])
        page.get_by_role("option", name=cast.seats("works_contractor")[0]["organisation"]).first.click()
        search(page)
        expect(row(page, theirs)).to_be_visible()
        expect(row(page, own)).to_have_count(0)
    with step("W-3.4.2.4.a", "W-3.4.2.4.b"):
        open_tab(page, "施工单位隐患")
        grey(page, theirs, "编辑")
        button(row(page, own), "编辑").click()
        fill(page, "隐患部位", "2 号脚手架")
        submit(page, "保存")
        open_tab(page, "施工单位隐患")
        expect(row(page, own)).to_contain_text("2 号脚手架")
    with step("W-3.4.2.7"):
        path = saved_file(page, page.get_by_role("link", name="导出", exact=True), tmp_path)
        found = rows_of(path)
        expect_that(all(any(n in line for line in found) for n in (own, theirs)), "导出不全")
    with step("W-3.4.2.5.a", "W-3.4.2.5.b"):
        do(page, row(page, theirs).get_by_role("button", name="删除", exact=True))
        expect(row(page, theirs)).to_have_count(0)
        menu(unit, "隐患管理")
        expect(row(unit, theirs)).to_have_count(0)
    with step("W-3.4.2.6.a", "W-3.4.2.6.b"):
        row(page, third).get_by_role("checkbox").check()
        with page.expect_navigation():
            page.locator(".toolbar").get_by_role("button", name="删除", exact=True).click()
            confirm(page)
        expect(row(page, third)).to_have_count(0)
        unit.reload()
        expect(row(unit, third)).to_have_count(0)
    with step("W-3.4.2.5.c"):
        report(visitors.enter(party(cast, "owner")), own, "施工单位隐患")
        open_tab(page, "施工单位隐患")
        grey(page, own)
        expect(row(page, own).get_by_role("checkbox")).to_be_disabled()


def test_a_supervised_hazard_across_everybodys_screens(visitors: Visitors, site: Site, cast: Cast) -> None:
    """2.2: found by the contractor, confirmed and reported, supervised, put right, re-checked, refused, closed."""
    name = "高边坡支护管控措施失效"
    unit, engineer = visitors.enter(party(cast, "contractor")), visitors.enter(party(cast, "engineer"))
    owner, city = visitors.enter(party(cast, "owner")), visitors.enter(authority(cast, "常州市水利局"))
    county, province = visitors.enter(authority(cast, "武进区水利局")), visitors.enter(authority(cast, "江苏省水利厅"))
    with step("W-2.2-danger.b"):
        menu(unit, "隐患管理")
        enter(unit, name, major=True)
        row(unit, name).get_by_role("link", name=name).click()
        expect(unit.locator("main")).to_contain_text("重大隐患应当立即上报")
    with step("W-2.2-danger.m"):
        report(owner, name, "施工单位隐患")
        expect(row(owner, name)).to_contain_text("已上报")
    with step("W-2.2-danger.s"):
        menu(city, "待处理")
        say(city, button(row(city, name), "退回填报单位"), "退回原因", "桩号不清")
        expect(row(city, name)).to_have_count(0)
    with step("W-2.2-danger.t"):
        menu(unit, "隐患管理")
        expect(row(unit, name)).to_contain_text("桩号不清")
        button(row(unit, name), "编辑").click()
        fill(unit, "隐患部位", "右岸高边坡 K0+220—K0+260")
        submit(unit, "保存")
        menu(unit, "隐患管理")
        do(unit, button(row(unit, name), "修改后再次上报"))
        report(owner, name, "施工单位隐患")
    with step("W-2.2-danger.q"):
        menu(county, "待处理")
        expect(row(county, name)).to_have_count(0)
        menu(county, "隐患台账")
        grey(county, name, "督办")
        menu(city, "待处理")
        button(row(city, name), "督办").click()
        fill(city, "督办要求", "立即停工加固")
        fill(city, "督办期限", "2026-12-10")
        fill(city, "督办文号", "常水督〔2026〕7号")
        submit(city, "保存")
    with step("W-2.2-danger.k"):
        open_tab(owner, "施工单位隐患")
        expect(row(owner, name)).to_contain_text("已督办")
        grey(owner, name, "申请销号")
    with step("W-2.2-danger.r"):
        menu(city, "待处理")
        do(city, button(row(city, name), "逐级上报"))
        menu(province, "待处理")
        expect(row(province, name)).to_be_visible()
    menu(unit, "隐患管理")
    row(unit, name).get_by_role("link", name="整改", exact=True).click()
    expect(unit.locator("main")).to_contain_text("立即停工加固")
    fill(unit, "整改时限", "2026-12-01")
    fill(unit, "应急预案", "撤离作业人员")
    menu(unit, "隐患管理")
    finish_major(unit, name, 311)
    expect(row(unit, name)).to_contain_text("整改完成待复查")
    recheck(engineer, name)
    with step("W-2.2-danger.o"):
        open_tab(owner, "施工单位隐患")
        say(owner, button(row(owner, name), "申请销号"), "整改完成情况", "已加固并复查合格")
        expect(row(owner, name)).to_contain_text("申请销号")
    menu(city, "隐患销号")
    say(city, button(row(city, name), "不同意销号"), "不同意的原因", "坡脚排水未完成")
    menu(unit, "隐患管理")
    expect(row(unit, name)).to_contain_text("整改中")
    finish_major(unit, name, 312)
    recheck(engineer, name)
    open_tab(owner, "施工单位隐患")
    say(owner, button(row(owner, name), "申请销号"), "整改完成情况", "排水沟已完成")
    with step("W-2.2-danger.u"):
        menu(city, "隐患销号")
        button(row(city, name), "同意销号").click()
        fill(city, "核查意见", "确认整改无误")
        with city.expect_navigation():
            city.locator("form.record").get_by_role("button", name="保存", exact=True).click()
            if city.locator("dialog[open]").count():
                confirm(city)
        expect(row(city, name)).to_have_count(0)
    with step("W-2.2-danger.p"):
        open_tab(owner, "施工单位隐患")
        expect(row(owner, name)).to_contain_text("已销号")
    state = site.query("select state, supervision_state from hazard_waterhazard where name = ?", name)[0]
    expect_equal((state["state"], state["supervision_state"]), ("closed", "delisted"))


def finish_major(page: Page, name: str, seed: int) -> None:
    """整改完成 of a major one: all five points."""
    begin_rectifying(page, name)
    fill(page, "整改时限", "2026-12-01")
    fill(page, "应急预案", "撤离作业人员，设专人监测")
    choose(page, "是否已整改完毕", "整改完成")
    fill(page, "完成日期", "2026-11-18")
    fill(page, "完成情况", "锚索张拉完成")
    attach_picture(page, "整改后照片", seed)
    fill(page, "验收人", "周衡")
    submit(page, "保存")
    expect(said(page)).to_contain_text("保存成功")


def recheck(engineer: Page, name: str) -> None:
    """监理复查, from the engineer's 待办."""
    engineer.goto("/web/inbox/")
    row(engineer, name).get_by_role("link", name=re.compile(name)).click()
    say(engineer, button(engineer.locator(".sticky-actions"), "复查通过"), "复查意见", "现场复查合格")


def test_the_owner_enters_notifies_and_reports(visitors: Visitors, site: Site, cast: Cast) -> None:
    """2.2: what the owner enters for itself and its participants, and its manual notice to the engineer."""
    owner, engineer = visitors.enter(party(cast, "owner")), visitors.enter(party(cast, "engineer"))
    unit, city = visitors.enter(party(cast, "contractor")), visitors.enter(authority(cast, "常州市水利局"))
    own, of_unit, of_engineer = "导流洞安全警示缺失", "拌和站消防器材过期", "旁站记录不全"
    with step("W-2.2-danger.h"):
        open_tab(owner, "本单位隐患")
        enter(owner, own)
        expect(said(owner)).to_contain_text("保存成功")
    with step("W-2.2-danger.i"):
        open_tab(owner, "施工单位隐患")
        enter(owner, of_unit)
        menu(unit, "隐患管理")
        expect(row(unit, of_unit)).to_contain_text("新")
    with step("W-2.2-danger.j", "W-2.2-danger.n"):
        report(owner, own, "本单位隐患")
        finish(owner, own, 321)
        expect(row(owner, own)).to_contain_text("整改完成")
        menu(city, "隐患台账")
        expect(row(city, own)).to_contain_text("未督办")
        grey(city, own, "督办")
    menu(engineer, "本单位标段隐患")
    enter(engineer, of_engineer)
    with step("W-2.2-danger.g"):
        open_tab(owner, "监理单位隐患")
        say(owner, button(row(owner, of_engineer), "通知整改"), "通知内容", "请于三日内补齐旁站记录")
        site.settled()
        engineer.goto("/web/home/")
        engineer.get_by_role("link", name=re.compile("^系统提醒")).first.click()
        expect(engineer.locator("main")).to_contain_text("项目法人通知整改")
    with step("W-2.2-danger.x"):
        menu(engineer, "本单位标段隐患")
        row(engineer, of_engineer).get_by_role("link", name="整改", exact=True).click()
        expect(engineer.locator("main")).to_contain_text("请于三日内补齐旁站记录")
        menu(engineer, "本单位标段隐患")
        finish(engineer, of_engineer, 322)
    with step("W-2.2-danger.f"):
        report(owner, of_engineer, "监理单位隐患")
        menu(city, "待处理")
        expect(row(city, of_engineer)).to_be_visible()


def test_many_are_confirmed_and_reported_at_once(visitors: Visitors, cast: Cast) -> None:
    """The owner's batch buttons at the top right."""
    unit, owner = visitors.enter(party(cast, "contractor")), visitors.enter(party(cast, "owner"))
    names = ("安全通道堵塞一", "安全通道堵塞二")
    for name in names:
        menu(unit, "隐患管理")
        enter(unit, name)
    open_tab(owner, "施工单位隐患")
    for word, state in (("确认无误", "已确认"), ("上报", "已上报")):
        for name in names:
            row(owner, name).get_by_role("checkbox").check()
        with owner.expect_navigation():
            owner.locator(".toolbar").get_by_role("button", name=word, exact=True).click()
            confirm(owner)
        for name in names:
            expect(row(owner, name)).to_contain_text(state)


def test_no_section_no_filling_in(visitors: Visitors, site: Site, cast: Cast) -> None:
    """注意事项1: a contractor without a section is told whom to ask."""
    idle = site.query(
        "select u.username from people_user u join scope_seat s on s.user_id = u.id join people_role r on r.id = s.role_id "
        "where r.key = 'works_contractor' and not exists (select 1 from scope_stake t where t.organisation_id = s.organisation_id)"
    )
    owner, page = visitors.enter(party(cast, "owner")), None
    if not idle:
        idle = [{"username": cast.seats("works_contractor")[-1]["username"]}]
        site_of = "select count(*) from scope_stake t join scope_seat s on s.organisation_id = t.organisation_id "
        expect_equal(
            site.value(f"{site_of} join people_user u on u.id = s.user_id where u.username = ?", idle[0]["username"]), 0
        )
    with step("W-2.2-danger.v"):
        page = visitors.enter(idle[0]["username"], path="/water_works/our-hazards/")
        page.get_by_role("link", name="新建", exact=True).click()
        expect(page.locator("main")).to_contain_text("还没有分配到标段")
        expect(page.locator("main")).to_contain_text("项目法人")
    expect(owner.locator("nav").first).to_be_visible()


def test_a_unit_that_works_for_itself(visitors: Visitors, site: Site, cast: Cast) -> None:
    """A plain 生产经营单位 has its system, finds, and reports straight to its authority."""
    page, name = visitors.enter(party(cast, "unit")), "启闭机制动器磨损"
    with step("W-2.2-danger.a"):
        menu(page, "本单位信息")
        expect(page.locator("main")).to_contain_text(re.compile("安全管理机构|安全生产部"))
    menu(page, "隐患管理")
    enter(page, name, section="")
    menu(page, "隐患管理")
    do(page, button(row(page, name), "上报"))
    expect(row(page, name)).to_contain_text("已上报")
    held = site.value(
        "select o.name from hazard_waterhazard h join scope_organisation o on o.id = h.held_by_id where h.name = ?",
        name,
    )
    county = visitors.enter(authority(cast, held))
    menu(county, "待处理")
    expect(row(county, name)).to_be_visible()


def test_the_engineers_hazard_on_the_phone(visitors: Visitors, site: Site, cast: Cast) -> None:
    """Within a minute, with the section already chosen."""
    unit = visitors.enter(party(cast, "contractor"))
    phone = visitors.enter(party(cast, "engineer"), phone=True, path="/water_works/quick-hazard/")
    with measure("监理现场报隐患") as taken:
        expect(phone.get_by_label(re.compile("^标段"))).not_to_have_value("")
        attach_picture(phone, "照片", 331)
        wording = phone.locator("input[type=radio][name=phrase]").first
        problem = str(wording.get_attribute("value"))
        wording.check()
        submit(phone, "保存")
        expect(said(phone)).to_contain_text("保存成功")
    expect_that(taken.taps <= 4 and taken.seconds < 60, f"{taken.taps} 次点击，{taken.seconds} 秒")
    menu(unit, "隐患管理")
    expect(row(unit, problem).first).to_contain_text("监理单位检查")
