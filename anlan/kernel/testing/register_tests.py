"""Walks every door of a Register as every member of the cast (house law 12)."""

import json
from typing import Any

import pytest

from anlan.kernel.act.act import Act, NotYours, deliver
from anlan.kernel.doors.portal import Page, every_portal
from anlan.kernel.register import registry
from anlan.kernel.register.register import Register
from anlan.kernel.trail.models import Entry

from .cast import MEMBERS, Cast

NEAR = ("owner", "colleague", "locality", "department", "office", "viewer")


def text_of(response: Any) -> str:
    """The body of an answer, streamed or not."""
    return b"".join(response).decode("utf-8", "replace")


@pytest.mark.django_db
class RegisterTests:
    """Subclass it with ``register_key`` and ``make(cast)``, the values of a new row; the rest is generated.

    ``maker``: who makes the row. ``sees``: who sees it then. ``change``: values of a harmless change, {} for none.
    """

    register_key = ""
    maker = "owner"
    sees: tuple[str, ...] = NEAR
    change: dict[str, Any] = {}

    def make(self, cast: Cast) -> dict[str, Any]:
        """The values of a new row."""
        raise NotImplementedError

    def prepare(self, cast: Cast, pk: int) -> None:
        """Further acts before the doors are walked, e.g. reporting what is kept inside the firm until then."""

    @pytest.fixture
    def row(self, cast: Cast) -> Any:
        """A row that was made through the one door."""
        receipt = cast.does(self.maker, self.register_key, "create", **self.make(cast))
        self.prepare(cast, receipt.record)
        return self.register.model._default_manager.get(pk=receipt.record)

    @property
    def register(self) -> Register:
        """The Register under test."""
        return registry.register(self.register_key)

    def pages(self, cast: Cast, name: str, row: Any) -> list[tuple[str, Page]]:
        """(portal, page) of every page that a member has for this type."""
        seat = cast.seat(name)
        return [
            (portal.key, page)
            for portal in every_portal()
            if portal.key == seat.role.portal
            for page in portal.pages.values()
            if isinstance(page, Page) and page.register_key == self.register_key and page.open_to(seat)
        ]

    def test_the_rows_are_theirs_alone(self, cast: Cast, row: Any) -> None:
        seen = {n for n in MEMBERS if self.register.rows(cast.seat(n)).filter(pk=row.pk).exists()}
        assert seen - {"platform"} == set(self.sees) - {"platform"}

    @pytest.mark.parametrize("name", MEMBERS)
    def test_pages_show_it_to_them_alone(self, cast: Cast, row: Any, name: str) -> None:
        browser, mine = cast.browser(name), self.register.rows(cast.seat(name)).filter(pk=row.pk).exists()
        for portal, page in self.pages(cast, name, row):
            here = page.rows(cast.seat(name)).filter(pk=row.pk).exists()
            assert here <= mine
            listing = browser.get(page.url(portal), follow=True)
            assert listing.status_code == 200
            assert (f'data-id="{row.pk}"' in text_of(listing)) == here or "list" in self.register.pages
            for door in ("detail", "paper"):
                assert browser.get(page.url(portal, door, row.pk)).status_code == (200 if here else 404), door
            edit = browser.get(page.url(portal, "edit", row.pk))
            assert edit.status_code in ((200, 302, 403) if here else (404,))

    @pytest.mark.parametrize("name", MEMBERS)
    def test_moves_are_refused_to_strangers(self, cast: Cast, row: Any, name: str) -> None:
        if self.register.rows(cast.seat(name)).filter(pk=row.pk).exists():
            return
        browser, version = cast.browser(name), row.version
        names = [m.name for f in self.register.flows for m in f.moves] + [a.name for a in self.register.actions]
        for portal, page in self.pages(cast, name, row):
            for move in names:
                assert browser.post(page.url(portal, "move", row.pk, move), {"opinion": "x"}).status_code in (403, 404)
        for move in [*names, "change"]:
            with pytest.raises(NotYours):
                deliver(Act(cast.seat(name), self.register_key, move, row.pk, {"opinion": "x"}))
        row.refresh_from_db()
        assert row.version == version

    @pytest.mark.parametrize("name", MEMBERS)
    def test_the_api_keeps_the_same_law(self, cast: Cast, row: Any, name: str) -> None:
        browser, key = cast.browser(name), {"HTTP_AUTHORIZATION": cast.token(name)}
        mine = self.register.rows(cast.seat(name)).filter(pk=row.pk).exists()
        one = browser.get(f"/api/v1/{self.register_key}/{row.pk}/", **key)
        assert one.status_code == (200 if mine else 404)
        listed = browser.get(f"/api/v1/{self.register_key}/?size=200", **key)
        assert listed.status_code == 200
        assert (row.pk in {r["id"] for r in json.loads(listed.content)["rows"]}) == mine

    @pytest.mark.parametrize("name", MEMBERS)
    def test_exports_hold_only_what_is_theirs(self, cast: Cast, row: Any, name: str) -> None:
        seat, browser = cast.seat(name), cast.browser(name)
        for portal, page in self.pages(cast, name, row):
            answer = browser.get(page.url(portal, "export") + f"?ids={row.pk}")
            if not seat.may(self.register.permission("export")):
                assert answer.status_code == 404
                continue
            assert answer.status_code == 200
            logged = Entry.objects.filter(verb="export", user=seat.user_id).latest("seq")
            here = page.rows(seat).filter(pk=row.pk).exists()
            assert logged.changes["条数"][1] == (1 if here else 0)
            b"".join(answer)

    def test_the_trail_tells_of_it(self, cast: Cast, row: Any) -> None:
        entry = Entry.objects.filter(register=self.register_key, record=str(row.pk)).order_by("seq").first()
        assert entry is not None
        assert (entry.verb, entry.user_id) == ("create", getattr(cast, self.maker).user_id)

    def test_a_change_goes_through_the_one_door(self, cast: Cast, row: Any) -> None:
        if not self.change:
            return
        before = row.version
        cast.does(self.maker, self.register_key, "change", row.pk, **self.change)
        row.refresh_from_db()
        assert row.version == before + 1
        assert Entry.objects.filter(register=self.register_key, record=str(row.pk), verb="change").exists()
