"""Body of 0x0200: where a vehicle is, its 32 alarm and 32 status bits, its additional items. And 0x0704, many of them.

28 bytes: alarm 4, status 4, latitude 4 and longitude 4 (millionths of a degree), altitude 2 (m), speed 2 (0.1 km/h),
direction 2 (degrees), time BCD 6 (GMT+8); then items: id 1, length 1, value. Source: JT/T 808-2013, 8.18 and 8.49.
"""

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from .frame import Broken

BEIJING = timezone(timedelta(hours=8))
FIXED = struct.Struct(">IIIIHHH")
SIZE = 28
STATUS_FIX, STATUS_SOUTH, STATUS_WEST = 1 << 1, 1 << 2, 1 << 3
_SECONDS = {bytes([n // 10 << 4 | n % 10])[0]: n * 1000 for n in range(60)}


class Report(NamedTuple):
    """One report. ``at``: ms since 1970 UTC, None where the time is impossible. ``items``: additional items as they came.

    ``lat`` and ``lon`` are signed degrees as sent, beyond 90 or 180 too. ``whole``: False where the last item is cut off.
    """

    alarm: int
    status: int
    lat: float
    lon: float
    altitude: int
    speed: float
    direction: int
    at: int | None
    items: Mapping[int, bytes]
    whole: bool = True

    @property
    def fixed(self) -> bool:
        """Whether the receiver knew where it was (status bit 1); if not, its coordinates are old or invented."""
        return self.status & STATUS_FIX != 0


class Batch(NamedTuple):
    """0x0704. ``blind``: kept back in an area without signal. ``whole``: False where some could not be read."""

    blind: bool
    reports: Sequence[Report]
    whole: bool = True


@lru_cache(maxsize=8192)
def _minute(digits: bytes) -> int | None:
    """Milliseconds at the beginning of a minute in BCD (YYMMDDhhmm)."""
    try:
        return int(datetime.strptime(f"20{digits.hex()}+0800", "%Y%m%d%H%M%z").timestamp()) * 1000
    except ValueError:
        return None


def read_time(digits: bytes) -> int | None:
    """Milliseconds since 1970 UTC of six bytes BCD in GMT+8; None: there is no such time."""
    begin, seconds = _minute(digits[:5]), _SECONDS.get(digits[5])
    return None if begin is None or seconds is None else begin + seconds


def write_time(at: int) -> bytes:
    """Six bytes BCD in GMT+8."""
    return bytes.fromhex(datetime.fromtimestamp(at // 1000, UTC).astimezone(BEIJING).strftime("%y%m%d%H%M%S"))


def read(body: bytes) -> Report:
    """``Broken`` where not even the fixed part is there; a cut-off item costs the items only."""
    if len(body) < SIZE:
        raise Broken("length", f"位置信息只有 {len(body)} 字节，至少 {SIZE} 字节")
    alarm, status, lat, lon, altitude, speed, direction = FIXED.unpack_from(body)
    items, place, size = {}, SIZE, len(body)
    while place + 1 < size:
        end = place + 2 + body[place + 1]
        if end > size:
            break
        items[body[place]] = body[place + 2 : end]
        place = end
    return Report(
        alarm,
        status,
        (-lat if status & STATUS_SOUTH else lat) / 1_000_000,
        (-lon if status & STATUS_WEST else lon) / 1_000_000,
        # Below the sea (Turpan, mines) terminals write a negative number into the unsigned field.
        altitude - 0x10000 if altitude > 0x7FFF else altitude,
        speed / 10,
        direction,
        read_time(body[22:28]),
        items,
        place == size,
    )


def write(report: Report) -> bytes:
    """The body; south and west come from the signs. ValueError: no time."""
    if report.at is None:
        raise ValueError("a report needs a time")
    status = report.status & ~(STATUS_SOUTH | STATUS_WEST)
    status |= (STATUS_SOUTH if report.lat < 0 else 0) | (STATUS_WEST if report.lon < 0 else 0)
    lat, lon = round(abs(report.lat) * 1_000_000), round(abs(report.lon) * 1_000_000)
    fixed = FIXED.pack(
        report.alarm, status, lat, lon, report.altitude & 0xFFFF, round(report.speed * 10), report.direction
    )
    items = (bytes([key, len(value)]) + value for key, value in report.items.items())
    return b"".join((fixed, write_time(report.at), *items))


def read_batch(body: bytes) -> Batch:
    """What can be read of a 0x0704; ``Broken`` where that is nothing."""
    if len(body) < 3:
        raise Broken("length", "批量位置不足 3 字节")
    told, kind = int.from_bytes(body[:2], "big"), body[2]
    reports: list[Report] = []
    place, size, whole = 3, len(body), True
    while place + 2 <= size:
        end = place + 2 + int.from_bytes(body[place : place + 2], "big")
        if end > size:
            break
        try:
            reports.append(read(body[place + 2 : end]))
        except Broken:
            whole = False
        place = end
    if not reports:
        raise Broken("length", "批量位置中没有一条完整的位置信息")
    return Batch(kind == 1, reports, whole and place == size and len(reports) == told)


def write_batch(reports: Sequence[Report], blind: bool) -> bytes:
    """The body of a 0x0704."""
    bodies = [write(one) for one in reports]
    parts = (len(body).to_bytes(2, "big") + body for body in bodies)
    return b"".join((len(bodies).to_bytes(2, "big"), bytes([blind]), *parts))
