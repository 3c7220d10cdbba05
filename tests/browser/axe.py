"""What axe finds on a page, and whether it fits the screen."""

import functools
from pathlib import Path

from playwright.sync_api import Page

from .steps import expect_that

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What the width of the screen can change; the rest has been looked at once.
BY_WIDTH = ["target-size", "scrollable-region-focusable", "aria-hidden-focus", "link-name", "button-name"]
TALLEST = 12000
RUN = """async ([type, values]) => {
  const found = await axe.run(document, { runOnly: { type, values }, resultTypes: ["violations"] });
  return found.violations.map(v => `${v.id}（${v.help}）：` + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "));
}"""
# A phone shows a page that is too wide smaller, and then calls itself as wide as the page: the width asked for tells.
TOO_WIDE = """screen => {
  const wide = document.documentElement.scrollWidth - screen;
  if (wide <= 0) return "";
  const inside = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
    if (getComputedStyle(p).overflowX !== "visible") return true; } return false; };
  const worst = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > screen + 1 && !inside(e))
    .slice(0, 4).map(e => e.outerHTML.slice(0, 120));
  return `宽出 ${wide} 像素：${worst.join(" | ")}`;
}"""


@functools.cache
def source() -> str:
    """The text of axe."""
    return AXE.read_text(encoding="utf-8")


def unroll(page: Page, width: int) -> None:
    """Makes the window as tall as the page, so that bars that stay at its edge cover nothing that axe would miss."""
    page.set_viewport_size({"width": width, "height": 900})
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(TALLEST, max(900, height))})


def barriers(page: Page, only: list[str] | None = None) -> list[str]:
    """What stands in somebody's way on this page, a line each; ``only`` some rules instead of all of WCAG 2.2 AA."""
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(source())
    return [str(line) for line in page.evaluate(RUN, ["rule", only] if only else ["tag", TAGS])]


def too_wide(page: Page) -> str:
    """What makes the page scroll sideways; empty when nothing does."""
    assert page.viewport_size is not None
    return str(page.evaluate(TOO_WIDE, page.viewport_size["width"]))


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 AA that axe can find."""
    found = barriers(page)
    expect_that(not found, f"{page.url}\n" + "\n".join(found))
