"""Work without signal, for the whole house: what is filled in waits on the device and arrives once."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .hands import KEPT, attach, fill, fresh_picture, offline
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that
from .watch import Watch

pytestmark = pytest.mark.browser
QUICK = "/self_check/quick/"
COUNT = "select count(*) from hazard_hazard where problem = ?"


def waiting(page: Page) -> Any:
    """The chip of the top bar that counts what waits."""
    return page.locator("[data-outbox-chip]")


def fill_quick(page: Page, problem: str, seed: int) -> None:
    """随手报隐患 with a picture that can't be sent yet."""
    attach(page, "照片", "现场.jpg", fresh_picture(seed))
    expect(page.locator("li.file").first).to_be_visible()
    fill(page, "或自己写", problem)
    fill(page, "隐患部位", "地下室东侧")


def press(page: Page) -> None:
    """提交, which leads nowhere while there is no signal."""
    page.get_by_role("button", name="提交", exact=True).click()


def arrived(page: Page) -> None:
    """Nothing waits any more."""
    page.goto("/web/outbox/")
    expect(page.locator("[data-outbox-list]")).to_contain_text("没有等待上传的内容")


def test_a_form_that_was_open_waits_and_arrives_once_with_its_photo_and_time(
    visitors: Visitors, site: Site, cast: Cast, watch: Watch
) -> None:
    firm, problem = cast.firms("o.industry = 'chemical'")[2], "地下室照明不亮"
    page = visitors.enter(firm["username"], phone=True, path=QUICK)
    page.wait_for_function(KEPT)
    offline(page.context, watch)
    fill_quick(page, problem, 901)
    press(page)
    expect(page.locator("main")).to_contain_text("已存本机，联网自动上传")
    expect(waiting(page)).to_contain_text("1")
    expect_equal(site.value(COUNT, problem), 0)
    # The browser is killed, and opened again without signal: what was filled in is still there.
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/web/outbox/")
    expect(page.locator("[data-outbox-list]")).to_contain_text("等待联网")
    offline(context, watch, False)
    page.goto("/web/home/")
    arrived(page)
    expect_equal(site.value(COUNT, problem), 1)
    row = site.query("select id, photos from hazard_hazard where problem = ?", problem)[0]
    expect_that(len(re.findall(r'"[0-9a-f-]{36}"', row["photos"])) == 1, f"照片 {row['photos']}")
    claimed = site.query(
        "select claimed_at, at from trail_entry where register = 'hazard' and record = ? order by seq", str(row["id"])
    )[0]
    expect_that(bool(claimed["claimed_at"]), f"填写时间 {claimed}")


def test_a_page_opened_without_signal_makes_an_act_each_time(
    visitors: Visitors, site: Site, cast: Cast, watch: Watch
) -> None:
    firm = cast.firms("o.industry = 'chemical'")[2]
    page = visitors.enter(firm["username"], phone=True, path=QUICK)
    page.wait_for_function(KEPT)
    offline(page.context, watch)
    for number in (1, 2):
        page.goto(QUICK)
        expect(page.locator("[data-offline-strip]")).to_contain_text("没有网络")
        fill_quick(page, f"配电箱门缺失{number}", 910 + number)
        press(page)
        expect(page.locator("main")).to_contain_text("已存本机")
    expect(waiting(page)).to_contain_text("2")
    offline(page.context, watch, False)
    page.goto("/web/outbox/")
    arrived(page)
    for number in (1, 2):
        expect_equal(site.value(COUNT, f"配电箱门缺失{number}"), 1)


def test_a_required_answer_is_missed_at_once(visitors: Visitors, cast: Cast, watch: Watch) -> None:
    page = visitors.enter(cast.firm["username"], path="/self_check/ledger/new/")
    page.wait_for_load_state()
    offline(page.context, watch)
    press(page)
    expect(page.locator("#toasts")).to_contain_text("请先填写")
    expect(waiting(page)).to_be_hidden()
    offline(page.context, watch, False)


