"""Manual W, 基础信息, 首页: by the engineer whom it was written for, and by those beside him."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .hands import choose, fill, fresh_picture, menu, row, said, saved_file, submit
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, step
from .water_works import (
    BARE,
    CONTRACTOR,
    ENGINEER,
    HERO,
    OWNER,
    SECTION,
    assign,
    enter_hazard,
    new_contractor,
    pick,
    take_back,
)

pytestmark = pytest.mark.browser
MODULES = (
    "首页",
    "基础信息",
    "危险源管理",
    "隐患管理",
    "事故管理",
    "报表管理",
    "安全责任险管理",
    "应急信息管理",
    "安全生产台账",
)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def box_of_files(page: Page) -> Locator:
    """附件资料 of 本单位信息."""
    return page.locator(".files").filter(has=page.locator("[data-file-send]"))


def add(page: Page, *files: tuple[str, str, bytes]) -> None:
    """添加文件: the chooser opens, the files are picked."""
    with page.expect_file_chooser() as opened:
        box_of_files(page).get_by_text("添加文件").click()
    opened.value.set_files([{"name": n, "mimeType": kind, "buffer": body} for n, kind, body in files])


# 2.2, 3 ---------------------------------------------------------------------------------------------------------------


def test_the_menu_in_the_order_of_the_manual(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(ENGINEER)
    shown = page.get_by_role("navigation", name="主菜单")
    with step("W-3"):
        page.reload()
        words = shown.locator("summary, .menu-title").all_inner_texts()
        places = [next((i for i, w in enumerate(words) if w.strip() == title), -1) for title in MODULES]
        there = [p for p in places if p >= 0]
        expect_equal(there, sorted(there), "菜单次序")
        for title in ("首页", "基础信息", "危险源管理", "隐患管理", "事故管理", "安全生产台账"):
            expect_that(title in [w.strip() for w in words], f"菜单没有“{title}”")
        phone = visitors.enter(ENGINEER, phone=True)
        phone.get_by_role("button", name="更多").click()
        sheet = phone.locator("#menu-sheet")
        for title in ("本单位信息", "参与的标段", "安全生产台账"):
            expect(sheet.get_by_role("link", name=title, exact=True)).to_be_visible()


def test_the_flows_are_explained(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(ENGINEER)
    with step("W-2.2.c"):
        menu(page, "系统流程说明")
        for title in ("用户访问流程", "危险源流程", "隐患流程", "事故流程", "应急预案流程", "安全责任险流程"):
            expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        card = page.locator("section.card").filter(has=page.get_by_role("heading", name="隐患流程", exact=True))
        card.get_by_role("link", name="施工单位隐患").click()
        expect(page.get_by_role("heading", name="施工单位隐患")).to_be_visible()
    officer = visitors.enter(str(cast.seats("water_authority")[0]["username"]))
    menu(officer, "系统流程说明")
    expect(officer.locator("main")).to_contain_text("您的账号是水行政监管用户")


def test_two_kinds_of_users(visitors: Visitors, cast: Cast, site: Site) -> None:
    unit = visitors.enter(CONTRACTOR)
    with step("W-2.2.a"):
        menu(unit, "隐患管理")
        unit.get_by_role("link", name="新建", exact=True).click()
        pick(unit, "标段", SECTION)
        fill(unit, "隐患名称", "采集用户填报的隐患")
        fill(unit, "隐患部位", "上游围堰")
        fill(unit, "整改责任人", "郑工")
        submit(unit, "保存")
        expect(said(unit)).to_contain_text("保存")
        for title in ("危险源管理", "事故月报"):
            expect(
                unit.get_by_role("navigation", name="主菜单").get_by_role("link", name=title, exact=True).first
            ).to_be_visible()
    with step("W-2.2.b"):
        supervisor = visitors.enter(supervisor_of(site))
        menu(supervisor, "危险源监管")
        expect(supervisor.get_by_role("heading", name="危险源监管")).to_be_visible()
        expect(supervisor.get_by_role("link", name="新建", exact=True)).to_have_count(0)
    with step("W-2.2.b"):
        # What has not been reported upward is not theirs to see.
        supervisor.goto("/water_works/accident-oversight/")
        expect(supervisor.get_by_role("heading", name="事故月报")).to_be_visible()
        expect(supervisor.locator("main")).not_to_contain_text("采集用户填报的隐患")


def supervisor_of(site: Site) -> str:
    """The account of the authority that directly supervises the hero works."""
    sql = (
        "select u.username from project_project p join scope_seat s on s.organisation_id = p.supervisor_id "
        "join people_user u on u.id = s.user_id where p.name = ? order by s.id"
    )
    return str(site.value(sql, HERO))


def test_what_is_a_hazard_stands_where_it_is_entered(visitors: Visitors) -> None:
    page = visitors.enter(ENGINEER)
    with step("W-1.2.b"):
        menu(page, "施工单位隐患")
        page.get_by_role("link", name="新建", exact=True).click()
        kinds = page.get_by_role("radiogroup", name=re.compile("^隐患性质"))
        for kind in ("物的危险状态", "人的不安全行为", "管理上的缺陷"):
            kinds.get_by_role("radio", name=kind).check()
            expect(kinds.get_by_role("radio", name=kind)).to_be_checked()
    with step("W-1.2.c"):
        for level, why in (("一般隐患", "发现后能够立即整改排除"), ("重大隐患", "全部或者局部停工")):
            choose(page, "隐患级别", level)
            card = page.locator("label.ask").filter(has_text=level)
            expect(card).to_contain_text(why)


# 3.1 ------------------------------------------------------------------------------------------------------------------


def test_the_home_page_says_what_to_do(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.enter(ENGINEER)
    enter_hazard(page, "本单位标段隐患", "监理办公区配电箱没有上锁")
    enter_hazard(page, "施工单位隐患", "围堰度汛方案没有审批", "重大隐患")
    with step("W-3.1.a"):
        menu(page, "首页")
        expect(page.get_by_role("heading", name="首页")).to_have_count(1)
    panel = page.locator(".home-panel")
    with step("W-3.1.b"):
        page.reload()
        todo = panel.filter(has=page.get_by_role("heading", name="待办工作", exact=True))
        todo.get_by_role("link", name=re.compile("监理办公区配电箱没有上锁")).click()
        expect(page.get_by_role("heading", name=re.compile("监理办公区配电箱没有上锁"))).to_be_visible()
    with step("W-3.1.c"):
        menu(page, "首页")
        warned = panel.filter(has=page.get_by_role("heading", name="预警提示", exact=True))
        warned.get_by_role("link", name=re.compile("重大隐患未上报.*施工单位隐患")).click()
        expect(row(page, "围堰度汛方案没有审批")).to_be_visible()
    with step("W-3.1.d"):
        expect_that(downloads_pdf(page, "相关政策", tmp_path), "相关政策下载的不是 PDF")
    with step("W-3.1.e"):
        expect_that(downloads_pdf(page, "安全生产标准规范", tmp_path), "安全生产标准规范下载的不是 PDF")


def downloads_pdf(page: Page, title: str, folder: Path) -> bool:
    """Does the first link of a card of the home page download a PDF?"""
    menu(page, "首页")
    card = page.locator("section.card").filter(has=page.get_by_role("heading", name=title, exact=True))
    path = saved_file(page, card.locator("ul.rows a").first, folder)
    return path.suffix == ".pdf" and path.read_bytes().startswith(b"%PDF")


def test_a_contractor_without_a_section_is_told_whom_to_ask(visitors: Visitors, site: Site) -> None:
    """A new unit takes over a section and loses it again; then its home page says why it can't report, and who can help."""
    owner = visitors.enter(OWNER)
    name = "新到水利工程有限公司"
    page = new_contractor(visitors, site, name)
    assign(owner, BARE, name)
    take_back(owner, BARE, name)
    page.goto("/web/home/")
    warned = page.locator(".home-panel").filter(has=page.get_by_role("heading", name="预警提示", exact=True))
    expect(warned).to_contain_text(f"还没有分配到标段，不能填报；请联系在建项目法人单位“{OWNER}”")


