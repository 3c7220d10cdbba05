"""Pushes over real connections, with the real intake and store behind."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from anlan.gateways.http import server
from anlan.gateways.http.memory import MOST_WRONG_A_MINUTE, Minutes
from anlan.gateways.http.protocol import MOST_BYTES
from anlan.gateways.http.server import PATH, start
from anlan.gateways.tests.house import House, until
from anlan.telemetry.intake import now_ms

pytestmark = pytest.mark.once

Answer = tuple[int, dict[str, Any]]
Push = Callable[..., Awaitable[Answer]]


@pytest.fixture
def tank(house: House) -> House:
    house.knows("http", "TANK.1", "key", 7)
    house.knows("http", "TANK.2", "other", 8)
    return house


def body(named: str = "1", *values: float, at: int = 0) -> dict[str, Any]:
    at = at or now_ms() - 60_000
    readings = [{"quantity": "level", "at": at + n, "value": value} for n, value in enumerate(values or (1.5,))]
    return {"id": named, "readings": readings}


def in_session(house: House, story: Callable[[Push], Awaitable[None]]) -> None:
    async def whole() -> None:
        opened = await start(house.desk, "127.0.0.1", 0)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{opened.port}") as session:

            async def push(told: Any, token: str = "TANK.1.key", **more: Any) -> Answer:
                headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | more.pop(
                    "headers", {}
                )
                data = told if isinstance(told, bytes | AsyncIterator) else json.dumps(told).encode()
                async with session.post(PATH, data=data, headers=headers) as said:
                    return said.status, await said.json()

            await story(push)
        await opened.wait_closed()

    house.run(whole())


def test_what_is_answered_is_stored(tank: House) -> None:
    async def story(push: Push) -> None:
        place = {"at": now_ms(), "lat": 31.7, "lon": 119.9}
        assert await push(body("1", 1.5, 1.6) | {"positions": [place]}) == (
            200,
            {"id": "1", "readings": 2, "positions": 1},
        )
        assert tank.values(7, "level") == [1.5, 1.6]
        assert tank.store.latest_positions([7])[7].lat == 31.7
        assert (await push(body("1", 2.5), token="TANK.2.other"))[0] == 200
        assert tank.values(8, "level") == [2.5]

    in_session(tank, story)


def test_a_repeated_id_is_answered_alike_and_stored_once(tank: House) -> None:
    async def story(push: Push) -> None:
        told = body("1", 1.5)
        first = await push(told)
        many = await asyncio.gather(*(push(told) for _ in range(5)))
        assert {json.dumps(one) for one in many} == {json.dumps(first)}
        assert tank.intake.figures["messages"] == 1
        status, said = await push(body("1", 9.9))
        assert status == 422 and "id 已经用于" in said["error"]
        assert tank.values(7, "level") == [1.5]

    in_session(tank, story)


@pytest.mark.parametrize(
    "token", ["", "TANK.1", "TANK.1.", "TANK.1.kez", "TANK.1.other", "TANK.2.key", "NOBODY.key", "。.é"]
)
def test_wrong_tokens(tank: House, token: str) -> None:
    async def story(push: Push) -> None:
        status, said = await push(body(), token=token)
        assert status == 401 and said["error"].startswith("令牌无效")

    in_session(tank, story)
    assert tank.intake.figures["messages"] == 0


def test_a_token_is_not_guessed(tank: House) -> None:
    async def story(push: Push) -> None:
        for _ in range(MOST_WRONG_A_MINUTE):
            assert (await push(body(), token="TANK.1.x"))[0] == 401
        assert (await push(body()))[0] == 429
        assert (await push(body(), token="TANK.2.other"))[0] == 200

    in_session(tank, story)
    assert tank.unread.figures.total() == MOST_WRONG_A_MINUTE


def test_a_source_without_password_lets_nobody_in(house: House) -> None:
    house.knows("http", "OPEN", "", 9)

    async def story(push: Push) -> None:
        assert (await push(body(), token="OPEN."))[0] == 401

    in_session(house, story)


@pytest.mark.parametrize(
    "told, headers, status, sentence",
    [
        (b"{", {}, 400, "不是有效的 JSON"),
        ({"id": "1", "readings": [5]}, {}, 422, "readings 第 1 条"),
        (b'{"id": "1", "readings": [{"quantity": "\\ud800\\u0000"}]}', {}, 422, '不认识监测项 quantity="?'),
        (b"a=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "application/json"),
        (b"{}", {"Content-Encoding": "gzip"}, 415, "不要压缩"),
        (b" " * (MOST_BYTES + 1), {}, 413, "正文超过 1024 KB"),
    ],
)
def test_refusals(tank: House, told: Any, headers: dict[str, str], status: int, sentence: str) -> None:
    async def story(push: Push) -> None:
        got, said = await push(told, headers=headers)
        assert got == status and sentence in said["error"]

    in_session(tank, story)
    assert tank.intake.figures["messages"] == 0


def test_an_endless_body_is_cut_off(tank: House) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65_536
            yield b" " * 65_536

    async def story(push: Push) -> None:
        try:
            status, _ = await push(endless())
            assert status == 413
        except aiohttp.ClientError:
            pass

    in_session(tank, story)
    assert MOST_BYTES < sent < 20 * MOST_BYTES
    assert tank.intake.figures["messages"] == 0


def test_too_often(tank: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_A_MINUTE", 3)

    async def story(push: Push) -> None:
        got = [
            (await push(body(str(n)), token=token))[0] for n, token in enumerate(["TANK.1.key"] * 4 + ["TANK.2.other"])
        ]
        assert got == [200, 200, 200, 429, 200]

    in_session(tank, story)


def test_counting_by_minutes() -> None:
    minutes = Minutes(2)
    for expected in (False, False, True):
        assert minutes.full("a") is expected
        minutes.count("a")
    assert not minutes.full("b")


def test_nobody_is_answered_well_while_nothing_can_be_stored(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SECONDS_TO_STORE", 0.2)
    house = House(tmp_path, spool=0)
    house.knows("http", "TANK.1", "key", 7)
    house.store.away = True

    async def story(push: Push) -> None:
        told = body("1", 1.5)
        status, said = await push(told)
        assert status == 503 and "同一个 id 重发" in said["error"]
        house.store.away = False
        monkeypatch.setattr(server, "SECONDS_TO_STORE", 20.0)
        assert (await push(told))[0] == 200
        await until(lambda: house.intake.figures["messages"] == 2)
        assert house.values(7, "level") == [1.5]

    in_session(house, story)
    house.close()


def test_a_full_intake_is_told_at_once(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.telemetry.intake.HIGH", 1)
    house = House(tmp_path, spool=0)
    house.knows("http", "TANK.1", "key", 7)
    house.store.away = True

    async def story(push: Push) -> None:
        first = asyncio.ensure_future(push(body("1", 1.5)))
        await until(lambda: house.intake.figures["refused"])
        status, said = await push(body("2", 2.5))
        assert status == 503 and said["error"].startswith("服务器正忙")
        assert not first.done()
        house.store.away = False
        assert (await first)[0] == 200
        answered = 503
        while answered == 503:
            answered = (await push(body("2", 2.5)))[0]
        assert answered == 200
        assert house.values(7, "level") == [1.5, 2.5]

    in_session(house, story)
    house.close()
