"""Minutes and hours out of raw values, and the end of raw values that have been kept long enough."""

import time

from ..steps import DAY, HOUR, MINUTE, ceil, day_start, days, floor, month_name
from .engine import SUMS, SUMS_OF_SUMS, Cursor, Engine, Row
from .reading import ALL_OTHERS, WHERE, dated, forgotten

SERIES_AT_ONCE = 100
"""Series of one transaction: while it runs nothing else is stored, so it stays well below a second."""
BREATH = 0.002
"""Seconds between two of them, in which whoever waits to store has its turn."""
DEVICES_AT_ONCE = 200
POSITIONS = 0
"""The quantity under which ``forget`` is told about positions."""


class Rolling:
    """The half of the store that tidies up."""

    engine: Engine

    def roll_up(self, until: int) -> int:
        """See ``TelemetryStore``."""
        until = floor(until, HOUR)
        written, last = 0, (-1, -1)
        while True:
            stale = self._stale(until, last)
            if not stale:
                return written
            last = (stale[-1][0], stale[-1][1])
            names = {f"minutes_{month_name(at)}" for row in stale for at, _ in days(floor(row[2], HOUR), row[3] + HOUR)}
            with self.engine.writing(names) as cursor:
                # Read again now that nobody else writes: what came meanwhile belongs in.
                for row in _between(cursor, until, stale[0], last, self.engine.locked):
                    written += _roll(cursor, row, until)
            time.sleep(BREATH)

    def _stale(self, until: int, after: tuple[int, int]) -> list[Row]:
        with self.engine.reading() as cursor:
            return cursor.rows(
                "SELECT device, quantity, changed_from, changed_to FROM latest "
                "WHERE changed_from < ? AND (device > ? OR device = ? AND quantity > ?) "
                "ORDER BY device, quantity LIMIT ?",
                until, after[0], after[0], after[1], SERIES_AT_ONCE,
            )  # fmt: skip

    def forget(self, before: dict[int, int], otherwise: int) -> int:
        """See ``TelemetryStore``. Whole days (UTC) only."""
        limits = {q: at // DAY * DAY for q, at in (before | {ALL_OTHERS: otherwise}).items()}
        self.roll_up(max(limits.values()))
        values = {q: at for q, at in limits.items() if q != POSITIONS}
        with self.engine.writing() as cursor:
            cursor.many(
                "INSERT INTO forgotten (quantity, until)", "ii", sorted(values.items()),
                "ON CONFLICT (quantity) DO UPDATE SET until = excluded.until WHERE excluded.until > forgotten.until",
            )  # fmt: skip
            raw = dated(cursor, "raw", 0, max(values.values()))
            tracks = dated(cursor, "track", 0, limits.get(POSITIONS, limits[ALL_OTHERS]))
        gone = 0
        for table in raw:
            end = day_start(table.removeprefix("raw_")) + DAY
            if end <= min(values.values()):
                gone += self._drop(table)
            else:
                gone += self._thin(table, [q for q, at in values.items() if end <= at], sorted(values))
        return gone + sum(self._drop(table) for table in tracks)

    def _drop(self, table: str) -> int:
        with self.engine.writing() as cursor:
            [(number,)] = cursor.rows(f"SELECT count(*) FROM {table}")
            cursor.drop(table)
        return int(number)

    def _thin(self, table: str, out: list[int], named: list[int]) -> int:
        """Deletes quantities ``out`` of a day; ``ALL_OTHERS`` among them: whatever is not ``named``."""
        chosen = [str(q) for q in out if q != ALL_OTHERS]
        which = f"quantity IN ({', '.join(chosen or ['NULL'])})"
        if ALL_OTHERS in out:
            which += f" OR quantity NOT IN ({', '.join(map(str, named))})"
        if not out:
            return 0
        gone, last = 0, -1
        while True:
            with self.engine.writing() as cursor:
                some = cursor.rows(
                    "SELECT DISTINCT device FROM latest WHERE device > ? ORDER BY device LIMIT ?", last, DEVICES_AT_ONCE
                )
                if not some:
                    return gone
                gone += cursor.run(
                    f"DELETE FROM {table} WHERE device > ? AND device <= ? AND ({which})", last, some[-1][0]
                )
                last = some[-1][0]


def _between(cursor: Cursor, until: int, first: Row, last: tuple[int, int], locked: str) -> list[Row]:
    return cursor.rows(
        "SELECT device, quantity, changed_from, changed_to FROM latest WHERE changed_from < ? "
        "AND (device > ? OR device = ? AND quantity >= ?) AND (device < ? OR device = ? AND quantity <= ?) "
        f"ORDER BY device, quantity {locked}",
        until, first[0], first[0], first[1], last[0], last[0], last[1],
    )  # fmt: skip


def _roll(cursor: Cursor, row: Row, until: int) -> int:
    """Brings one series up to date, hour by hour; what raw values are gone of is left as it is."""
    device, quantity, changed_from, changed_to = row
    start = max(floor(changed_from, HOUR), forgotten(cursor, quantity))
    end = min(ceil(changed_to + 1, HOUR), until)
    written = 0
    for first, last in days(start, end):
        minutes = f"minutes_{month_name(first)}"
        cursor.run(f"DELETE FROM {minutes} {WHERE}", device, quantity, first, last)
        for raw in dated(cursor, "raw", first, last):
            written += cursor.run(
                f"INSERT INTO {minutes} SELECT device, quantity, at / {MINUTE} * {MINUTE}, {SUMS} FROM {raw} {WHERE} "
                "GROUP BY 1, 2, 3",
                device, quantity, first, last,
            )  # fmt: skip
        cursor.run(f"DELETE FROM hours {WHERE}", device, quantity, first, last)
        written += cursor.run(
            f"INSERT INTO hours SELECT device, quantity, at / {HOUR} * {HOUR}, {SUMS_OF_SUMS} FROM {minutes} {WHERE} "
            "GROUP BY 1, 2, 3",
            device, quantity, first, last,
        )  # fmt: skip
    left = (until, changed_to) if changed_to >= until else (None, None)
    cursor.run(
        "UPDATE latest SET changed_from = ?, changed_to = ? WHERE device = ? AND quantity = ?", *left, device, quantity
    )
    return written
