"""Personal numbers are nowhere in full but where a logged act shows them: every register, every secret column, every door.

Which columns are secret is read from the registers, and a row of each is made by its own RegisterTests; a register with a
secret column and no such class fails.
"""

import io
import json
import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from anlan.kernel.act.models import WaitingAct
from anlan.kernel.doors.portal import Page, every_portal
from anlan.kernel.flow.models import Step
from anlan.kernel.register import registry
from anlan.kernel.register.checks import secret_faults
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section
from anlan.kernel.scope.scopes import Everyone
from anlan.kernel.testing import MEMBERS, Cast, RegisterTests
from anlan.kernel.trail import rekey
from anlan.kernel.trail.models import Entry

ROOT = Path(__file__).resolve().parent.parent
REGISTERS = [one for one in registry.every_register() if any(s.secret for s in one.specs.values())]
# Encrypted and in no register: seen by nobody, on no page (test_no_encrypted_column_is_forgotten holds this list).
UNSHOWN = {"people.User.phone", "people.User.second_key", "telemetry.Source.secret"}
KEYS = [one.key for one in REGISTERS]
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def walks() -> dict[str, Any]:
    """The RegisterTests of every type, by register."""
    found: dict[str, Any] = {}
    for path in sorted(ROOT.glob("anlan/**/tests/test_doors.py")):
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, RegisterTests) and one.register_key:
                found[one.register_key] = one
    return found


def full_values(row: Any, register: Register) -> list[str]:
    """What must not be read anywhere."""
    found = [str(getattr(row, s.name)) for s in register.specs.values() if s.secret]
    assert found and all(len(v) >= 7 for v in found), "the walk needs a row whose every secret is filled"
    return found


def changeable() -> list[str]:
    """The registers whose rows somebody may change: of the others nothing can be sent again, or be told anew."""
    return [key for key in KEYS if walks()[key].change]


@pytest.fixture(params=KEYS)
def made(request: pytest.FixtureRequest, cast: Cast) -> tuple[Register, Any, Any]:
    """A register with secrets, its walk, and a row."""
    walk = walks()[request.param]()
    walk.arrange(cast)
    pk = walk.build(cast)
    walk.prepare(cast, pk)
    return walk.register, walk, walk.register.model._default_manager.get(pk=pk)


def pages(cast: Cast, name: str, register: Register) -> Iterator[tuple[str, Page]]:
    seat = cast.seat(name)
    for portal in (one for one in every_portal() if one.key == seat.role.portal):
        for page in portal.pages.values():
            if isinstance(page, Page) and page.register_key == register.key and page.open_to(seat):
                yield portal.key, page


def test_no_encrypted_column_is_forgotten() -> None:
    shown = {f"{r.model._meta.label}.{s.name}" for r in REGISTERS for s in r.specs.values() if s.secret}
    encrypted = {f"{f.model._meta.label}.{f.name}" for f in rekey.encrypted_fields()}
    assert encrypted - shown == UNSHOWN
    assert KEYS, "no register holds a secret: this file tests nothing"


def test_every_page_paper_and_form_is_masked(cast: Cast, made: tuple[Register, Any, Any]) -> None:
    register, _, row = made
    full, looked = full_values(row, register), 0
    for name in MEMBERS:
        browser = cast.browser(name)
        for portal, page in pages(cast, name, register):
            urls = [page.url(portal), page.url(portal, "print"), page.url(portal) + f"?q={full[-1]}"]
            urls += [page.url(portal, door, row.pk) for door in ("detail", "paper", "edit")]
            urls += ["/web/home/", "/web/inbox/", reverse("web:answerability", args=[register.key, row.pk])]
            for url in urls:
                text = browser.get(url, follow=True).content.decode()
                text = text.replace(f'value="{full[-1]}"', "").replace(
                    f"q={full[-1]}", ""
                )  # what was asked for, not found
                assert not [v for v in full if v in text], f"{name} {url}"
                looked += 1
    assert looked > 10


def test_every_export_is_masked_and_says_its_secret_columns(cast: Cast, made: tuple[Register, Any, Any]) -> None:
    register, _, row = made
    full, labels = full_values(row, register), [s.label for s in register.specs.values() if s.secret]
    exported = 0
    for name in MEMBERS:
        for portal, page in pages(cast, name, register):
            if not cast.seat(name).may(register.permission("export")):
                continue
            answer = cast.browser(name).get(page.url(portal, "export"))
            sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
            cells = "".join(str(c.value) for tab in sheet for line in tab.iter_rows() for c in line)
            assert not [v for v in full if v in cells], f"{name} {page.slug}"
            entry = Entry.objects.filter(verb="export", register=register.key).latest("seq")
            assert all(label in entry.changes["敏感列（已掩码）"][1] for label in labels)
            assert (
                entry.user_id == getattr(cast, name).user_id
                and entry.changes["条数"][1] == page.rows(cast.seat(name)).count()
            )
            exported += 1
    assert exported >= 2


def test_the_api_is_masked_in_every_answer(cast: Cast, made: tuple[Register, Any, Any]) -> None:
    register, walk, row = made
    full = full_values(row, register)
    for name in MEMBERS:
        browser, key = cast.browser(name), {"HTTP_AUTHORIZATION": cast.token(name)}
        for url in (
            f"/api/v1/{register.key}/",
            f"/api/v1/{register.key}/{row.pk}/",
            f"/api/v1/{register.key}/?q={full[0]}",
        ):
            text = browser.get(url, **key).content.decode()  # type: ignore[arg-type]
            assert not [v for v in full if v in text], f"{name} {url}"
    if not walk.change:
        return
    body = json.dumps({"values": walk.change}, cls=DjangoJSONEncoder)
    key = {"HTTP_AUTHORIZATION": cast.token(walk.maker)}
    url = f"/api/v1/{register.key}/{row.pk}/"
    answer = cast.browser(walk.maker).patch(url, body, "application/json", **key)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert not [v for v in full if v in answer.content.decode()]


