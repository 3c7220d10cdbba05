"""Manual W 1.2, 2.2 危险源业务流程 and 3.3: risk sources and dangerous goods, across all who have a step in them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .hands import button, choose, confirm, do, fill, menu, row, said, search, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
WORKS = """
    select s.name as section, p.name as project, c.username as contractor, e.username as engineer, o.username as owner,
      v.username as authority
    from project_section s join project_project p on p.id = s.project_id
    join (select organisation_id, min(user_id) as user_id from scope_seat group by 1) a on a.organisation_id = s.contractor_id
    join people_user c on c.id = a.user_id
    join (select organisation_id, min(user_id) as user_id from scope_seat group by 1) b on b.organisation_id = s.engineer_id
    join people_user e on e.id = b.user_id
    join (select organisation_id, min(user_id) as user_id from scope_seat group by 1) d on d.organisation_id = p.unit_id
    join people_user o on o.id = d.user_id
    join (select organisation_id, min(user_id) as user_id from scope_seat group by 1) f on f.organisation_id = p.supervisor_id
    join people_user v on v.id = f.user_id
    order by s.id
"""
PEOPLE = (("现场管控责任人", "郑远江"), ("组织管控责任人", "周立民"), ("监督责任人", "韩润"))


@pytest.fixture
def works(site: Site) -> dict[str, Any]:
    """A section with everybody who has a step there, and the user names they sign in with."""
    found: dict[str, Any] = site.query(WORKS)[0]
    return found


def pick(page: Page, label: str, text: str) -> None:
    """One row out of the picker of a field."""
    box = page.get_by_role("combobox", name=re.compile(f"^{label}"))
    box.fill(text)
    page.get_by_role("option", name=re.compile(re.escape(text))).first.click()


def enter_source(page: Page, works: dict[str, Any], name: str, level: str = "重大危险源") -> None:
    """新建 in 危险源管理; a general one is judged by LEC 3·6·15."""
    menu(page, "危险源管理")
    page.get_by_role("link", name="新建", exact=True).click()
    pick(page, "标段", works["section"])
    fill(page, "危险源名称", name)
    page.get_by_label(re.compile("^类别")).select_option(label="施工")
    fill(page, "部位", "大坝左岸 0+120")
    fill(page, "潜在危险性", "失稳后掩埋作业面，可能造成多人伤亡")
    fill(page, "存在条件", "全风化花岗岩，坡高 32 米，雨后含水饱和")
    fill(page, "触发因素", "连续降雨、坡脚超挖")
    fill(page, "可能导致的事故", "坍塌")
    choose(page, "危险源等级", level)
    if level == "一般危险源":
        page.get_by_label(re.compile("^评价方法")).select_option(label="作业条件危险性评价法（LEC）")
        for label, value in (("L 发生事故的可能性", "3"), ("E 暴露的频繁程度", "6"), ("C 事故的后果", "15")):
            page.get_by_label(re.compile(f"^{label}")).select_option(value=value)
    fill(page, "管控措施", "分级放坡、逐级支护，每日监测位移")
    page.get_by_label(re.compile("^排查频次")).select_option(label="每日")
    for number, (label, person) in enumerate(PEOPLE):
        fill(page, label, person)
        fill(page, f"{label}电话", f"1391234560{number}")
    fill(page, "经度", f"119.95{len(name):02}")
    fill(page, "纬度", "31.7012")
    submit(page, "保存")
    expect(said(page)).to_contain_text("已保存危险源")
    line(page, name).get_by_role("link", name=name).click()
    expect(page.locator("h1")).to_contain_text(name)


def line(page: Page, name: str) -> Locator:
    """The row of a source in the list of 标段危险源管理."""
    return row(page, name)


def open_list(visitors: Visitors, who: str, entry: str = "危险源管理") -> Page:
    """Somebody's list of sources."""
    page = visitors.enter(who)
    menu(page, entry)
    return page


