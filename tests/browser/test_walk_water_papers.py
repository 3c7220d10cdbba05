"""监理文书 on the engineer's phone: from the hazard to the issued notice, its answer, and the photo that files itself.

No operation of the manual: it does not describe these papers. Their moment is measured like the others.
"""

import io
import re
from typing import Any

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect

from .hands import button, confirm, fill, fresh_picture, said, submit
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that, measure

pytestmark = pytest.mark.browser
PROBLEM = "坝顶左岸临边防护栏杆缺失"


def engineer_of(cast: Cast) -> dict[str, Any]:
    return cast.seats("works_engineer")[0]


def take_photo(page: Page, label: str, body: bytes) -> None:
    page.get_by_label(f"{label}：拍照").set_input_files({"name": "拍照.jpg", "mimeType": "image/jpeg", "buffer": body})
    expect(page.locator("li.file[data-file]")).to_have_count(1)


def photo_of_sheet(page: Page) -> bytes:
    """The printed sheet as a phone sees it: askew, a little blurred, on a dark table."""
    source = page.locator("img.sheet-page").first.get_attribute("src")
    sheet = Image.open(io.BytesIO(page.request.get(str(source)).body())).convert("RGB").resize((1100, 1556))
    table = Image.new("RGB", (1500, 2000), (110, 95, 80))
    table.paste(sheet, (200, 200))
    seen = table.rotate(-6, Image.Resampling.BICUBIC, fillcolor=(110, 95, 80))
    seen = seen.transform(
        seen.size, Image.Transform.QUAD, (60, 30, 0, 2000, 1500, 1960, 1420, 0), Image.Resampling.BICUBIC
    )
    seen.filter(ImageFilter.GaussianBlur(0.8)).save(out := io.BytesIO(), "JPEG", quality=75)
    return out.getvalue()


def test_a_hazard_becomes_an_issued_notice_on_the_phone(visitors: Visitors, site: Site, cast: Cast) -> None:
    page = visitors.enter(engineer_of(cast)["username"], phone=True)
    with measure("监理手机：发现隐患到监理通知单签发") as counted:
        page.goto("/water_works/quick-hazard/")
        page.get_by_label("照片：拍照").set_input_files(
            {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": fresh_picture(811)}
        )
        fill(page, "或自己写", PROBLEM)
        fill(page, "隐患部位", "坝顶左岸")
        submit(page, "保存")
        expect(said(page)).to_contain_text("保存成功")
        button(page.locator(".sticky-actions"), "生成监理通知单").tap()
        expect(page.get_by_label(re.compile("^正文"))).to_have_value(re.compile(PROBLEM))
        submit(page, "签发")
        expect(said(page)).to_contain_text("已签发监理〔2026〕通知")
    expect_that(counted.seconds < 60 and counted.taps <= 8, f"{counted.taps} 次点击，{counted.seconds} 秒")
    made = site.query("select * from site_supervision_supervisionpaper where kind = 'notice' order by id desc")[0]
    expect_equal((made["state"], PROBLEM in made["text"]), ("issued", True))
    expect(page.locator("img.sheet-page").first).to_be_visible()
    answered(visitors, site, made)
    filed(visitors, site, cast, made)


def answered(visitors: Visitors, site: Site, paper: dict[str, Any]) -> None:
    """The contractor has it in 待办 and replies with a photo."""
    seat = site.query(
        "select u.username from scope_seat s join people_user u on u.id = s.user_id where s.organisation_id = ?",
        paper["unit_id"],
    )[0]
    page = visitors.enter(seat["username"], phone=True, path="/web/inbox/")
    page.locator("main").get_by_role("link", name=re.compile(re.escape(paper["number"]))).first.tap()
    button(page.locator(".sticky-actions"), "回复").tap()
    fill(page, "整改情况", "已补设防护栏杆四十米并验收")
    take_photo(page, "整改后照片", fresh_picture(812))
    submit(page)
    expect(said(page)).to_contain_text("已回复")
    expect(page.get_by_role("heading", name="监理通知回复单")).to_be_visible()


def filed(visitors: Visitors, site: Site, cast: Cast, paper: dict[str, Any]) -> None:
    """The engineer agrees, photographs the stamped sheet, and it lies with its paper; the owner reads both."""
    page = visitors.enter(
        engineer_of(cast)["username"], phone=True, path=f"/water_works/supervision-notices/{paper['id']}/"
    )
    button(page.locator(".sticky-actions"), "复核通过").tap()
    submit(page)
    expect(page.locator("h1")).to_contain_text("已复核")
    with measure("盖章文书拍照上传、自动归档") as counted:
        body = photo_of_sheet(page)
        page.goto("/water_works/paper-scans/")
        take_photo(page, "盖章扫描件", body)
        submit(page)
        expect(said(page)).to_contain_text(f"已归档 1 张：{paper['number']}")
    expect_that(counted.taps <= 2, f"{counted.taps} 次点击")
    expect(page.locator("#scans img")).to_have_count(1)
    kept = site.query("select scans from site_supervision_supervisionpaper where id = ?", paper["id"])[0]["scans"]
    expect_that(len(kept) > 30, "照片没有归到这份文书")


def test_a_photo_without_a_code_is_given_to_its_paper_by_hand(visitors: Visitors, site: Site, cast: Cast) -> None:
    paper = site.query(
        "select id, number from site_supervision_supervisionpaper where kind = 'notice' and number <> '' order by id desc"
    )[0]
    page = visitors.enter(engineer_of(cast)["username"], phone=True, path="/water_works/paper-scans/")
    take_photo(page, "盖章扫描件", fresh_picture(813))
    submit(page)
    expect(page.locator(".left-photo")).to_contain_text("没有认出二维码")
    page.get_by_label("是哪份文书").select_option(str(paper["id"]))
    submit(page)
    expect(said(page)).to_contain_text(paper["number"])


def test_work_is_stopped_and_goes_on(visitors: Visitors, site: Site, cast: Cast) -> None:
    hazard = site.query(
        "select origin_id, unit_id from site_supervision_supervisionpaper where kind = 'notice' order by id desc"
    )[0]
    page = visitors.enter(engineer_of(cast)["username"], path=f"/water_works/make-notice/{hazard['origin_id']}/screen/")
    page.locator("nav.tabs").get_by_role("link", name="工程暂停令", exact=True).click()
    expect(page.get_by_label(re.compile("^正文"))).to_have_value(re.compile("暂停坝顶左岸的施工"))
    submit(page, "签发")
    expect(said(page)).to_contain_text(re.compile(r"停工\d{3}号"))
    here = page.url
    seat = site.query(
        "select u.username from scope_seat s join people_user u on u.id = s.user_id where s.organisation_id = ?",
        hazard["unit_id"],
    )[0]
    theirs = visitors.enter(seat["username"], path=here)
    button(theirs.locator(".sticky-actions"), "申请复工").click()
    fill(theirs, "整改情况", "隐患已消除，自检合格")
    submit(theirs)
    expect(theirs.locator("h1")).to_contain_text("已申请复工")
    page.goto(here)
    button(page.locator(".sticky-actions"), "同意复工").click()
    if page.locator("dialog[open]").count():
        confirm(page)
    else:
        submit(page)
    expect(page.locator("h1")).to_contain_text("已复工")
