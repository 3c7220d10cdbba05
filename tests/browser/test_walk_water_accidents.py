"""Manual W, flow of accidents (2.2) and 3.5: from the call on site over quick report and levels to the month's record."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from .axe import barriers, too_wide
from .hands import attach_picture, button, choose, do, fill, menu, row, said, search, submit, tab
from .people import Cast, Visitors
from .site import STARTS_AT, Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
KIND = "2025-10"
BEFORE = STARTS_AT - timedelta(hours=1)
NUMBERS = {"死亡人数": "0", "轻伤人数": "1", "失踪人数": "0", "重伤人数": "1"}


def hour(minutes: int = 0) -> str:
    """A moment of this morning as a box takes it."""
    return f"{BEFORE + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"


def pick(page: Page, label: str, text: str) -> None:
    """Finds and takes one of a list by its name."""
    box = page.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}"))
    box.fill(text)
    page.get_by_role("option", name=text).first.click()


def enter(page: Page, fields: dict[str, str]) -> None:
    """Fills boxes by their labels."""
    for label, text in fields.items():
        fill(page, label, text)


def describe(page: Page, place: str, section: str = "", **more: str) -> None:
    """What every form of an accident asks for."""
    if section:
        pick(page, "标段", section)
    page.get_by_label(re.compile("^事故类型")).select_option(KIND)
    enter(page, {"发生时间": hour(), "事故地点": place, **NUMBERS, "直接经济损失（万元）": "6.5", **more})


def main(page: Page) -> Locator:
    """The page without its menu."""
    return page.locator("main")


@pytest.fixture
def people(site: Site, cast: Cast) -> dict[str, str]:
    """User names: the parties of the first project's first section, its direct supervisor and the one above."""
    found = site.query(
        "select s.name as section, s.id as pk, o.name as owner, c.name as contractor, e.name as engineer, a.id as a_id, "
        "a.parent_id as b_id from project_section s join project_project p on p.id = s.project_id "
        "join scope_organisation o on o.id = p.unit_id join scope_organisation c on c.id = s.contractor_id "
        "join scope_organisation e on e.id = s.engineer_id join scope_organisation a on a.id = p.supervisor_id order by s.id"
    )[0]
    seats = {one["organisation_id"]: one["username"] for one in cast.seats("water_authority")}
    bare = site.query(
        "select u.username from scope_seat s join people_user u on u.id = s.user_id join people_role r on r.id = s.role_id "
        "where r.key = 'works_contractor' and not exists (select 1 from scope_stake t where t.organisation_id = s.organisation_id)"
    )
    operator = cast.seats("works_unit")[0]["username"]
    names = {n: str(found[n]) for n in ("section", "owner", "contractor", "engineer")}
    held = {"supervisor": seats[found["a_id"]], "above": seats[found["b_id"]]}
    return names | held | {"operator": operator, "bare": bare[0]["username"]}


def test_who_is_told_at_once(visitors: Visitors, site: Site, people: dict[str, str]) -> None:
    worker = visitors.enter(people["contractor"])
    with step("W-2.2-accident.a"):
        menu(worker, "立即报告")
        expect(worker.locator("#who")).to_contain_text(re.compile("现场有关人员.*立即报告本单位负责人", re.DOTALL))
    owner = visitors.enter(people["owner"])
    with step("W-2.2-accident.b"):
        menu(owner, "立即报告")
        expect(main(owner)).to_contain_text("接到报告后 1 小时内")
        expect(owner.locator("#call")).to_contain_text(people["owner"])
        expect(owner.locator("#call")).to_contain_text("水利局")
        expect_equal(barriers(owner), [], "立即报告")
    with step("W-2.2-accident.c"):
        menu(worker, "现场急报")
        worker.get_by_role("link", name="新建").click()
        pick(worker, "标段", people["section"])
        enter(worker, {"发生时间": hour(), "事故地点": "左坝肩", "事故简况": "边坡滑塌，两人被困", "报告人": "孙立"})
        enter(worker, {"报告人电话": "13912345678", "电话报告给（单位）": "市水利局", "打电话时间": hour(5)})
        attach_picture(worker, "现场照片", 71)
        submit(worker, "保存")
        expect(row(worker, "左坝肩")).to_contain_text("待接报")
        menu(owner, "现场急报")
        expect(row(owner, "左坝肩")).to_be_visible()
        authority = visitors.enter(people["supervisor"])
        menu(authority, "现场急报")
        row(authority, "左坝肩").get_by_role("link", name="接报").click()
        fill(authority, "接报人和处置要求", "值班员周宁接报，先撤人，再封闭现场")
        submit(authority, "保存")
        expect(row(authority, "左坝肩")).to_contain_text("已接报")
    told = site.query("select title from notice_reminder where title like '现场急报：%' and title like '%左坝肩%'")
    expect_equal(len(told), 2, "项目法人和直管单位各一条提醒")


