"""What a store should answer, in a dictionary and without any haste."""

import math
from collections.abc import Iterable
from itertools import groupby

from anlan.telemetry.store import Bucket
from anlan.telemetry.words import Reading

T0 = 1_789_999_200_000
"""A whole hour, 2026-09-21 14:00 UTC."""
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


class Naive:
    """Readings of which each counts once."""

    def __init__(self) -> None:
        self.values: dict[tuple[int, int, int], tuple[float, str]] = {}
        self.said: dict[tuple[int, int, int], set[tuple[float, str]]] = {}

    def append(self, readings: Iterable[Reading]) -> None:
        for reading in readings:
            key, told = reading[:3], (reading.value, reading.flag)
            if told not in self.said.setdefault(key, set()):
                self.said[key].add(told)
                self.values[key] = told

    def correct(self, device: int, quantity: int, at: int, value: float) -> None:
        key = (device, quantity, at)
        self.values[key] = (value, self.values[key][1])

    def raw(self, device: int, quantity: int, start: int, end: int) -> list[Reading]:
        found = [Reading(*k, *v) for k, v in self.values.items() if k[:2] == (device, quantity) and start <= k[2] < end]
        return sorted(found)

    def series(self, device: int, quantity: int, start: int, end: int, step: int) -> list[Bucket]:
        buckets = []
        of = lambda r: (r.at + 8 * HOUR) // step * step - 8 * HOUR  # noqa: E731
        for at, some in groupby(self.raw(device, quantity, start, end), key=of):
            part = list(some)
            values = [r.value for r in part]
            mean = math.fsum(values) / len(values)
            buckets.append(Bucket(at, len(part), mean, min(values), max(values), sum(r.flag != "" for r in part)))
        return buckets


def same(found: list[Bucket], wanted: list[Bucket]) -> bool:
    """Equal; means as far as the order of adding allows."""
    scale = max((abs(b.low) + abs(b.high) for b in wanted), default=0.0)
    return [b._replace(mean=0) for b in found] == [b._replace(mean=0) for b in wanted] and all(
        math.isclose(a.mean, b.mean, rel_tol=1e-9, abs_tol=1e-9 * scale) for a, b in zip(found, wanted, strict=True)
    )
