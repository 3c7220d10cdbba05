"""Minutes and hours out of raw values, and the end of raw values that have been kept long enough."""

import threading
import time

from ..steps import DAY, HOUR, MINUTE, floor
from .asking import ALL_OTHERS, SUMS, SUMS_OF_SUMS, Asking

POSITIONS = 0
"""The quantity under which ``forget`` is told about positions."""
OTHERS_MAY_BE_WRITING = 300_000
"""So many ms before the roll-up another process on the same server may have begun to store what is not seen yet."""


class Rolling(Asking):
    """The half of the store that tidies up."""

    lock: threading.RLock

    def roll_up(self, until: int) -> int:
        """See ``TelemetryStore``."""
        done, mark = self.rolled()
        until = max(floor(until, HOUR), done)
        with self.lock:
            [(moment,)] = self._rows("SELECT toUnixTimestamp64Milli(now64(3))")
        changed = f"(stored >= {mark} OR at >= {done}) AND at < {until} AND {self._kept()}"
        [(number, earliest)] = self._rows(f"SELECT count(), min(at) FROM raw WHERE {changed}")
        revision = time.time_ns()
        written = self._roll(changed, earliest, until, revision) if number else 0
        if self.lines.folder is None:
            moment -= OTHERS_MAY_BE_WRITING
        self._run(f"INSERT INTO rolled VALUES (1, {until}, {moment}, {revision})")
        return written

    def _roll(self, changed: str, earliest: int, until: int, revision: int) -> int:
        hours = f"SELECT DISTINCT device, quantity, intDiv(at, {HOUR}) FROM raw WHERE {changed}"
        which = (
            f"at >= {floor(earliest, HOUR)} AND at < {until} AND {self._kept()} "
            f"AND (device, quantity, intDiv(at, {HOUR})) IN ({hours})"
        )
        written = 0
        for table, step, source, sums in (("minutes", MINUTE, "raw", SUMS), ("hours", HOUR, "minutes", SUMS_OF_SUMS)):
            self._run(
                f"INSERT INTO {table} SELECT device, quantity, intDiv(at, {step}) * {step} AS step, {sums}, {revision} "
                f"FROM {source} FINAL WHERE {which} GROUP BY device, quantity, step SETTINGS max_partitions_per_insert_block = 0"
            )
            written += self._rows(f"SELECT count() FROM {table} WHERE revision = {revision}")[0][0]
        return written

    def forget(self, before: dict[int, int], otherwise: int) -> int:
        """See ``TelemetryStore``. Whole days (UTC) only."""
        limits = {q: at // DAY * DAY for q, at in (before | {ALL_OTHERS: otherwise}).items()}
        self.roll_up(max(limits.values()))
        tracks = limits.get(POSITIONS, limits[ALL_OTHERS])
        values = {q: at for q, at in limits.items() if q != POSITIONS}
        self._run("INSERT INTO forgotten VALUES " + ", ".join(f"({q}, {at})" for q, at in values.items()))
        gone = 0
        for day in self._days("raw"):
            out = [q for q, at in values.items() if (day + 1) * DAY <= at]
            gone += self._drop("raw", day) if len(out) == len(values) else self._thin(day, out, sorted(values))
        return gone + sum(self._drop("track", day) for day in self._days("track") if (day + 1) * DAY <= tracks)

    def _days(self, table: str) -> list[int]:
        found = self._rows(
            "SELECT DISTINCT toInt64(partition) AS day FROM system.parts "
            f"WHERE database = currentDatabase() AND table = '{table}' AND active ORDER BY day"
        )
        return [day for (day,) in found]

    def _drop(self, table: str, day: int) -> int:
        [(number,)] = self._rows(f"SELECT count() FROM {table} FINAL WHERE {_of_day(day)}")
        self._run(f"ALTER TABLE {table} DROP PARTITION {day}")
        return int(number)

    def _thin(self, day: int, out: list[int], named: list[int]) -> int:
        """Deletes quantities ``out`` of a day; ``ALL_OTHERS`` among them: whatever is not ``named``."""
        which = [f"quantity = {q}" for q in out if q != ALL_OTHERS]
        if ALL_OTHERS in out:
            which.append(f"quantity NOT IN ({', '.join(map(str, named))})")
        if not which:
            return 0
        condition = f"{_of_day(day)} AND ({' OR '.join(which)})"
        [(number,)] = self._rows(f"SELECT count() FROM raw FINAL WHERE {condition}")
        if number:
            self._run(f"ALTER TABLE raw DELETE WHERE {condition} SETTINGS mutations_sync = 2")
        return int(number)

    def _kept(self) -> str:
        """The condition that raw values of that time are still there."""
        gone = self.forgotten()
        named = "".join(f"quantity = {q}, {at}, " for q, at in gone.items() if q != ALL_OTHERS)
        return f"at >= {f'multiIf({named}{gone[ALL_OTHERS]})' if named else gone[ALL_OTHERS]}"

    def _run(self, statement: str) -> None:
        with self.lines.line() as client:
            client.command(statement)


def _of_day(day: int) -> str:
    return f"at >= {day * DAY} AND at < {(day + 1) * DAY}"