def quick_report(page: Page, place: str, section: str) -> None:
    """新建 a 事故快报, 保存."""
    menu(page, "事故快报")
    page.get_by_role("link", name="新建").click()
    more = {"单位负责人接到报告时间": hour(50), "事故发生单位概况": "大坝加固施工单位", "事故现场情况": "作业面已停工"}
    more |= {"事故简要经过": "拆除模板时坠落", "已经采取的措施": "伤者已送医，现场已封闭"}
    describe(page, place, section, **more)
    submit(page, "保存")
    look_at(page, "高处坠落")


def look_at(page: Page, text: str) -> None:
    """The page of a row of the list."""
    row(page, text).first.get_by_role("link").first.click()


def test_a_quick_report_goes_up_and_makes_one_record(visitors: Visitors, site: Site, people: dict[str, str]) -> None:
    owner, place = visitors.enter(people["owner"]), "坝体下游 2 号模板"
    with step("W-2.2-accident.g"):
        quick_report(owner, place, people["section"])
        expect(owner.locator("h1")).to_contain_text("未上报")
        expect(owner.locator("#clocks")).to_contain_text(re.compile(r"须于 \d\d:\d\d 前上报（1 小时）"))
        expect(main(owner)).to_contain_text("一般事故")
        expect_equal(barriers(owner), [], "事故快报")
    with step("W-2.2-accident.h"):
        button(main(owner), "上报").click()
        submit(owner, "保存")
        expect(said(owner)).to_contain_text("上报")
        menu(owner, "事故快报")
        expect(row(owner, "高处坠落").first).to_contain_text("已上报")
    made = "select count(*) from accident_accidentrecord r join accident_quickreport q on q.id = r.quick_id where q.place = ?"
    with step("W-2.2-accident.i"):
        site.until(lambda: site.value(made, place) == 1, "事故月报没有生成", 30)
        menu(owner, "事故月报")
        expect(row(owner, "高处坠落").first).to_be_visible()
        look_at(owner, "高处坠落")
        expect(main(owner)).to_contain_text("由事故快报上报后自动生成")
    authority = visitors.enter(people["supervisor"])
    with step("W-2.2-accident.m"):
        menu(authority, "事故快报")
        do(authority, row(authority, "高处坠落").first.get_by_role("button", name="逐级上报"))
        expect(row(authority, "高处坠落").first).to_contain_text(re.compile("江苏省水利厅|已上报"))
        above = visitors.enter(people["above"])
        menu(above, "事故快报")
        expect(row(above, "高处坠落").first).to_contain_text("已上报")
        expect(row(above, "高处坠落").first.get_by_role("button", name="逐级上报")).to_be_enabled()
    expect_equal(site.value(made, place), 1, "一份快报一条月报")
    follow_up(owner, site, place)


def follow_up(owner: Page, site: Site, place: str) -> None:
    """续报: then and now stand on the page, and the record follows."""
    menu(owner, "事故快报")
    look_at(owner, "高处坠落")
    button(main(owner), "续报").click()
    fill(owner, "死亡人数", "3")
    fill(owner, "续报情况", "三人抢救无效死亡")
    submit(owner, "保存")
    menu(owner, "事故快报")
    look_at(owner, "高处坠落")
    expect(owner.locator("#told")).to_contain_text("0 → 3")
    expect(owner.locator("#told")).to_contain_text("一般事故 → 较大事故")
    number = "select r.deaths from accident_accidentrecord r where r.place = ?"
    site.until(lambda: site.value(number, place) == 3, "月报没有跟上续报", 30)


