"""The whole story: a small chemical firm finds two general hazards and a major one; the major one is listed, put right, closed."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .hands import attach_picture, button, confirm, fill, menu, row, said, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that

pytestmark = pytest.mark.browser
FIRE, GUARD, MAJOR = "成品库灭火器压力不足", "一车间搅拌机皮带轮防护罩缺失", "聚合釜紧急切断装置失效"


@dataclass
class People:
    """Four browsers."""

    unit: Page
    town: Page
    department: Page
    office: Page

    def each(self) -> list[Page]:
        """The three authorities."""
        return [self.town, self.department, self.office]


@pytest.fixture
def people(visitors: Visitors, cast: Cast) -> People:
    firm = cast.firm
    return People(
        visitors.enter(firm["username"]), visitors.enter(cast.locality_of(firm)),
        visitors.enter(cast.department_of(firm)), visitors.enter(cast.office),
    )  # fmt: skip


def finding(page: Page, number: int, level: str, seed: int, problem: str, place: str) -> None:
    """一般隐患 or 重大隐患 at the ``number``-th open detail, with a photo."""
    item = page.locator(".check-item:not([data-answered])").nth(number)
    item_id = item.get_attribute("id")
    item.get_by_role("button", name=level).click()
    if level == "重大隐患":
        confirm(page)
    box = page.locator("dialog#finding")
    expect(box.locator("li.file")).to_have_count(0)
    attach_picture(box, "隐患照片", seed)
    fill(box, "主要问题", problem)
    fill(box, "隐患部位", place)
    fill(box, "整治负责人", "王建国")
    if level == "重大隐患":
        box.get_by_label(re.compile("^判定依据")).select_option(index=1)
        box.locator("[name=interim]").first.check()
    box.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(f"#{item_id} .state")).to_have_text(level)


def cards(page: Page) -> dict[str, int]:
    """The figures of a home page."""
    page.goto("/web/home/")
    found = {}
    for card in page.locator(".stat").all():
        value = card.locator(".stat-value").evaluate("e => e.firstChild.textContent")
        found[card.locator(".stat-label").inner_text().strip()] = int(float(value))
    return found


def expect_each_opens_its_rows(page: Page) -> None:
    """Every figure of the home page leads to exactly as many rows."""
    for label, value in cards(page).items():
        page.goto("/web/home/")
        page.locator(".stat").filter(has=page.locator(".stat-label", has_text=re.compile(f"^{label}$"))).get_by_role(
            "link"
        ).click()
        page.wait_for_load_state()
        total = page.locator(".pager-total strong")
        expect_equal(int(total.inner_text()) if total.count() else 0, value, f"“{label}”打开的行数")


def open_hazard(page: Page, problem: str, slug: str = "major") -> None:
    """A hazard's page by the list it stands in."""
    page.goto(f"/self_check/{slug}/")
    row(page, problem).get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text(problem)


def step_by(page: Page, label: str, values: dict[str, str], *, pictures: tuple[str, int] | None = None) -> None:
    """One move on the page of a hazard: its button, its fields, 提交."""
    button(page.locator(".sticky-actions"), label).click()
    for name, value in values.items():
        field = page.get_by_label(re.compile(rf"^{re.escape(name)}(\*|（.*）)*$"))
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    if pictures:
        attach_picture(page, pictures[0], pictures[1])
    submit(page)


def test_from_finding_to_closing(people: People, site: Site, cast: Cast) -> None:
    unit, firm = people.unit, cast.firm
    firm_before, office_before = cards(unit), cards(people.office)
    menu(unit, "自查自改")
    unit.locator(".module-head").get_by_role("link", name="新建自查").click()
    finding(unit, 0, "一般隐患", 101, FIRE, "成品库")
    finding(unit, 1, "一般隐患", 102, GUARD, "一车间")
    unreported = [row(page, FIRE).count() for page in people.each() if page.goto("/self_check/hazards/")]
    expect_equal(unreported, [0, 0, 0], "未上报的隐患只有本单位看得到")
    finding(unit, 2, "重大隐患", 103, MAJOR, "聚合车间3号釜")
    expect_major_on_desks(people)
    save_and_submit(unit, site, firm)
    for page in people.each():
        page.goto("/self_check/hazards/")
        expect(row(page, FIRE)).to_be_visible()
        expect(row(page, GUARD)).to_be_visible()
    after = cards(unit)
    expect_equal(after["未整改隐患"] - firm_before["未整改隐患"], 3)
    expect_equal(after["重大隐患"] - firm_before["重大隐患"], 1)
    expect_equal(after["历史记录"] - firm_before["历史记录"], 1)
    expect_equal(cards(people.office)["重大隐患待审核"] - office_before["重大隐患待审核"], 1)
    review_and_list(people)
    treat(people, site)
    close(people, site)
    done = cards(unit)
    expect_equal(done["未整改隐患"] - firm_before["未整改隐患"], 2, "销号后只剩两条一般隐患")
    expect_equal(cards(people.office)["重大隐患待审核"], office_before["重大隐患待审核"])
    expect_each_opens_its_rows(unit)
    for page in people.each():
        expect_each_opens_its_rows(page)


