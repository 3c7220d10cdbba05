"""S-3.1.f and g: who changes what a firm may not change itself, and what becomes of a firm's request."""

import re

import pytest
from playwright.sync_api import Page, expect

from .hands import button, confirm, fill, menu, row, said, search, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, step

pytestmark = pytest.mark.browser


def change_category(page: Page, firm: str, category: str, subcategory: str) -> None:
    """企业信息 > 修改, the fixed fields 企业类型大类 and 小类."""
    menu(page, "企业信息")
    fill(page, "关键字", firm)
    search(page)
    row(page, firm).first.get_by_role("link", name="修改", exact=True).click()
    page.get_by_label(re.compile("^企业类型大类")).select_option(label=category)
    page.get_by_label(re.compile("^企业类型小类")).select_option(label=subcategory)
    submit(page)
    expect(said(page)).to_contain_text("已保存")


def expect_seen_by_firm(visitors: Visitors, firm: str, text: str) -> None:
    """The firm's home page shows what was changed for it."""
    page = visitors.enter(firm)
    expect(page.locator(".panel-firm")).to_contain_text(text)


def test_locality_department_and_office_change_fixed_information(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms("o.industry = 'chemical'")[6]
    kinds = (("工业企业", "一般化工"), ("危险化学品单位", "危险化学品使用"), ("危险化学品单位", "危险化学品储存"))
    officers = (cast.locality_of(firm), cast.department_of(firm), cast.office)
    for officer, (category, subcategory) in zip(officers, kinds, strict=True):
        page = visitors.enter(officer)
        with step("S-3.1.f"):
            change_category(page, firm["organisation"], category, subcategory)
            expect_seen_by_firm(visitors, firm["username"], subcategory)


def test_a_request_to_correct_fixed_information(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms("o.industry = 'chemical'")[2]
    unit = visitors.enter(firm["username"])
    menu(unit, "单位基本信息")
    tab(unit, "固定信息更正申请")
    unit.get_by_role("link", name="申请更正").click()
    unit.get_by_label(re.compile("^更正项目")).select_option(label="生产经营单位名称")
    name = f"{firm['organisation'][:-4]}科技有限公司"
    fill(unit, "更正后内容", name)
    fill(unit, "更正理由", "营业执照已变更")
    submit(unit)
    expect(row(unit, name)).to_contain_text("待处理")
    officer = visitors.enter(cast.locality_of(firm), path="/web/inbox/")
    with step("S-3.1.f"):
        row(officer, re.compile("更正")).filter(has_text=firm["organisation"]).get_by_role(
            "link", name="办理", exact=True
        ).click()
        button(officer.locator(".sticky-actions"), "同意更正").click()
        if officer.locator("dialog[open]").count():
            confirm(officer)
        else:
            submit(officer)
        expect(said(officer)).to_contain_text("同意更正")
        found = site.value("select name from scope_organisation where id = ?", firm["organisation_id"])
        expect_equal(found, name)
    renamed = site.value("select username from people_user where username = ?", name)
    expect_equal(renamed, name, "用户名随单位名称更正")


def test_the_system_administrator_changes_fixed_information(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms("o.industry = 'machinery'")[2]
    page = visitors.enter(cast.administrator)
    with step("S-3.1.g"):
        change_category(page, firm["organisation"], "工业企业", "冶金有色")
        expect_seen_by_firm(visitors, firm["username"], "冶金有色")
