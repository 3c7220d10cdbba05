"""Somebody who tries doors. Every answer is read to its end and searched for what must not be in it."""

import io
import json
import re
import traceback
import zipfile
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from django.db import transaction
from django.urls import Resolver404, ResolverMatch, resolve

from anlan.kernel.doors.portal import Page, Screen, every_portal
from anlan.kernel.register import registry

from .cases import MARK, Case
from .world import BARE, LOGS, World

ABSENT = 987_654_321
API = re.compile(r"^api/v1/(\w+)/(<int:pk>/)?(\w+/)?$")
LOOSE = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|编号：<span translate="no">[^<]*</span>|'
    r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|content="[\w-]{40,}"'
)
TOTAL = re.compile(r"共 (?:<strong>)?(\d+)(?:</strong>)? 条")
DATA_ID = re.compile(r'<tr data-id="(\d+)"')


def door_of(match: ResolverMatch) -> str:
    """The name of a door: an address by its name, those of the API by what they do."""
    if match.url_name:
        return str(match.view_name)
    found = API.match(match.route)
    if found:
        return "api:" + ("verb" if found[3] else "row" if found[2] else "rows")
    return match.route or "root"


def door_at(url: str) -> str:
    """The door behind an address; none where there is no such address."""
    try:
        return door_of(resolve(unquote(url.split("?")[0])))
    except Resolver404:
        return "none"


@dataclass
class Answer:
    """What a door said."""

    url: str
    status: int
    text: str
    raw: Any
    body: bytes = b""

    @property
    def ids(self) -> set[int]:
        """The rows of a list page."""
        return {int(i) for i in DATA_ID.findall(self.text)}

    @property
    def total(self) -> int:
        """The number a list page gives; an empty list says nothing and means none."""
        found = TOTAL.search(self.text)
        return int(found[1]) if found else 0

    @property
    def json(self) -> Any:
        """The body of an answer of the API."""
        return json.loads(self.text)

    @cached_property
    def plain(self) -> str:
        """The body without what differs from one time to the next."""
        return LOOSE.sub("#", self.text)


class Visitor:
    """One of the cast (or of who is not in it) at the doors. ``faults`` collects what a door should not have said."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name, self.seat = world, name, world.seat(name)
        self.client = world.client(name)
        self.key = world.cast.token(name) if self.seat is not None and name != BARE else ""
        self.forbidden = {logs: world.forbidden(name, logs) for logs in (False, True)}
        self.faults: list[str] = []
        self.asked: Counter[tuple[str, str]] = Counter()

    @property
    def doors(self) -> set[str]:
        """The doors tried so far."""
        return {door for door, _ in self.asked}

    @property
    def gone(self) -> set[int]:
        """What a door says of what is not there; who has no seat is sent to sign in, or told that he has none."""
        return {404} if self.seat is not None else {302, 401, 403, 404}

    def holds(self, case: Case) -> bool:
        """Is the case's row among the visitor's?"""
        return case.pk in self.world.rows[self.name][case.key]

    def fault(self, text: str) -> None:
        """Notes what should not be."""
        if (said := f"{self.name}: {text}") not in self.faults:
            self.faults.append(said)

    def expect(self, holds: bool, text: str) -> None:
        """Notes it unless it holds."""
        if not holds:
            self.fault(text)

    def ask(self, url: str, data: Any = None, *, method: str = "", verb: str = "look", **extra: Any) -> Answer:
        """Tries a door; whatever it does to the database is taken back."""
        method = method or ("get" if data is None else "post")
        if url.startswith("/api/v1/"):
            extra |= {"HTTP_AUTHORIZATION": self.key} if self.key else {}
            extra |= {"content_type": "application/json"} if method != "get" else {}
        sent = set(MARK.findall(f"{url} {data}"))
        with transaction.atomic():
            response = getattr(self.client, method)(url, data if data is not None else {}, **extra)
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        if response.status_code == 500:
            error = getattr(response, "exc_info", None)
            where = traceback.extract_tb(error[2])[-1] if error else ""
            self.fault(f"{method} {url} {str(data)[:120]}: 500 {error[1]!r} {where}" if error else f"{url}: 500")
        self.asked[door_at(url), verb] += 1
        answer = Answer(url, response.status_code, text_of(body), response, body)
        told = answer.text + str(response.headers) + response.headers.get("Location", "")
        seen = (set(MARK.findall(told)) & self.forbidden[_in_the_logs(url)]) - sent
        if seen:
            one = sorted(seen)[0]
            at = told.index(one)
            self.fault(
                f"{method} {url} {str(data)[:80]} ({answer.status}) shows {sorted(seen)}: …{told[max(0, at - 90) : at + 20]!r}"
            )
        return answer

    def pages(self) -> list[tuple[str, Page | Screen, bool]]:
        """(portal, page, open to the visitor?) of every page there is."""
        return [
            (
                portal.key,
                page,
                self.seat is not None and self.seat.role.portal == portal.key and page.open_to(self.seat),
            )
            for portal in every_portal()
            for page in portal.pages.values()
        ]

    def same_as_absent(self, answer: Answer, asked: object, absent: Answer, put: object = ABSENT) -> None:
        """A row that is not the visitor's and one that is not there answer alike, to the letter but for the id."""
        alike = answer.status == absent.status and answer.plain == absent.plain.replace(str(put), str(asked))
        self.expect(alike, f"{answer.url}: {answer.status}, but {absent.status} where nothing is, or in other words")


def _in_the_logs(url: str) -> bool:
    parts = url.split("?")[0].strip("/").split("/")
    slug = next((p for portal in every_portal() if (p := portal.pages.get(parts[1] if len(parts) > 1 else ""))), None)
    if isinstance(slug, Page):
        return slug.register_key in LOGS
    return parts[:2] == ["api", "v1"] and parts[2] in LOGS


def text_of(body: bytes) -> str:
    """The body as text; of a packed document (xlsx, docx) the text of all its parts."""
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(n) for n in packed.namelist() if n.endswith((".xml", ".rels")))
    return body.decode("utf-8", "replace")


def verbs(key: str) -> list[str]:
    """Every move and action of a register."""
    register = registry.register(key)
    return [m.name for f in register.flows for m in f.moves] + [a.name for a in register.actions]
