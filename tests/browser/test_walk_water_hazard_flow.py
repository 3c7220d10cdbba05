"""Manual W 2.2 隐患业务流程: the flow across everybody's screens, from the owner's and from a unit's that works for itself."""

import re

import pytest
from playwright.sync_api import expect

from .hands import (
    button,
    confirm,
    do,
    fill,
    menu,
    row,
    said,
    submit,
)
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, step
from .water import (
    authority,
    enter,
    finish,
    finish_major,
    grey,
    open_tab,
    party,
    recheck,
    report,
    say,
)

pytestmark = pytest.mark.browser


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
