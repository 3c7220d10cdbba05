"""Sections 4.1, 4.2 and 4.5 of the manual: 新建自查, 当前月自查记录, 历史记录, 打印自查标准."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .hands import attach_picture, button, confirm, do, fill, menu, said, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
FIRST = {"基础管理": 11, "现场管理": 10}
BLUE = (
    "e => { const [r, g, b] = getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number); return b > r && b > g; }"
)


def new_round(page: Page) -> None:
    """自查自改 > 新建自查."""
    page.goto("/web/home/")
    menu(page, "自查自改")
    page.locator(".module-head").get_by_role("link", name="新建自查").click()
    page.wait_for_load_state()
    anew = page.get_by_role("link", name="新开一份自查")
    if anew.count():
        anew.click()
    expect(page.get_by_role("navigation", name="标准目录")).to_be_visible()


def items(page: Page) -> Locator:
    """The standard details that nobody has answered yet."""
    return page.locator(".check-item:not([data-answered])")


def code_of(item: Locator) -> str:
    """The number of a standard detail."""
    return item.locator(".check-code").inner_text().strip()


def item(page: Page, code: str) -> Locator:
    """A standard detail by its number."""
    return page.locator(".check-item").filter(
        has=page.locator(".check-code", has_text=re.compile(f"^\\s*{re.escape(code)}\\s*$"))
    )


def say_none(page: Page) -> str:
    """无此隐患 and 确定 at the first open detail; returns its number."""
    code = code_of(items(page).first)
    item(page, code).get_by_role("button", name="无此隐患").click()
    confirm(page)
    expect(item(page, code)).to_have_attribute("data-answered", "none")
    return code


def fill_finding(page: Page, seed: int, problem: str, place: str) -> Locator:
    """The box that has opened, filled as its form asks."""
    box = page.locator("dialog#finding")
    expect(box.locator("li.file")).to_have_count(0)
    attach_picture(box, "隐患照片", seed)
    fill(box, "主要问题", problem)
    fill(box, "隐患部位", place)
    fill(box, "整治负责人", "王建国")
    return box


def say_general(page: Page, seed: int, problem: str, place: str = "一车间") -> str:
    """一般隐患 at the first open detail, its box filled in and 提交; returns its number."""
    code = code_of(items(page).first)
    item(page, code).get_by_role("button", name="一般隐患").click()
    expect(page.locator("dialog#finding")).to_contain_text("隐患信息填写")
    fill_finding(page, seed, problem, place).get_by_role("button", name="提交", exact=True).click()
    expect(item(page, code)).to_have_attribute("data-answered", "general")
    return code


def save(page: Page, name: str = "王建国") -> None:
    """姓名 at the bottom and 保存."""
    page.get_by_label(re.compile("^姓名")).fill(name)
    with page.expect_navigation():
        page.get_by_role("button", name="保存", exact=True).click()


def sheets(site: Site, firm: dict[str, object], state: str) -> list[int]:
    """The firm's sheets in a state."""
    sql = "select id from selfcheck_selfcheck where unit_id = ? and state = ? order by id"
    return [int(row["id"]) for row in site.query(sql, firm["organisation_id"], state)]


def sheet_row(page: Page, pk: int) -> Locator:
    """The row of a sheet."""
    return page.locator(f"table.list tr[data-id='{pk}']")


