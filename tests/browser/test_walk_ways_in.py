"""Section 2.1 of manual W and its flow of access: by SMS, and by a QR code that a signed-in telephone confirms."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .axe import barriers, too_wide
from .hands import confirm
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
SHOWN = re.compile(r"验证码为 (\d{6})")


def shot(page: Page, name: str) -> None:
    """A picture of the page for who wants to look at it (``ANLAN_SHOTS`` names the folder)."""
    folder = os.environ.get("ANLAN_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}-{(page.viewport_size or {})['width']}.png", full_page=True)


def fault_free(page: Page) -> None:
    """Nobody is kept out by the page itself, and nothing sticks out of it."""
    expect_equal(barriers(page), [], page.url)
    expect_equal(too_wide(page), "", page.url)


def ask_code(page: Page, site: Site, number: str) -> str:
    """手机号, 图片验证码, 获取验证码; the code as the demo shows it."""
    page.get_by_label("手机号").fill(number)
    key = page.locator("[name=captcha_0]").input_value()
    answer = site.value("select response from captcha_captchastore where hashkey = ?", key)
    page.get_by_label("图片验证码").fill(answer)
    page.get_by_role("button", name=re.compile("获取")).click()
    told = page.get_by_text(SHOWN)
    expect(told).to_be_visible()
    found = SHOWN.search(told.inner_text())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("kind", ["desktop", "phone"])
def test_signing_in_by_sms(visitors: Visitors, site: Site, kind: str) -> None:
    page = visitors.page(phone=kind == "phone")
    with step("W-2.1.a", "W-2.2-access.b", "W-2.2-access.c"):
        page.goto(f"{site.base}/self_check/ledger/")
        expect(page).to_have_url(re.compile(r"/people/sign-in/\?next=/self_check/ledger/"))
        expect(page.get_by_role("link", name="账号密码登录")).to_have_attribute("aria-current", "page")
    shot(page, "password")
    fault_free(page)
    page.get_by_role("link", name="短信登录").click()
    shot(page, "sms")
    fault_free(page)
    number = page.locator("[data-put]").first.inner_text()
    with step("W-2.1.d", "W-2.1.b", "W-2.2-access.d"):
        code = ask_code(page, site, number)
        expect(page.get_by_role("textbox", name="验证码", exact=True)).to_be_focused()
        shot(page, "sms-sent")
        with step("W-2.2-access.f"):
            page.get_by_role("textbox", name="验证码", exact=True).fill(f"{(int(code) + 1) % 10**6:06d}")
            page.keyboard.press("Enter")
            alert = page.locator(".errors[role=alert]")
            expect(alert).to_contain_text("验证码不对")
            expect(alert).to_contain_text("请联系系统客服")
            shot(page, "sms-wrong")
            fault_free(page)
        with step("W-2.2-access.e"):
            page.get_by_role("textbox", name="验证码", exact=True).fill(code)
            page.get_by_role("button", name="登录", exact=True).click()
            expect(page).to_have_url(re.compile("/self_check/ledger/$"))


def test_a_telephone_that_is_signed_in_lets_the_desktop_in(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firm["username"]
    desktop, phone = visitors.page(), visitors.enter(firm, phone=True)
    with step("W-2.1.c", "W-2.2-access.d", "W-2.2-access.e"):
        desktop.goto(f"{site.base}/people/sign-in/?next=/self_check/ledger/")
        desktop.get_by_role("link", name="扫码登录").click()
        picture = desktop.get_by_role("img", name="登录二维码")
        expect(picture).to_be_visible()
        expect_that(picture.evaluate("image => image.complete && image.naturalWidth > 100"), "二维码没有画出来")
        shot(desktop, "scan")
        fault_free(desktop)
        token = site.value("select token from people_scancode order by id desc")
        phone.goto(f"/people/scan/{token}/")
        expect(phone.get_by_role("heading", name="确认登录")).to_be_visible()
        for told in ("127.0.0.1", "Chrome 浏览器", firm):
            expect(phone.locator(".scan-answer")).to_contain_text(told)
        shot(phone, "answer")
        fault_free(phone)
        expect(desktop.get_by_role("status").filter(has_text="请在手机上点")).to_be_visible()
        phone.get_by_role("button", name="确认登录").click()
        expect(phone.get_by_role("heading", name="已确认登录")).to_be_visible()
        shot(phone, "answered")
        expect(desktop).to_have_url(re.compile("/self_check/ledger/$"))
    phone.goto(f"/people/scan/{token}/")
    expect(phone.get_by_text("二维码已用过")).to_be_visible()


def test_refused_on_the_telephone_the_page_offers_another(visitors: Visitors, site: Site, cast: Cast) -> None:
    desktop, phone = visitors.page(), visitors.enter(cast.office, phone=True)
    desktop.goto(f"{site.base}/people/sign-in/scan/")
    first = site.value("select token from people_scancode order by id desc")
    phone.goto(f"/people/scan/{first}/")
    phone.get_by_role("button", name="拒绝").click()
    expect(desktop.get_by_text("手机上已拒绝")).to_be_visible()
    shot(desktop, "scan-refused")
    fault_free(desktop)
    desktop.get_by_role("link", name="刷新二维码").click()
    expect(desktop.get_by_text("用已登录的手机扫码")).to_be_visible()
    expect_that(site.value("select token from people_scancode order by id desc") != first, "还是原来的二维码")


def test_the_page_leads_to_this_system_on_the_telephone(visitors: Visitors, site: Site) -> None:
    phone = visitors.page(phone=True)
    with step("W-2.1.e"):
        phone.goto(f"{site.base}/people/sign-in/scan/")
        shot(phone, "scan")
        fault_free(phone)
        expect(phone.get_by_role("img", name="本系统网址的二维码")).to_be_visible()
        phone.get_by_role("link", name=f"{site.base}/self_check/").click()
        expect(phone.get_by_role("button", name="登录", exact=True)).to_be_visible()


def test_without_scripts_password_and_sms_still_work(visitors: Visitors, site: Site) -> None:
    context = visitors.chrome.new_context(java_script_enabled=False, base_url=site.base, locale="zh-CN")
    visitors.contexts.append(context)
    page = context.new_page()
    page.goto("/people/sign-in/sms/")
    number = page.locator("[data-put]").first.inner_text()
    code = ask_code(page, site, number)
    page.get_by_role("textbox", name="验证码", exact=True).fill(code)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile("/web/home/"))


def test_a_number_is_bound_on_ones_own_page(visitors: Visitors, site: Site, cast: Cast) -> None:
    for phone in (False, True):
        page = visitors.enter(cast.office, phone=phone, path="/people/phone/")
        shot(page, "phone")
        fault_free(page)
    code = ask_code(page, site, "19988887777")
    page.get_by_role("textbox", name="验证码", exact=True).fill(code)
    page.get_by_label("登录密码").fill("123456")
    page.get_by_role("button", name="绑定", exact=True).click()
    expect(page.get_by_text("手机号 199****7777 已绑定")).to_be_visible()
    shot(page, "phone-bound")
    page.get_by_label("登录密码").fill("123456")
    page.get_by_role("button", name="解绑", exact=True).click()
    confirm(page)
    expect(page.get_by_text("手机号已解绑")).to_be_visible()
