"""What is asked: values, curves, tracks, the newest."""

import json
from collections.abc import Iterable

from anlan.telemetry.packing import unpack
from anlan.telemetry.words import Position, Reading

from ..face import Bucket, Correction, Moment
from ..steps import HOUR, LOCAL, MINUTE, Part, add_up, ceil, day_name, floor, month_name, step_for
from .engine import SUMS, SUMS_OF_SUMS, Cursor, Engine
from .writing import PLACE_COLUMNS

ALL_OTHERS = -1
"""The quantity under which ``forgotten`` notes what holds for all that are not named."""
WHERE = "WHERE device = ? AND quantity = ? AND at >= ? AND at < ?"


class Asking:
    """The half of the store that answers."""

    engine: Engine

    def corrections(self, device: int, quantity: int, start: int, end: int) -> list[Correction]:
        """See ``TelemetryStore``."""
        with self.engine.reading() as cursor:
            found = cursor.rows(
                "SELECT device, quantity, at, original, value, flag, who, why, noted FROM corrections "
                f"{WHERE} ORDER BY id",
                device, quantity, start, end,
            )  # fmt: skip
        return [Correction(*row) for row in found]

    def raw(self, device: int, quantity: int, start: int, end: int, most: int = 100_000) -> list[Reading]:
        """See ``TelemetryStore``."""
        found: list[Reading] = []
        with self.engine.reading() as cursor:
            for table in dated(cursor, "raw", start, end):
                rows = cursor.rows(
                    f"SELECT device, quantity, at, value, flag FROM {table} {WHERE} ORDER BY at LIMIT ?",
                    device, quantity, start, end, most - len(found),
                )  # fmt: skip
                found += [Reading(*row) for row in rows]
                if len(found) >= most:
                    break
        return found

    def series(self, device: int, quantity: int, start: int, end: int, points: int = 1_000) -> list[Bucket]:
        """See ``TelemetryStore``."""
        step = step_for(end - start, points)
        with self.engine.reading() as cursor:
            parts = parts_of(cursor, device, quantity, start, end, step)
        return add_up(parts)

    def track(self, device: int, start: int, end: int, most: int = 100_000) -> list[Position]:
        """See ``TelemetryStore``."""
        found: list[Position] = []
        with self.engine.reading() as cursor:
            for table in dated(cursor, "track", start, end):
                rows = cursor.rows(
                    f"SELECT device, {', '.join(PLACE_COLUMNS)} FROM {table} "
                    "WHERE device = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?",
                    device, start, end, most - len(found),
                )  # fmt: skip
                found += [Position(*row) for row in rows]
        return found

    def latest(self, devices: Iterable[int]) -> dict[int, list[Moment]]:
        """See ``TelemetryStore``."""
        found: dict[int, list[Moment]] = {}
        with self.engine.reading() as cursor:
            for device, *moment in cursor.rows(
                "SELECT device, quantity, at, value, flag, heard FROM latest "
                f"WHERE device {self.engine.one_of} ORDER BY device, quantity",
                json.dumps(list(devices)),
            ):
                found.setdefault(device, []).append(Moment(*moment))
        return found

    def latest_positions(self, devices: Iterable[int]) -> dict[int, Position]:
        """See ``TelemetryStore``."""
        with self.engine.reading() as cursor:
            found = cursor.rows(
                f"SELECT device, {', '.join(PLACE_COLUMNS)} FROM latest_place WHERE device {self.engine.one_of}",
                json.dumps(list(devices)),
            )
        return {row[0]: Position(*row) for row in found}

    def heard(self, devices: Iterable[int] | None = None) -> dict[int, int]:
        """See ``TelemetryStore``."""
        with self.engine.reading() as cursor:
            if devices is None:
                return {d: h for d, h in cursor.rows("SELECT device, heard FROM heard")}
            wanted = json.dumps(list(devices))
            rows = cursor.rows(f"SELECT device, heard FROM heard WHERE device {self.engine.one_of}", wanted)
        return {d: h for d, h in rows}

    def heard_since(self, moment: int) -> list[int]:
        """See ``TelemetryStore``."""
        with self.engine.reading() as cursor:
            return [d for (d,) in cursor.rows("SELECT device FROM heard WHERE heard >= ? ORDER BY device", moment)]

    def since(self, heard: int, most: int = 100_000) -> list[tuple[int, Reading]]:
        """See ``TelemetryStore``."""
        found: list[tuple[int, Reading]] = []
        with self.engine.reading() as cursor:
            last, reached = 0, heard
            while batch := cursor.rows(
                "SELECT id, heard, body FROM arrivals WHERE heard >= ? AND (heard > ? OR id > ?) "
                "ORDER BY heard, id LIMIT 1",
                reached, reached, last,
            ):  # fmt: skip
                [(last, at, body)] = batch
                if len(found) >= most and at > reached:
                    break
                reached = at
                found += [(at, reading) for reading in unpack(bytes(body))[0]]
        return found