def test_a_round_from_start_to_sheet(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firm
    page = visitors.enter(firm["username"])
    before = sheets(site, firm, "saved")
    with step("S-4.1.a"):
        new_round(page)
        kinds = site.value(
            "select firm_kinds from enterprise_enterprise where organisation_id = ?", firm["organisation_id"]
        )
        shown = page.locator(".check-code").all_inner_texts()
        expect_that(len(shown) > 10 and "chemical" in kinds, "没有自动显示本单位类型的标准")
        wanted = site.query("select code, applies_to from standard_item")
        allowed = {
            w["code"] for w in wanted if any(k in kinds or k == '"all"' for k in re.findall(r'"\w+"', w["applies_to"]))
        }
        expect_that({c.strip() for c in shown} <= allowed, "显示了不适用本单位类型的细则")
    with step("S-4.1.b"):
        page.reload()
        directory = page.get_by_role("navigation", name="标准目录")
        for group, (name, count) in zip(directory.locator(".dir-group").all(), FIRST.items(), strict=True):
            expect(group.locator(":scope > .dir .dir-name")).to_have_text(name)
            expect(group.locator("ol .dir")).to_have_count(count)
        expect(page.locator("#items-title")).to_contain_text("基础管理")
        expect(page.locator(".check-class")).to_have_count(11)
        box, body = directory.bounding_box(), page.locator("#items").bounding_box()
        expect_that(box is not None and body is not None and box["x"] < body["x"], "目录不在左侧")
    with step("S-4.1.c"):
        directory.get_by_role("link", name=re.compile("^现场管理")).click()
        expect(page.locator("#items-title")).to_contain_text("现场管理")
        expect(page.locator(".check-class")).to_have_count(10)
        second = directory.locator(".dir-group").first.locator("ol .dir").nth(1)
        name = re.sub(r"^\d+\.\s*", "", second.locator(".dir-name").inner_text())
        second.click()
        expect(page.locator("#items-title")).to_contain_text(name)
        expect(page.locator(".check-class")).to_have_count(1)
        expect(page.locator(".check-class h3")).to_contain_text(name)
    with step("S-4.1.d"):
        code = code_of(items(page).first)
        item(page, code).get_by_role("button", name="无此隐患").click()
        expect(item(page, code)).not_to_have_attribute("data-answered", "none")
        confirm(page)
        expect(item(page, code).locator(".state")).to_have_text("无此隐患")
    page.get_by_role("navigation", name="标准目录").get_by_role("link", name=re.compile("^基础管理")).click()
    expect(page.locator("#items-title")).to_contain_text("基础管理")
    with step("S-4.1.e"):
        code = code_of(items(page).first)
        item(page, code).get_by_role("button", name="一般隐患").click()
        expect(page.locator("dialog#finding h2").first).to_have_text("隐患信息填写")
        page.locator("dialog#finding").get_by_role("button", name="提交", exact=True).click()
        expect(page.locator("dialog#finding [role=alert]").first).to_contain_text("主要问题")
        fill_finding(page, 21, "灭火器压力不足，未及时更换", "成品库").get_by_role(
            "button", name="提交", exact=True
        ).click()
        expect(item(page, code).locator(".state")).to_have_text("一般隐患")
        expect(item(page, code)).to_contain_text("灭火器压力不足")
    with step("S-4.1.h"):
        done = [say_none(page) for _ in range(2)]
        expect(page.locator("#progress")).to_contain_text("已查 4/")
        expect_equal(len(set(done)), 2)
        expect_that(items(page).count() > 0, "应能只查其中几条")
    with step("S-4.1.i"):
        page.get_by_label(re.compile("^姓名")).fill("")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.locator("#checker-error")).to_contain_text("姓名")
        expect_equal(sheets(site, firm, "saved"), before, "没有姓名不该存成")
        save(page, "陈志明")
        expect(said(page)).to_contain_text("自查记录已保存")
    with step("S-4.1.j"):
        menu(page, "自查自改")
        tab(page, "当前月自查记录")
        (made,) = set(sheets(site, firm, "saved")) - set(before)
        expect(sheet_row(page, made)).to_contain_text("陈志明")
        expect(sheet_row(page, made)).to_contain_text("已保存（未上报）")