def test_a_major_source_until_it_is_supervised(visitors: Visitors, site: Site, works: dict[str, Any]) -> None:
    name = "左岸高边坡开挖（新揭露断层）"
    page = visitors.enter(works["contractor"])
    with step("W-2.2-hazard.a", "W-2.2-hazard.b", "W-1.2.a"):
        menu(page, "危险源管理")
        page.get_by_role("link", name="新建", exact=True).click()
        box = page.get_by_role("combobox", name=re.compile("^标段"))
        box.fill("标")
        offered = page.locator("[role=listbox] [role=option]")
        expect(offered.first).to_be_visible()
        mine = {one["name"] for one in site.query(
            "select s.name from project_section s join scope_seat t on t.organisation_id = s.contractor_id "
            "join people_user u on u.id = t.user_id where u.username = ?", works["contractor"],
        )}  # fmt: skip
        expect_that(all(any(s in text for s in mine) for text in offered.all_inner_texts()), "列出了别家的标段")
        kinds = page.get_by_label(re.compile("^类别")).locator("option").all_inner_texts()
        for kind in ("施工", "运行", "设施设备", "人员行为", "管理体系", "作业环境"):
            expect_that(kind in kinds, f"类别里没有“{kind}”")
        enter_source(page, works, name)
        for label in ("潜在危险性", "存在条件", "触发因素"):
            expect(page.locator("dl.facts dt", has_text=label)).to_be_visible()
        expect(page.locator("main")).to_contain_text("重大风险（红）")
    engineer = visitors.enter(works["engineer"])
    with step("W-3.3.1.1.a", "W-2.2-hazard.k"):
        menu(engineer, "危险源管理")
        expect(engineer.locator("h1")).to_have_text("标段危险源管理")
        expect(line(engineer, name)).to_contain_text("重大风险")
        expect(engineer.get_by_role("link", name="新建", exact=True)).to_have_count(0)
    with step("W-3.3.1.1.b"):
        line(engineer, name).get_by_role("link", name=name).click()
        expect(engineer.locator("h1")).to_contain_text(name)
        expect(engineer.locator("main")).to_contain_text("全风化花岗岩")
    owner = open_list(visitors, works["owner"])
    with step("W-2.2-hazard.f"):
        expect(line(owner, name).get_by_role("button", name=re.compile("^报送"))).to_be_disabled()
        do(owner, line(owner, name).get_by_role("button", name="核对无误"))
        expect(line(owner, name)).to_contain_text("待报送")
    with step("W-2.2-hazard.g"):
        do(owner, line(owner, name).get_by_role("button", name=re.compile("^报送")))
        expect(line(owner, name)).to_contain_text("已报送")
        expect(line(owner, name)).to_contain_text("待监管")
    authority = open_list(visitors, works["authority"], "危险源监管")
    with step("W-2.2-hazard.h"):
        do(authority, line(authority, name).get_by_role("button", name="接受监管申请"))
        expect(line(authority, name)).to_contain_text("监管中")
    with step("W-2.2-hazard.i"):
        button(line(authority, name), "完成监管").click()
        fill(authority, "监管责任人", "季明")
        fill(authority, "监管责任人电话", "0519-86312345")
        submit(authority, "保存")
        expect(line(authority, name)).to_contain_text("已监管")
    with step("W-2.2-hazard.j"):
        for person in (owner, page, engineer):
            menu(person, "危险源管理")
            expect(line(person, name)).to_contain_text("已监管")
        line(owner, name).get_by_role("link", name=name).click()
        expect(owner.locator("main")).to_contain_text("季明")
        expect(owner.locator("main")).to_contain_text("0519-86312345")
    with step("W-3.3.1.3.b"):
        menu(engineer, "危险源管理")
        gone = line(engineer, name).get_by_role("button", name="删除")
        expect(gone).to_be_disabled()
        expect(gone).to_have_attribute("title", re.compile("已报送"))
        pk = site.value("select id from risk_risksource where name = ?", name)
        token = engineer.evaluate("() => document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? ''")
        answer = engineer.request.post(
            f"/water_works/risk-sources/{pk}/move/delete/",
            form={"csrfmiddlewaretoken": token},
            headers={"referer": engineer.url},
        )
        expect_equal((answer.status, "已报送" in answer.text()), (403, True), "绕过按钮删除已报送的危险源")
        expect(line(engineer, name)).to_be_visible()