def test_a_unit_by_itself(visitors: Visitors, people: dict[str, str]) -> None:
    page = visitors.enter(people["operator"])
    with step("W-2.2-accident.d"):
        quick_report(page, "节制闸启闭机房", "")
        button(main(page), "上报").click()
        submit(page, "保存")
        expect(said(page)).to_contain_text("上报")
        menu(page, "事故快报")
        expect(row(page, "高处坠落")).to_contain_text("已上报")


def test_the_records_of_contractor_owner_and_engineer(visitors: Visitors, site: Site, people: dict[str, str]) -> None:
    bare = visitors.enter(people["bare"])
    with step("W-2.2-accident.o"):
        menu(bare, "事故月报")
        expect(main(bare)).to_contain_text("须先由项目法人分配标段")
        answer = bare.goto(f"{site.base}/water_works/accident-records/new/")
        expect_equal(answer.status if answer else 0, 403, "未分配标段")
        expect(main(bare)).to_contain_text("请联系在建项目法人单位")
    worker, place = visitors.enter(people["contractor"]), "溢洪道左导墙"
    with step("W-2.2-accident.e"):
        menu(worker, "事故月报")
        worker.get_by_role("link", name="新建").click()
        describe(worker, place, people["section"], 事故说明信息="钢筋绑扎时踩空坠落", 事故名称="左导墙坠落事故")
        submit(worker, "保存")
        expect(row(worker, "左导墙坠落事故")).to_contain_text("待确认")
    owner = visitors.enter(people["owner"])
    with step("W-2.2-accident.k"):
        menu(owner, "事故月报")
        owner.get_by_role("link", name="新建").click()
        choose(owner, "所属单位", "项目法人")
        describe(
            owner, "管理区道路", people["section"], 事故说明信息="巡查时滑倒", 事故名称="管理区滑倒事故", 死亡人数="3"
        )
        submit(owner, "保存")
        expect(row(owner, "管理区滑倒事故")).to_contain_text("已确认")
        expect(row(owner, "管理区滑倒事故")).to_contain_text("较大事故")
        row(owner, "左导墙坠落事故").get_by_role("checkbox").check()
        do(owner, owner.get_by_role("button", name="确认无误"))
        expect(row(owner, "左导墙坠落事故")).to_contain_text("已确认")
    the_engineer_reads(visitors.enter(people["engineer"]), people["contractor"])


def the_engineer_reads(page: Page, contractor: str) -> None:
    """3.5: list, detail and search; nothing is filled in here."""
    with step("W-3.5.1.1.a"):
        page.get_by_role("navigation", name="主菜单").get_by_role("link", name="事故月报", exact=True).click()
        expect(page.locator("nav.tabs").get_by_role("link", name="事故月报", exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        expect(row(page, "左导墙坠落事故")).to_be_visible()
        expect_that(page.get_by_role("link", name="新建").count() == 0, "监理单位不填报事故月报")
    with step("W-3.5.1.1.b", "W-2.2-accident.p"):
        row(page, "左导墙坠落事故").get_by_role("link").first.click()
        expect(main(page)).to_contain_text("钢筋绑扎时踩空坠落")
        expect(main(page)).to_contain_text(contractor)
        expect_that(main(page).get_by_role("button", name="确认无误").count() == 0, "监理单位只读")
        expect_equal(barriers(page), [], "事故月报")
    with step("W-3.5.1.2"):
        tab(page, "事故月报")
        page.get_by_label(re.compile("^事故等级")).select_option(label="较大事故")
        search(page)
        expect(row(page, "左导墙坠落事故")).to_have_count(0)
        page.get_by_label(re.compile("^事故等级")).select_option(label="一般事故")
        day = f"{datetime.fromisoformat(hour()).date()}"
        page.locator("[name=happened_at_from]").fill(day)
        search(page)
        expect(row(page, "左导墙坠落事故")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True])
def test_pages_fit(visitors: Visitors, people: dict[str, str], phone: bool) -> None:
    """Lists, forms and the page of whom to tell, on a desk and on a telephone."""
    page = visitors.enter(people["owner"], phone=phone)
    for slug in ("report-now/", "quick-reports/", "quick-reports/new/", "accident-records/", "urgent-reports/new/"):
        page.goto(f"/water_works/{slug}")
        expect(page.locator("main h1")).to_be_visible()
        expect_equal(too_wide(page), "", slug)
        expect_equal(barriers(page), [], slug)
