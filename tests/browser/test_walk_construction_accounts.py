"""Manual J, 一、企业注册登录: a company registers by its credit code, signs in by it, finds its site, forgets its password."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .axe import barriers, too_wide
from .hands import button, fill, fresh_picture, menu, row, said, submit
from .people import Cast, Visitors, fill_sign_in
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
NAME, CODE = "远山建工集团有限公司", "91320412MA1ANR71XM"
SQUATTED, OTHER_CODE = "近水建筑工程有限公司", "91320412MA1ANR728M"
CONTACT, CITIZEN, PHONE = "沈安", "11010519491231002X", "19900000081"
WORD, BETTER = "Sure-12345", "Better-98765"
SITE = "远山花园二期"
SHOWN = re.compile(r"验证码为 (\d{6})")


def shot(page: Page, name: str) -> None:
    """A picture of the page for who wants to look at it (``ANLAN_SHOTS`` names the folder)."""
    folder = os.environ.get("ANLAN_SHOTS")
    if folder:
        page.screenshot(
            path=Path(folder) / f"{name}-{(page.viewport_size or {})['width']}.png", full_page=True, caret="initial"
        )


def fault_free(page: Page) -> None:
    """Nobody is kept out by the page itself, and nothing sticks out of it."""
    expect_equal(barriers(page), [], page.url)
    expect_equal(too_wide(page), "", page.url)


def read_picture(page: Page, site: Site, label: str = "验证码") -> None:
    """Types what the picture shows."""
    key = page.locator("[name=captcha_0]").input_value()
    answer = site.value("select response from captcha_captchastore where hashkey = ?", key)
    page.locator("[name=captcha_1]").fill(answer)


def code_shown(page: Page) -> str:
    """The code as the demo shows it instead of sending it."""
    told = page.get_by_text(SHOWN)
    expect(told).to_be_visible()
    found = SHOWN.search(told.inner_text())
    assert found is not None
    return found[1]


def prove(page: Page, site: Site, phone: str) -> None:
    """手机号, 图片验证码, 获取验证码, 下一步."""
    page.get_by_label("手机号").fill(phone)
    read_picture(page, site)
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_role("textbox", name="验证码", exact=True).fill(code_shown(page))
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("已验证")).to_be_visible()


def choose_area(place: Page | Locator, *names: str) -> None:
    """The levels of an area, one after the other."""
    for level, name in enumerate(names):
        select = place.locator(f"[data-area] select[data-level='{level}']")
        expect(select).to_be_enabled()
        select.select_option(label=name)


def say_who(page: Page, name: str, code: str, word: str = WORD) -> None:
    """All that a company says of itself, but its licence."""
    fill(page, "企业名称", name)
    fill(page, "统一社会信用代码", code)
    choose_area(page, "江苏省", "常州市", "武进区")
    fill(page, "联系人", CONTACT)
    fill(page, "身份证号", CITIZEN)
    fill(page, "注册密码", word)
    fill(page, "确认密码", word)


def licence(page: Page, body: bytes = b"", name: str = "营业执照.jpg", kind: str = "image/jpeg") -> None:
    """Chooses the licence's picture."""
    file = {"name": name, "mimeType": kind, "buffer": body or fresh_picture(71)}
    page.get_by_label("营业执照").set_input_files(files=[file])  # type: ignore[list-item]


def sign_in(page: Page, site: Site, name: str, word: str) -> None:
    """企业登录 at the portal's own entrance."""
    page.goto(f"{site.base}/construction/")
    fill_sign_in(page, site, name, word)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def authority(cast: Cast) -> str:
    """Who answers for building in 武进区, and so looks at its companies' registrations."""
    sql = "select organisation_id from scope_grant where area_id = '3204012' and industry = 'construction' order by id"
    place = cast.site.value(sql)
    return next(str(s["username"]) for s in cast.seats("construction_authority") if s["organisation_id"] == place)


