"""Sections 0, 1, 2.1 and 2.2 of the manual: the sign-in page, the home page, password and sign-out."""

import re

import pytest
from playwright.sync_api import Page, expect

from .hands import fill, menu, search
from .people import Cast, Visitors, fill_sign_in, sign_in
from .site import PASSWORD, Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
FACTS = (
    "生产经营单位名称", "行业主管部门", "单位类型", "所属属地", "单位级别", "评级分数", "标准化级别", "生产经营单位负责人", "联系电话",
)  # fmt: skip


def test_signing_in_with_user_name_password_and_code(desktop: Page, site: Site, cast: Cast) -> None:
    firm = cast.firm["username"]
    with step("S-1.a"):
        desktop.goto(site.base)
        expect(desktop.get_by_role("button", name="登录", exact=True)).to_be_visible()
        expect(desktop.get_by_role("heading", level=1)).to_contain_text("自查自改管理系统")
    with step("S-0"):
        desktop.reload()
        expect(desktop.get_by_text("技术支持")).to_be_visible()
        expect(desktop.get_by_text(re.compile("服务电话"))).to_be_visible()
    with step("S-1.c"):
        shown = desktop.locator("[name=captcha_0]").input_value()
        first = site.value("select response from captcha_captchastore where hashkey = ?", shown)
        desktop.get_by_role("button", name="换一张").click()
        expect(desktop.locator("[name=captcha_0]")).not_to_have_value(shown)
        picture = desktop.get_by_role("img", name=re.compile("验证码"))
        expect(picture).to_be_visible()
        again = site.value(
            "select response from captcha_captchastore where hashkey = ?",
            desktop.locator("[name=captcha_0]").input_value(),
        )
        expect_that(len(again) == 4 and again != first, "换一张之后验证码没有变")
        fill_sign_in(desktop, site, firm, PASSWORD, captcha="0000")
        desktop.get_by_role("button", name="登录", exact=True).click()
        expect(desktop.get_by_text(re.compile("验证码不对"))).to_be_visible()
    with step("S-1.b", "S-1.d"):
        fill_sign_in(desktop, site, firm, "654321")
        desktop.get_by_role("button", name="登录", exact=True).click()
        expect(desktop.get_by_text(re.compile("用户名或密码不对"))).to_be_visible()
        fill_sign_in(desktop, site, firm, PASSWORD)
        desktop.get_by_role("button", name="登录", exact=True).click()
        expect(desktop).to_have_url(re.compile("/web/home/"))
        expect(desktop.locator(".panel-firm")).to_contain_text(firm)


def test_home_page_shows_the_firm_at_the_left(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"])
    with step("S-2.1"):
        page.reload()
        panel = page.locator(".panel-firm")
        for label in FACTS:
            expect(panel.get_by_text(label, exact=True)).to_be_visible()
        expect(panel).to_contain_text(cast.firm["organisation"])
        box, width = panel.bounding_box(), page.viewport_size
        expect_that(box is not None and width is not None and box["x"] < width["width"] / 2, "单位概况不在左侧")


def test_changing_the_password_and_leaving(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms()[-1]["username"]
    page = visitors.page()
    sign_in(page, site, firm)
    with step("S-2.2.a", "S-1.d"):
        page.locator(".user-menu summary").click()
        page.get_by_role("link", name="密码修改").click()
        page.get_by_label(re.compile("^原密码")).fill(PASSWORD)
        page.get_by_label(re.compile("^新密码")).fill("123456")
        page.get_by_label(re.compile("^确认新密码")).fill("123456")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("alert")).to_contain_text("新密码")
        page.get_by_label(re.compile("^原密码")).fill(PASSWORD)
        page.get_by_label(re.compile("^新密码")).fill("Lanze-2026-11")
        page.get_by_label(re.compile("^确认新密码")).fill("Lanze-2026-11")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_text(re.compile("密码已修改"))).to_be_visible()
    with step("S-2.2.b"):
        page.locator(".user-menu summary").click()
        page.get_by_role("button", name="退出系统").click()
        expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
        page.goto("/web/home/")
        expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
    fill_sign_in(page, site, firm, "Lanze-2026-11")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".panel-firm")).to_contain_text(firm)


def test_locality_and_department_find_the_user_name(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms("o.industry = 'chemical'")[0]
    keyword = firm["organisation"][3:5]
    for officer in (cast.locality_of(firm), cast.department_of(firm)):
        page = visitors.enter(officer)
        with step("S-1.e"):
            menu(page, "企业信息")
            fill(page, "关键字", keyword)
            search(page)
            expect(page).to_have_url(re.compile("q=%"))
            expect(page.locator("table.list").get_by_role("link", name=firm["username"], exact=True)).to_have_count(1)
            for text in page.locator("table.list tbody tr .title").all_inner_texts():
                expect_that(keyword in text, f"“{text}”与关键字“{keyword}”无关")


def test_idle_sessions_and_stolen_addresses_lead_to_sign_in(desktop: Page, site: Site) -> None:
    desktop.goto(f"{site.base}/self_check/unrectified/?state=open")
    expect(desktop.get_by_role("button", name="登录", exact=True)).to_be_visible()
    expect_equal("next" in desktop.url, True, "登录后应回到原来的页面")
