"""Walks every door of a Register as every member of the cast (house law 12)."""

import copy
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from python_calamine import CalamineWorkbook

from anlan.kernel.act.act import Act, NotYours, deliver
from anlan.kernel.clock import at as clock_at
from anlan.kernel.clock import now
from anlan.kernel.doors.portal import Page, every_portal
from anlan.kernel.doors.sheet import columns_of_sheet
from anlan.kernel.doors.show import text_of as words
from anlan.kernel.doors.xlsx import tidy
from anlan.kernel.register import registry
from anlan.kernel.register.register import Register
from anlan.kernel.trail.models import Entry

from .cast import DISTRICT, Cast, make_cast

NEAR = ("owner", "colleague", "locality", "department", "office", "viewer")
ADMINISTRATORS = {"platform", "security", "auditor"}
FEW, MORE = 5, 10


def text_of(response: Any) -> str:
    """The body of an answer, streamed or not."""
    return b"".join(response).decode("utf-8", "replace")


def lines_of(sheet: Any, width: int) -> list[list[str]]:
    """The cells of a sheet below its head, each line as wide as the head."""
    read = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(sheet))).get_sheet_by_index(0).to_python()
    return [[*map(str, line), *[""] * (width - len(line))] for line in read[1:]]


@dataclass
class Stand:
    """What the tests of a class begin with: the cast, the row, what ``arrange`` noted on the test, the uploads."""

    cast: Cast
    pk: int
    facts: dict[str, Any]
    files: Path


