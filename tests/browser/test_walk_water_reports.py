"""Manual W 2.2: 报表管理 from the sections up to the province, and the month's end when sections have not reported."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .axe import barriers, too_wide
from .hands import button, choose, confirm, do, fill, menu, row, said, saved_file, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, measure, step
from .test_walk_water_accidents import describe, enter, look_at, main, quick_report

pytestmark = pytest.mark.browser
HERO, SECTION = "澄溪水库扩建工程", "大坝加固工程施工标"
OWNER, CONTRACTOR, ENGINEER = "澄溪水库扩建工程建设管理处", "苏衡水利建设集团有限公司", "润衡水利工程监理有限公司"


def pick(page: Page, label: str, name: str) -> None:
    """A record by typing its name and choosing it from what is offered."""
    box = page.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}"))
    box.fill(name)
    page.get_by_role("option", name=re.compile(re.escape(name))).first.click()
    expect(box).to_have_value(re.compile(re.escape(name)))


def find_hazard(page: Page, title: str, name: str) -> None:
    """新建 a hazard on one of the pages of 隐患管理."""
    page.goto("/web/home/")
    menu(page, title)
    page.get_by_role("link", name="新建", exact=True).click()
    pick(page, "标段", SECTION)
    fill(page, "隐患名称", name)
    choose(page, "隐患级别", "一般隐患")
    fill(page, "隐患部位", "坝体下游")
    fill(page, "整改责任人", "郑工")
    submit(page, "保存")
    expect(said(page)).to_contain_text("保存")


def reports(page: Page, kind: str) -> None:
    """报表管理, one of its tabs."""
    page.goto("/web/home/")
    menu(page, "报表管理")
    tab(page, kind)


def waiting(page: Page, where: str) -> Locator:
    """A line of 待填报."""
    return page.locator("#waiting li").filter(has_text=where)


def make(page: Page, where: str, label: str = "生成") -> None:
    """生成 or 零报告 of one line."""
    with page.expect_navigation():
        waiting(page, where).get_by_role("button", name=label, exact=True).click()


def send(page: Page) -> None:
    """上报 of the report that is shown."""
    do(page, button(main(page).locator(".sticky-actions"), "上报"))


def confirm_all(page: Page, state: str = "已上报") -> None:
    """Ticks what can be ticked, 确认无误."""
    boxes = page.locator("table.list tbody tr").filter(has_text=state).locator("input[name=ids]:not([disabled])")
    for box in boxes.all():
        box.check()
    bar = page.get_by_role("button", name="确认无误", exact=True).first
    with page.expect_navigation():
        bar.click()
        confirm(page)


def figure(page: Page, label: str) -> Locator:
    """A line of the form."""
    return page.locator("#figures tbody tr").filter(has=page.get_by_role("rowheader", name=label, exact=True))


def set_windows(page: Page, *kinds: str) -> None:
    """The province has this month reported before it is over, so that the walk need not wait."""
    for kind in kinds:
        reports(page, "填报期设置")
        page.get_by_role("link", name="新增设置").click()
        choose_kind(page, kind)
        enter(
            page,
            {
                "自报告期起": "2026-11-01",
                "开始填报（期末后第几天）": "-31",
                "截止上报（期末后第几天）": "6",
                "锁定（期末后第几天）": "60",
            },
        )
        submit(page)
        expect(row(page, kind).first).to_contain_text("-31")


def choose_kind(page: Page, kind: str) -> None:
    """The kind of report, however its few answers are drawn."""
    page.get_by_label(re.compile("^报表")).first.select_option(label=kind)


@pytest.fixture
def authorities(site: Site, cast: Cast) -> tuple[str, str]:
    """User names of who supervises the hero project directly, and of the authority above."""
    direct, above = site.query(
        "select a.id, a.parent_id as up from project_project p join scope_organisation a on a.id = p.supervisor_id "
        "where p.name = ?", HERO,
    )[0].values()  # fmt: skip
    seats = {one["organisation_id"]: str(one["username"]) for one in cast.seats("water_authority")}
    return seats[direct], seats[above]


def test_hazards_of_a_month_go_up_the_tree(visitors: Visitors, site: Site, authorities: tuple[str, str]) -> None:
    city, province = (visitors.enter(name) for name in authorities)
    contractor, engineer, owner = (visitors.enter(name) for name in (CONTRACTOR, ENGINEER, OWNER))
    reports(contractor, "隐患月报")
    expect(waiting(contractor, "2026年11月")).to_have_count(0)
    set_windows(province, "隐患月报")
    find_hazard(contractor, "隐患管理", "溢洪道临边无防护")
    find_hazard(engineer, "本单位标段隐患", "监理旁站记录缺失")
    find_hazard(owner, "本单位隐患", "上坝道路无限速标志")
    for page in (contractor, engineer):
        reports(page, "隐患月报")
        make(page, SECTION)
        expect(figure(page, "本期发现隐患").locator("td").last).to_have_text(re.compile("[1-9]"))
        expect_equal(barriers(page), [], "报表")
        send(page)
        expect(page.locator("h1")).to_contain_text("已上报")
        reports(page, "隐患月报")
        while waiting(page, "施工标").count():
            make(page, waiting(page, "施工标").first.inner_text().split("·")[1].split("\n")[0].strip())
            send(page)
            reports(page, "隐患月报")
    owner_sums_up(owner)
    with step("W-2.2-danger.r"):
        reports(city, "隐患月报")
        confirm_all(city)
        expect(row(city, OWNER).first).to_contain_text("已确认")
        make(city, "2026年11月隐患月报")
        expect(main(city)).to_contain_text("汇总的下级报表（1 份）")
        send(city)
        expect(city.locator("h1")).to_contain_text("已上报")
        reports(province, "隐患月报")
        expect(row(province, "常州市水利局").first).to_contain_text("已上报")
    frozen_stays(owner, contractor)


def owner_sums_up(owner: Page) -> None:
    """项目法人: sees the records of 施工, 监理 and its own, and reports them to the direct supervisor."""
    reports(owner, "隐患月报")
    make(owner, HERO)
    send_refused = button(main(owner).locator(".sticky-actions"), "上报")
    do(owner, send_refused)
    expect(main(owner)).to_contain_text("份报表没有确认")
    reports(owner, "隐患月报")
    confirm_all(owner)
    expect(said(owner)).to_contain_text("确认无误：已完成")
    with step("W-2.2-danger.l"):
        look_at(owner, OWNER)
        do(owner, button(main(owner), "重新生成"))
        expect(figure(owner, "本期发现隐患").locator("td").nth(3)).not_to_have_text("0")
        parts = owner.locator("#parts")
        expect(parts).to_contain_text(CONTRACTOR)
        expect(parts).to_contain_text(ENGINEER)
        figure(owner, "本期发现隐患").get_by_role("link").click()
        expect(main(owner)).to_contain_text("上坝道路无限速标志")
        main(owner).get_by_role("link", name=re.compile(f"{SECTION}.*{CONTRACTOR}")).click()
        expect(main(owner)).to_contain_text("溢洪道临边无防护")
        owner.go_back()
        main(owner).get_by_role("link", name=re.compile(f"{SECTION}.*{ENGINEER}")).click()
        expect(main(owner)).to_contain_text("监理旁站记录缺失")
    reports(owner, "隐患月报")
    look_at(owner, OWNER)
    send(owner)
    expect(owner.locator("h1")).to_contain_text("已上报")


def frozen_stays(owner: Page, contractor: Page) -> None:
    """A correction after reporting stands beside the frozen number."""
    menu(contractor, "隐患管理")
    row(contractor, "溢洪道临边无防护").get_by_role("link", name="编辑").click()
    fill(contractor, "隐患部位", "溢洪道右岸")
    submit(contractor, "保存")
    reports(contractor, "隐患月报")
    look_at(contractor, re.compile(SECTION))  # type: ignore[arg-type]
    expect(main(contractor)).to_contain_text("上报后有更正：1 条记录已更正")
    main(contractor).get_by_role("link", name="查看", exact=True).click()
    expect(main(contractor)).to_contain_text("坝体下游 → 溢洪道右岸")
    expect(main(contractor)).to_contain_text("校验相符")


def test_the_months_end_and_accidents(
    visitors: Visitors, site: Site, authorities: tuple[str, str], tmp_path: object
) -> None:
    city, province = (visitors.enter(name) for name in authorities)
    contractor, owner = visitors.enter(CONTRACTOR), visitors.enter(OWNER)
    set_windows(province, "事故月报")
    owner.goto("/web/home/")
    with measure("3个标段未报：催报"):
        owner.get_by_role("link", name=re.compile("3个标段未报2026年11月事故月报")).click()
        owner.get_by_label("选择全部").check()
        with owner.expect_navigation():
            owner.get_by_role("button", name="催报", exact=True).click()
    expect(said(owner)).to_contain_text("已向 3 个标段发出催报提醒")
    told = "select count(*) from notice_reminder where title like '2026年11月事故月报催报%'"
    site.until(lambda: site.value(told) == 3, "没有收到催报", 30)
    with_accidents(contractor, owner)
    reports(contractor, "事故月报")
    make(contractor, SECTION)
    expect(figure(contractor, "事故起数").locator("td").last).to_have_text("1")
    send(contractor)
    for _ in range(2):
        reports(contractor, "事故月报")
        make(
            contractor, waiting(contractor, "施工标").first.inner_text().split("·")[1].split("\n")[0].strip(), "零报告"
        )
        expect(said(contractor)).to_contain_text("已零报告")
    owner_reports_accidents(owner, site)
    with step("W-2.2-accident.n"):
        reports(city, "事故月报")
        confirm_all(city)
        make(city, "2026年11月事故月报")
        expect(figure(city, "事故起数").locator("td").last).to_have_text("2")
        send(city)
        reports(province, "事故月报")
        confirm_all(province)
        expect(row(province, "常州市水利局").first).to_contain_text("已确认")
        look_at(province, "常州市水利局")
        expect(figure(province, "事故起数").locator("td").last).to_have_text("2")


def with_accidents(contractor: Page, owner: Page) -> None:
    """A record of the contractor, confirmed by the owner; a quick report of the owner, which makes a record."""
    menu(contractor, "事故月报")
    contractor.get_by_role("link", name="新建").click()
    describe(contractor, "溢洪道进口", SECTION, 事故说明信息="拆模时坠落")
    submit(contractor, "保存")
    quick_report(owner, "坝顶 5 号模板", SECTION)
    button(main(owner), "上报").click()
    submit(owner, "保存")
    expect(said(owner)).to_contain_text("上报")


def owner_reports_accidents(owner: Page, site: Site) -> None:
    """报表管理—事故月报 of the month: the contractor's, the one the quick report made, and the owner's own in one report."""
    site.until(
        lambda: site.value("select count(*) from accident_accidentrecord where quick_id is not null") >= 1,
        "月报没有生成",
        30,
    )
    owner.goto("/web/home/")
    menu(owner, "事故月报")
    if row(owner, "待确认").count():
        confirm_all(owner, "待确认")
    reports(owner, "事故月报")
    confirm_all(owner)
    with step("W-2.2-accident.j"):
        make(owner, HERO)
        figure(owner, "事故起数").get_by_role("link").click()
        expect(main(owner)).to_contain_text("高处坠落")
        owner.go_back()
    with step("W-2.2-accident.f", "W-2.2-accident.l"):
        expect(figure(owner, "事故起数").locator("td").last).to_have_text("2")
        expect(owner.locator("#parts")).to_contain_text(CONTRACTOR)
        send(owner)
        expect(owner.locator("h1")).to_contain_text("已上报")
        expect(main(owner)).to_contain_text("校验相符")
    locked = "select count(*) from accident_accidentrecord where is_frozen and month = '2026-11-01'"
    expect_equal(site.value(locked), 2, "随月报锁定")


def test_the_form_on_paper_and_phone(visitors: Visitors, authorities: tuple[str, str], tmp_path: object) -> None:
    from pathlib import Path

    owner = visitors.enter(OWNER, phone=True)
    reports_phone = visitors.enter(OWNER)
    reports(reports_phone, "隐患月报")
    look_at(reports_phone, OWNER)
    address = reports_phone.url
    file = saved_file(reports_phone, reports_phone.get_by_role("link", name="导出", exact=True), Path(str(tmp_path)))
    expect_that(file.read_bytes().startswith(b"PK"), "导出的不是表格")
    paper = reports_phone.request.get(str(reports_phone.get_by_role("link", name="PDF").get_attribute("href")))
    expect_that(paper.body().startswith(b"%PDF"), "不是 PDF")
    owner.goto(address)
    expect(owner.locator("#figures")).to_be_visible()
    expect_equal(too_wide(owner), "", "手机上的报表")
