"""What hands do again and again on these pages, always by the words a person reads."""

import io
import re
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Locator, Page, expect

from .watch import Watch

KEPT = "() => document.body.dataset.ready === 'offline'"
"""The page stands on the device and opens without a signal."""
AREAS_READY = """() => [...document.querySelectorAll("form.conditions [data-area]")]
  .every(area => area.querySelector("select:not([disabled])"))"""


def search(page: Page, button: str = "搜索") -> None:
    """Clicks 搜索 and waits until the list of the answer stands."""
    page.wait_for_function(AREAS_READY)
    path = page.evaluate("() => location.pathname")
    with page.expect_response(lambda r: r.url.split("?")[0].endswith(path)):
        page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def fresh_picture(seed: int, size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture like no other seed's, drawn in large shapes so that it survives being made smaller."""
    image = Image.new("RGB", size, (60 + seed * 31 % 150, 90 + seed * 17 % 130, 120 + seed * 7 % 100))
    draw = ImageDraw.Draw(image)
    value = seed * 7919 + 17
    for _ in range(30):
        value = (value * 1103515245 + 12345) % 2**31
        x, y, edge = value % size[0], (value >> 8) % size[1], 30 + value % 120
        draw.rectangle((x, y, x + edge, y + edge), fill=(value % 251, (value >> 5) % 251, (value >> 11) % 251))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def attach(place: Page | Locator, label: str, name: str, body: bytes, kind: str = "image/jpeg") -> Locator:
    """选择文件 of the field ``label``; returns the field's box when the file stands in it."""
    box = place.locator(".files").filter(has=place.get_by_label(f"{label}：选择文件"))
    place.get_by_label(f"{label}：选择文件").set_input_files({"name": name, "mimeType": kind, "buffer": body})
    return box


def attach_picture(place: Page | Locator, label: str, seed: int, name: str = "现场.jpg") -> None:
    """选择文件 with a fresh picture, waited for until it has arrived."""
    before = place.locator("li.file[data-file]").count()
    attach(place, label, name, fresh_picture(seed))
    expect(place.locator("li.file[data-file]")).to_have_count(before + 1)


def confirm(page: Page, button: str = "确定") -> None:
    """确定 in the question that has opened."""
    page.locator("dialog[open]").get_by_role("button", name=button, exact=True).click()


def menu(page: Page, title: str) -> None:
    """An entry of the main menu."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=title, exact=True).click()


def tab(page: Page, title: str) -> None:
    """A tab of the module."""
    page.locator("nav.tabs").get_by_role("link", name=title, exact=True).click()


def row(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The row of a list that shows a text."""
    return page.locator("table.list tbody tr").filter(has_text=text)


def open_group(page: Page, label: str) -> Locator:
    """A group of choices by its label."""
    return page.get_by_role("radiogroup", name=re.compile(f"^{re.escape(label)}"))


def choose(page: Page | Locator, label: str, answer: str) -> None:
    """One answer of a group of choices."""
    group = page.get_by_role("radiogroup", name=re.compile(f"^{re.escape(label)}"))
    group.get_by_role("radio", name=re.compile(f"^{re.escape(answer)}")).check()


def fill(page: Page | Locator, label: str, text: str) -> None:
    """A box by its label, with or without its red star."""
    page.get_by_label(re.compile(rf"^{re.escape(label)}(\*|（.*）)*$")).fill(text)


def saved_file(page: Page, click: Locator, folder: Path) -> Path:
    """What a click downloads."""
    with page.expect_download() as coming:
        click.click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def button(place: Page | Locator, label: str) -> Locator:
    """What may be done here under a label: a link to its form, or a button that does it once it is meant."""
    name = re.compile(rf"^\s*{re.escape(label)}\s*$")
    return place.get_by_role("link", name=name).or_(place.get_by_role("button", name=name))


def do(page: Page, one: Locator) -> None:
    """A move that needs no more than to be meant: its button, and 确定 to its question."""
    with page.expect_navigation():
        one.click()
        confirm(page)


def submit(page: Page, button: str = "提交") -> None:
    """The form's main button, waited for until its answer stands."""
    with page.expect_navigation():
        page.locator("form.record").get_by_role("button", name=button, exact=True).click()


def offline(context: BrowserContext, watch: Watch, yes: bool = True) -> None:
    """Airplane mode on or off."""
    watch.allow("ERR_INTERNET_DISCONNECTED")
    watch.allow("ERR_FAILED")
    context.set_offline(yes)


def said(page: Page) -> Locator:
    """The sentence that tells what has been done."""
    return page.locator(".messages")
