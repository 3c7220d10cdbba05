"""Sections 2.4 and 5 of the manual: what the home page and 在线帮助 offer to read, and who keeps it."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from .hands import button, do, fill, menu, row, search, submit
from .people import Cast, Visitors
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
COLUMNS = {"S-2.4.a": "新闻动态", "S-2.4.b": "政策法规", "S-2.4.c": "标准规范", "S-2.4.d": "常见问题"}
LISTS = ("新闻动态列表", "公告通知列表", "在线帮助列表", "常见问题列表")


def column(page: Page, title: str) -> Locator:
    """A column of the home page."""
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=title, exact=True))


def read_column(page: Page, title: str) -> None:
    """Opens the first article of a column of the home page; nothing on it can be changed."""
    page.goto("/web/home/")
    first = column(page, title).get_by_role("listitem").first.get_by_role("link")
    name = first.locator(".main").inner_text().strip()
    first.click()
    expect(page.locator("article > h2")).to_have_text(name)
    expect(page.locator(".article-body")).not_to_be_empty()
    expect(page.locator("main").get_by_role("link", name=re.compile("修改|删除"))).to_have_count(0)


def test_the_home_page_offers_four_columns(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"])
    with step("S-2.4.a"):
        read_column(page, "新闻动态")
        expect(page.locator("article")).to_contain_text("更新日期")
    with step("S-2.4.b"):
        read_column(page, "政策法规")
        expect(page.locator("article")).to_contain_text("政策法规")
    with step("S-2.4.c"):
        read_column(page, "标准规范")
        expect(page.locator("article")).to_contain_text("标准规范")
    with step("S-2.4.d"):
        read_column(page, "常见问题")
        expect(page.locator("article")).to_contain_text("常见问题")


def publish(page: Page, title: str, kind: str, day: str = "") -> None:
    """信息发布 > 新闻与帮助 > 新增, then 发布."""
    menu(page, "新闻与帮助")
    page.get_by_role("link", name="新增", exact=True).click()
    fill(page, "标题", title)
    page.get_by_label(re.compile("^类别")).select_option(label=kind)
    if day:
        fill(page, "更新日期", day)
    fill(page, "正文", "# 要点\n\n- 先看**风险**\n- 再看措施")
    submit(page)
    fill(page, "标题", title)
    search(page)
    expect(row(page, title)).to_contain_text("未发布")
    do(page, button(row(page, title), "发布"))
    expect(row(page, title)).to_contain_text("已发布")


@pytest.mark.parametrize("who", ["office", "administrator"])
def test_an_authority_keeps_the_home_page(who: str, visitors: Visitors, cast: Cast) -> None:
    editor, reader = visitors.enter(getattr(cast, who)), visitors.enter(cast.firm["username"])
    for title in COLUMNS.values():
        with step("S-2.4.e"):
            name = f"{title}：{cast.seats('office_officer')[0]['name']}与{who}的冬季提示"
            publish(editor, name, title)
            reader.goto("/web/home/")
            expect(column(reader, title).get_by_role("link", name=re.compile(re.escape(name)))).to_be_visible()
    with step("S-2.4.e"):
        do(editor, button(row(editor, name), "撤下"))
        reader.reload()
        expect(column(reader, "常见问题").get_by_role("link", name=re.compile(re.escape(name)))).to_have_count(0)


def days_of(page: Page) -> list[date]:
    """The dates of the list as they stand."""
    cells = page.locator("table.list tbody tr td:nth-child(2)").all_inner_texts()
    return [date.fromisoformat(text.strip()[:10]) for text in cells]


def open_list(page: Page, title: str) -> None:
    """One of the four buttons at the left of 在线帮助."""
    page.get_by_role("navigation", name="帮助目录").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=title, level=2)).to_be_visible()


def expect_newest_first(page: Page) -> None:
    """Entries stand by their date, the newest first, and the first can be opened."""
    found = days_of(page)
    expect_that(len(found) > 0, "列表是空的")
    expect_equal(found, sorted(found, reverse=True), "按更新日期排列")
    first = page.locator("table.list tbody tr").first.get_by_role("link")
    name = first.inner_text().strip()
    first.click()
    expect(page.locator("article > h2")).to_have_text(name)


def test_online_help_has_four_lists(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"])
    with step("S-5.a"):
        menu(page, "在线帮助")
        buttons = page.get_by_role("navigation", name="帮助目录").get_by_role("link")
        expect(buttons).to_have_text(list(LISTS))
        box = page.get_by_role("navigation", name="帮助目录").bounding_box()
        body = page.locator(".help-body").bounding_box()
        expect_that(box is not None and body is not None and box["x"] < body["x"], "四个按钮不在左侧")
    with step("S-5.b"):
        open_list(page, "新闻动态列表")
        expect_newest_first(page)
    with step("S-5.c"):
        menu(page, "在线帮助")
        open_list(page, "公告通知列表")
        expect_newest_first(page)
    with step("S-5.d"):
        menu(page, "在线帮助")
        open_list(page, "在线帮助列表")
        expect_newest_first(page)
    with step("S-5.e"):
        menu(page, "在线帮助")
        open_list(page, "常见问题列表")
        expect_newest_first(page)


def test_an_authority_keeps_online_help(visitors: Visitors, cast: Cast) -> None:
    editor, reader = visitors.enter(cast.office), visitors.enter(cast.firm["username"])
    with step("S-5.f"):
        publish(editor, "系统操作手册（2026年11月版）", "在线帮助")
        reader.goto("/web/home/")
        menu(reader, "在线帮助")
        open_list(reader, "在线帮助列表")
        expect(reader.locator("table.list tbody tr").first).to_contain_text("系统操作手册（2026年11月版）")
        row(editor, "（2026年11月版）").get_by_role("link", name="修改", exact=True).click()
        fill(editor, "标题", "系统操作手册（2026年12月版）")
        submit(editor)
        reader.reload()
        expect(row(reader, "系统操作手册（2026年12月版）")).to_be_visible()
        expect(row(reader, "系统操作手册（2026年11月版）")).to_have_count(0)