def test_who_signs_out_leaves_what_waits_for_himself_alone(
    visitors: Visitors, site: Site, cast: Cast, watch: Watch
) -> None:
    first, second = cast.firms("o.industry = 'chemical'")[2:4]
    problem = "退出前没有传上的隐患"
    page = visitors.enter(first["username"], path=QUICK)
    page.wait_for_function(KEPT)
    offline(page.context, watch)
    fill_quick(page, problem, 931)
    press(page)
    expect(page.locator("main")).to_contain_text("已存本机")
    page.route("**/web/outbox/state/**", lambda route: route.abort())
    offline(page.context, watch, False)
    page.locator("details.user-menu summary").click()
    page.get_by_role("button", name="退出系统").click()
    page.wait_for_url(re.compile("sign-in"))
    from .people import sign_in

    page.unroute("**/web/outbox/state/**")
    sign_in(page, site, second["username"])
    page.goto("/web/outbox/")
    expect(page.locator("[data-outbox-others]")).to_contain_text("还有 1 条其他账号")
    expect(page.locator("main")).not_to_contain_text(problem)
    expect_equal(site.value(COUNT, problem), 0)
    page.locator("details.user-menu summary").click()
    page.get_by_role("button", name="退出系统").click()
    page.wait_for_url(re.compile("sign-in"))
    sign_in(page, site, first["username"])
    arrived(page)
    expect_equal(site.value(COUNT, problem), 1)
    site.cookies.pop(first["username"], None)
    site.cookies.pop(second["username"], None)


def test_what_is_refused_is_opened_as_the_ordinary_page_with_everything_in_it(
    visitors: Visitors, site: Site, cast: Cast, watch: Watch
) -> None:
    firm = cast.firms("o.industry = 'chemical'")[3]
    page = visitors.enter(firm["username"], path="/self_check/people/")
    page.locator("table.list tbody tr").first.get_by_role("link", name="修改", exact=True).click()
    address = page.url
    other = visitors.enter(firm["username"], path=address)
    offline(page.context, watch)
    fill(page, "职务", "在地下室填写的职务")
    press(page)
    expect(page.locator("main")).to_contain_text("已存本机")
    fill(other, "职务", "办公室里先改的职务")
    with other.expect_navigation():
        press(other)
    offline(page.context, watch, False)
    page.goto("/web/outbox/")
    expect(page.locator("[data-outbox-list]")).to_contain_text("别人刚刚修改了这条记录")
    page.get_by_role("button", name="打开处理").click()
    expect(page.locator("main")).to_contain_text("办公室里先改的职务")
    expect(page.get_by_label("职务", exact=False).first).to_have_value("在地下室填写的职务")
    with page.expect_navigation():
        press(page)
    page.goto("/web/outbox/")
    expect(page.locator("[data-outbox-list]")).to_contain_text("没有等待上传的内容")


def test_an_act_whose_answer_was_lost_is_not_made_twice(
    visitors: Visitors, site: Site, cast: Cast, watch: Watch
) -> None:
    firm, problem = cast.firms("o.industry = 'chemical'")[3], "回执丢失的隐患"
    page = visitors.enter(firm["username"], path=QUICK)
    offline(page.context, watch)
    fill_quick(page, problem, 941)
    press(page)
    expect(page.locator("main")).to_contain_text("已存本机")
    # The server takes it, the answer does not come back; then the phone tries again.
    lost = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(f"**{QUICK}", lose)
    offline(page.context, watch, False)
    with page.expect_event("requestfailed", lambda one: one.method == "POST" and one.url.endswith(QUICK)):
        page.goto("/web/outbox/")
    expect_equal(site.value(COUNT, problem), 1)
    page.get_by_role("button", name="立即上传").click()
    expect(page.locator("[data-outbox-list]")).to_contain_text("没有等待上传的内容")
    expect_equal(site.value(COUNT, problem), 1)