def enter_file_and_site(visitors: Visitors, cast: Cast) -> None:
    """Before anybody of the company came, its file and a site of it were entered by the authorities."""
    officer = next(s for s in cast.seats("department_officer") if "住房" in s["organisation"])
    page = visitors.enter(officer["username"], path="/self_check/firms/new/")
    fill(page, "生产经营单位名称", NAME)
    fill(page, "统一社会信用代码", CODE)
    choose_area(page, "江苏省", "常州市", "武进区", "湖塘镇")
    page.get_by_label(re.compile("^监管行业")).select_option(label="建筑施工")
    submit(page)
    expect(said(page)).to_be_visible()
    page = visitors.enter(authority(cast), path="/construction/sites/new/")
    fill(page, "监督备案号", "320412-2026-071")
    fill(page, "项目名称", SITE)
    page.get_by_label(re.compile("^工程类型")).select_option(index=1)
    box = page.get_by_role("combobox", name=re.compile("^施工企业"))
    box.fill(NAME)
    page.get_by_role("option", name=re.compile(NAME)).first.click()
    fill(page, "建设单位", "远山置业有限公司")
    choose_area(page, "江苏省", "常州市", "武进区", "湖塘镇")
    fill(page, "工程地址", "湖塘镇延政路1号")
    submit(page)
    expect(said(page)).to_be_visible()


def test_a_company_registers_and_finds_its_site(visitors: Visitors, site: Site, cast: Cast) -> None:
    enter_file_and_site(visitors, cast)
    page = visitors.page()
    with step("J-1.a"):
        page.goto(f"{site.base}/construction/")
        shot(page, "construction-sign-in")
        fault_free(page)
        page.get_by_role("link", name="企业注册").click()
        expect(page.get_by_text("企业名称、代码须与营业执照一致")).to_be_visible()
        shot(page, "join-start")
        fault_free(page)
        prove(page, site, PHONE)
        with step("J-1.g"):
            say_who(page, NAME, CODE[:-1] + "0")
            expect(page.get_by_text("校验位不对")).to_be_visible()
            expect(page.get_by_label(re.compile("^统一社会信用代码"))).to_have_attribute("aria-invalid", "true")
            shot(page, "join-details")
            licence(page)
            page.get_by_role("button", name="提交注册").click()
            alert = page.locator(".errors[role=alert]")
            expect(alert).to_contain_text("校验位不对")
            expect_that(page.locator("#f-licence").evaluate("one => one.files.length") == 1, "照片不用再选一次")
            fault_free(page)
            shot(page, "join-refused")
            fill(page, "企业名称", "远山建设有限公司")
            fill(page, "统一社会信用代码", CODE)
            fill(page, "注册密码", WORD)
            fill(page, "确认密码", WORD)
            page.get_by_role("button", name="提交注册").click()
            expect(alert).to_contain_text("名称与这个统一社会信用代码登记的名称不一致")
        fill(page, "企业名称", NAME)
        fill(page, "注册密码", WORD)
        fill(page, "确认密码", WORD)
        page.get_by_role("button", name="提交注册").dblclick()
        expect(page.get_by_text("注册信息已提交，等待审核")).to_be_visible()
        expect_equal(site.value("select count(*) from enterprise_registration where code = ?", CODE), 1)
        shot(page, "join-done")
        fault_free(page)
        page.get_by_role("link", name="企业登录").first.click()
        fill_sign_in(page, site, CODE, WORD)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("heading", name="企业注册审核中")).to_be_visible()
        shot(page, "join-waiting")
        fault_free(page)
    inspector = visitors.enter(authority(cast), path="/construction/registrations/")
    shot(inspector, "registrations")
    fault_free(inspector)
    row(inspector, NAME).get_by_role("link", name=NAME).click()
    shot(inspector, "registration")
    fault_free(inspector)
    expect(inspector.get_by_role("definition").filter(has_text="通过后认领")).to_be_visible()
    expect_that(CITIZEN not in inspector.content(), "身份证号不露全")
    button(inspector, "通过").click()
    shot(inspector, "accept")
    fault_free(inspector)
    submit(inspector)
    expect(said(inspector)).to_be_visible()
    with step("J-1.b"):
        page = visitors.page()
        sign_in(page, site, CODE.lower(), WORD)
        expect(page).to_have_url(re.compile("/construction/"))
        shot(page, "construction-home")
    with step("J-1.c"):
        menu(page, "项目信息")
        expect(row(page, SITE)).to_be_visible()
    assert site.value("select username from people_user where name = ?", CONTACT) == NAME


