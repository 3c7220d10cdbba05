"""What the pollutants' codes of HJ 212 mean here: which quantity, in which unit."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import FLAGS, NORMAL, Reading

from .protocol import Message, Unclear, time_of


class Meaning(NamedTuple):
    """Quantity, and how the device's number becomes one in the quantity's unit: value * scale + offset.

    ``rank``: where two factors of one message mean the same quantity, the lower counts.
    """

    quantity: int
    scale: float = 1.0
    offset: float = 0.0
    rank: int = 0


DEFAULTS = {
    code.lower(): Meaning(BY_CODE[quantity].number, rank=rank)
    for rank, (code, quantity) in enumerate(
        (
            ("a34001", "tsp"), ("a34002", "pm10"), ("a34004", "pm25"), ("a01001", "temperature"), ("a01002", "humidity"),
            ("a01006", "air_pressure"), ("a01007", "wind_speed"), ("a01008", "wind_direction"),
            ("LA", "noise"), ("Leq", "noise"), ("a50001", "noise"),
        ),
        start=1,
    )
}  # fmt: skip
"""Dust in µg/m³, pressure in kPa, as most stations of construction sites send them. Others send mg/m³ or hPa: no frame
says which, so that is set for the device (``Source.units``); a value that cannot be true shows that it is missing.
Codes as public copies of HJ 212-2017 list them (依据待核); Leq and a50001 are makers' own words for noise."""


def meanings(units: Mapping[str, Any]) -> dict[str, Meaning]:
    """The table of one device, keys in lower case. A factor named with ``"quantity": ""`` is left out."""
    table = dict(DEFAULTS)
    for code, told in units.items():
        key = code.lower()
        if not isinstance(told, Mapping):
            continue
        quantity = BY_CODE.get(told["quantity"]) if told.get("quantity") else None
        standard = DEFAULTS.get(key)
        number = quantity.number if quantity else standard.quantity if standard and "quantity" not in told else None
        if number is None:
            table.pop(key, None)
        else:
            table[key] = Meaning(number, _number(told.get("scale"), 1.0), _number(told.get("offset"), 0.0))
    return table


def _number(value: Any, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def readings(message: Message, device: int, table: Mapping[str, Meaning], name: str) -> tuple[list[Reading], list[str]]:
    """The values of the field ``name`` (Rtd, Avg), and what of the message was left out, as sentences' parts.

    ``Unclear`` where the message does not say of when it speaks. A factor's own SampleTime (2025) counts before DataTime.
    """
    moment = _moment(message)
    kept, left = chosen(message, table, name)
    found = []
    for code, (quantity, scale, offset, _), value in kept:
        said = message.factors[code]
        at = moment if "SampleTime" not in said else time_of(said["SampleTime"]) or moment
        found.append(Reading(device, quantity, at, value * scale + offset, _flag(said, code, left)))
    return found, left


def chosen(
    message: Message, table: Mapping[str, Meaning], name: str
) -> tuple[list[tuple[str, Meaning, float]], list[str]]:
    """The factors that are used, each with its meaning and number as the device tells it, and what was left out."""
    kept: dict[int, tuple[str, Meaning, float]] = {}
    left: list[str] = []
    for code, said in message.factors.items():
        meaning = table.get(code) or table.get(code.lower())
        if meaning is None:
            left.append(f"因子 {code} 没有对应的监测项")
            continue
        told = said.get(name)
        if told is None and (told := _otherwise(said, name)) is None:
            continue
        value = _value(told)
        if value is None:
            if told.strip():
                left.append(f"因子 {code} 的值“{told[:20]}”不是数")
        elif meaning.quantity not in kept or meaning.rank < kept[meaning.quantity][1].rank:
            kept[meaning.quantity] = code, meaning, value
    return list(kept.values()), left


def _moment(message: Message) -> int:
    told = message.told.get("DataTime")
    if told is None:
        told = next((value for key, value in message.told.items() if key.lower() == "datatime"), message.qn)
    moment = time_of(told.strip())
    if moment is None:
        raise Unclear(f"数据时间“{told[:20]}”不是时间")
    return moment


def _otherwise(said: Mapping[str, str], name: str) -> str | None:
    """The field under a name as it is also met: in other case, and ``td`` for ``Rtd``."""
    wanted = {name.lower(), "td"} if name == "Rtd" else {name.lower()}
    return next((value for key, value in said.items() if key.lower() in wanted), None)


def _value(told: str) -> float | None:
    """NaN and infinities are numbers here: the intake refuses them where it can be seen."""
    try:
        return None if "_" in told else float(told)
    except ValueError:
        return None


def _flag(said: Mapping[str, str], code: str, left: list[str]) -> str:
    """N and nothing are normal. A mark that no table knows is not: it counts as fault, and is told."""
    told = said.get("Flag")
    if told is None:
        told = _otherwise(said, "Flag") or ""
    if told == "N" or not told:
        return NORMAL
    mark = told.strip().upper()
    if mark in ("", "N"):
        return NORMAL
    if mark not in FLAGS:
        left.append(f"因子 {code} 的数据标记“{told[:8]}”不认识，按故障记")
        return "D"
    return mark
