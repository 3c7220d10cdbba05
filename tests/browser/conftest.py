"""A running house and a browser for every walk."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from .people import Cast, Visitors
from .site import Site, prepared_home
from .steps import write_reports
from .watch import Watch

HERE = Path(__file__).parent
SHOTS = HERE.parents[1] / "test-results"
expect.set_options(timeout=20000)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a browser test, said or not."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """Leaves this process's part of the reports."""
    write_reports(os.environ.get("PYTEST_XDIST_WORKER", "alone"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Fixtures learn whether their test failed."""
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The module's own house: a copy of the prepared one, with its own server."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = tmp_path_factory.mktemp("house") / "home"
    shutil.copytree(prepared_home(shared), home)
    house = Site(home)
    try:
        house.start()
        yield house
    finally:
        house.stop()
        shutil.rmtree(home / "files", ignore_errors=True)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """The browser of the system. One per module: while it runs, its event loop would be in the way of other tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "没有找到 chromium，请先运行 make ready-tests"
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*root, "--use-fake-device-for-media-stream"])
        yield browser
        browser.close()


@pytest.fixture
def cast(site: Site) -> Cast:
    """Who is who in this house."""
    return Cast(site)


@pytest.fixture
def watch() -> Watch:
    """What went wrong in this test without anybody looking."""
    return Watch()


@pytest.fixture
def visitors(request: pytest.FixtureRequest, site: Site, chrome: Browser, watch: Watch) -> Iterator[Visitors]:
    """Opens browsers for people; at the end nothing may have gone wrong in any of them."""
    log_before = len(site.log(10**9))
    visitors = Visitors(chrome, site, watch)
    yield visitors
    failed = getattr(request.node, "report_call", None)
    if failed is not None and failed.failed:
        print(troubles(site.log(10**9)[log_before:]))
        _keep(request.node.name, visitors.contexts, site)
    visitors.close()
    if failed is not None and failed.passed:
        assert not watch.faults, "\n".join([*watch.faults, site.log(3000)])
        errors = troubles(site.log(10**9)[log_before:])
        assert not errors, errors


def troubles(log: str) -> str:
    """What the server called an error, each with the frames below it."""
    return "\n".join(re.findall(r"^\S+ ERROR .*\n(?:(?!\d{4}-).*\n?)*", log, re.MULTILINE))[:4000]


def _keep(name: str, contexts: list[BrowserContext], site: Site) -> None:
    SHOTS.mkdir(exist_ok=True)
    for number, page in enumerate(p for c in contexts for p in c.pages):
        page.screenshot(path=SHOTS / f"{name}-{number}.png")
        print(f"{page.url}：test-results/{name}-{number}.png")
    print(site.log())


@pytest.fixture
def desktop(visitors: Visitors) -> Page:
    """A page of a computer's browser, nobody signed in."""
    return visitors.page()


@pytest.fixture
def phone(visitors: Visitors) -> Page:
    """A page of a phone's browser, nobody signed in."""
    return visitors.page(phone=True)
