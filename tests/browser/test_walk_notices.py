"""Section 2.3 of the manual: 公告通知 and 系统提醒, from the authority's sending to the firm's having read."""

import re

import pytest
from playwright.sync_api import Page, expect

from .hands import button, choose, do, fill, menu, row, said, search, submit
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser


def count_of(page: Page, key: str) -> int:
    """The number on a badge of the top bar."""
    return int(page.locator(f"[data-badge={key}]").get_attribute("data-count") or 0)


def send_notice(page: Page, title: str, firms: list[str]) -> None:
    """发送通知 to chosen firms."""
    menu(page, "发送通知")
    page.get_by_role("link", name="新增", exact=True).click()
    fill(page, "标题", title)
    fill(page, "正文", "请各单位遵照执行，并于月底前上报自查情况。")
    choose(page, "接收范围", "指定单位")
    page.get_by_role("textbox", name=re.compile("^指定单位")).fill("\n".join(firms))
    choose(page, "是否需回执", "否")
    submit(page)
    expect(row(page, title)).to_contain_text("草稿")
    do(page, button(row(page, title), "发送"))


def test_a_notice_from_sending_to_reading(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm, title = cast.firms()[1]["username"], "关于开展冬季安全生产大检查的通知"
    unit = visitors.enter(firm)
    before = count_of(unit, "notices")
    office = visitors.enter(cast.office)
    with step("S-2.3.d"):
        send_notice(office, title, [firm])
        expect(said(office)).to_contain_text("发送")
        expect(row(office, title)).to_contain_text("已发送")
    site.settled()
    with step("S-2.3.a"):
        unit.reload()
        badge = unit.locator("[data-badge=notices]")
        expect(badge).to_have_attribute("data-count", str(before + 1))
        panel = unit.locator(".panel-messages")
        expect(panel).to_contain_text(re.compile(rf"未读公告通知\s*{before + 1}"))
        expect(panel).to_contain_text("未读系统提醒")
        badge.click()
        expect(unit.get_by_role("heading", name="公告通知", level=1)).to_be_visible()
    with step("S-2.3.b"):
        expect(row(unit, title)).to_contain_text("未读")
        row(unit, title).get_by_role("link", name=title).click()
        expect(unit.locator("main")).to_contain_text("请各单位遵照执行")
        unit.get_by_role("link", name="返回列表").click()
        expect(row(unit, title)).to_contain_text("已读")
        expect(unit.locator("[data-badge=notices]")).to_have_attribute("data-count", str(before))
    with step("S-2.3.c"):
        fill(unit, "标题", "冬季安全生产大检查")
        search(unit)
        expect(unit.locator("table.list tbody tr")).to_have_count(1)
        expect(row(unit, title)).to_be_visible()
        fill(unit, "接收时间起", "2026-11-18")
        fill(unit, "接收时间止", "2026-11-18")
        search(unit)
        expect(row(unit, title)).to_be_visible()
        fill(unit, "接收时间起", "2026-11-19")
        fill(unit, "接收时间止", "")
        search(unit)
        expect(unit.get_by_text("没有符合条件的记录")).to_be_visible()
    office.goto("/self_check/receipts/")
    receipt = row(office, title)
    expect(receipt).to_contain_text("已读")


def test_the_firms_that_were_not_chosen_hear_nothing(visitors: Visitors, site: Site, cast: Cast) -> None:
    chosen, other = (firm["username"] for firm in cast.firms()[2:4])
    office = visitors.enter(cast.office)
    send_notice(office, "关于报送应急物资清单的通知", [chosen])
    site.settled()
    page = visitors.enter(other, path="/web/notices/")
    expect(page.get_by_role("heading", name="公告通知", level=1)).to_be_visible()
    expect(page.get_by_text("关于报送应急物资清单的通知")).to_have_count(0)


def test_reminders_of_the_month_and_of_deadlines(visitors: Visitors, site: Site, cast: Cast) -> None:
    """Who has not checked this month, and whose hazard falls due, is told by the system itself."""
    silent = cast.firms(
        "not exists (select 1 from selfcheck_selfcheck s where s.unit_id = o.id and s.month = '2026-11-01' "
        "and s.state in ('saved', 'reported'))"
    )  # fmt: skip
    expect_that(bool(silent), "演示数据里每家都已自查，无法提醒")
    firm = silent[0]["username"]
    unit = visitors.enter(firm)
    before = count_of(unit, "reminders")
    owners = cast.firms(
        "exists (select 1 from hazard_hazard h where h.unit_id = o.id and h.state = 'open' and h.due_on < '2026-11-20')"
    )
    expect_that(bool(owners), "演示数据里没有逾期未整改的隐患")
    site.manage("run_due", "--at", "2026-11-20T09:05:00+08:00")
    site.settled()
    with step("S-2.3.g"):
        unit.reload()
        expect(unit.locator("[data-badge=reminders]")).not_to_have_attribute("data-count", str(before))
        unit.locator("[data-badge=reminders]").click()
        reminder = row(unit, re.compile("自查")).first
        expect(reminder).to_contain_text("未读")
    with step("S-2.3.e"):
        name = reminder.get_by_role("link").first.inner_text()
        reminder.get_by_role("link").first.click()
        expect(unit.locator("h1")).to_contain_text("已读")
        unit.get_by_role("link", name="系统提醒").last.click()
        expect(row(unit, name).first).to_contain_text("已读")
    with step("S-2.3.f"):
        fill(unit, "标题", "自查")
        search(unit)
        expect(row(unit, "自查").first).to_be_visible()
        fill(unit, "标题", "没有这样的提醒")
        search(unit)
        expect(unit.get_by_text("没有提醒")).to_be_visible()
        unit.get_by_role("link", name="重置").click()
        fill(unit, "接收时间起", "2026-12-31")
        search(unit)
        expect(unit.get_by_text("没有提醒")).to_be_visible()
    owner = visitors.enter(owners[0]["username"])
    with step("S-2.3.h"):
        owner.locator("[data-badge=reminders]").click()
        fill(owner, "标题", "整改")
        search(owner)
        mine = row(owner, re.compile("整改")).first
        expect(mine).to_be_visible()
        mine.get_by_role("link").first.click()
        owner.get_by_role("link", name="去办理").click()
        expect(owner.locator("h1")).to_be_visible()
        expect_equal(owner.url.startswith(site.base), True, "提醒应能直接去办理")
