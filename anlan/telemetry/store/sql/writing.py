"""What comes in: new values, repeated ones, values that differ, the newest of each device."""

import math
import time
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from anlan.telemetry.packing import pack
from anlan.telemetry.words import Position, Reading

from ..steps import HOUR, day_name
from .engine import Cursor, Engine, Row

LOG_KEPT = 6 * HOUR
"""Rules resume from what came in; they are back within minutes, or start from the newest values."""
Told = TypeVar("Told", bound=Row)
BY_KEY = itemgetter(0, 1, 2)
PLACE_COLUMNS = ("at", "lat", "lon", "altitude", "speed", "direction", "status", "alarm", "mileage")

LATEST_HEAD = "INSERT INTO latest (device, quantity, at, value, flag, heard, changed_from, changed_to)"
_NEWER = "CASE WHEN excluded.at > latest.at THEN excluded.{0} ELSE latest.{0} END"
LATEST_TAIL = (
    "ON CONFLICT (device, quantity) DO UPDATE SET "
    + ", ".join(f"{c} = {_NEWER.format(c)}" for c in ("value", "flag", "heard", "at"))
    + ", changed_from = CASE WHEN latest.changed_from < excluded.changed_from THEN latest.changed_from "
    "ELSE excluded.changed_from END, changed_to = CASE WHEN latest.changed_to > excluded.changed_to "
    "THEN latest.changed_to ELSE excluded.changed_to END"
)
HEARD_HEAD = "INSERT INTO heard (device, heard)"
HEARD_TAIL = "ON CONFLICT (device) DO UPDATE SET heard = excluded.heard WHERE excluded.heard > heard.heard"
PLACE_HEAD = f"INSERT INTO latest_place (device, {', '.join(PLACE_COLUMNS)})"
PLACE_TAIL = (
    f"ON CONFLICT (device) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in PLACE_COLUMNS)} "
    "WHERE excluded.at > latest_place.at"
)


class Writing:
    """The half of the store that takes in."""

    engine: Engine

    def append(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        """See ``TelemetryStore``. ValueError: a value is no number."""
        rows = in_order(readings)
        places = sorted(positions, key=itemgetter(0, 1))
        by_day = [(f"raw_{day}", list(part)) for day, part in by_days(rows, 2)]
        tracks = [(f"track_{day}", list(part)) for day, part in by_days(places, 1)]
        with self.engine.writing([name for name, _ in by_day + tracks]) as cursor:
            _forget_arrivals(cursor, heard)
            cursor.many(LATEST_HEAD, "iiiftiii", _newest(rows, heard), LATEST_TAIL)
            for table, part in by_day:
                for stored, new in cursor.fill(table, part):
                    if not _sent_before(cursor, new):
                        _amend(cursor, table, stored, new, "", "", heard)
            for table, way in tracks:
                head = f"INSERT INTO {table} (device, {', '.join(PLACE_COLUMNS)})"
                cursor.many(head, "iifffffiif", way, "ON CONFLICT DO NOTHING")
            newest = {p[0]: p for p in places}
            cursor.many(PLACE_HEAD, "iifffffiif", list(newest.values()), PLACE_TAIL)
            devices = sorted({r[0] for r in rows} | newest.keys())
            cursor.many(HEARD_HEAD, "ii", [(device, heard) for device in devices], HEARD_TAIL)
            if rows:
                cursor.run("INSERT INTO arrivals (heard, body) VALUES (?, ?)", heard, pack(rows))

    def correct(self, device: int, quantity: int, at: int, value: float, by: str, why: str) -> None:
        """See ``TelemetryStore``."""
        if not math.isfinite(value):
            raise ValueError("a correction is a number")
        table = f"raw_{day_name(at)}"
        with self.engine.writing([table]) as cursor:
            found = cursor.rows(
                f"SELECT value, flag FROM {table} WHERE device = ? AND quantity = ? AND at = ?", device, quantity, at
            )
            if not found:
                raise KeyError((device, quantity, at))
            now = Reading(device, quantity, at, *found[0])
            _amend(cursor, table, now, now._replace(value=value), by, why, time.time_ns() // 1_000_000)


def in_order(readings: Sequence[Reading]) -> list[Reading]:
    """By device, quantity and time, what came first first. ValueError: a value is no number."""
    for reading in readings:
        if not math.isfinite(reading[3]):
            raise ValueError(f"not a number: {reading}")
    return sorted(readings, key=BY_KEY)


def by_days(rows: Sequence[Told], column: int) -> Iterable[tuple[str, Iterable[Told]]]:
    """Rows by the day of the time in that column."""
    if not rows:
        return []
    first, last = min(r[column] for r in rows), max(r[column] for r in rows)
    if day_name(first) == day_name(last):
        return [(day_name(first), rows)]
    ordered = sorted(rows, key=lambda r: r[column] // 86_400_000)
    return ((day, list(part)) for day, part in groupby(ordered, key=lambda r: day_name(r[column])))


def _newest(rows: Sequence[Reading], heard: int) -> list[Row]:
    """Of rows in order: the last of each device and quantity, and from when to when they reach."""
    newest: dict[tuple[int, int], list[int]] = {}
    for place, row in enumerate(rows):
        key = (row[0], row[1])
        reach = newest.get(key)
        if reach is None:
            newest[key] = [place, place]
        else:
            reach[1] = place
    found = ((rows[first][2], rows[last]) for first, last in newest.values())
    return [(*row, heard, start, row[2]) for start, row in found]


def _sent_before(cursor: Cursor, row: Reading) -> bool:
    """Whether the device has said just this for that time before: a repetition corrects nothing."""
    said = cursor.rows(
        "SELECT original, original_flag, value, flag, who FROM corrections WHERE device = ? AND quantity = ? AND at = ?",
        *row[:3],
    )
    new = (row[3], row[4])
    return any(new == (s[0], s[1]) or (s[4] == "" and new == (s[2], s[3])) for s in said)


def _amend(cursor: Cursor, table: str, stored: Reading, new: Reading, by: str, why: str, noted: int) -> None:
    """The row holds what counts from now on; the original and every correction stand in ``corrections``."""
    key = (new.device, new.quantity, new.at)
    here = "WHERE device = ? AND quantity = ? AND at = ?"
    first = cursor.rows(f"SELECT original, original_flag FROM corrections {here} ORDER BY id LIMIT 1", *key)
    original = first[0] if first else (stored.value, stored.flag)
    cursor.run(
        "INSERT INTO corrections (device, quantity, at, original, original_flag, value, flag, who, why, noted) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *key, *original, new.value, new.flag, by, why, noted,
    )  # fmt: skip
    cursor.run(f"UPDATE {table} SET value = ?, flag = ? {here}", new.value, new.flag, *key)
    cursor.run(f"UPDATE latest SET value = ?, flag = ? {here}", new.value, new.flag, *key)
    cursor.run(
        "UPDATE latest SET "
        "changed_from = CASE WHEN changed_from < ? THEN changed_from ELSE ? END, "
        "changed_to = CASE WHEN changed_to > ? THEN changed_to ELSE ? END WHERE device = ? AND quantity = ?",
        new.at, new.at, new.at, new.at, new.device, new.quantity,
    )  # fmt: skip


def _forget_arrivals(cursor: Cursor, heard: int) -> None:
    """A few at a time, so that no commit waits for it."""
    cursor.run(
        "DELETE FROM arrivals WHERE id IN (SELECT id FROM arrivals WHERE heard < ? ORDER BY heard LIMIT 4)",
        heard - LOG_KEPT,
    )
