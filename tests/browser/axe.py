"""What axe finds on a page, and whether it fits the screen."""

import functools
from pathlib import Path

from playwright.sync_api import Page

from .steps import expect_that

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async tags => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return found.violations.map(v => `${v.id}（${v.help}）：` + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "));
}"""
TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return "";
  const inside = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
    if (getComputedStyle(p).overflowX !== "visible") return true; } return false; };
  const worst = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && !inside(e))
    .slice(0, 4).map(e => e.outerHTML.slice(0, 120));
  return `宽出 ${wide} 像素：${worst.join(" | ")}`;
}"""


@functools.cache
def source() -> str:
    """The text of axe."""
    return AXE.read_text(encoding="utf-8")


def barriers(page: Page) -> list[str]:
    """What stands in somebody's way on this page, a line each."""
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(source())
    return [str(line) for line in page.evaluate(RUN, TAGS)]


def too_wide(page: Page) -> str:
    """What makes the page scroll sideways; empty when nothing does."""
    return str(page.evaluate(TOO_WIDE))


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 AA that axe can find."""
    found = barriers(page)
    expect_that(not found, f"{page.url}\n" + "\n".join(found))
