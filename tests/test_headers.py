"""Every address that the site answers carries the headers that keep a browser safe; found by walking the site's table."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from anlan.kernel.doors.files import take_in
from anlan.kernel.testing import Cast

SAMPLES = {"int": "1", "slug": "home", "str": "hazard", "uuid": str(uuid.UUID(int=1)), "path": "x"}
ALWAYS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
}  # fmt: skip
NAMED = {"portal_key": "self_check", "register_key": "hazard"}
# The library's own patterns are regular expressions; what they answer is walked by hand.
BY_HAND = ("/captcha/image/x/", "/captcha/refresh/", "/nowhere/", "/static/nowhere.js", "/static/css/base.css")


def addresses(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """A concrete address for every pattern of the table."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(one.pattern, RoutePattern):
            continue
        part = str(one.pattern)
        for name, converter in one.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            part = part.replace(f"<{kind}:{name}>", NAMED.get(name, SAMPLES[kind])).replace(
                f"<{name}>", NAMED.get(name, SAMPLES["str"])
            )
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + part)
        elif isinstance(one, URLPattern):
            yield before + part


def faults(answer: Any, address: str) -> list[str]:
    """Headers that are missing or too generous."""
    found = [f"{address} {name}: {answer.get(name)}" for name, value in ALWAYS.items() if answer.get(name) != value]
    policy = answer.get("Content-Security-Policy", "")
    if "unsafe" in policy or "*" in policy:
        found.append(f"{address} policy allows too much: {policy}")
    if not {"frame-ancestors 'none'", "base-uri 'none'"} <= {part.strip() for part in policy.split(";")}:
        found.append(f"{address} policy lacks: {policy}")
    if not any(part.strip() in ("object-src 'none'", "default-src 'none'") for part in policy.split(";")):
        found.append(f"{address} policy allows objects: {policy}")
    if "Access-Control-Allow-Origin" in answer:
        found.append(f"{address} is open to other origins")
    kept = answer.get("Cache-Control", "")
    if not address.startswith("/static/") and "no-store" not in kept and "private" not in kept:
        found.append(f"{address} may be cached: {kept}")
    if not answer.streaming and answer.content and "Content-Type" not in answer:
        found.append(f"{address} says no type")
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["", "office", "owner", "auditor"])
def test_every_address_carries_them(cast: Cast, who: str) -> None:
    browser = cast.browser(who) if who else Client()
    walked = [*addresses(), *BY_HAND]
    assert len(walked) > 150, "the table was not walked"
    found = [fault for address in walked for fault in faults(browser.get(address), address)]
    assert not found, "\n".join(found)


@pytest.mark.django_db
def test_posts_and_errors_carry_them_too(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    for address in ("/people/sign-in/", "/people/sign-out/", "/files/", "/web/home/", "/self_check/ledger/new/"):
        answer = browser.post(address)
        assert answer.status_code == 403, f"{address} took a form without its token"
        assert faults(answer, address) == []


@pytest.mark.django_db
def test_a_file_of_a_user_runs_nothing_and_a_paper_is_only_saved(cast: Cast) -> None:
    browser = cast.browser("owner")
    picture = browser.get(f"/files/{cast.photo()}/")
    assert picture.status_code == 200
    policy = picture["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "unsafe" not in policy
    assert picture["X-Content-Type-Options"] == "nosniff" and picture["Content-Type"] == "image/jpeg"
    paper = take_in(
        "说明.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", cast.owner.user_id
    )
    answer = browser.get(f"/files/{paper.pk}/")
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_signing_out_clears_what_the_browser_kept(cast: Cast) -> None:
    answer = cast.browser("owner").post("/people/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.django_db
def test_cookies_are_for_the_server_and_for_us_alone() -> None:
    browser = Client()
    browser.get("/people/sign-in/")
    for cookie in browser.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"], cookie.key


@pytest.mark.django_db
def test_methods_nobody_needs_are_refused() -> None:
    for method in ("TRACE", "CONNECT"):
        assert Client().generic(method, "/people/sign-in/", HTTP_X_SECRET="1").status_code == 405