def dated(cursor: Cursor, prefix: str, start: int, end: int) -> list[str]:
    """The tables of days in which something of [start, end) may lie, in order."""
    if end <= start:
        return []
    name = month_name if prefix == "minutes" else day_name
    first, last = f"{prefix}_{name(start)}", f"{prefix}_{name(end - 1)}"
    return [table for table in cursor.tables(prefix) if first <= table <= last]


def forgotten(cursor: Cursor, quantity: int) -> int:
    """Before that moment the raw values of this quantity are gone."""
    rows = cursor.rows("SELECT until FROM forgotten WHERE quantity = ?", quantity) or cursor.rows(
        "SELECT until FROM forgotten WHERE quantity = ?", ALL_OTHERS
    )
    return int(rows[0][0]) if rows else 0


def parts_of(cursor: Cursor, device: int, quantity: int, start: int, end: int, step: int) -> list[Part]:
    """Sums by steps: of minutes or hours as far as they are up to date and enough, else of raw values.

    Where raw values are gone minutes do, and steps shorter than a minute become minutes there.
    """
    gone = forgotten(cursor, quantity)
    stale = cursor.rows("SELECT changed_from FROM latest WHERE device = ? AND quantity = ?", device, quantity)
    if not stale:
        return []
    fresh = end if stale[0][0] is None else min(end, floor(stale[0][0], HOUR))
    unit = HOUR if step % HOUR == 0 else MINUTE
    edge = min(max(start, gone), end)
    parts = _rolled(cursor, device, quantity, start, edge, max(step, MINUTE), unit)
    first, last = (ceil(edge, unit), floor(fresh, unit)) if step >= MINUTE else (end, end)
    if first >= last:
        return parts + _raw(cursor, device, quantity, edge, end, step)
    # Whole minutes or hours only: the ends of the range come from raw values.
    parts += _raw(cursor, device, quantity, edge, first, step)
    parts += _rolled(cursor, device, quantity, first, last, step, unit)
    return parts + _raw(cursor, device, quantity, last, end, step)


def _raw(cursor: Cursor, device: int, quantity: int, start: int, end: int, step: int) -> list[Part]:
    return [
        Part(*row)
        for table in dated(cursor, "raw", start, end)
        for row in cursor.rows(
            f"SELECT (at + {LOCAL}) / {step} * {step} - {LOCAL} AS step, {SUMS} FROM {table} {WHERE} "
            "GROUP BY 1 ORDER BY 1",
            device, quantity, start, end,
        )
    ]  # fmt: skip


def _rolled(cursor: Cursor, device: int, quantity: int, start: int, end: int, step: int, unit: int) -> list[Part]:
    if start >= end:
        return []
    tables = ["hours"] if unit == HOUR else dated(cursor, "minutes", start, end)
    return [
        Part(*row)
        for table in tables
        for row in cursor.rows(
            f"SELECT (at + {LOCAL}) / {step} * {step} - {LOCAL} AS step, {SUMS_OF_SUMS} FROM {table} {WHERE} "
            "GROUP BY 1 ORDER BY 1",
            device, quantity, start, end,
        )
    ]  # fmt: skip
