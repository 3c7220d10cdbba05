"""What comes in. Nothing is looked up for what is newer than all we know of its series; that is nearly everything.

There are no transactions over several tables: what failed half-way is sent again and counts once all the same.
"""

import math
import threading
import time
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from anlan.kernel.clock import now
from anlan.telemetry.words import Position, Reading

from ..sql.writing import in_order
from .lines import Lines
from .native import block

Key = tuple[int, int, int]
KEYS_AT_ONCE = 2_000
FIRST = 2**63
SETTINGS = {"max_partitions_per_insert_block": 0}
NO_TIME = -(2**63)
RAW = "device, quantity, at, value, flag, heard, revision"
CORRECTION = "device, quantity, at, original, original_flag, value, flag, who, why, noted, revision"
TYPES = {
    "device": "Int64", "quantity": "UInt16", "at": "Int64", "value": "Float64", "flag": "String", "heard": "Int64",
    "revision": "UInt64", "original": "Float64", "original_flag": "String", "who": "String", "why": "String", "noted": "Int64",
}  # fmt: skip


class Writing:
    """The half of the store that takes in."""

    lines: Lines
    lock: threading.RLock
    newest: dict[tuple[int, int], int] | None

    def append(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        """See ``TelemetryStore``. ValueError: a value is no number."""
        rows, places = in_order(readings), sorted(positions, key=itemgetter(0, 1))
        if not rows and not places:
            return
        with self.lock, self.lines.line() as client:
            certain, doubtful, seen = self._parted(client, rows)
            new, again = judged(client, certain, doubtful, heard)
            put_right(client, again)
            _insert_raw(client, certain + new, heard)
            _insert_track(client, places, heard)
            devices = sorted({r[0] for r in rows} | {p[0] for p in places})
            _insert(client, "heard", {"device": devices, "heard": [heard] * len(devices)})
            assert self.newest is not None
            self.newest.update(seen)

    def correct(self, device: int, quantity: int, at: int, value: float, by: str, why: str) -> None:
        """See ``TelemetryStore``."""
        if not math.isfinite(value):
            raise ValueError("a correction is a number")
        key, noted = (device, quantity, at), int(now().timestamp() * 1000)
        with self.lock, self.lines.line() as client:
            stored = _stored(client, [key]).get(key)
            if stored is None:
                raise KeyError(key)
            said = _said(client, [key]).get(key)
            original = said[0][:2] if said else stored[:2]
            put_right(client, [(*key, *original, value, stored[1], by, why, noted, stored[2])])

    def _parted(
        self, client: Any, rows: list[Reading]
    ) -> tuple[list[Reading], list[Reading], dict[tuple[int, int], int]]:
        """What is certainly new, what has to be looked up, and how far each series reaches now."""
        if self.newest is None:
            found = client.query("SELECT device, quantity, max(at) FROM latest GROUP BY device, quantity").result_rows
            self.newest = {(device, quantity): at for device, quantity, at in found}
        known = self.newest
        seen: dict[tuple[int, int], int] = {}
        certain, doubtful = [], []
        for row in rows:
            series, at = (row[0], row[1]), row[2]
            last = seen.get(series)
            if last is None:
                last = known.get(series, NO_TIME)
            if at > last:
                certain.append(row)
                seen[series] = at
            else:
                doubtful.append(row)
        return certain, doubtful, seen


def judged(
    client: Any, certain: Iterable[Reading], doubtful: list[Reading], heard: int
) -> tuple[list[Reading], list[tuple[Any, ...]]]:
    """Of what has to be looked up: what is new after all, and what differs from what is stored, as corrections."""
    if not doubtful:
        return [], []
    keys = sorted({row[:3] for row in doubtful})
    stored = {row[:3]: (row[3], row[4], heard) for row in certain} | _stored(client, keys)
    said = _said(client, keys)
    new, again = [], []
    for row in doubtful:
        key, told = row[:3], (row[3], row[4])
        now_stored = stored.get(key)
        if now_stored is None:
            new.append(row)
        elif now_stored[:2] != told:
            before = said.setdefault(key, [])
            if any(told in (b[:2], b[2:4] if b[4] == "" else None) for b in before):
                continue
            original = before[0][:2] if before else now_stored[:2]
            before.append((*original, *told, ""))
            again.append((*key, *original, *told, "", "", heard, heard))
        else:
            continue
        stored[key] = (*told, heard)
    return new, again


def put_right(client: Any, corrections: list[tuple[Any, ...]]) -> None:
    """Corrections with the moment of receipt at their end. First the note, so that no original is ever lost."""
    if not corrections:
        return
    revision = time.time_ns()
    columns = list(zip(*corrections, strict=True))
    revisions = list(range(revision, revision + len(corrections)))
    names = CORRECTION.split(", ")
    _insert(client, "corrections", dict(zip(names, [*columns[:10], revisions], strict=True)))
    device, quantity, at, _, _, value, flag, *_, heard = columns
    _insert(
        client, "raw", dict(zip(RAW.split(", "), [device, quantity, at, value, flag, heard, revisions], strict=True))
    )


def _insert_raw(client: Any, rows: list[Reading], heard: int) -> None:
    if rows:
        columns = [*zip(*rows, strict=True), [heard] * len(rows), [0] * len(rows)]
        _insert(client, "raw", dict(zip(RAW.split(", "), columns, strict=True)))


def _insert_track(client: Any, places: list[Position], heard: int) -> None:
    if not places:
        return
    kinds = ("Int64", "Int64", *["Float64"] * 5, "UInt32", "UInt32", "Float64")
    told = [p._replace(mileage=math.nan) if p.mileage is None else p for p in places]
    columns: list[tuple[str, str, Sequence[Any]]] = list(
        zip(Position._fields, kinds, zip(*told, strict=True), strict=True)
    )
    columns.append(("rank", "UInt64", [FIRST - heard] * len(places)))
    client.raw_insert("track", [name for name, _, _ in columns], block(columns), settings=SETTINGS, fmt="Native")


def _insert(client: Any, table: str, columns: dict[str, Sequence[Any]]) -> None:
    body = block([(name, TYPES[name], values) for name, values in columns.items()])
    client.raw_insert(table, list(columns), body, settings=SETTINGS, fmt="Native")


def _stored(client: Any, keys: list[Key]) -> dict[Key, tuple[float, str, int]]:
    """Value, flag and moment of receipt of those that are there."""
    found = {}
    for some in _pieces(keys):
        rows = client.query(
            f"SELECT device, quantity, at, value, flag, heard FROM raw FINAL WHERE {_among(some)}"
        ).result_rows
        found.update({row[:3]: row[3:] for row in rows})
    return found


def _said(client: Any, keys: list[Key]) -> dict[Key, list[tuple[Any, ...]]]:
    """Corrections by key, in order: original and its flag, value and its flag, by whom."""
    found: dict[Key, list[tuple[Any, ...]]] = {}
    for some in _pieces(keys):
        sql = f"SELECT device, quantity, at, original, original_flag, value, flag, who FROM corrections WHERE {_among(some)} ORDER BY revision"
        for row in client.query(sql).result_rows:
            found.setdefault(row[:3], []).append(row[3:])
    return found


def _pieces(keys: list[Key]) -> Iterable[list[Key]]:
    return (keys[start : start + KEYS_AT_ONCE] for start in range(0, len(keys), KEYS_AT_ONCE))


def _among(keys: list[Key]) -> str:
    times = [at for _, _, at in keys]
    tuples = ", ".join(f"({d:d}, {q:d}, {at:d})" for d, q, at in keys)
    return f"at >= {min(times)} AND at <= {max(times)} AND (device, quantity, at) IN ({tuples})"
