"""The list of doors is the resolver's, the registry's and the portals', never ours: what is new must be walked too."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from anlan.kernel.doors.home import panel_names
from anlan.kernel.doors.portal import Page, Screen, every_portal
from anlan.kernel.figures.declare import every_figure
from anlan.kernel.register import registry

from .cases import told_apart, walked_classes
from .test_matrix import WALKED, WALKS
from .visitor import API, Visitor, verbs
from .world import LOGS, NOBODY, World

EXCEPTIONS = {
    "captcha-image": "the picture of a code of the sign-in page: drawn from the code alone, for people not yet signed in",
    "captcha-image-2x": "the same picture, larger",
    "captcha-audio": "the same code read aloud; answers 404 without a speech program",
    "captcha-refresh": "a new code for the sign-in page; holds nothing else",
}
"""Doors that no walk tries, each with the reason."""

HOME_WALKS = {"house", "desks"}
COUNTS = {"seal", "verification"}
"""Registers of numbers and hashes of the whole chain, written by schedules: there is no text in them to carry a mark."""


def patterns(found: Any, before: str = "", names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """(route, name) of every address there is."""
    for one in found.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern), (*names, *([one.namespace] if one.namespace else [])))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern).removeprefix("^"), ":".join([*names, one.name]) if one.name else ""


def door_behind(route: str, name: str) -> str:
    """The door as the walks call it; an address of the API that is no register's stays what it is."""
    found = API.match(route)
    if name or not found:
        return name or ("root" if route == "" else route)
    key, row, verb = found[1], found[2], (found[3] or "").rstrip("/")
    if not registry._by_key.get(key) or (verb and verb not in verbs(key)):
        return route
    return "api:" + ("verb" if verb else "row" if row else "rows")


def test_every_address_is_walked() -> None:
    doors = {door_behind(route, name) for route, name in patterns(get_resolver())}
    walked = set().union(*WALKED.values())
    assert doors - walked == set(EXCEPTIONS), "addresses that no walk of tests/attack tries"
    assert walked - doors == set(), "walks of addresses that are no more"
    assert all(reason for reason in EXCEPTIONS.values())
    assert set(WALKED) == set(WALKS)


def test_a_door_that_nobody_knows_is_noticed() -> None:
    assert door_behind("web/leak/<int:pk>/", "web:leak") == "web:leak" not in set().union(*WALKED.values())
    assert door_behind("api/v1/hazard/<int:pk>/leak/", "").endswith("leak/")
    assert door_behind("api/v1/leak/", "") == "api/v1/leak/"


def test_every_register_has_a_row_in_the_world(world: World) -> None:
    without = {r.key for r in registry.every_register()} - {c.register_key for c in walked_classes()}
    assert without == {*LOGS, *COUNTS}, "a register without RegisterTests is not walked"
    for key in LOGS:
        assert any(key in held for held in world.holders.values()), f"no line of {key} carries a mark"
    for case in world.cases:
        assert case.row.pk == case.pk
        held = {n for n, rows in world.rows.items() if case.pk in rows[case.key]}
        assert held, f"{case.name}: a row that nobody holds proves nothing"
    kept = {
        c.key for c in world.cases if any(c.pk not in rows[c.key] for n, rows in world.rows.items() if world.seats[n])
    }
    assert kept == {c.key for c in world.cases}, "a register whose row everybody holds, even without any permission"


def test_most_rows_carry_a_mark(world: World) -> None:
    bare = {c.name for c in world.cases if not c.holds_a_mark()}
    # The policy is numbers throughout; a site's hazard is made by the system alone, out of an inspection that has marks.
    alarms = {"TestUrgentAlarmOfAFirm", "TestSmallAlarmOfAFirm", "TestAlarmOfASite", "TestAlarmChannel"}
    # So are alarms, by the rules, of devices that have marks; who wants to be told how is choices throughout.
    # An order to set a parameter is choices and a number; one that is a text has a mark.
    numbers = {"TestPolicy", "TestDeviceOrderOnASite"}
    assert bare <= {"TestReportedSelfCheck", "TestSiteHazard", *numbers, *alarms}, "rows without any mark"
    assert len(world.holders) > 3 * len(world.cases)


def test_every_page_figure_and_panel_is_met(world: World) -> None:
    """Somebody of the cast is let in everywhere, so that being kept out elsewhere means something."""
    seats = [s for n in world.seats if (s := world.seat(n)) is not None]
    for portal in every_portal():
        for page in portal.pages.values():
            assert isinstance(page, Page | Screen), f"{page}: neither Page nor Screen"
            assert any(page.open_to(s) for s in seats), f"{portal.key} {page.slug}: nobody of the cast comes in"
    for one in every_figure():
        assert any(one.rows(s).exists() for s in seats), f"{one.key} counts nothing of this world"
    shown: set[str] = set()
    for name in world.seats:
        home = Visitor(world, name).ask("/web/home/")
        shown |= set(re.findall(r'class="home-panel panel-([\w-]+)"', home.text))
    assert shown == panel_names(), "a panel that nobody of the cast sees"


def test_who_is_not_signed_in_gets_nothing_at_all(world: World) -> None:
    visitor = Visitor(world, NOBODY)
    for route, name in patterns(get_resolver()):
        if name in EXCEPTIONS:
            continue
        path = "/" + re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", re.sub(r"<int:\w+>", "1", route))
        path = re.sub(r"<slug:portal_key>", "self_check", re.sub(r"<str:register_key>", "hazard", path))
        path = re.sub(r"<\w+:\w+>", "hazards", path).replace(".*/$", "nothing/")
        for method in ("get", "post"):
            answer = visitor.ask(path, {}, method=method)
            open_ = name.startswith(("people:", "joining:")) or name in ("api:schema", "web:manifest", "")
            allowed = {200, 302, 401, 403, 404, 405, 422} if open_ else {302, 401, 403, 404, 405}
            visitor.expect(answer.status in allowed, f"{method} {path}: {answer.status}")
            to = answer.raw.headers.get("Location", "")
            home = to.startswith(("/people/sign-in/", "/web/home/")) or open_
            visitor.expect(answer.status != 302 or home, f"{method} {path} leads to {to}")
    assert not visitor.faults, "\n".join(visitor.faults)


def test_two_walks_of_one_name_are_refused() -> None:
    one = walked_classes()[0]
    with pytest.raises(ValueError, match=f"{one.__name__} stands in {one.__module__}"):
        told_apart([one, type(one.__name__, (one,), {})])