@pytest.mark.django_db
class RegisterTests:
    """Subclass it with ``register_key`` and ``make(cast)``, the values of a new row; the rest is generated.

    ``maker``: who makes the row. ``members``: who of the cast walks. ``sees``: who sees it then; the platform's own administration is not judged. ``change``:
    values of a harmless change by the maker, {} for none. Every door is one test that goes through the whole cast; cast and
    row are made once for the class, and what a test does to them is taken back after it.
    """

    register_key = ""
    maker = "owner"
    members: tuple[str, ...] = (*DISTRICT, "builder", "bureau")
    sees: tuple[str, ...] = NEAR
    change: dict[str, Any] = {}

    def make(self, cast: Cast) -> dict[str, Any]:
        """The values of a new row."""
        raise NotImplementedError

    def arrange(self, cast: Cast) -> None:
        """What must stand before the row can be made, e.g. a published standard."""

    def prepare(self, cast: Cast, pk: int) -> None:
        """Further acts before the doors are walked, e.g. reporting what is kept inside the firm until then."""

    def say(self, cast: Cast, action: str) -> dict[str, Any]:
        """What an action that declares no fields reads from its act, for the walks of ``tests/fuzz``."""
        return {}

    def build(self, cast: Cast) -> Any:
        """Makes the row through the one door; its id."""
        return cast.does(self.maker, self.register_key, "create", **self.make(cast)).record

    def made_by(self, cast: Cast) -> int | None:
        """The user of whom the trail says that he made the row; None for the system itself."""
        return int(getattr(cast, self.maker).user_id)

    def twin(self, row: Any, number: int) -> Any:
        """A copy of the row, put into the database as it is, for lists of several rows."""
        other = copy.copy(row)
        other.pk, other._state = None, copy.copy(row._state)
        other._state.adding = True
        other.save()
        return other

    @pytest.fixture(scope="class")
    @classmethod
    def stand(cls, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Stand]:
        """Made in a transaction around all tests of the class."""
        tests, files = cls(), tmp_path_factory.mktemp("stand") / "files"
        with django_db_blocker.unblock(), transaction.atomic():
            with override_settings(FILES_ROOT=files):
                cast = make_cast()
                tests.arrange(cast)
                pk = int(tests.build(cast))
                tests.prepare(cast, pk)
            yield Stand(cast, pk, vars(tests), files)
            transaction.set_rollback(True)

    @pytest.fixture
    def cast(self, stand: Stand, db: None) -> Cast:
        """The cast as it was when the row had been made."""
        return copy.deepcopy(stand.cast)

    @pytest.fixture
    def row(self, stand: Stand, cast: Cast, settings: Any, files_folder: None) -> Any:
        """A row that was made through the one door."""
        vars(self).update(stand.facts)
        if stand.files.exists():
            shutil.copytree(stand.files, settings.FILES_ROOT)
        return self.register.model._default_manager.get(pk=stand.pk)

    @property
    def register(self) -> Register:
        """The Register under test."""
        return registry.register(self.register_key)

    def mine(self, cast: Cast, name: str, row: Any) -> bool:
        """Is the row among the member's rows?"""
        return self.register.rows(cast.seat(name)).filter(pk=row.pk).exists()

    def pages(self, cast: Cast, name: str) -> list[tuple[str, Page]]:
        """(portal, page) of every page that a member has for this type."""
        seat = cast.seat(name)
        return [
            (portal.key, page)
            for portal in every_portal()
            if portal.key == seat.role.portal
            for page in portal.pages.values()
            if isinstance(page, Page) and page.register_key == self.register_key and page.open_to(seat)
        ]

    def verbs(self) -> list[str]:
        """Every move and action."""
        return [m.name for f in self.register.flows for m in f.moves] + [a.name for a in self.register.actions]

    def test_the_rows_are_theirs_alone(self, cast: Cast, row: Any) -> None:
        seen = {n for n in self.members if self.mine(cast, n, row)}
        assert seen - ADMINISTRATORS == (set(self.sees) & set(self.members)) - ADMINISTRATORS

    def test_pages_show_it_to_them_alone(self, cast: Cast, row: Any) -> None:
        for name in self.members:
            browser, mine = cast.browser(name), self.mine(cast, name, row)
            for portal, page in self.pages(cast, name):
                where = f"{name} {page.slug}"
                here = page.rows(cast.seat(name)).filter(pk=row.pk).exists()
                assert here <= mine, where
                listing = browser.get(page.url(portal), follow=True)
                assert listing.status_code == 200, where
                assert (f'data-id="{row.pk}"' in text_of(listing)) == here or "list" in self.register.pages, where
                for door in ("detail", "paper"):
                    answer = browser.get(page.url(portal, door, row.pk))
                    assert answer.status_code == (200 if here else 404), f"{where} {door}"
                edit = browser.get(page.url(portal, "edit", row.pk))
                assert edit.status_code in ((200, 302, 403) if here else (404,)), f"{where} edit"

    def test_moves_are_refused_to_strangers(self, cast: Cast, row: Any) -> None:
        version = row.version
        for name in (n for n in self.members if not self.mine(cast, n, row)):
            browser = cast.browser(name)
            # One page stands for all: which rows a move finds does not hang on the page's other conditions.
            for portal, page in self.pages(cast, name)[:1]:
                for verb in self.verbs():
                    answer = browser.post(page.url(portal, "move", row.pk, verb), {"opinion": "x"})
                    assert answer.status_code in (403, 404), f"{name} {page.slug} {verb}"
            for verb in [*self.verbs(), "change"]:
                with pytest.raises(NotYours):
                    deliver(Act(cast.seat(name), self.register_key, verb, row.pk, {"opinion": "x"}))
        row.refresh_from_db()
        assert row.version == version

    def test_forms_of_moves_open_or_say_why_not(self, cast: Cast, row: Any) -> None:
        version = row.version
        for name in (n for n in self.members if self.mine(cast, n, row)):
            browser, seat = cast.browser(name), cast.seat(name)
            shown = [(t, p) for t, p in self.pages(cast, name) if p.rows(seat).filter(pk=row.pk).exists()]
            for portal, page in shown[:1]:
                for verb in self.verbs():
                    answer = browser.get(page.url(portal, "move", row.pk, verb))
                    assert answer.status_code in (200, 302, 403), f"{name} {page.slug} {verb}"
        row.refresh_from_db()
        assert row.version == version, "looking at a form must change nothing"

    def test_an_empty_form_says_what_is_missing(self, cast: Cast, row: Any) -> None:
        count = self.register.model._default_manager.count()
        for name in self.members:
            allowed, browser = self.register.create_refused(cast.seat(name)) is None, cast.browser(name)
            for portal, page in self.pages(cast, name):
                if not page.register.sections or "create" in page.register.pages:
                    continue
                url = page.url(portal, "create")
                assert browser.get(url).status_code == (200 if allowed else 403), f"{name} {page.slug}"
                if allowed and any(s.required and s.kind != "yesno" for s in page.register.specs.values()):
                    assert browser.post(url, {}).status_code == 422, f"{name} {page.slug}"
        assert self.register.model._default_manager.count() == count

    def test_the_api_keeps_the_same_law(self, cast: Cast, row: Any) -> None:
        for name in self.members:
            browser, mine = cast.browser(name), self.mine(cast, name, row)
            key: dict[str, Any] = {"HTTP_AUTHORIZATION": cast.token(name)}
            one = browser.get(f"/api/v1/{self.register_key}/{row.pk}/", **key)
            assert one.status_code == (200 if mine else 404), name
            listed = browser.get(f"/api/v1/{self.register_key}/?size=200", **key)
            assert listed.status_code == 200, name
            assert (row.pk in {r["id"] for r in json.loads(listed.content)["rows"]}) == mine, name

    def test_exports_hold_only_what_is_theirs(self, cast: Cast, row: Any) -> None:
        for name in self.members:
            seat, browser = cast.seat(name), cast.browser(name)
            for portal, page in self.pages(cast, name):
                answer = browser.get(page.url(portal, "export") + f"?ids={row.pk}")
                if not seat.may(self.register.permission("export")):
                    assert answer.status_code == 404, f"{name} {page.slug}"
                    continue
                assert answer.status_code == 200, f"{name} {page.slug}"
                logged = Entry.objects.filter(verb="export", user=seat.user_id).latest("seq")
                here = page.rows(seat).filter(pk=row.pk).exists()
                assert logged.changes["条数"][1] == (1 if here else 0), f"{name} {page.slug}"
                specs = columns_of_sheet(page)
                shown = page.rows(seat).filter(pk=row.pk).first()
                said = [[tidy(words(s, shown)) for s in specs]] if here else []
                assert lines_of(answer, len(specs)) == said, f"{name} {page.slug}"

    def test_the_trail_tells_of_it(self, cast: Cast, row: Any) -> None:
        entry = Entry.objects.filter(register=self.register_key, record=str(row.pk)).order_by("seq").first()
        assert entry is not None
        assert (entry.verb, entry.user_id) == ("create", self.made_by(cast))

    def test_a_change_goes_through_the_one_door(self, cast: Cast, row: Any) -> None:
        if not self.change:
            why = self.register.change_refused(row, cast.seat(self.maker))
            assert why, "a row that may be changed needs `change` in its test"
            return
        before = row.version
        cast.does(self.maker, self.register_key, "change", row.pk, **self.change)
        row.refresh_from_db()
        assert row.version == before + 1
        assert Entry.objects.filter(register=self.register_key, record=str(row.pk), verb="change").exists()

    def test_a_list_of_more_rows_costs_no_more_queries(self, cast: Cast, row: Any) -> None:
        def asked() -> dict[str, int]:
            found = {}
            for portal, page in pages:
                with CaptureQueriesContext(connection) as queries:
                    answer = browser.get(page.url(portal))
                assert answer.status_code in (200, 302), f"{page.slug} {answer.status_code}"
                found[page.slug] = len(queries)
                with CaptureQueriesContext(connection) as queries:
                    b"".join(browser.get(page.url(portal, "export")))
                found[f"{page.slug}/export"] = len(queries)
            return found

        name = next(n for n in (self.maker, "office", "platform", "owner") if self.pages(cast, n))
        browser, pages = cast.browser(name), self.pages(cast, name)
        numbers = iter(range(FEW + MORE))
        # On a busy machine minutes pass, and once a minute a visit is noted.
        with clock_at(now()):
            for _ in range(FEW):
                self.twin(row, next(numbers))
            asked()  # what is cached once is not counted
            few = asked()
            for _ in range(MORE):
                self.twin(row, next(numbers))
            assert asked() == few