# 3.2 ------------------------------------------------------------------------------------------------------------------


def test_own_unit_information(visitors: Visitors, site: Site) -> None:
    page = visitors.enter(ENGINEER)
    with step("W-3.2.1.1"):
        menu(page, "本单位信息")
        for title in ("基本信息", "水利单位信息", "安全管理组织信息"):
            expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect_that(page.locator("form.record .field:has(.star)").count() >= 5, "没有带红色星号的必填项")
    with step("W-3.2.1.2.b"):
        fill(page, "法定代表人", "")
        fill(page, "联系电话", "12345")
        submit(page, "保存")
        expect(page.locator(".errors")).to_contain_text("电话号码格式不对")
        fill(page, "联系电话", "19900001111")
        submit(page, "保存")
        expect(page.locator("#f-legal_person-field .error")).to_contain_text("请填写“法定代表人”")
        kept = site.value("select legal_person from enterprise_enterprise where name = ?", ENGINEER)
        expect_that(bool(kept), "校验不通过却保存了")
    with step("W-3.2.1.3"):
        page.get_by_role("link", name="刷新", exact=True).click()
        expect(page.get_by_label(re.compile("^法定代表人"))).to_have_value(str(kept))
        fill(page, "资质等级", "改了又不要的")
        expect(page.locator("[data-draft-saved]")).to_contain_text("草稿已存")
        page.get_by_role("link", name="刷新", exact=True).click()
        expect(page.get_by_label(re.compile("^资质等级"))).not_to_have_value("改了又不要的")
        expect(page.locator(".draft-bar")).to_have_count(0)
    with step("W-3.2.1.2.a"):
        fill(page, "资质等级", "水利工程施工监理甲级（2026）")
        fill(page, "从业人员数", "86")
        submit(page, "保存")
        expect(said(page)).to_contain_text("保存成功")
        expect(page.get_by_label(re.compile("^资质等级"))).to_have_value("水利工程施工监理甲级（2026）")