def expect_major_on_desks(people: People) -> None:
    """The major one is reported though its sheet is a draft: the reviewer has to act, the two others are told."""
    for page in people.each():
        page.goto("/web/inbox/")
        expect(row(page, MAJOR)).to_be_visible()
    expect(row(people.town, MAJOR)).to_contain_text("抄送")
    expect(row(people.office, MAJOR)).to_contain_text("抄送")
    expect(row(people.department, MAJOR)).not_to_contain_text("抄送")


def save_and_submit(unit: Page, site: Site, firm: dict[str, Any]) -> None:
    """姓名, 保存; later back to 当前月自查记录, and 上报."""
    unit.get_by_label(re.compile("^姓名")).fill("陈志明")
    with unit.expect_navigation():
        unit.get_by_role("button", name="保存", exact=True).click()
    unit.goto("/web/home/")
    menu(unit, "自查自改")
    tab(unit, "当前月自查记录")
    sheet = site.value("select max(id) from selfcheck_selfcheck where unit_id = ?", firm["organisation_id"])
    line = unit.locator(f"table.list tr[data-id='{sheet}']")
    with unit.expect_navigation():
        button(line, "上报").click()
        confirm(unit)
    expect(line).to_have_count(0)
    tab(unit, "历史记录")
    expect(line).to_be_visible()


def review_and_list(people: People) -> None:
    """The department reviews with before, criterion and history on one screen; the office lists with a deadline."""
    department, office = people.department, people.office
    department.goto("/web/inbox/")
    row(department, MAJOR).get_by_role("link", name="办理", exact=True).click()
    for part in ("整改前后", "判定依据", "办理过程"):
        expect(department.get_by_role("heading", name=part)).to_be_visible()
    step_by(department, "审核通过", {"审核意见": "现场核实，情况属实"})
    expect(department.locator("h1")).to_contain_text("已审核")
    office.goto("/web/inbox/")
    row(office, MAJOR).get_by_role("link", name="办理", exact=True).click()
    step_by(office, "挂牌督办", {
        "督办文号": "武安委督〔2026〕18号", "督办级别": "区（县）级", "挂牌日期": "2026-11-18", "督办期限": "2026-12-18",
        "督办要求": "停止使用3号釜，更换切断装置，经复查合格后方可恢复",
    })  # fmt: skip
    expect(office.locator("h1")).to_contain_text("挂牌督办")


def treat(people: People, site: Site) -> None:
    """The firm files its plan, puts the hazard right with photos taken after, has it accepted, asks for closing."""
    unit = people.unit
    unit.goto("/web/inbox/")
    expect(row(unit, MAJOR).first).to_be_visible()
    open_hazard(unit, MAJOR)
    expect(unit.locator("main")).to_contain_text("武安委督〔2026〕18号")
    step_by(unit, "报送治理方案", {
        "治理的目标和任务": "恢复紧急切断功能", "采取的方法和措施": "停车，更换切断阀与联锁模块", "治理资金": "12",
        "治理责任人": "陈志明", "治理时限": "2026-12-10", "安全措施和应急预案": "停止使用，专人巡检，备足应急物资",
    })  # fmt: skip
    expect(unit.locator("h1")).to_contain_text("方案已报")
    unit.locator(".sticky-actions .others summary").click()
    refused = unit.locator(".sticky-actions").get_by_role("button", name=re.compile("^申请销号"))
    expect(refused).to_be_disabled()
    unit.goto("/self_check/unrectified/")
    row(unit, MAJOR).get_by_role("link", name="整改", exact=True).click()
    attach_picture(unit, "整改后照片", 203)
    fill(unit, "整改情况", "切断装置已更换，三次联锁试验合格")
    unit.get_by_role("radio", name="整改完毕，提交验收").check()
    submit(unit)
    open_hazard(unit, MAJOR)
    step_by(unit, "验收通过", {"验收人": "李晓红", "整改审查意见": "符合方案要求", "验收结果": "验收合格"})
    expect(unit.locator("h1")).to_contain_text("待主管部门复查")
    step_by(unit, "申请销号", {"治理情况": "已按方案治理完毕，申请复查销号"})
    expect(unit.locator("h1")).to_contain_text("申请销号")


def close(people: People, site: Site) -> None:
    """The office re-checks on site, with its own photo, and closes; nobody has the hazard on the desk any more."""
    office = people.office
    site.settled()
    office.goto("/web/inbox/")
    row(office, MAJOR).filter(has_not_text="抄送").first.get_by_role("link", name="办理", exact=True).click()
    photos = office.locator("#before-after img")
    expect_that(photos.count() >= 2, "看不到整改前后的照片")
    step_by(office, "销号", {"复查意见": "现场复查，装置动作正常，同意销号"}, pictures=("附件", 301))
    expect(office.locator("h1")).to_contain_text("已销号")
    expect(office.locator("h1")).to_contain_text("已整改")
    for page in (people.unit, *people.each()):
        page.goto("/web/inbox/")
        expect(row(page, MAJOR)).to_have_count(0)
    open_hazard(people.unit, MAJOR)
    expect(people.unit.locator(".timeline").last).to_contain_text("销号")
    expect(said(people.unit)).to_have_count(0)
