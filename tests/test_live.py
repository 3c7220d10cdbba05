"""Live lines over real sockets: each viewer hears of its own rows, once they are saved, and nothing else."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from django.conf import settings
from django.db import connections

from anlan.kernel.act import pulses
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.notice import live
from anlan.kernel.notice.live.hub import MOST_WAITING, Hub, Viewer, message
from anlan.kernel.notice.live.server import application
from anlan.kernel.people.models import UserSession
from anlan.kernel.testing import Cast
from anlan.kernel.testing.cast import signed_in

LONGEST = 20.0


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """People of firms may be followed, and the bells of a seat's own organisation."""
    monkeypatch.setattr(live, "_drawn", {"person": lambda row: {"id": row.pk, "name": row.name}})
    monkeypatch.setattr(live, "_topics", {"bell": lambda seat, keys: {str(seat.organisation_id)}})
    monkeypatch.setattr(pulses, "_followed", {"person"})


@pytest.fixture
def house(shared_cast: Cast, followed: None) -> Iterator[tuple[Cast, Hub]]:
    yield shared_cast, Hub()
    connections.close_all()


def a_person(cast: Cast, member: str, name: str) -> Any:
    values = {"name": name, "kind": "other", "phone": "13800000000"}
    return deliver(Act(cast.seat(member), "person", "create", values=values)).row


def key_of(cast: Cast, member: str) -> str:
    return str(signed_in(cast.seat(member)).session.session_key)


class Page:
    """An open line as a browser holds it."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer

    async def next(self) -> tuple[str, str]:
        """The next event and its data."""
        kind = data = ""
        while True:
            line = (await asyncio.wait_for(self.answer.content.readline(), LONGEST)).decode().rstrip("\n")
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                data = line[6:]
            elif not line and kind:
                return kind, data


def with_server(hub: Hub, play: Callable[[Callable[..., Awaitable[Any]]], Awaitable[None]]) -> None:
    """Runs the server on a port of its own and ``play(open)`` beside it; ``open(session, *topics)`` answers a response."""

    async def run() -> None:
        runner = web.AppRunner(application(hub), shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        going = asyncio.create_task(hub.run())
        async with aiohttp.ClientSession() as browser:

            async def open_(session: str, *topics: str, **headers: str) -> aiohttp.ClientResponse:
                cookies = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}
                return await browser.get(
                    f"http://127.0.0.1:{port}/live", params=[("topic", t) for t in topics], headers=cookies | headers
                )

            try:
                await asyncio.wait_for(play(open_), 60)
            finally:
                going.cancel()
                hub.close()
                await runner.cleanup()

    # Django refuses to ask the database in a thread that has a loop; the tests' own thread keeps its connection.
    failed: list[BaseException] = []

    def alone() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def test_a_saved_row_reaches_who_may_read_it_and_nobody_else(house: tuple[Cast, Hub]) -> None:
    cast, hub = house
    mine, theirs = key_of(cast, "owner"), key_of(cast, "neighbour")

    async def play(open_: Any) -> None:
        owner, neighbour = Page(await open_(mine, "rows:person")), Page(await open_(theirs, "rows:person"))
        assert (await owner.next())[0] == (await neighbour.next())[0] == "hello"
        await hub.ask(hub._look)
        await hub.ask(a_person, cast, "owner", "岚泽甲")
        await hub.ask(a_person, cast, "neighbour", "隔壁乙")
        kind, data = await owner.next()
        assert kind == "rows" and "岚泽甲" in data and "隔壁乙" not in data
        kind, data = await neighbour.next()
        assert kind == "rows" and "隔壁乙" in data and "岚泽甲" not in data

    with_server(hub, play)


def test_strangers_unknown_topics_and_foreign_pages_are_refused(house: tuple[Cast, Hub]) -> None:
    cast, hub = house
    mine, own = key_of(cast, "owner"), cast.owner.organisation_id
    other = cast.neighbour.organisation_id

    async def play(open_: Any) -> None:
        assert (await open_("nobody", "rows:person")).status == 401
        assert (await open_(mine, "rows:hazard")).status == 401
        assert (await open_(mine, f"bell:{other}")).status == 401
        assert (await open_(mine)).status == 400
        assert (await open_(mine, "rows:person", Origin="http://elsewhere.example")).status == 403
        answer = await open_(mine, f"bell:{own}", Origin="http://127.0.0.1:8000")
        assert answer.headers["Access-Control-Allow-Origin"] == "http://127.0.0.1:8000"
        page = Page(answer)
        assert (await page.next())[0] == "hello"
        hub.publish(f"bell:{other}", {"ring": 1})
        hub.publish(f"bell:{own}", {"ring": 2})
        kind, data = await page.next()
        assert kind == "topic" and '"ring":2' in data

    with_server(hub, play)


def test_the_line_ends_with_the_session(house: tuple[Cast, Hub]) -> None:
    cast, hub = house
    mine = key_of(cast, "owner")

    async def play(open_: Any) -> None:
        page = Page(await open_(mine, "rows:person"))
        assert (await page.next())[0] == "hello"
        await hub.ask(lambda: UserSession.objects.filter(session_key=mine).delete())
        await hub.ask(hub._check)
        assert (await page.next())[0] == "ended"

    with_server(hub, play)


def test_who_reads_too_slowly_is_told_to_read_anew() -> None:
    async def play() -> Viewer:
        viewer = Viewer("", frozenset())
        for n in range(MOST_WAITING + 1):
            viewer.tell(message("topic", n))
        return viewer

    viewer = asyncio.run(play())
    assert viewer.lines == [message("anew", {})]
