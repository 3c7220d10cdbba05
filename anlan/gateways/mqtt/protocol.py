"""What a device says over MQTT: where it may say it, and a JSON object of values. Pure functions.

A device with the address ``T001`` publishes to ``anlan/T001/up/<anything>`` and hears ``anlan/T001/down/<anything>``::

    {"at": 1795190400000, "values": {"load": 3.2, "moment": 61.5}, "flags": {"load": "D"}}

What moves adds ``"position": {"lat": 31.7, "lon": 119.9, "speed": 3.5, "direction": 90, "altitude": 6}`` (WGS-84, km/h).
``at``: milliseconds since 1970 UTC, or ISO 8601 with its offset; without it the moment of arrival counts, and what is
sent again is then stored again. A list of such objects (``MOST_OBJECTS`` at most) is one message as well.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple

from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import FLAGS, NORMAL, Position, Reading

FIRST = "anlan"
UP = f"{FIRST}/+/up/#"
"""What the gateway listens to."""
GATEWAY = "$gateway"
"""The gateway's own name at the embedded broker; an address with "$" is admitted nowhere."""
MOST_BYTES = 64 * 1024
"""Of one message: a thousand objects of a crane's values; more is a mistake or an attack."""
MOST_OBJECTS = 1_000


class Decoded(NamedTuple):
    """``strange``: what of it was no value of a known quantity, for the administrator; "" when all was understood."""

    readings: list[Reading]
    positions: list[Position]
    strange: str


def address_of(topic: str) -> str:
    """Who publishes to it; ValueError when that is no topic a device speaks on."""
    words = topic.split("/")
    if len(words) < 4 or words[0] != FIRST or words[2] != "up" or not words[1] or not words[3]:
        raise ValueError("主题应为 anlan/设备编码/up/…")
    return words[1]


def may_publish(address: str, topic: str) -> bool:
    """A device speaks on its own topics only."""
    return topic.startswith(f"{FIRST}/{address}/up/") and not {"+", "#", "\0"} & set(topic)


def may_subscribe(address: str, topic: str) -> bool:
    """A device hears what is meant for it only; below that it may use wildcards."""
    return topic.startswith(f"{FIRST}/{address}/down/")


def decode(body: bytes, device: int, units: dict[str, Any], heard: int) -> Decoded:
    """Readings of a payload. ``units``: see ``Source``; ``heard``: our clock, ms. ValueError says what it is not."""
    if len(body) > MOST_BYTES:
        raise ValueError(f"报文超过 {MOST_BYTES} 字节")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError("报文不是 JSON") from error
    objects = told if isinstance(told, list) else [told]
    if len(objects) > MOST_OBJECTS:
        raise ValueError(f"一条报文最多 {MOST_OBJECTS} 组数据")
    found, strange = Decoded([], [], ""), []  # type: tuple[Decoded, list[str]]
    for one in objects:
        if (
            not isinstance(one, dict)
            or not isinstance(one.get("values", {}), dict)
            or not {"values", "position"} & set(one)
        ):
            raise ValueError('应为 {"at": …, "values": {…}}')
        at = moment(one.get("at"), heard)
        strange += _values(one, device, units, at, found.readings)
        if "position" in one:
            strange += _position(one["position"], device, at, found.positions)
    return found._replace(strange="、".join(dict.fromkeys(strange))[:200])


def _values(one: dict[str, Any], device: int, units: dict[str, Any], at: int, readings: list[Reading]) -> list[str]:
    flags, strange = one.get("flags"), []
    flags = flags if isinstance(flags, dict) else {}
    for code, value in one.get("values", {}).items():
        unit = units.get(code)
        unit = unit if isinstance(unit, dict) else {}
        quantity, number = BY_CODE.get(str(unit.get("quantity", code))), _number(value)
        if quantity is None or number is None:
            strange.append(code)
            continue
        number = number * unit.get("scale", 1) + unit.get("offset", 0)
        readings.append(Reading(device, quantity.number, at, number, _flag(flags.get(code))))
    return strange


def _position(told: object, device: int, at: int, positions: list[Position]) -> list[str]:
    if not isinstance(told, dict):
        return ["position"]
    lat, lon = _number(told.get("lat")), _number(told.get("lon"))
    altitude, speed, direction = (_number(told.get(name, 0)) for name in ("altitude", "speed", "direction"))
    if lat is None or lon is None or altitude is None or speed is None or direction is None:
        return ["position"]
    positions.append(Position(device, at, lat, lon, altitude, speed, direction))
    return []


def _number(told: object) -> float | None:
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    try:
        return float(told)
    except OverflowError:
        return None


def _flag(told: object) -> str:
    return told if isinstance(told, str) and told in FLAGS else NORMAL


def moment(told: object, heard: int) -> int:
    """A device's time as ms; ValueError when it is none. A moment without an offset is refused: nobody knows whose."""
    if told is None:
        return heard
    if isinstance(told, int) and not isinstance(told, bool):
        return told
    if isinstance(told, str):
        try:
            found = datetime.fromisoformat(told)
        except ValueError as error:
            raise ValueError("at 不是时间") from error
        if found.tzinfo is not None:
            return int(found.timestamp() * 1000)
    raise ValueError("at 应为毫秒数，或带时区的 ISO 8601 时间")
