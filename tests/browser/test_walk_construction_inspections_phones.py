"""Manual J, section 三, on phones: an inspection without a signal, and two people at the same site."""

from typing import Any

import pytest
from playwright.sync_api import expect

from .hands import KEPT, fill, offline
from .inspections import (
    MADE,
    READY,
    WAYS,
    ask_for_rectification,
    building,
    clear,
    deduct,
    entry,
    inspect,
    photograph,
    save_table,
    table,
    tables_of,
)
from .people import Visitors
from .site import Site
from .steps import expect_equal, step

pytestmark = pytest.mark.browser


def test_by_the_dust_standard_without_a_signal(visitors: Visitors, site: Site, watch: Any) -> None:
    where, names = building(site, 1), tables_of(site, "dust")
    page = visitors.enter(where["director"], phone=True)
    with step("J-3.4.a"):
        entry(page, WAYS["dust"])
        expect(page.locator(".site-choice").first).to_be_visible()
    with step("J-3.4.b", "J-3.e"):
        inspect(page, where)
        expect(page.locator("#table-title")).to_contain_text(names[0])
    page.wait_for_function(KEPT)
    offline(page.context, watch)
    with step("J-3.4.c"):
        deduct(page, 0, 0)
        expect(page.locator("#bar-score")).not_to_have_text("100分")
        photograph(page, "扬尘.jpg", 51)
    with step("J-3.4.d"):
        page.get_by_role("button", name="保存检查项", exact=True).click()
        expect(page.locator("#told")).to_contain_text("已存本机，联网自动上传")
    # The browser is killed and opened again without a signal.
    context, address = page.context, page.url
    page.close()
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(READY)
    with step("J-3.4.e"):
        page.locator("#tables-fold").click()
        expect(page.locator(".table-choice").filter(has_text=names[0])).not_to_contain_text("未检")
        expect(page.locator(".table-choice").filter(has_text=names[-1])).to_contain_text("未检")
        page.locator("#tables-fold").click()
    with step("J-3.4.f"):
        table(page, names[1])
        page.get_by_role("button", name="缺项", exact=True).click()
        page.get_by_role("button", name="保存检查项", exact=True).click()
        expect(page.locator("#told")).to_contain_text("缺项")
    with step("J-3.4.g"):
        clear(page)
    table(page, names[0])
    deduct(page, 0, 0)
    photograph(page, "扬尘2.jpg", 52)
    page.get_by_role("button", name="保存检查项", exact=True).click()
    expect(page.locator("#told")).to_contain_text("已存本机")
    with step("J-3.4.h"):
        fill(page, "评语", "围挡喷淋正常，裸土覆盖不到位")
        ask_for_rectification(page)
        page.get_by_role("button", name="保存汇总").click()
        expect(page.get_by_role("dialog", name="已存本机，联网自动上传")).to_be_visible()
    expect_equal(len(site.query(MADE, where["id"], "dust")), 0)
    offline(page.context, watch, False)
    page.goto("/web/outbox/")
    expect(page.locator("[data-outbox-chip]")).to_be_hidden()
    made = site.query(MADE, where["id"], "dust")
    expect_equal([(one["state"], one["saved"], one["findings"]) for one in made], [("rectify", 1, 1)])
    photos = site.query(
        "select name from trail_attachment where register = 'inspection' and record = ?", str(made[0]["id"])
    )
    expect_equal(len(photos), 2)
    claims = site.query(
        "select claimed_at from trail_entry where register = 'inspection' and record = ? and claimed_at is null",
        str(made[0]["id"]),
    )
    expect_equal(claims, [])


def test_two_people_say_different_things_of_one_item_and_one_of_them_chooses(
    visitors: Visitors, site: Site, watch: Any
) -> None:
    """At the same site on two phones, one of them without a signal: nothing is lost, a person decides."""
    where, names = building(site), tables_of(site, "jgj59")
    phones = [visitors.enter(where["director"], phone=True) for _ in range(2)]
    for page in phones:
        entry(page, WAYS["jgj59"])
        inspect(page, where)
        page.wait_for_function(KEPT)
    quick, slow = phones
    offline(slow.context, watch)
    deduct(slow, 6, 0)
    slow.get_by_role("button", name="保存检查项", exact=True).click()
    expect(slow.locator("#told")).to_contain_text("已存本机")
    deduct(quick, 6, 1)
    save_table(quick)
    offline(slow.context, watch, False)
    slow.goto("/web/outbox/")
    expect(slow.locator("[data-outbox-chip]")).to_be_hidden()
    made = site.query(MADE, where["id"], "jgj59")
    expect_equal([(one["state"], one["disputes"]) for one in made if one["state"] == "draft"], [("draft", 1)])
    quick.reload()
    quick.wait_for_function(READY)
    table(quick, names[0])
    quick.get_by_role("button", name="两人填写不同，请选择").click()
    expect(quick.locator("#dispute .dispute section")).to_have_count(2)
    quick.locator("#dispute .dispute section").last.get_by_role("button", name="用这一份").click()
    expect(quick.locator("#told")).to_contain_text("已选择")
    expect(quick.get_by_role("button", name="两人填写不同，请选择")).to_have_count(0)
    expect_equal(site.value("select disputes from inspection_inspection where id = ?", made[0]["id"]), 0)
    entry(quick, WAYS["jgj59"])
    quick.get_by_role("link", name="检查中的检查").click()
    quick.get_by_role("button", name="删除").first.click()
    quick.locator("dialog.confirm").get_by_role("button", name="确定").click()
    expect(quick.locator("main")).to_contain_text("没有没做完的检查")
