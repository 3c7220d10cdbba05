"""What is asked: values, curves, tracks, the newest."""

from collections.abc import Iterable
from typing import Any

from anlan.telemetry.words import Position, Reading

from ..face import Bucket, Correction, Moment
from ..steps import HOUR, LOCAL, MINUTE, Part, add_up, ceil, floor, step_for
from .lines import Lines
from .schema import PLACES

MANY = 5_000
"""Devices beyond which a small table is read as a whole rather than by a list."""
ALL_OTHERS = -1
SUMS = "toInt64(count()), sum(value), min(value), max(value), toInt64(countIf(flag != ''))"
SUMS_OF_SUMS = "toInt64(sum(number)), sum(total), min(low), max(high), toInt64(sum(flagged))"


class Asking:
    """The half of the store that answers."""

    lines: Lines

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.lines.line() as client:
            return list(client.query(sql).result_rows)

    def corrections(self, device: int, quantity: int, start: int, end: int) -> list[Correction]:
        """See ``TelemetryStore``."""
        found = self._rows(
            "SELECT device, quantity, at, original, value, flag, who, why, noted FROM corrections "
            f"WHERE {_range(device, quantity, start, end)} ORDER BY revision"
        )
        return [Correction(*row) for row in found]

    def raw(self, device: int, quantity: int, start: int, end: int, most: int = 100_000) -> list[Reading]:
        """See ``TelemetryStore``."""
        found = self._rows(
            f"SELECT device, quantity, at, value, flag FROM raw FINAL WHERE {_range(device, quantity, start, end)} "
            f"ORDER BY at LIMIT {most:d}"
        )
        return [Reading(*row) for row in found]

    def series(self, device: int, quantity: int, start: int, end: int, points: int = 1_000) -> list[Bucket]:
        """See ``TelemetryStore``."""
        step = step_for(end - start, points)
        unit = HOUR if step % HOUR == 0 else MINUTE
        edge = min(max(start, self.forgotten().get(quantity, self.forgotten()[ALL_OTHERS])), end)
        parts = self._sums(device, quantity, start, edge, max(step, MINUTE), unit)
        first, last = (
            (ceil(edge, unit), floor(self._fresh(device, quantity, edge, end), unit)) if step >= MINUTE else (end, end)
        )
        if first >= last:
            return add_up(parts + self._sums(device, quantity, edge, end, step, 0))
        # Whole minutes or hours only: the ends of the range come from raw values.
        parts += self._sums(device, quantity, edge, first, step, 0)
        parts += self._sums(device, quantity, first, last, step, unit)
        return add_up(parts + self._sums(device, quantity, last, end, step, 0))

    def _fresh(self, device: int, quantity: int, start: int, end: int) -> int:
        """Until when minutes and hours of [start, end) are up to date."""
        until, mark = self.rolled()
        until = min(until, end)
        [(number, earliest)] = self._rows(
            f"SELECT count(), min(at) FROM raw WHERE {_range(device, quantity, start - HOUR, until)} AND stored >= {mark}"
        )
        return floor(earliest, HOUR) if number else until

    def _sums(self, device: int, quantity: int, start: int, end: int, step: int, unit: int) -> list[Part]:
        """Parts of minutes or hours (``unit``), or of raw values (0)."""
        if start >= end:
            return []
        table, sums = {HOUR: ("hours", SUMS_OF_SUMS), MINUTE: ("minutes", SUMS_OF_SUMS), 0: ("raw", SUMS)}[unit]
        found = self._rows(
            f"SELECT intDiv(at + {LOCAL}, {step}) * {step} - {LOCAL} AS step, {sums} FROM {table} FINAL "
            f"WHERE {_range(device, quantity, start, end)} GROUP BY step ORDER BY step"
        )
        return [Part(*row) for row in found]

    def forgotten(self) -> dict[int, int]:
        """Before which moment raw values are gone, by quantity."""
        found = self._rows("SELECT quantity, max(until) FROM forgotten GROUP BY quantity")
        return {ALL_OTHERS: 0} | {quantity: until for quantity, until in found}

    def rolled(self) -> tuple[int, int]:
        """Until when minutes and hours were made, and the moment of storing from which on something is not in them."""
        found = self._rows("SELECT until, mark FROM rolled FINAL")
        return (found[0][0], found[0][1]) if found else (0, 0)

    def track(self, device: int, start: int, end: int, most: int = 100_000) -> list[Position]:
        """See ``TelemetryStore``."""
        found = self._rows(
            f"SELECT device, {_places()} FROM track FINAL WHERE device = {device:d} AND at >= {start:d} AND at < {end:d} "
            f"ORDER BY at LIMIT {most:d}"
        )
        return [Position(*row) for row in found]

    def latest(self, devices: Iterable[int]) -> dict[int, list[Moment]]:
        """See ``TelemetryStore``."""
        found: dict[int, list[Moment]] = {}
        for device, *moment in self._of("latest", "quantity, at, value, flag, heard", devices):
            found.setdefault(device, []).append(Moment(*moment))
        return {device: sorted(moments) for device, moments in found.items()}

    def latest_positions(self, devices: Iterable[int]) -> dict[int, Position]:
        """See ``TelemetryStore``."""
        return {row[0]: Position(*row) for row in self._of("latest_place", _places(), devices)}

    def heard(self, devices: Iterable[int] | None = None) -> dict[int, int]:
        """See ``TelemetryStore``."""
        if devices is None:
            return dict(self._rows("SELECT device, max(heard) FROM heard GROUP BY device"))
        return {row[0]: row[1] for row in self._of("heard", "heard", devices)}

    def heard_since(self, moment: int) -> list[int]:
        """See ``TelemetryStore``."""
        return [
            d for (d,) in self._rows(f"SELECT DISTINCT device FROM heard WHERE heard >= {moment:d} ORDER BY device")
        ]

    def since(self, heard: int, most: int = 100_000) -> list[tuple[int, Reading]]:
        """See ``TelemetryStore``."""
        last = self._rows(
            f"SELECT max(heard) FROM (SELECT heard FROM raw WHERE heard >= {heard:d} ORDER BY heard LIMIT {most:d})"
        )[0][0]
        found = self._rows(
            "SELECT heard, device, quantity, at, value, flag FROM raw FINAL "
            f"WHERE heard >= {heard:d} AND heard <= {last:d} ORDER BY heard, revision, device, quantity, at"
        )
        return [(row[0], Reading(*row[1:])) for row in found]

    def _of(self, table: str, columns: str, devices: Iterable[int]) -> list[tuple[Any, ...]]:
        wanted = set(devices)
        if not wanted:
            return []
        among = f"WHERE device IN ({', '.join(f'{d:d}' for d in wanted)})" if len(wanted) <= MANY else ""
        return [row for row in self._rows(f"SELECT device, {columns} FROM {table} FINAL {among}") if row[0] in wanted]


def _range(device: int, quantity: int, start: int, end: int) -> str:
    return f"device = {device:d} AND quantity = {quantity:d} AND at >= {start:d} AND at < {end:d}"


def _places() -> str:
    return PLACES.replace("mileage", "if(isNaN(mileage), NULL, mileage)")