def test_searching_deleting_and_daily_records(visitors: Visitors, site: Site, works: dict[str, Any]) -> None:
    keep, drop = "塔式起重机吊装（7 号机）", "办公区绿化养护（误报）"
    page = visitors.enter(works["contractor"])
    enter_source(page, works, keep, "一般危险源")
    expect(page.locator("main")).to_contain_text("D = L·E·C = 3×6×15 = 270")
    enter_source(page, works, drop, "一般危险源")
    menu(page, "危险源管理")
    line(page, keep).get_by_role("link", name="填报记录").click()
    expect(page.locator("main")).to_contain_text("还没有日常监控记录")
    page.locator("main .buttons").get_by_role("link", name="填报记录").click()
    fill(page, "监控人", "吴班长")
    choose(page, "管控措施落实情况", "措施缺失")
    fill(page, "监控情况", "力矩限制器被短接")
    submit(page, "保存")
    expect(page.locator("main")).to_contain_text("力矩限制器被短接")
    engineer = open_list(visitors, works["engineer"])
    with step("W-3.3.1.2"):
        fill(engineer, "危险源名称", "起重机吊装（7")
        engineer.get_by_label("危险源等级").select_option(label="一般危险源")
        engineer.get_by_label("风险等级").select_option(label="较大风险")
        search(engineer)
        expect(line(engineer, keep)).to_be_visible()
        expect(line(engineer, drop)).to_have_count(0)
        engineer.get_by_label("风险等级").select_option(label="低风险")
        search(engineer)
        expect(line(engineer, keep)).to_have_count(0)
        engineer.goto(engineer.url.split("?")[0])
        maker = site.value(
            "select o.name from risk_risksource r join scope_organisation o on o.id = r.unit_id where r.name = ?", keep
        )
        engineer.locator("summary", has_text="更多条件").click()
        pick(engineer, "参建单位", maker)
        search(engineer)
        expect(line(engineer, keep)).to_be_visible()
    with step("W-3.3.1.4"):
        line(engineer, keep).get_by_role("link", name="填报记录").click()
        expect(engineer.locator("h1")).to_have_text("日常监控记录")
        expect(engineer.locator("table.list")).to_contain_text("力矩限制器被短接")
        expect(engineer.locator("main .buttons").get_by_role("link", name="填报记录")).to_have_count(0)
    with step("W-3.3.1.3.a", "W-2.2-hazard.l"):
        menu(engineer, "危险源管理")
        do(engineer, line(engineer, drop).get_by_role("button", name="删除"))
        expect(said(engineer)).to_contain_text("已删除")
        expect(line(engineer, drop)).to_have_count(0)
        menu(page, "危险源管理")
        expect(line(page, keep)).to_be_visible()
        expect(line(page, drop)).to_have_count(0)
    hazard = "select count(*) from hazard_waterhazard where origin_type = 'monitoringrecord' and name like ?"
    site.until(lambda: site.value(hazard, f"{keep}%") == 1, "措施缺失没有登记隐患", 30)
    colours = open_list(visitors, works["owner"])
    tab(colours, "风险四色图")
    colours.get_by_role("link", name=re.compile(r"^\d+$")).first.click()
    expect(colours.locator("h1")).to_have_text("标段危险源管理")


