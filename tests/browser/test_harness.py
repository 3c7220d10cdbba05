"""The walks' own measure: a step that did or saw nothing fails, and so does a page that goes wrong unseen."""

import pytest
from playwright.sync_api import Page, expect

from .axe import barriers, too_wide
from .site import Site
from .steps import IDS, step
from .watch import Watch

pytestmark = pytest.mark.browser
KNOWN = sorted(IDS)[0]


def test_an_unknown_operation_fails() -> None:
    made_up = "S-99.z"
    with pytest.raises(AssertionError, match=made_up), step(made_up):
        pass


def test_a_step_without_an_action_fails(desktop: Page, site: Site) -> None:
    desktop.goto(f"{site.base}/people/sign-in/")
    with pytest.raises(AssertionError, match="没有在浏览器里做任何操作"), step(KNOWN):
        expect(desktop.locator("h1")).to_be_visible()


def test_a_step_without_an_expectation_fails(desktop: Page, site: Site) -> None:
    with pytest.raises(AssertionError, match="没有看任何结果"), step(KNOWN):
        desktop.goto(f"{site.base}/people/sign-in/")


def test_faults_nobody_looks_at_are_noticed(desktop: Page, site: Site, watch: Watch) -> None:
    desktop.goto(f"{site.base}/people/sign-in/")
    with desktop.expect_console_message():
        desktop.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = '1'; document.body.append(s); }"
        )
    assert any("Content Security Policy" in fault for fault in watch.faults), watch.faults
    watch.forget("Content Security Policy")
    with desktop.expect_response("**/static/no-such.css"):
        desktop.evaluate("() => fetch('/static/no-such.css')")
    assert any("no-such.css" in fault for fault in watch.faults), watch.faults
    watch.forget("no-such.css")


def test_axe_and_the_ruler_find_what_is_wrong(desktop: Page, site: Site) -> None:
    desktop.goto(f"{site.base}/people/sign-in/")
    desktop.evaluate("""() => {
      document.body.append(document.createElement("img"));
      const wide = document.createElement("p");
      wide.textContent = "宽";
      wide.style.setProperty("width", "9000px");
      document.body.append(wide);
    }""")
    assert any("image-alt" in line for line in barriers(desktop))
    assert "宽出" in too_wide(desktop)
