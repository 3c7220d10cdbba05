"""Sections 4.3 and 4.4 of the manual and articles 7, 13 and 15 of the district's rule: hazards, from found to put right."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .hands import attach_picture, button, choose, fill, menu, row, said, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
LEDGER = ("隐患部位", "隐患类型", "主要问题", "整治负责人", "完成期限", "资金使用情况", "整改审查意见", "验收结果")


def report_quickly(page: Page, problem: str, seed: int) -> None:
    """随手报隐患."""
    page.goto("/self_check/quick/")
    attach_picture(page, "照片", seed)
    fill(page, "或自己写", problem)
    fill(page, "隐患部位", "二车间东侧")
    submit(page)
    expect(said(page)).to_contain_text("已上报")


def hazard_row(page: Page, problem: str) -> Locator:
    """The row of a hazard that was named by its problem."""
    return row(page, problem)


def finish(page: Page, problem: str, seed: int) -> None:
    """整改 > 整改完毕 of a row in 未整改隐患."""
    hazard_row(page, problem).get_by_role("link", name="整改", exact=True).click()
    attach_picture(page, "整改后照片", seed)
    fill(page, "整改情况", "已更换并现场复核")
    page.get_by_role("radio", name="整改完毕，提交验收").check()
    fill(page, "整治负责人", "王建国")
    fill(page, "资金使用情况（万元）", "0.35")
    submit(page)
    expect(said(page)).to_contain_text("整改完毕")


def accept(page: Page) -> None:
    """验收通过 by another person of the firm."""
    button(page.locator("main"), "验收通过").click()
    fill(page, "验收人", "李晓红")
    fill(page, "整改审查意见", "符合要求，同意验收")
    page.get_by_label(re.compile("^验收结果")).select_option(index=1)
    submit(page)


def test_a_general_hazard_until_it_is_put_right(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm, problem = cast.firms("o.industry = 'chemical'")[3], "二车间应急照明灯不亮"
    page = visitors.enter(firm["username"])
    with step("S-4-art7.b"):
        report_quickly(page, problem, 51)
        expect(page.locator("h1")).to_contain_text("未整改")
    with step("S-4.4.a"):
        menu(page, "自查自改")
        tab(page, "未整改隐患")
        expect(hazard_row(page, problem)).to_contain_text("未整改")
        states = page.locator("table.list td[data-label=状态], table.list td[data-label=整改状态]").all_inner_texts()
        expect_that(bool(states) and not any("已整改" in s for s in states), "列出了已整改的")
    with step("S-4.4.b"):
        hazard_row(page, problem).get_by_role("link", name="整改", exact=True).click()
        fill(page, "整改情况", "已联系电工，明天更换")
        page.get_by_role("radio", name="还在整改，只记进展").check()
        submit(page)
        expect(said(page)).to_contain_text("整改进展已保存")
        expect(hazard_row(page, problem)).to_be_visible()
        finish(page, problem, 52)
        expect(hazard_row(page, problem)).to_contain_text("待验收")
    with step("S-4-art13"):
        hazard_row(page, problem).get_by_role("link").first.click()
        expect(page.locator("main")).to_contain_text("已联系电工，明天更换")
        accept(page)
        expect(said(page)).to_contain_text("验收通过")
        tab(page, "未整改隐患")
        expect(hazard_row(page, problem)).to_have_count(0)
        tab(page, "隐患台账")
        for label in LEDGER:
            expect(page.get_by_role("columnheader", name=re.compile(f"^{label}"))).to_be_visible()
        line = hazard_row(page, problem).first
        expect(line).to_contain_text("王建国")
        expect(line).to_contain_text("0.35")
        expect(line).to_contain_text("符合要求，同意验收")
    state = site.value("select state from hazard_hazard where problem = ?", problem)
    expect_equal(state in ("closed", "review"), True, f"整改状态 {state}")


def test_the_firm_names_its_body_and_its_persons(visitors: Visitors, cast: Cast) -> None:
    """第七条（一）: responsibility system, fund, body and clerk stand in the firm's file."""
    page = visitors.enter(cast.firm["username"])
    with step("S-4-art7.a"):
        menu(page, "单位基本信息")
        tab(page, "企业基本信息")
        for label in ("是否建立隐患排查治理责任制", "自查自改管理机构", "填报工作人员", "隐患治理专项资金（万元）"):
            expect(page.locator("dl.facts dt", has_text=label)).to_be_visible()


def report_for(page: Page, firm: str, problem: str, seed: int) -> None:
    """隐患监管 > 代企业上报, a major one."""
    menu(page, "隐患台账")
    page.get_by_role("link", name="代企业上报").click()
    unit = page.get_by_role("combobox", name=re.compile("^单位"))
    unit.fill(firm)
    page.get_by_role("option", name=firm).click()
    choose(page, "隐患级别", "重大隐患")
    attach_picture(page, "隐患照片", seed)
    fill(page, "主要问题", problem)
    fill(page, "隐患部位", "甲类仓库")
    page.locator("#f-criterion-field [data-unknown]").check()
    fill(page, "判定说明", "现场检查发现超量储存，判为重大")
    page.locator("[name=interim]").first.check()
    fill(page, "整治负责人", "陈志明")
    submit(page)


