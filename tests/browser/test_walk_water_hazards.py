"""Manual W 3.4 隐患管理: the engineer's two tabs, in the office and on the phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .hands import (
    attach_picture,
    button,
    confirm,
    do,
    fill,
    menu,
    row,
    said,
    saved_file,
    search,
    submit,
)
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, measure, step
from .water import (
    begin_rectifying,
    enter,
    finish,
    grey,
    open_tab,
    party,
    report,
    rows_of,
)

pytestmark = pytest.mark.browser


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