def test_files_are_added_and_then_uploaded(visitors: Visitors) -> None:
    page = visitors.enter(ENGINEER)
    menu(page, "本单位信息")
    files = box_of_files(page)
    with step("W-3.2.1.2.c"):
        add(page, ("资质证书.pdf", "application/pdf", PDF), ("营业执照.jpg", "image/jpeg", fresh_picture(7)))
        expect(files.locator("li.file")).to_have_count(2)
        expect(files.locator("li.file[data-file]")).to_have_count(0)
        add(page, ("名单.docx", "application/msword", b"PK"))
        expect(files.locator("[data-file-error]")).to_contain_text("这种文件不收")
        add(page, ("太大.pdf", "application/pdf", b"%PDF" + b"0" * (10 * 1024 * 1024)))
        expect(files.locator("[data-file-error]")).to_contain_text("超过 10 MB")
        add(page, *((f"附件{n}.png", "image/png", b"x") for n in range(9)))
        expect(files.locator("[data-file-error]")).to_contain_text("最多 10 个")
        while files.locator("li.file").filter(has_text=".png").count():
            files.locator("li.file").filter(has_text=".png").first.get_by_role(
                "button", name=re.compile("移除")
            ).click()
        page.locator("form.record").get_by_role("button", name="保存", exact=True).click()
        expect(files.locator("[data-file-error]")).to_contain_text("还没有上传")
    with step("W-3.2.1.2.d"):
        files.get_by_role("button", name="上传文件").click()
        expect(files.locator("li.file[data-file]")).to_have_count(2)
        submit(page, "保存")
        expect(said(page)).to_contain_text("保存成功")
        expect(box_of_files(page).locator("li.file[data-file]")).to_have_count(2)
