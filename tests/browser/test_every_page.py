"""Every page of every role's menu: no barrier that axe finds, nothing wider than the phone, nothing wrong in the console."""

import pytest
from playwright.sync_api import Page, expect

from .axe import barriers, too_wide
from .people import Cast, Visitors
from .steps import expect_that

pytestmark = pytest.mark.browser
ROLES = (
    "enterprise_safety_officer", "locality_officer", "department_officer", "office_officer", "viewer", "system_administrator",
)  # fmt: skip
SHARED = ("/web/home/", "/web/inbox/", "/web/inbox/?tab=done", "/web/reminders/", "/people/password/", "/people/sessions/", "/people/tokens/")
INSIDE = "main a[href]"


def addresses(page: Page) -> list[str]:
    """The menu's pages, their tabs and buttons, one record of each list and its forms; each kind of page once."""
    found: dict[str, str] = {path: path for path in SHARED}
    waiting = [a.get_attribute("href") or "" for a in page.get_by_role("navigation", name="主菜单").get_by_role("link").all()]
    found |= {path: path for path in waiting}
    for path in waiting:
        page.goto(path)
        for link in page.locator(INSIDE).all():
            href = (link.get_attribute("href") or "").split("#")[0]
            if not href.startswith("/") or any(part in href for part in ("/files/", "/export/", "/template/", "format=", "/pdf")):
                continue
            found.setdefault(kind_of(href), href)
    return list(found.values())


def kind_of(href: str) -> str:
    """An address without its numbers and conditions."""
    return "/".join("#" if part.isdecimal() else part for part in href.split("?")[0].split("/"))


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_everybody(role: str, device: str, visitors: Visitors, cast: Cast) -> None:
    username = str(cast.seats(role)[0]["username"])
    paths = addresses(visitors.enter(username))
    page = visitors.enter(username, phone=device == "phone")
    found: list[str] = []
    for path in paths:
        answer = page.goto(path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        expect(page.locator("h1")).to_have_count(1)
        found += [f"{path} {line}" for line in barriers(page)]
        wide = too_wide(page) if device == "phone" else ""
        found += [f"{path} {wide}"] if wide else []
    expect_that(not found, "\n".join(found))