def test_pickers_hint_nothing(cast: Cast, made: tuple[Register, Any, Any]) -> None:
    register, _, row = made
    full = full_values(row, register)
    for one in registry.every_register():
        for spec in one.specs.values():
            if spec.kind != "pick":
                continue
            for value in ("", *full):
                answer = cast.browser("office").get(reverse("doors:pick", args=[one.key, spec.name]) + f"?q={value}")
                assert not [v for v in full if v in answer.content.decode()], f"{one.key}.{spec.name}"


@pytest.mark.parametrize("made", changeable(), indirect=True)
def test_the_trail_and_the_steps_hold_nothing(cast: Cast, made: tuple[Register, Any, Any]) -> None:
    register, walk, row = made
    full = full_values(row, register)
    secrets = {s.name: "13700001111" if "phone" in s.name else "" for s in register.specs.values() if s.secret}
    cast.does(walk.maker, register.key, "change", row.pk, **{n: v for n, v in secrets.items() if v})
    told = json.dumps(list(Entry.objects.values("title", "changes", "actor")), ensure_ascii=False)
    steps = json.dumps(list(Step.objects.values("values", "opinion")), ensure_ascii=False)
    for value in (*full, "13700001111"):
        assert value not in told and value not in steps
    assert "已加密" in told
    for name in ("auditor", walk.maker, "office"):
        text = cast.browser(name).get("/self_check/log/").content.decode()
        assert not [v for v in (*full, "13700001111") if v in text], name


@pytest.mark.parametrize("made", changeable(), indirect=True)
def test_what_waits_rests_encrypted_and_is_shown_masked(cast: Cast, made: tuple[Register, Any, Any]) -> None:
    register, walk, row = made
    secrets = [s for s in register.specs.values() if s.secret and s.field.secret]
    spec = next((s for s in secrets if "phone" in s.name), secrets[0])
    body = {"values": {spec.name: "13700001111"}, "base_version": row.version + 7, "keep": True}
    key: dict[str, Any] = {"HTTP_AUTHORIZATION": cast.token(walk.maker)}
    browser = cast.browser(walk.maker)
    answer = browser.patch(f"/api/v1/{register.key}/{row.pk}/", json.dumps(body), "application/json", **key)
    assert answer.status_code == 409
    waiting = WaitingAct.objects.get()
    assert "13700001111" not in json.dumps(waiting.values)
    text = browser.get("/web/waiting/").content.decode()
    assert "13700001111" not in text and spec.field.secret("13700001111") in text
    browser.post("/web/waiting/", {"act": waiting.pk, "do": "again"})
    row.refresh_from_db()
    assert getattr(row, spec.name) == "13700001111", "sent again, it is what was meant"


def test_looking_at_the_full_value_is_written_down(cast: Cast, made: tuple[Register, Any, Any]) -> None:
    register, _, row = made
    for spec in (s for s in register.specs.values() if s.secret):
        for name in MEMBERS:
            url = reverse("web:reveal", args=[register.key, row.pk, spec.name])
            before = Entry.objects.filter(verb="reveal").count()
            assert cast.browser(name).get(url).status_code == 404, "looking must be an act"
            answer = cast.browser(name).post(url)
            seat = cast.seat(name)
            allowed = seat.may(register.permission("reveal")) and register.rows(seat).filter(pk=row.pk).exists()
            assert answer.status_code == (200 if allowed else 404), name
            assert Entry.objects.filter(verb="reveal").count() - before == allowed
            if allowed:
                assert answer.json()["value"] == getattr(row, spec.name)
                entry = Entry.objects.filter(verb="reveal").latest("seq")
                assert (entry.user_id, entry.record) == (seat.user_id, str(row.pk)) and spec.label in entry.title
    text = cast.browser("auditor").get("/self_check/disclosures/").content.decode()
    assert "查看完整" in text


def test_logs_hold_nothing(cast: Cast, made: tuple[Register, Any, Any], caplog: pytest.LogCaptureFixture) -> None:
    register, _, row = made
    with caplog.at_level(logging.DEBUG):
        cast.browser("office").get(f"/api/v1/{register.key}/?q={row.pk}")
        logging.getLogger("anlan").error("a row %r with %r", row, vars(row))
    assert not [v for v in full_values(row, register) if v in caplog.text]


def test_an_encrypted_column_without_a_mask_does_not_start() -> None:
    from anlan.domain.enterprise.models import Person

    bare = type("Bare", (), {"model": Person, "columns": ("phone",), "order": ("citizen_id",), "filters": (), "search": (),
                             "share": registry.register("person").share, "flows": (), "actions": (),
                             "sections": (Section("x", Field("phone")),), "scope": Everyone(because="test")})()  # fmt: skip
    faults = list(secret_faults(bare))
    assert any("'phone'" in f and "secret" in f for f in faults) and any("'citizen_id'" in f for f in faults)
    assert [f for one in registry.every_register() for f in secret_faults(one)] == []


def test_names_are_masked_where_an_installation_asks_for_it(cast: Cast, settings: Any) -> None:
    walk = walks()["person"]()
    pk = walk.build(cast)
    row = walk.register.model.objects.get(pk=pk)
    assert row.name in str(row)
    settings.MASK_NAMES = True
    assert row.name not in str(row) and row.name not in walk.register.label_of(row) and row.name[0] in str(row)
