"""Five moments that must be excellent, counted in taps and seconds (docs/measured.md)."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from .hands import confirm, fill, fresh_picture, menu, row, said, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, measure

pytestmark = pytest.mark.browser
HOME_SECONDS = 1.0


def test_a_hazard_from_the_phone_in_four_taps(visitors: Visitors, site: Site, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"], phone=True)
    with measure("手机首页到随手报隐患上报") as counted:
        page.get_by_role("link", name="随手报隐患").first.tap()
        page.get_by_label("照片：拍照").set_input_files(
            {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": fresh_picture(501)}
        )
        page.get_by_role("radiogroup", name=re.compile("^哪里不对")).get_by_role("radio").first.tap()
        page.get_by_role("button", name="提交", exact=True).tap()
        expect(said(page)).to_contain_text("已上报")
    expect_equal(counted.taps, 4)
    photos = site.value(
        "select photos from hazard_hazard where unit_id = ? order by id desc", cast.firm["organisation_id"]
    )
    expect_that(len(photos) > 10, "照片没有随隐患上报")


def test_a_photo_chosen_before_the_page_is_whole_goes_along(visitors: Visitors, site: Site, cast: Cast) -> None:
    """A slow line: the form can be seen and filled in long before its scripts have come."""
    page = visitors.enter(cast.firm["username"], phone=True)
    late: list[Route] = []
    page.route(re.compile(r"/js/app\b"), lambda route: late.append(route), times=1)
    page.goto("/self_check/quick/", wait_until="commit")
    page.get_by_label("照片：拍照").set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": fresh_picture(502)}
    )
    page.get_by_role("radiogroup", name=re.compile("^哪里不对")).get_by_role("radio").first.tap()
    page.get_by_role("button", name="提交", exact=True).tap()
    expect(page.get_by_text("页面还没有加载完，加载好后自动上传并提交")).to_be_visible()
    late[0].continue_()
    expect(said(page)).to_contain_text("已上报")
    photos = site.value(
        "select photos from hazard_hazard where unit_id = ? order by id desc", cast.firm["organisation_id"]
    )
    expect_that(len(photos) > 10, "照片没有随隐患上报")


def test_a_monthly_check_with_two_findings(visitors: Visitors, site: Site, cast: Cast) -> None:
    """Every class under a named signature, two findings; the page says where one stands."""
    firm = cast.firm
    page = visitors.enter(firm["username"], phone=True)
    with measure("当月全部条目自查，两条隐患") as counted:
        page.goto("/self_check/selfcheck-new/")
        total = int(re.search(r"/(\d+) 条", page.locator("#progress").inner_text())[1])  # type: ignore[index]
        for number, problem in enumerate(("安全出口被货物堵住", "临时用电未接漏电保护器")):
            item = page.locator(".check-item:not([data-answered])").nth(number)
            item_id = item.get_attribute("id")
            item.get_by_role("button", name="一般隐患").tap()
            box = page.locator("dialog#finding")
            expect(box.locator("#h-problem")).to_have_value("")
            fill(box, "主要问题", problem)
            fill(box, "隐患部位", "一车间")
            fill(box, "整治负责人", "王建国")
            box.get_by_role("button", name="提交", exact=True).tap()
            expect(page.locator(f"#{item_id} .state")).to_have_text("一般隐患")
        sign_every_class(page)
        expect(page.locator("#progress")).to_contain_text("全部查完")
        page.get_by_label(re.compile("^姓名")).fill("陈志明")
        with page.expect_navigation():
            page.get_by_role("button", name="保存", exact=True).tap()
    found = site.query("select * from selfcheck_selfcheck where unit_id = ? order by id desc", firm["organisation_id"])[
        0
    ]
    expect_equal((found["checked"], found["general_count"]), (total, 2))
    expect_that(total >= 80 and counted.taps < 90, f"{total} 条用了 {counted.taps} 次点击")


def sign_every_class(page: Page) -> None:
    """其余均无此隐患 of each class of the first-level class shown, then of the other."""
    while True:
        open_classes = page.locator(".check-class").filter(has=page.locator(".rest form"))
        while open_classes.count():
            standing = page.locator("#progress strong").inner_text()
            expect_that(bool(re.search(r"第\d+类还剩\d+条", standing)), standing)
            one = open_classes.first
            section = one.get_attribute("id")
            one.get_by_label("签名").fill("王建国")
            one.get_by_role("button", name=re.compile("^其余均无此隐患")).tap()
            confirm(page)
            expect(page.locator(f"#{section} .rest form")).to_have_count(0)
        following = page.locator("[data-next-class]")
        if not following.count():
            return
        heading = page.locator("#items-title").inner_text()
        following.tap()
        expect(page.locator("#items-title")).not_to_have_text(heading)


def test_the_old_photo_as_a_ghost_over_the_camera(visitors: Visitors, site: Site, cast: Cast) -> None:
    hazard = site.query(
        "select id, name from hazard_hazard where unit_id = ? and state = 'open' and photos <> '[]' order by id",
        cast.firm["organisation_id"],
    )[0]
    page = visitors.enter(cast.firm["username"], phone=True)
    page.context.grant_permissions(["camera"])
    with measure("对照旧照片拍整改照片并提交"):
        page.goto("/self_check/unrectified/")
        page.locator(f"tr[data-id='{hazard['id']}']").get_by_role("link", name="整改", exact=True).tap()
        page.get_by_role("button", name="对照拍照").tap()
        camera = page.get_by_role("dialog", name="对照拍照")
        expect(camera.get_by_role("img", name=re.compile("半透明"))).to_be_visible()
        camera.locator("video").evaluate(
            "v => v.readyState >= 2 || new Promise(r => v.addEventListener('loadeddata', r, { once: true }))"
        )
        camera.get_by_role("button", name="拍下来").tap()
        expect(page.locator("li.file[data-file]")).to_have_count(1)
        fill(page, "整改情况", "已清理并划线")
        page.get_by_role("radio", name="整改完毕，提交验收").tap()
        fill(page, "整治负责人", "王建国")
        fill(page, "隐患部位", "一车间")
        submit(page)
        expect(said(page)).to_contain_text("整改完毕")


def test_the_inspectors_morning(visitors: Visitors, site: Site, cast: Cast) -> None:
    page = visitors.enter(cast.locality_of(cast.firm))
    with measure("监管员首页打开"):
        page.goto("/web/home/")
        expect(page.get_by_role("heading", name="今天要办的")).to_be_visible()
    seconds = page.evaluate("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd / 1000")
    expect_that(seconds < HOME_SECONDS, f"首页 {seconds:.2f} 秒")
    shown = page.locator(".panel-tasks li")
    expect_that(shown.count() <= 8, "首页只列最急的几件")
    with measure("未自查单位到发出提醒和群消息") as counted:
        menu(page, "未自查单位")
        page.get_by_role("checkbox", name=re.compile("选择全部")).check()
        with page.expect_navigation():
            page.get_by_role("button", name="催办", exact=True).click()
        expect(said(page)).to_contain_text("发出系统提醒")
    expect_equal(counted.taps, 3)
    expect(page.get_by_role("textbox", name="发到工作群的文字")).not_to_have_value("")


def test_one_screen_for_the_review(visitors: Visitors, site: Site, cast: Cast) -> None:
    waiting = site.query(
        "select h.id, h.name, o.department_id, o.supervisor_id, o.id as organisation_id from hazard_hazard h "
        "join scope_organisation o on o.id = h.unit_id where h.level = 'major' and h.review_state = 'reported' order by h.id"
    )[0]
    page = visitors.enter(cast.department_of(waiting))
    with measure("重大隐患审核：一屏看全到审核通过") as counted:
        page.get_by_role("link", name=re.compile("^待办")).first.click()
        row(page, waiting["name"]).get_by_role("link", name="办理", exact=True).click()
        for part in ("整改前后", "判定依据", "办理过程"):
            expect(page.get_by_role("heading", name=part)).to_be_visible()
        page.locator(".sticky-actions").get_by_role("link", name="审核通过").click()
        fill(page, "审核意见", "情况属实")
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.locator("main")).to_contain_text("已审核")
    expect_that(counted.taps <= 4, f"用了 {counted.taps} 次点击")
    tab(page, "重大隐患审核")
    expect(row(page, waiting["name"]).first).to_contain_text("已审核")
