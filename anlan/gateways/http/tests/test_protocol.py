"""A body is read whole or refused with a sentence that says where it is wrong."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.http.protocol import MOST_ENTRIES, Malformed, Push, Refused, read
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import Position, Reading

pytestmark = pytest.mark.once

NOW = 1_795_240_800_000
UNITS = {"液位1": {"quantity": "level", "scale": 0.001, "offset": 1}, "odd": 5}


def reading(**other: Any) -> dict[str, Any]:
    return {"quantity": "pm10", "at": NOW, "value": 75} | other


def pushed(**told: Any) -> Push:
    return read(json.dumps({"id": "1"} | told).encode(), 7, UNITS, NOW)


def test_a_whole_message() -> None:
    found = pushed(
        readings=[
            reading(at="2026-11-21T14:00:00+08:00", value=75.5, flag="D"),
            reading(at="2026-11-21T06:00:00Z", flag="N"),
            reading(quantity="液位1", value=500),
        ],
        positions=[{"at": NOW, "lat": 31.7, "lon": 119.9, "speed": 40, "mileage": 12.5}],
    )
    pm10, level = BY_CODE["pm10"].number, BY_CODE["level"].number
    assert found == Push(
        "1",
        [Reading(7, pm10, NOW, 75.5, "D"), Reading(7, pm10, NOW, 75.0), Reading(7, level, NOW, 1.5)],
        [Position(7, NOW, 31.7, 119.9, speed=40.0, mileage=12.5)],
    )


@pytest.mark.parametrize(
    "entry, wrong",
    [
        (5, "应当是一个 JSON 对象"),
        (reading(quantity="pm11"), '不认识监测项 quantity="pm11"'),
        (reading(quantity=["pm10"]), "不认识监测项"),
        (reading(quantity=None), "不认识监测项 quantity=null"),
        (reading(value="75"), "value 应当是一个数"),
        (reading(value=True), "value 应当是一个数"),
        (reading(value=None), "value 应当是一个数"),
        (reading(value=10**400), "value 太大"),
        (reading(flag="X"), "flag 应为空"),
        (reading(flag=[]), "flag 应为空"),
        (reading(at=None), "at 应当是毫秒整数"),
        (reading(at=1.5), "at 应当是毫秒整数"),
        (reading(at=True), "at 应当是毫秒整数"),
        (reading(at=NOW // 1000), "像是秒"),
        (reading(at=-5), "at 离现在太远"),
        (reading(at=10**30), "at 离现在太远"),
        (reading(at=NOW + 601_000), "at 离现在太远"),
        (reading(at="1999-12-31T23:59:59+08:00"), "at 离现在太远"),
        (reading(at="2099-01-01T00:00:00+08:00"), "at 离现在太远"),
        (reading(at="2026-11-21T14:00:00"), "没有时区"),
        (reading(at="2026-13-21T14:00:00+08:00"), "不是时间"),
        (reading(at="0001-01-01T00:00:00+23:59"), "at"),
    ],
)
def test_wrong_readings(entry: Any, wrong: str) -> None:
    with pytest.raises(Refused) as refused:
        pushed(readings=[reading(), entry])
    assert str(refused.value).startswith("readings 第 2 条：") and wrong in str(refused.value)


@pytest.mark.parametrize(
    "place, wrong",
    [
        ({"lat": 119.9, "lon": 31.7}, "写反"),
        ({"lat": 0, "lon": 0.0}, "都是 0"),
        ({"lat": 31.7}, "lon 应当是一个数"),
        ({"lat": 31.7, "lon": 119.9, "speed": "fast"}, "speed 应当是一个数"),
        ({"lat": 31.7, "lon": 119.9, "mileage": []}, "mileage 应当是一个数"),
    ],
)
def test_wrong_positions(place: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Refused, match=wrong):
        pushed(positions=[{"at": NOW} | place])


@pytest.mark.parametrize(
    "told, wrong",
    [
        ({"id": ""}, "缺少 id"),
        ({"id": 5}, "缺少 id"),
        ({"id": "x" * 101}, "缺少 id"),
        ({"readings": []}, "都是空的"),
        ({"readings": {}}, "应当是一个数组"),
        ({"readings": [reading()] * (MOST_ENTRIES + 1)}, "最多 5000 条"),
    ],
)
def test_wrong_messages(told: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Refused, match=wrong):
        pushed(**told)


@pytest.mark.parametrize(
    "body, wrong",
    [
        (b"", "不是有效的 JSON（第 1 行第 1 列）"),
        (b'{"id": "1",}', "不是有效的 JSON"),
        (b"[1]", "应当是一个 JSON 对象"),
        (b'{"id": "\xff"}', "不是 UTF-8"),
        (b"[" * 100_000, "嵌套太深"),
        (b'{"id": "1", "readings": [{"quantity": "pm10", "at": 1, "value": NaN}]}', "不是有效的 JSON"),
        (b'{"id": "1", "readings": [{"value": ' + b"9" * 5_000 + b"}]}", "不是有效的 JSON"),
    ],
)
def test_no_json(body: bytes, wrong: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(body, 7, UNITS, NOW)
    assert wrong in str(refused.value)


ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(NOW), st.just("pm10")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)
ENTRY = st.one_of(
    ANY,
    st.fixed_dictionaries({}, optional=dict.fromkeys(("quantity", "at", "value", "flag", "lat", "lon", "speed"), ANY)),
)


@given(told=st.fixed_dictionaries({"id": ANY}, optional={"readings": st.lists(ENTRY, max_size=3), "positions": ANY}))
def test_whatever_is_pushed_is_read_or_refused(told: dict[str, Any]) -> None:
    try:
        found = read(json.dumps(told).encode("utf-8", "replace"), 7, UNITS, NOW)
    except (Malformed, Refused) as refused:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refused))
    else:
        assert len(found.readings) + len(found.positions) >= 1


@given(st.binary(max_size=60))
def test_any_bytes(body: bytes) -> None:
    with pytest.raises((Malformed, Refused)):
        read(body, 7, UNITS, NOW)