def test_a_stranger_with_anothers_code_gets_nowhere(visitors: Visitors, site: Site, cast: Cast) -> None:
    page = visitors.page(phone=True)
    page.goto(f"{site.base}/join/construction/")
    shot(page, "join-start")
    fault_free(page)
    prove(page, site, "19900000082")
    shot(page, "join-details")
    fault_free(page)
    taken = site.value(
        "select o.code from scope_organisation o join enterprise_enterprise e on e.organisation_id = o.id "
        "where e.has_account and o.code <> '' and o.industry = 'construction'"
    )
    say_who(page, "随便什么公司", taken)
    licence(page, b"MZ not a picture")
    expect(page.get_by_text("这张图片打不开")).to_be_visible()
    licence(page)
    page.get_by_role("button", name="提交注册").click()
    alert = page.locator(".errors[role=alert]")
    expect(alert).to_contain_text("名称不一致")
    shot(page, "join-refused")
    fault_free(page)
    name = site.value("select name from scope_organisation where code = ?", taken)
    fill(page, "企业名称", name)
    fill(page, "注册密码", WORD)
    fill(page, "确认密码", WORD)
    page.get_by_role("button", name="提交注册").click()
    expect(alert).to_contain_text("该企业已注册，无需再次注册，请直接登录")
    fill(page, "企业名称", SQUATTED)
    fill(page, "统一社会信用代码", OTHER_CODE)
    fill(page, "注册密码", WORD)
    fill(page, "确认密码", WORD)
    page.get_by_role("button", name="提交注册").click()
    expect(page.get_by_text("等待审核").first).to_be_visible()
    shot(page, "join-done")
    fault_free(page)
    inspector = visitors.enter(authority(cast), phone=True, path="/construction/registrations/")
    shot(inspector, "registrations")
    fault_free(inspector)
    inspector.get_by_role("link", name=SQUATTED).first.click()
    button(inspector, "退回").first.click()
    fill(inspector, "退回理由", "营业执照照片与企业名称不符")
    submit(inspector)
    sign_in(page, site, OTHER_CODE, WORD)
    expect(page.get_by_text("退回理由：营业执照照片与企业名称不符")).to_be_visible()
    shot(page, "join-returned")
    fault_free(page)
    page.get_by_role("link", name="修改后重新提交").click()
    shot(page, "join-again")
    fault_free(page)
    fill(page, "联系人", CONTACT)
    fill(page, "身份证号", CITIZEN)
    licence(page, fresh_picture(72), "新照.jpg")
    page.get_by_role("button", name="重新提交").click()
    expect(page.get_by_role("heading", name="企业注册审核中")).to_be_visible()


@pytest.mark.parametrize("kind", ["desktop", "phone"])
def test_a_forgotten_password_is_set_anew_by_the_contact(visitors: Visitors, site: Site, cast: Cast, kind: str) -> None:
    if not site.value("select 1 from enterprise_registration where code = ? and state = 'accepted'", CODE):
        test_a_company_registers_and_finds_its_site(visitors, site, cast)
    page = visitors.page(phone=kind == "phone")
    with step("J-1.h"):
        page.goto(f"{site.base}/construction/")
        page.get_by_role("link", name="忘记密码").click()
        shot(page, "recover")
        fault_free(page)
        for contact in ("沈平", CONTACT):
            fill(page, "统一社会信用代码", CODE)
            fill(page, "联系人", contact)
            fill(page, "身份证号", CITIZEN)
            fill(page, "手机号", PHONE)
            read_picture(page, site)
            page.get_by_role("button", name="发送验证码").click()
            code = code_shown(page)
            expect(page.get_by_text("都与登记的一致，验证码已发送")).to_be_visible()
            fill(page, "短信验证码", code)
            fill(page, "新密码", BETTER)
            fill(page, "确认新密码", BETTER)
            page.get_by_role("button", name="提交").click()
            if contact != CONTACT:
                expect(page.locator(".errors[role=alert]")).to_contain_text("验证码不对")
                shot(page, "recover-password")
                fault_free(page)
                page.get_by_role("link", name="重新获取验证码").click()
        expect(page.get_by_text("密码已重置")).to_be_visible()
        sign_in(page, site, CODE, BETTER)
        expect(page).to_have_url(re.compile("/construction/"))