def test_dangerous_goods_come_in_and_go_out(visitors: Visitors, works: dict[str, Any]) -> None:
    goods = "乳化炸药（西库）"
    page = open_list(visitors, works["contractor"])
    tab(page, "危险物品登记")
    page.get_by_role("link", name="新建", exact=True).click()
    pick(page, "标段", works["section"])
    fill(page, "危险物品名称", goods)
    page.get_by_label(re.compile("^类别")).select_option(label="爆破器材")
    for label, text in (("计量单位", "千克"), ("存放地点", "1 号炸药库"), ("安全存放限量", "500"), ("保管人", "钱仓"),
                        ("保管人电话", "13912345604")):  # fmt: skip
        fill(page, label, text)
    submit(page, "保存")
    for way, amount, purpose in (("入库", "300", "厂家配送"), ("出库", "301", "坝基爆破"), ("出库", "120", "坝基爆破")):
        menu(page, "危险源管理")
        tab(page, "危险物品登记")
        row(page, goods).get_by_role("link", name="出入库记录").click()
        page.locator("nav.tabs").get_by_role("link", name=f"{way}记录").click()
        page.locator("main .buttons").get_by_role("link", name=f"登记{way}").click()
        for label, text in (("数量", amount), ("经手人", "钱仓"), ("用途或来源", purpose)):
            fill(page, label, text)
        submit(page, "保存")
        if amount == "301":
            expect(page.locator(".errors").first).to_contain_text("现有库存 300千克")
        else:
            expect(page.locator("table.list")).to_contain_text(purpose)
    engineer = visitors.enter(works["engineer"])
    with step("W-3.3.2.1"):
        menu(engineer, "危险源管理")
        tab(engineer, "危险物品登记")
        expect(row(engineer, goods)).to_contain_text("180")
    with step("W-3.3.2.2"):
        fill(engineer, "危险物品名称", "柴油")
        search(engineer)
        expect(row(engineer, goods)).to_have_count(0)
        fill(engineer, "危险物品名称", "乳化炸药（西")
        search(engineer)
        expect(row(engineer, goods)).to_be_visible()
    with step("W-3.3.2.3.a"):
        row(engineer, goods).get_by_role("link", name="出入库记录").click()
        expect(engineer.locator("h1")).to_have_text("出入库记录")
        expect(engineer.locator("table.list")).to_contain_text("厂家配送")
        expect(engineer.locator("main .buttons").get_by_role("link")).to_have_count(0)
    with step("W-3.3.2.3.b"):
        engineer.locator("nav.tabs").get_by_role("link", name="出库记录").click()
        expect(engineer.locator("table.list")).to_contain_text("坝基爆破")
        expect(engineer.locator("table.list")).not_to_contain_text("厂家配送")


def test_a_unit_without_works_fills_in_checks_and_reports_its_own(visitors: Visitors, cast: Cast) -> None:
    name = "启闭机检修（3 号孔）"
    page = visitors.enter(cast.seats("works_unit")[0]["username"])
    menu(page, "危险源管理")
    expect(page.locator("h1")).to_have_text("本单位危险源")
    page.get_by_role("link", name="新建", exact=True).click()
    expect(page.get_by_role("combobox", name=re.compile("^标段"))).to_have_count(0)
    fill(page, "危险源名称", name)
    page.get_by_label(re.compile("^类别")).select_option(label="运行")
    for label in ("部位", "潜在危险性", "存在条件", "触发因素", "可能导致的事故", "管控措施"):
        fill(page, label, "闸室启闭机房")
    choose(page, "危险源等级", "重大危险源")
    page.get_by_label(re.compile("^排查频次")).select_option(label="每周")
    for label, person in PEOPLE:
        fill(page, label, person)
        fill(page, f"{label}电话", "13912345600")
    submit(page, "保存")
    line(page, name).get_by_role("link", name=name).click()
    with page.expect_navigation():
        page.get_by_role("button", name="核对无误").click()
        confirm(page)
    expect(page.locator("h1")).to_contain_text("待报送")
    with page.expect_navigation():
        page.get_by_role("button", name="报送", exact=True).click()
        confirm(page)
    expect(page.locator("h1")).to_contain_text("待监管")
