"""The body of a push, read strictly: pure functions. What is wrong is refused whole, with a sentence that says where.

    {"id": "20261121-0001",
     "readings": [{"quantity": "pm10", "at": "2026-11-21T10:00:00+08:00", "value": 75.2, "flag": ""}],
     "positions": [{"at": 1795226400000, "lat": 31.7, "lon": 119.9, "speed": 40}]}

``id`` is the sender's own and new for each message. ``at``: ISO 8601 with its offset, or milliseconds since 1970 UTC.
``quantity``: a code of ``telemetry.quantities``, or a word of the device's own that ``Source.units`` explains.
"""

import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from anlan.telemetry.intake import AHEAD, BEHIND
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import FLAGS, Position, Reading

MOST_BYTES = 1_048_576
MOST_ENTRIES = 5_000
"""Readings and positions of one message: a quarter of what the intake commits at once."""
LONGEST_ID = 100
SECONDS_BELOW = 100_000_000_000
"""A moment below it (ms: in the year 1973) was told in seconds by mistake."""


class Malformed(ValueError):
    """No JSON object at all (400)."""


class Refused(ValueError):
    """JSON, but not what it should be (422)."""


class Push(NamedTuple):
    """A message that can be stored."""

    id: str
    readings: list[Reading]
    positions: list[Position]


def read(body: bytes, device: int, units: Mapping[str, Any], now: int) -> Push:
    """Reads a body. ``now``: our clock (ms), for times that cannot be. Raises Malformed and Refused, in Chinese."""
    told = _json(body)
    named = told.get("id")
    if not isinstance(named, str) or not 0 < len(named) <= LONGEST_ID:
        raise Refused(f"缺少 id：请给每条消息一个不重复的 id（1 至 {LONGEST_ID} 个字符），重发时用同一个")
    readings, positions = _list(told, "readings"), _list(told, "positions")
    if not readings and not positions:
        raise Refused("readings 和 positions 都是空的：请至少给出一条")
    if len(readings) + len(positions) > MOST_ENTRIES:
        raise Refused(f"一条消息最多 {MOST_ENTRIES} 条读数和位置，请分开发送")
    span = now - BEHIND, now + AHEAD
    return Push(
        named,
        [_reading(one, f"readings 第 {n} 条", device, units, span) for n, one in enumerate(readings, 1)],
        [_position(one, f"positions 第 {n} 条", device, span) for n, one in enumerate(positions, 1)],
    )


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as wrong:
        raise Malformed("正文不是 UTF-8 编码") from wrong
    except RecursionError as wrong:
        raise Malformed("正文嵌套太深") from wrong
    except ValueError as wrong:
        where = f"（第 {wrong.lineno} 行第 {wrong.colno} 列）" if isinstance(wrong, json.JSONDecodeError) else ""
        raise Malformed(f"正文不是有效的 JSON{where}") from wrong
    if not isinstance(told, dict):
        raise Malformed('正文应当是一个 JSON 对象：{"id": …, "readings": […]}')
    return told


def _no_number(word: str) -> float:
    raise ValueError(word)


def _list(told: dict[str, Any], name: str) -> list[Any]:
    found = told.get(name, [])
    if not isinstance(found, list):
        raise Refused(f"{name} 应当是一个数组")
    return found


def _reading(one: Any, where: str, device: int, units: Mapping[str, Any], span: tuple[int, int]) -> Reading:
    told = _object(one, where)
    code = told.get("quantity")
    unit = units.get(code) if isinstance(code, str) else None
    unit = unit if isinstance(unit, Mapping) else {}
    named = unit.get("quantity", code)
    quantity = BY_CODE.get(named) if isinstance(named, str) else None
    if quantity is None:
        raise Refused(f"{where}：不认识监测项 quantity={_shown(code)}")
    flag = told.get("flag", "")
    if flag == "N":
        flag = ""
    if not isinstance(flag, str) or flag not in FLAGS:
        raise Refused(f"{where}：flag 应为空、N 或 {'、'.join(filter(None, FLAGS))} 之一")
    value = _number(told, "value", where) * _factor(unit, "scale", 1.0) + _factor(unit, "offset", 0.0)
    if not math.isfinite(value):
        raise Refused(f"{where}：value 太大")
    return Reading(device, quantity.number, _moment(told, where, span), value, flag)


def _position(one: Any, where: str, device: int, span: tuple[int, int]) -> Position:
    told = _object(one, where)
    lat, lon = _number(told, "lat", where), _number(told, "lon", where)
    if abs(lat) > 90 or abs(lon) > 180:
        raise Refused(f"{where}：纬度 lat 应在 ±90、经度 lon 应在 ±180 之内，请检查两者是否写反")
    if lat == 0 and lon == 0:
        raise Refused(f"{where}：lat 和 lon 都是 0，没有定位时请不要发送位置")
    altitude, speed, direction = (_number(told, name, where, 0.0) for name in ("altitude", "speed", "direction"))
    mileage = None if told.get("mileage") is None else _number(told, "mileage", where)
    at = _moment(told, where, span)
    return Position(device, at, lat, lon, altitude, speed, direction, mileage=mileage)


def _object(one: Any, where: str) -> dict[str, Any]:
    if not isinstance(one, dict):
        raise Refused(f"{where}：应当是一个 JSON 对象")
    return one


def _number(told: dict[str, Any], name: str, where: str, otherwise: float | None = None) -> float:
    value = told.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{where}：{name} 应当是一个数（不加引号）")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Refused(f"{where}：{name} 太大")
    return number


def _factor(unit: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = unit.get(name, otherwise)
    return float(value) if isinstance(value, int | float) else otherwise


def _moment(told: dict[str, Any], where: str, span: tuple[int, int]) -> int:
    at = told.get("at")
    if isinstance(at, str):
        at = _of_iso(at, where)
    if isinstance(at, bool) or not isinstance(at, int):
        raise Refused(f"{where}：at 应当是毫秒整数，或带时区的时间，如 2026-11-21T10:00:00+08:00")
    if 0 < at < SECONDS_BELOW:
        raise Refused(f"{where}：at 应当以毫秒为单位，{at} 像是秒")
    if not span[0] < at < span[1]:
        raise Refused(f"{where}：at 离现在太远（早于 400 天前或晚于 10 分钟后），请校准时钟")
    return at


def _of_iso(told: str, where: str) -> int:
    try:
        moment = datetime.fromisoformat(told)
        if moment.tzinfo is None:
            raise Refused(f"{where}：at 没有时区，请在时间后加 +08:00")
        return round(moment.timestamp() * 1000)
    except Refused:
        raise
    except (ValueError, OverflowError) as wrong:
        raise Refused(f"{where}：at={_shown(told)} 不是时间") from wrong


def _shown(told: Any) -> str:
    """What was told, as a person reads it; half of a surrogate pair, which no answer can carry, is a "?"."""
    return json.dumps(told, ensure_ascii=False)[:40].encode("utf-8", "replace").decode()
