"""Manual W, 工程管理, 安全生产台账: by the owner who divides the works, and by the engineer."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .hands import fill, menu, row, saved_file, search, submit, tab
from .people import Visitors
from .site import Site
from .steps import expect_that, step
from .water_works import CONTRACTOR, ENGINEER, OWNER, enter_hazard, pick, place

pytestmark = pytest.mark.browser


def test_the_owner_makes_works_divides_and_assigns_them(visitors: Visitors, site: Site) -> None:
    owner = visitors.enter(OWNER)
    name = "澄溪灌区配套工程"
    with step("W-2.2-hazard.c"):
        menu(owner, "在建工程")
        owner.get_by_role("link", name="新建", exact=True).click()
        fill(owner, "工程名称", name)
        owner.get_by_label(re.compile("^工程类别")).select_option(label="灌区工程")
        pick(owner, "直管水行政主管单位", "常州市水利局")
        place(owner, "所在区域")
        fill(owner, "经度", "119.95")
        fill(owner, "纬度", "31.7")
        submit(owner)
        row(owner, name).get_by_role("link", name=name).click()
        expect(owner.get_by_role("heading", name=re.compile(name))).to_be_visible()
        expect(owner.get_by_role("img", name=re.compile("的位置"))).to_be_visible()
    with step("W-2.2-hazard.d"):
        owner.get_by_role("link", name="新建标段").click()
        expect(owner.get_by_role("combobox", name=re.compile("^在建工程"))).to_have_value(name)
        fill(owner, "标段名称", "干渠衬砌标")
        submit(owner)
        expect(row(owner, "干渠衬砌标")).to_contain_text("未分配")
    with step("W-2.2-hazard.e"):
        row(owner, "干渠衬砌标").get_by_role("link", name="分配标段").click()
        pick(owner, "参建单位", CONTRACTOR)
        submit(owner)
        expect(row(owner, "干渠衬砌标")).to_contain_text(CONTRACTOR)
        unit = visitors.enter(CONTRACTOR)
        menu(unit, "参与的标段")
        expect(row(unit, "干渠衬砌标")).to_be_visible()


# 3.6 ------------------------------------------------------------------------------------------------------------------


def facts(page: Page) -> dict[str, str]:
    """The facts that a page of 单位信息 shows."""
    names, values = (
        page.locator("main dl.facts dt").all_inner_texts(),
        page.locator("main dl.facts dd").all_inner_texts(),
    )
    return {n.strip(): v.strip() for n, v in zip(names, values, strict=True)}


def test_the_contractors_book(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.enter(ENGINEER)
    enter_hazard(page, "施工单位隐患", "左岸边坡临边没有防护")
    with step("W-3.6.a"):
        menu(page, "安全生产台账")
        for title in ("单位信息", "危险源管理", "隐患管理", "事故管理"):
            expect(page.locator("nav.tabs").get_by_role("link", name=title, exact=True)).to_be_visible()
        page.get_by_role("navigation", name="施工单位").get_by_role("link", name=CONTRACTOR).click()
        expect(page.locator("main")).to_contain_text(CONTRACTOR)
    with step("W-3.6.b"):
        told = facts(page)
        own = visitors.enter(CONTRACTOR)
        menu(own, "本单位信息")
        for label in ("法定代表人", "生产经营单位负责人", "资质等级", "安全生产许可证编号", "安全生产分管负责人"):
            expect(own.get_by_label(re.compile(f"^{label}"))).to_have_value(told[label])
        expect(page.locator("main").get_by_role("button", name="保存")).to_have_count(0)
    with step("W-3.6.c"):
        tab(page, "危险源管理")
        expect(page.get_by_role("combobox", name=re.compile("^施工单位"))).to_have_value(CONTRACTOR)
        expect(page.locator("main").get_by_role("link", name="新建")).to_have_count(0)
    with step("W-3.6.d"):
        tab(page, "隐患管理")
        expect(row(page, "左岸边坡临边没有防护")).to_be_visible()
        fill(page, "关键字", "没有这样的隐患")
        search(page)
        expect(row(page, "左岸边坡临边没有防护")).to_have_count(0)
    with step("W-3.6.e"):
        tab(page, "事故管理")
        expect(page.get_by_role("heading", name="事故管理")).to_be_visible()
    path = saved_file(page, page.get_by_role("link", name="导出台账PDF"), tmp_path)
    expect_that(path.read_bytes().startswith(b"%PDF") and CONTRACTOR in path.name, "导出的台账不是该单位的 PDF")