def test_an_authority_reports_a_major_hazard_for_a_firm(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm, problem = cast.firms("o.industry = 'chemical'")[4], "甲类仓库超量储存甲苯"
    officer = visitors.enter(cast.department_of(firm))
    unit = visitors.enter(firm["username"])
    with step("S-4.3.b"):
        report_for(officer, firm["organisation"], problem, 61)
        expect(said(officer)).to_contain_text("已保存")
        site.settled()
        menu(unit, "自查自改")
        tab(unit, "重大隐患")
        expect(hazard_row(unit, problem)).to_be_visible()
    with step("S-4.3.a"):
        unit.reload()
        rows = unit.locator("table.list tbody tr")
        count = site.value(
            "select count(*) from hazard_hazard where unit_id = ? and level = 'major'", firm["organisation_id"]
        )
        expect(rows).to_have_count(min(count, 20))
        expect(hazard_row(unit, problem)).to_contain_text(re.compile("执法检查|监督检查|代|管理部门|部门"))
        hazard_row(unit, problem).get_by_role("link").first.click()
        expect(unit.locator("main")).to_contain_text(cast.seats("department_officer")[0]["organisation"])
    with step("S-4-art15.a"):
        unit.reload()
        expect(unit.locator("main")).to_contain_text("治理期间防范措施")
        expect(unit.locator("main")).to_contain_text(re.compile("撤出|疏散|警戒|停产"))


def test_states_follow_the_review(visitors: Visitors, site: Site, cast: Cast) -> None:
    """A firm's own major hazard: reviewed by its department, listed by the office, each step seen by the firm."""
    firm, problem = cast.firms("o.industry = 'chemical'")[5], "罐区可燃气体报警系统整体失效"
    unit = visitors.enter(firm["username"])
    unit.goto("/self_check/quick/")
    link = unit.get_by_role("link", name=re.compile("改填重大隐患信息"))
    expect(link).to_be_visible()
    link.click()
    choose(unit, "隐患级别", "重大隐患")
    attach_picture(unit, "隐患照片", 71)
    fill(unit, "主要问题", problem)
    fill(unit, "隐患部位", "罐区")
    unit.locator("#f-criterion-field [data-unknown]").check()
    fill(unit, "判定说明", "整套系统失效，须停产更换")
    for box in unit.locator("[name=interim]").all():
        box.check()
    fill(unit, "整治负责人", "陈志明")
    submit(unit)
    with step("S-4-art15.b"):
        unit.goto("/self_check/major/")
        hazard_row(unit, problem).get_by_role("link").first.click()
        expect(unit.locator("main")).to_contain_text(re.compile("监控|维护|保养"))
    with step("S-4-art7.d"):
        unit.reload()
        expect(unit.locator("main")).to_contain_text("治理期间防范措施")
    officer = visitors.enter(cast.department_of(firm), path="/web/inbox/")
    with step("S-4.3.c"):
        row(officer, problem).get_by_role("link", name="办理", exact=True).click()
        button(officer.locator(".sticky-actions"), "审核通过").click()
        fill(officer, "审核意见", "情况属实，按重大隐患管理")
        submit(officer)
        expect(officer.locator("main")).to_contain_text("已审核")
        unit.goto("/self_check/major/")
        expect(hazard_row(unit, problem)).to_contain_text("已审核")
        office = visitors.enter(cast.office, path="/web/inbox/")
        expect(row(office, problem)).to_be_visible()
    with step("S-4-art7.e"):
        unit.goto("/self_check/major/")
        hazard_row(unit, problem).get_by_role("link").first.click()
        expect(unit.locator("main")).to_contain_text("情况属实，按重大隐患管理")
        expect(unit.locator(".timeline").last).to_contain_text("审核通过")


def test_what_was_reported_stays(visitors: Visitors, site: Site, cast: Cast) -> None:
    """重大隐患上报后不能修改删除: neither by button nor by address."""
    found = site.query(
        "select h.id, o.name from hazard_hazard h join scope_organisation o on o.id = h.unit_id "
        "join people_user u on u.username = o.name where h.level = 'major' and h.state = 'open' order by h.id"
    )[0]
    page = visitors.enter(found["name"], path=f"/self_check/major/{found['id']}/")
    page.locator(".sticky-actions .others summary").click()
    expect(page.locator(".sticky-actions").get_by_role("button", name=re.compile("^修改|^删除")).first).to_be_disabled()
    answer = page.goto(f"/self_check/major/{found['id']}/edit/")
    assert answer is not None
    expect_equal(answer.status, 403)
    expect(page.get_by_role("alert")).to_contain_text("上报后不能修改删除")
    answer = page.goto(f"/self_check/major/{found['id']}/move/delete/")
    assert answer is not None
    expect_equal(answer.status, 403)


def test_pressing_a_firm_with_three_clicks(visitors: Visitors, site: Site, cast: Cast) -> None:
    """未自查单位: tick all, 催办, and the text for the group; the firm finds a 系统提醒."""
    page = visitors.enter(cast.office)
    before = site.value("select count(*) from notice_reminder")
    menu(page, "未自查单位")
    page.get_by_role("checkbox", name=re.compile("选择全部")).check()
    with page.expect_navigation():
        page.get_by_role("button", name="催办", exact=True).click()
    expect(said(page)).to_contain_text("发出系统提醒")
    expect(page.get_by_role("textbox", name="发到工作群的文字")).not_to_have_value("")
    expect_that(site.value("select count(*) from notice_reminder") > before, "没有发出系统提醒")
    menu(page, "催办记录")
    expect(page.locator("table.list tbody tr").first).to_contain_text("2026")
    urged = page.locator("table.list tbody tr").count()
    expect_that(urged > 0, "催办记录是空的")
