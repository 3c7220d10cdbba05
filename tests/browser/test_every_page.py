"""Every page of every role's menu: no barrier that axe finds, nothing wider than the phone, nothing wrong in the console."""

import pytest
from playwright.sync_api import Page, expect

from .axe import BY_WIDTH, barriers, too_wide, unroll
from .people import DESKTOP, PHONE, Cast, Visitors
from .steps import expect_that

pytestmark = pytest.mark.browser
SHARED = (
    "/web/home/",
    "/web/inbox/",
    "/web/inbox/?tab=done",
    "/web/reminders/",
    "/people/password/",
    "/people/sessions/",
    "/people/tokens/",
)
NO_PAGES = (
    "/files/",
    "/export/",
    "/template/",
    "/word/",
    "format=",
    "pdf=",
    "/book/",
    "-book/",
    "/report-sheet/",
    "/reveal/",
)
# Whose menu leads furthest: their records and forms are looked into as well, each kind once.
THOROUGH = ("enterprise_safety_officer", "office_officer", "system_administrator", "works_engineer")
BRIEF = (
    "locality_officer", "department_officer", "viewer", "security_administrator", "audit_administrator", "works_owner",
    "works_contractor", "works_unit", "water_authority",
)  # fmt: skip


def kind_of(href: str) -> str:
    """An address without its numbers and conditions."""
    return "/".join("#" if part.isdecimal() else part for part in href.split("?")[0].split("/"))


def links(page: Page) -> list[str]:
    """The addresses of pages that the content of this page leads to."""
    hrefs = page.locator("main a[href]").evaluate_all("all => all.map(a => a.getAttribute('href').split('#')[0])")
    return [h for h in hrefs if h.startswith("/") and not any(part in h for part in NO_PAGES)]


def look(page: Page, path: str, *, wide_only_fits: bool = False) -> list[str]:
    """What is wrong with one page, wide and narrow; ``wide_only_fits``: all rules once, on the phone."""
    answer = page.goto(path)
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return []
    if not answer.ok:
        return [f"{path}：{answer.status}"]
    expect(page.locator("h1")).to_have_count(1)
    all_rules_on_phone = wide_only_fits or path in SHARED
    found = [f"{path} {line}" for line in [too_wide(page)] if line]
    if not wide_only_fits:
        unroll(page, DESKTOP["viewport"]["width"])
        found += [f"{path} {line}" for line in barriers(page)]
    unroll(page, PHONE["viewport"]["width"])
    narrow = barriers(page, None if all_rules_on_phone else BY_WIDTH)
    found += [f"{path} 手机 {line}" for line in [*narrow, too_wide(page)] if line]
    page.set_viewport_size(DESKTOP["viewport"])
    return found


def menu_of(page: Page) -> list[str]:
    """The addresses of somebody's menu."""
    entries = page.get_by_role("navigation", name="主菜单").get_by_role("link")
    return [str(h) for h in entries.evaluate_all("all => all.map(a => a.getAttribute('href'))")]


@pytest.mark.parametrize("role", BRIEF)
def test_every_page_of_the_menu_is_for_everybody(role: str, visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(str(cast.seats(role)[0]["username"]))
    found = [line for path in [*SHARED[:3], *menu_of(page)] for line in look(page, path, wide_only_fits=True)]
    expect_that(not found, "\n".join(found))


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("role", THOROUGH)
def test_every_kind_of_page_is_for_everybody(role: str, part: int, visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(str(cast.seats(role)[0]["username"]))
    entries = menu_of(page)
    mine = [*(SHARED if part else ()), *entries[part::2]]
    kinds = {kind_of(path) for path in (*SHARED, *entries)}
    found: list[str] = []
    for path in mine:
        found += look(page, path)
        for href in links(page):
            if kind_of(href) not in kinds:
                kinds.add(kind_of(href))
                mine.append(href)
    expect_that(not found, "\n".join(found))
