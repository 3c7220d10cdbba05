"""From reports to positions and readings. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import Position, Reading

from .items import CABIN, FUEL, MILEAGE, cabin
from .position import Report

Conversion = tuple[int, float, float, float]
"""Quantity, divisor of the protocol, then scale and offset of the device."""
SPEED, ALARM_BITS = BY_CODE["speed"].number, BY_CODE["fault_bits"].number
STANDARD: Mapping[int, Conversion] = {
    MILEAGE: (BY_CODE["mileage"].number, 10, 1, 0),
    FUEL: (BY_CODE["fuel"].number, 10, 1, 0),
    CABIN: (BY_CODE["cabin_temperature"].number, 1, 1, 0),
}
LONGEST = 8
"""Bytes of an item that is a number."""


def conversions(units: Mapping[str, Any]) -> Mapping[int, Conversion]:
    """What becomes of which item. ``units`` as in ``Source.units``, by the item's two hexadecimal digits.

    ``{"02": {"quantity": "fuel", "scale": 1.5, "offset": 0}}`` corrects litres; ``{"E4": {"quantity": "battery"}}`` reads a
    private item as an unsigned number. What does not make sense is left out.
    """
    if not units:
        return STANDARD
    table = dict(STANDARD)
    for item, unit in units.items():
        try:
            number, quantity = int(item, 16), BY_CODE[unit["quantity"]].number
            divisor = STANDARD[number][1] if number in STANDARD else 1
            table[number] = quantity, divisor, float(unit.get("scale", 1)), float(unit.get("offset", 0))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return table


def told(
    reports: Sequence[Report], device: int, table: Mapping[int, Conversion], alarm: int | None
) -> tuple[list[Position], list[Reading]]:
    """Positions and readings of reports that have a time. ``alarm``: the alarm bits that were told before, if any were.

    A report without a fix (status bit 1 is 0) gives no position and no speed: its coordinates are the last known ones, or
    zero, and would draw a lorry where it is not. Its other readings and its alarm bits are kept, so it counts as heard.
    Alarm bits become a reading whenever they change, on the first report of a line, and with every report without a
    fix, because only there no position carries them. Coordinates are passed on as they came: those that cannot be on earth
    (latitude and longitude swapped) are sorted out by the intake, where an administrator sees them.
    """
    positions: list[Position] = []
    readings: list[Reading] = []
    for report in reports:
        at = report.at
        assert at is not None
        mileage = None
        for item, data in report.items.items():
            if item in table and 0 < len(data) <= LONGEST:
                quantity, divisor, scale, offset = table[item]
                raw = cabin(data) if item == CABIN else int.from_bytes(data, "big")
                value = raw / divisor * scale + offset
                readings.append(Reading(device, quantity, at, value))
                mileage = value if item == MILEAGE else mileage
        if report.alarm != alarm or not report.fixed:
            readings.append(Reading(device, ALARM_BITS, at, report.alarm))
            alarm = report.alarm
        if report.fixed:
            readings.append(Reading(device, SPEED, at, report.speed))
            positions.append(
                Position(
                    device, at, report.lat, report.lon, report.altitude, report.speed, report.direction,
                    report.status, report.alarm, mileage,
                )
            )  # fmt: skip
    return positions, readings
