"""Readings and positions as bytes, column after column: for the spool's files and the store's log of what came in."""

import math
import struct
from array import array
from collections.abc import Sequence

from .words import Position, Reading

HEAD = struct.Struct("<4sII")
MAGIC = b"ANL1"


def pack(readings: Sequence[Reading], positions: Sequence[Position] = ()) -> bytes:
    """One block; little-endian, flags of the readings at its end."""
    parts = [HEAD.pack(MAGIC, len(readings), len(positions))]
    if readings:
        device, quantity, at, value, flag = zip(*readings, strict=True)
        parts += [_ints(device), _ints(quantity), _ints(at), _floats(value), "\n".join(flag).encode()]
    if positions:
        told = [p._replace(mileage=math.nan) if p.mileage is None else p for p in positions]
        device, at, lat, lon, altitude, speed, direction, status, alarm, mileage = zip(*told, strict=True)
        body = b"".join([_ints(device), _ints(at), _ints(status), _ints(alarm)])
        body += b"".join(_floats(column) for column in (lat, lon, altitude, speed, direction, mileage))
        parts.insert(1, body)
    return b"".join(parts)


def unpack(block: bytes) -> tuple[list[Reading], list[Position]]:
    """The block again. ValueError: it is none."""
    if len(block) < HEAD.size:
        raise ValueError("no block of readings: too short")
    magic, readings, positions = HEAD.unpack_from(block)
    if magic != MAGIC or len(block) < HEAD.size + readings * 32 + positions * 80:
        raise ValueError("no block of readings")
    place = HEAD.size
    columns: list[array[int] | array[float]] = []
    for kind, count in [*[("q", positions)] * 4, *[("d", positions)] * 6, *[("q", readings)] * 3, ("d", readings)]:
        columns.append(_column(kind, block[place : place + 8 * count]))
        place += 8 * count
    told = [_position(*row) for row in zip(*columns[:10], strict=True)]
    flags = block[place:].decode().split("\n") if readings else []
    return [Reading(*row) for row in zip(*columns[10:], flags, strict=True)], told


def _position(device: int, at: int, status: int, alarm: int, *rest: float) -> Position:
    lat, lon, altitude, speed, direction, mileage = rest
    told = None if math.isnan(mileage) else mileage
    return Position(device, at, lat, lon, altitude, speed, direction, status, alarm, told)


def _ints(column: Sequence[int]) -> bytes:
    return little_endian(array("q", column))


def _floats(column: Sequence[float]) -> bytes:
    return little_endian(array("d", column))


def little_endian(column: "array[int] | array[float]") -> bytes:
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        column.byteswap()
    return column.tobytes()


def _column(kind: str, piece: bytes) -> "array[int] | array[float]":
    column: array[int] | array[float] = array(kind)
    column.frombytes(piece)
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        column.byteswap()
    return column
