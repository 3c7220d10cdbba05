"""The world under attack, built once for all its tests: who there is, what each may see, and where every mark stands."""

import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client

from anlan.kernel.clock import jobs, today
from anlan.kernel.figures.views import freeze_brief
from anlan.kernel.people.models import Role, User
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing import MEMBERS, make_cast
from anlan.kernel.testing.cast import signed_in
from anlan.kernel.trail.crypto import EncryptedTextField
from anlan.kernel.trail.models import Attachment
from anlan.telemetry.models import Unreadable

from .cases import MARK, Case, MarkedCast, mark, walked_classes

LOGS = ("entry", "signin", "unreadable")
BARE, ENDED, NOBODY = "bare", "ended", "nobody"
VISITORS = (*MEMBERS, BARE, ENDED, NOBODY)
"""The cast; a seat of the office whose role may do nothing; somebody whose only seat has ended; nobody signed in."""

Held = dict[str, set[int]]


@dataclass
class World:
    """What the tests know beforehand and never ask a door for."""

    cast: MarkedCast
    cases: list[Case]
    seats: dict[str, Seat | None]
    holders: dict[str, Held]
    files: dict[str, tuple[str, str, int]]
    rows: dict[str, Held] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    briefs: dict[str, Any] = field(default_factory=dict)
    job: int = 0
    job_page: str = ""

    def seat(self, name: str) -> Seat | None:
        """The seat of a visitor, freshly read; None for who has none."""
        seat = self.seats[name]
        return Seat.objects.select_related("organisation__area", "role", "user").get(pk=seat.pk) if seat else None

    def client(self, name: str) -> Client:
        """A browser of a visitor."""
        if name == NOBODY:
            return Client(raise_request_exception=False)
        seat = self.seats[name] or Seat.objects.get(account="离任某")
        client = signed_in(seat)
        client.raise_request_exception = False
        return client

    def forbidden(self, name: str, logs: bool) -> frozenset[str]:
        """The marks that must not be shown to a visitor; in the logs, what stands in log lines of his is his to read."""
        rows = self.rows[name]
        return frozenset(
            one for one, held in self.holders.items()
            if self.own.get(one) != name and not any(rows[k] & pks for k, pks in held.items() if logs or k not in LOGS)
        )  # fmt: skip

    def of(self, key: str) -> list[Case]:
        """The cases of a register."""
        return [c for c in self.cases if c.key == key]


def build(files: Path) -> World:
    """Everything through the doors: rows, files, a brief, an import, an act that waits, a failed sign-in."""
    cast = MarkedCast(**vars(make_cast()))
    cases = [Case(n, walked) for n, walked in enumerate(walked_classes())]
    arranged: dict[Any, dict[str, Any]] = {}
    for case in cases:
        case.build(cast, arranged)
    for case in cases:
        cast.case = case.number
        case.tests.prepare(cast, case.pk)
    jobs.run_waiting()
    seats: dict[str, Seat | None] = {n: getattr(cast, n) for n in MEMBERS} | {NOBODY: None, ENDED: None}
    seats[BARE] = _bare(cast)
    _ended(cast)
    world = World(cast, cases, seats, {}, {})
    _happenings(world)
    world.files = files_held()
    world.holders = marks_held() | {one: {} for one in world.own}
    world.holders |= {one: {key: {row}} for one, (_, key, row) in world.files.items()}
    for name in VISITORS:
        seat = world.seat(name)
        world.rows[name] = {
            r.key: set(r.rows(seat).values_list("pk", flat=True)) if seat else set() for r in registry.every_register()
        }
    return world


def _bare(cast: MarkedCast) -> Seat:
    role = Role.objects.create(key="nothing", title="无权限", portal="self_check", permissions=[])
    user = User.objects.make("无权限某", "无某", password=None)
    return Seat.objects.create(user=user, organisation=cast.office.organisation, role=role, account=user.username)


def _ended(cast: MarkedCast) -> None:
    user = User.objects.make("离任某", "离某", password=None)
    place, role = cast.owner.organisation, cast.owner.role
    seat = Seat.objects.create(user=user, organisation=place, role=role, account="离任某", starts_on=date(2020, 1, 1))
    cast.does("locality", "seat", "end", seat.pk)


def _happenings(world: World) -> None:
    """What lies around in a house that is lived in."""
    cast = world.cast
    world.own = {mark(981, 0): "owner", mark(982, 0): "office", mark(982, 1): "office"}
    for name in ("locality", "office"):
        world.briefs[name] = freeze_brief(cast.seat(name), today().replace(year=2019), today())
    Client().post("/people/sign-in/", {"username": mark(980, 0), "password": "x", "captcha_0": "x", "captcha_1": "x"})
    Unreadable.objects.create(protocol="hj212", peer="203.0.113.9:50123", address=mark(983, 0), reason="stranger")
    hazard = next(c for c in world.cases if c.key == "hazard")
    values = {"values": {"place": mark(981, 0)}, "base_version": 99, "keep": True}
    kept = Client().patch(
        f"/api/v1/hazard/{hazard.pk}/", values, "application/json", HTTP_AUTHORIZATION=cast.token("owner")
    )
    assert kept.status_code == 409
    book = openpyxl.Workbook()
    book.active.append(["标题", mark(982, 0)])
    book.save(out := io.BytesIO())
    file = SimpleUploadedFile(f"{mark(982, 1)}.xlsx", out.getvalue())
    made = cast.browser("office").post("/self_check/articles/import/", {"file": file})
    world.job, world.job_page = int(made["Location"].rstrip("/").split("/")[-1]), "articles"
    jobs.run_waiting()


def marks_held() -> dict[str, Held]:
    """{mark: {register: rows with it in one of their own texts}}; marks that only a machine's row holds have none."""
    found: dict[str, Held] = {}
    for register in registry.every_register():
        columns = [
            c.name for c in register.model._meta.concrete_fields
            if isinstance(c, models.CharField | models.TextField) and not isinstance(c, EncryptedTextField)
        ]  # fmt: skip
        for row in register.model._default_manager.values("pk", *columns):
            for one in MARK.findall(" ".join(str(row[c]) for c in columns)):
                found.setdefault(one, {}).setdefault(register.key, set()).add(row["pk"])
    return found


def files_held() -> dict[str, tuple[str, str, int]]:
    """{mark in the name: (id, register, row)} of every upload."""
    found = {}
    for a in Attachment.objects.all():
        for one in MARK.findall(a.name):
            found[one] = (str(a.pk), a.register, int(a.record or 0))
    return found