def test_a_major_hazard_within_a_round(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms("o.industry = 'chemical'")[1]
    page = visitors.enter(firm["username"])
    new_round(page)
    code = code_of(items(page).first)
    with step("S-4.1.f"):
        item(page, code).get_by_role("button", name="重大隐患").click()
        expect(page.locator("dialog[open]")).to_contain_text("重大隐患上报后不能修改删除")
        confirm(page, "取消")
        expect(page.locator("dialog#finding")).to_be_hidden()
        item(page, code).get_by_role("button", name="重大隐患").click()
        confirm(page)
        expect(page.locator("dialog#finding h2").first).to_have_text("重大隐患信息填写")
    with step("S-4.1.g"):
        box = fill_finding(page, 31, "反应釜紧急切断装置失效，不能远程停车", "聚合车间3号釜")
        box.get_by_label(re.compile("^判定依据")).select_option(index=1)
        box.get_by_role("checkbox").filter(visible=True).and_(box.locator("[name=interim]")).first.check()
        box.get_by_role("button", name="提交", exact=True).click()
        expect(item(page, code).locator(".state")).to_have_text("重大隐患")
        expect(item(page, code)).to_contain_text("已上报")
        expect(item(page, code).get_by_role("button")).to_have_count(0)
    sheet = site.value(
        "select state from selfcheck_selfcheck where unit_id = ? order by id desc", firm["organisation_id"]
    )
    expect_equal(sheet, "filling", "自查记录本身还没有保存，重大隐患已经上报")
    with step("S-4-art14"):
        item(page, code).get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("待审核")
        button(page.locator("main"), "专项报告").click()
        fill(page, "隐患的现状及其产生原因", "切断阀气源老化漏气")
        fill(page, "隐患的危害程度和整改难易程度分析", "可能造成釜内超温超压，需停车五天更换")
        fill(page, "隐患的治理方案", "停车，更换切断阀与气源管线，联锁复测")
        submit(page)
        expect(page.locator("main")).to_contain_text("停车，更换切断阀与气源管线")


def test_what_is_saved_can_be_changed_deleted_and_reported(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms("o.industry = 'machinery'")[0]
    page = visitors.enter(firm["username"])
    before = sheets(site, firm, "saved")
    with step("S-4.2.d"):
        for _ in range(2):
            new_round(page)
            say_none(page)
            save(page)
        one, two = sorted(set(sheets(site, firm, "saved")) - set(before))
        menu(page, "自查自改")
        expect(sheet_row(page, one)).to_be_visible()
        expect(sheet_row(page, two)).to_be_visible()
    with step("S-4.2.a"):
        tab(page, "当前月自查记录")
        rows = page.locator("table.list tbody tr")
        expect(rows).to_have_count(len(before) + 2)
        expect(rows.filter(has_text="已保存（未上报）")).to_have_count(len(before) + 2)
    with step("S-4.2.b"):
        sheet_row(page, one).get_by_role("link", name="修改", exact=True).click()
        say_general(page, 41, "防护罩缺失", "冲压车间")
        save(page, "李晓红")
        expect(sheet_row(page, one)).to_contain_text("李晓红")
        expect_equal(site.value("select general_count from selfcheck_selfcheck where id = ?", one), 1)
    with step("S-4.2.c"):
        do(page, button(sheet_row(page, two), "删除"))
        expect(sheet_row(page, two)).to_have_count(0)
        expect_equal(site.value("select state from selfcheck_selfcheck where id = ?", two), "deleted")
    with step("S-4.2.e", "S-4-art7.c", "S-4-art12"):
        do(page, button(sheet_row(page, one), "上报"))
        expect(sheet_row(page, one)).to_have_count(0)
        tab(page, "历史记录")
        expect(sheet_row(page, one)).to_contain_text("李晓红")
        page.goto("/web/home/")
        expect(page.locator("main")).to_contain_text(re.compile(r"已上报 \d+ 次"))
        officer = visitors.enter(cast.locality_of(firm), path="/self_check/selfchecks/")
        expect(sheet_row(officer, one)).to_contain_text(firm["organisation"])
    with step("S-4.2.g"):
        page.goto("/self_check/history/")
        sheet_row(page, one).get_by_role("link").first.click()
        expect(page.locator("main")).to_contain_text("排查结果")
        page.locator(".sticky-actions .others summary").click()
        for word in ("上报", "删除"):
            expect(page.locator(".sticky-actions").get_by_role("button", name=re.compile(f"^{word}"))).to_be_disabled()
        tab(page, "对比")
        expect(page.locator("main")).to_contain_text(re.compile("结果不同的标准细则|还没有两份"))


def test_history_compares_two_sheets(visitors: Visitors, site: Site, cast: Cast) -> None:
    rich = site.value(
        "select unit_id from selfcheck_selfcheck where state = 'reported' group by unit_id order by count(*) desc, unit_id"
    )
    firm = next(f for f in cast.firms() if f["organisation_id"] == rich)
    page = visitors.enter(firm["username"])
    with step("S-4.2.g"):
        menu(page, "自查自改")
        tab(page, "历史记录")
        expect(page.locator("table.list tbody tr")).to_have_count(len(sheets(site, firm, "reported")))
        tab(page, "对比")
        expect(page.get_by_role("heading", name="两份记录")).to_be_visible()
        page.get_by_label("另一份").select_option(index=1)
        page.get_by_role("button", name="对比", exact=True).click()
        expect(page.locator("main")).to_contain_text("结果不同的标准细则")


def test_printing_the_standard(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"])
    with step("S-4.5.a"):
        menu(page, "自查自改")
        button = page.locator(".module-head").get_by_role("link", name="打印自查标准")
        expect_that(button.evaluate(BLUE), "“打印自查标准”不是蓝色")
        button.click()
        expect(page.locator("table.standard-table").first).to_be_visible()
        count = page.locator("table.standard-table tbody tr").count()
        expect(page.locator("main dl.facts")).to_contain_text(f"共 {count} 条")
        expect_that(count > 50, "标准表没有整体显现")
    with step("S-4.5.b"):
        page.evaluate("() => { window.print = () => { document.body.dataset.printed = 'yes'; }; }")
        page.get_by_role("button", name="打印隐患标准列表").click()
        expect(page.locator("body")).to_have_attribute("data-printed", "yes")
        page.emulate_media(media="print")
        expect(page.locator(".sidebar")).to_be_hidden()
        expect(page.locator("table.standard-table").first).to_be_visible()


def test_the_month_reports_itself_on_the_25th(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms("o.industry = 'machinery'")[1]
    page = visitors.enter(firm["username"])
    new_round(page)
    say_none(page)
    save(page, "周海")
    mine = sheets(site, firm, "saved")[-1]
    site.manage("run_due", "--at", "2026-11-25T20:01:00+08:00")
    with step("S-4.2.f"):
        page.reload()
        expect(sheet_row(page, mine)).to_have_count(0)
        tab(page, "历史记录")
        expect(sheet_row(page, mine)).to_contain_text("周海")
        expect(sheet_row(page, mine)).to_contain_text("是")
        expect_equal(site.value("select auto_reported from selfcheck_selfcheck where id = ?", mine), 1)
    expect_equal(site.value("select count(*) from selfcheck_selfcheck where state = 'saved'"), 0, "仍有未上报的")
