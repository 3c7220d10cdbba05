"""The hands of whoever inspects a site: choosing it, its tables, saving, what is downloaded."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .hands import fill, fresh_picture, menu
from .site import Site
from .steps import expect_that

WAYS = {
    "wording": "按省标检查用语检查", "own": "按企业内部检查", "jgj59": "按JGJ59检查", "dust": "按扬尘标准检查",
}  # fmt: skip
READY = "() => document.body.dataset.inspection === 'ready'"
SAVED = "() => document.body.dataset.saving === 'no'"
SITES = """
    select s.id, s.name, s.number, u.username as director, f.username as foreman from site_site s
    join scope_seat cs on cs.organisation_id = s.unit_id join people_user u on u.id = cs.user_id
    join people_role cr on cr.id = cs.role_id and cr.key = 'construction_company'
    join scope_seat fs on fs.organisation_id = s.department_id join people_user f on f.id = fs.user_id
    where s.state = 'building' and u.is_active and not u.must_choose and f.is_active and not f.must_choose
      and not exists (select 1 from inspection_inspection i where i.site_id = s.id and i.state = 'draft')
    order by s.id
"""
MADE = "select * from inspection_inspection where site_id = ? and way = ? order by id desc"


def building(site: Site, number: int = 0) -> dict[str, Any]:
    """A site whose company and whose people can sign in."""
    found = site.query(SITES)
    assert found, "演示数据里没有项目部和企业都有账号的在建项目"
    return found[number % len(found)]


def entry(page: Page, title: str) -> None:
    """An entry of 企业检查: in the menu at the side, or behind 更多 on a phone."""
    page.goto("/web/home/")
    if page.viewport_size and page.viewport_size["width"] < 820:
        page.get_by_role("button", name="更多").click()
        page.get_by_role("navigation", name="全部功能").get_by_role("link", name=title, exact=True).click()
    else:
        menu(page, title)
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def choice(page: Page, where: dict[str, Any]) -> Locator:
    """The site in the list, looked for by its number."""
    page.get_by_role("searchbox", name="项目名称或监督备案号").fill(where["number"])
    page.get_by_role("button", name="查询", exact=True).click()
    found = page.locator(f'.site-choice[data-site="{where["id"]}"]')
    expect(found).to_contain_text(where["name"])
    return found


def inspect(page: Page, where: dict[str, Any]) -> None:
    """检查 of a site, until its page stands."""
    choice(page, where).get_by_role("link", name=re.compile("^(继续)?检查")).click()
    page.wait_for_function(READY)
    expect(page.get_by_role("heading", level=1)).to_contain_text(where["name"])


def table(page: Page, name: str) -> None:
    """A part on the left."""
    if page.locator("#tables").is_hidden():
        page.locator("#tables-fold").click()
    page.locator(".table-choice").filter(has_text=name).first.click()
    expect(page.locator("#table-title")).to_contain_text(name)


def deduct(page: Page, item: int, deduction: int) -> None:
    """Two taps: the item, the fault."""
    one = page.locator(".mark-item").nth(item)
    if one.locator(".item-head").get_attribute("aria-expanded") != "true":
        one.locator(".item-head").click()
    one.locator(".deduction").nth(deduction).click()


def save_table(page: Page) -> None:
    """保存检查项, waited for."""
    page.get_by_role("button", name="保存检查项", exact=True).click()
    page.wait_for_function(SAVED)
    expect(page.locator("#told")).to_contain_text("已保存")


def photograph(page: Page, name: str, seed: int, size: tuple[int, int] = (640, 480)) -> None:
    """检查时照片 of the item that is open: its only one."""
    photo = {"name": name, "mimeType": "image/jpeg", "buffer": fresh_picture(seed, size)}
    page.get_by_label("检查时照片：选择照片").set_input_files(photo)
    expect(page.locator(".answer-photos li")).to_have_count(1)


def clear(page: Page) -> None:
    """清空当前检查."""
    page.get_by_role("button", name="清空当前检查", exact=True).click()
    page.locator("dialog.confirm").get_by_role("button", name="清空当前检查").click()
    expect(page.locator("#told")).to_contain_text("已清空当前检查")


def ask_for_rectification(page: Page) -> None:
    """是否整改 with what it asks for."""
    page.locator("#f-needs_rectification-0").check()
    fill(page, "整改人员", "周正")
    fill(page, "整改要求", "立即停用并按规范整改，整改前不得使用")
    fill(page, "整改时间", "2026-11-25")


def tables_of(site: Site, kind: str) -> list[str]:
    """The names of the tables whose marks are complete."""
    return [
        one["name"]
        for one in site.query(
            "select c.name from standard_category c join standard_checkstandard s on s.id = c.standard_id "
            "join standard_item i on i.category_id = c.id where s.kind = ? and s.state = 'published' "
            "group by c.id having sum(i.full_marks) = 100 and min(i.full_marks) is not null order by c.id",
            kind,
        )
    ]


def download(page: Page, label: str) -> bytes:
    """What a link gives."""
    with page.expect_download() as got:
        page.get_by_role("link", name=label, exact=True).click()
    body = got.value.path().read_bytes()
    expect_that(len(body) > 2000, f"{label}：{len(body)} 字节")
    return body
