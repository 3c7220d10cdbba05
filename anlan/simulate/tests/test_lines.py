"""Simulated devices at a real gateway's sockets: what they say is stored as they said it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anlan.gateways.hj212 import start as hj212
from anlan.gateways.http import start as http
from anlan.gateways.jt808 import start as jt808
from anlan.gateways.mqtt import start as mqtt
from anlan.gateways.tests.house import House, until
from anlan.simulate import day
from anlan.simulate.devices import Simulated
from anlan.simulate.kinds import KINDS
from anlan.simulate.made import address
from anlan.simulate.run import Crowd, Part, now_ms
from anlan.simulate.stories import FLAGS, Story
from anlan.telemetry.words import Position

pytestmark = [pytest.mark.once, pytest.mark.slow]
GATEWAYS = {"hj212": hj212, "jt808": jt808, "mqtt": mqtt, "http": http}


@pytest.fixture
def house(shared_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("ANLAN_DATABASE_URL", shared_database)
    monkeypatch.setenv("ANLAN_MODE", "test")
    monkeypatch.setenv("ANLAN_HOME", str(tmp_path / "home"))
    made = House(tmp_path)
    yield made
    made.close()


def port_of(server: Any) -> int:
    found = getattr(server, "port", None) or getattr(server, "server", server).sockets[0].getsockname()[1]
    return int(found)


@pytest.mark.parametrize("fault", ["none", "broken"])
def test_each_protocol_is_answered_and_stored(house: House, fault: str) -> None:
    who = [Simulated(n, KINDS[kind], KINDS[kind].protocol, address(KINDS[kind], n), "simulated-000001")
           for n, kind in enumerate(("dust", "tower_crane", "helmet", "lorry", "tank"), 1)]  # fmt: skip
    for one in who:
        house.knows(one.protocol, one.address, one.secret, one.device)

    async def play() -> Crowd:
        servers = {name: await begin(house.desk, "127.0.0.1", 0) for name, begin in GATEWAYS.items()}
        ports = {name: port_of(server) for name, server in servers.items()}
        story = Story("overload", now_ms() - 120_000)
        crowd = Crowd([Part(one, 0.2, story, fault) for one in who], "127.0.0.1", ports)
        task = asyncio.create_task(crowd.play())
        await until(lambda: all(house.store.heard([one.device]) for one in who) and crowd.figures["answered"] > 12)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for server in servers.values():
            server.close()
            await server.wait_closed()
        return crowd

    crowd = house.run(play())
    assert "设备 5" in crowd.line(1.0)
    assert house.values(1, "pm10") and house.values(3, "heart_rate")
    assert all(2 < level < 9 for level in house.values(5, "level")) and house.values(5, "pressure")
    assert max(house.values(2, "moment")) > 100
    place = house.store.latest_positions([3, 4])
    doubted = {one.flag for device in (1, 2, 3, 5) for one in house.store.latest([device])[device]}
    assert doubted == {FLAGS.get(fault, "")}
    assert place.keys() == {3, 4} and all(31.5 < one.lat < 31.8 for one in place.values())


def test_a_days_parts_and_its_yesterday() -> None:
    who = [Simulated(n, kind, kind.protocol, f"x{n}", "") for n, kind in enumerate(list(KINDS.values()) * 6)]
    parts = day.parts(who, 1_000_000)
    told = {(part.who.kind.key, part.story.name) for part in parts if part.story.name != "none"}
    assert told == {(kind, name) for kind, _, name, _, _ in day.HAPPENS}
    assert {part.fault for part in parts} == {"none", *day.FAULTY.values()}
    assert all(part.story.name in (*part.who.kind.stories, "none") for part in parts)
    rows = list(day.past(who[:11], 1_795_190_400_000, 1_795_190_400_000 + 600_000))
    assert sum(isinstance(row, Position) for row in rows) == 20 and len(rows) > 300
