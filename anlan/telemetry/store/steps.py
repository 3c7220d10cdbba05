"""Arithmetic of time that all stores share: days, steps of curves, sums of parts. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from .face import Bucket

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
LOCAL = 8 * HOUR
"""Steps begin at Beijing's midnight (UTC+8, no summer time), so that a bucket of a day is a day as people count it."""
STEPS = (
    SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
    MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
    HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY,
)  # fmt: skip
"""Each divides an hour or is whole hours and divides a day: minutes and hours add up to it without a remainder."""


class Part(NamedTuple):
    """A sum of values from ``at`` on; parts of the same bucket add up."""

    at: int
    number: int
    total: float
    low: float
    high: float
    flagged: int


def step_for(span: int, points: int) -> int:
    """The smallest step with which ``span`` ms make no more than about ``points`` buckets."""
    wanted = span / max(points, 1)
    for step in STEPS:
        if step >= wanted:
            return step
    return DAY * -(-int(wanted) // DAY)


def floor(at: int, step: int) -> int:
    """Where the bucket of ``at`` begins."""
    return (at + LOCAL) // step * step - LOCAL


def ceil(at: int, step: int) -> int:
    """The first beginning of a bucket that is not before ``at``."""
    return floor(at + step - 1, step)


def add_up(parts: Iterable[Part]) -> list[Bucket]:
    """Buckets in time order of parts in any order."""
    sums: dict[int, Part] = {}
    for part in parts:
        old = sums.get(part.at)
        sums[part.at] = part if old is None else Part(
            part.at, old.number + part.number, old.total + part.total,
            min(old.low, part.low), max(old.high, part.high), old.flagged + part.flagged,
        )  # fmt: skip
    return [Bucket(s.at, s.number, s.total / s.number, s.low, s.high, s.flagged) for _, s in sorted(sums.items())]


def day_name(at: int) -> str:
    """``20260912``: the day (UTC) in whose table ``at`` lies."""
    return f"{datetime.fromtimestamp(at // 1000, UTC):%Y%m%d}"


def month_name(at: int) -> str:
    """``202609``."""
    return day_name(at)[:6]


def day_start(name: str) -> int:
    """Milliseconds at which the day of that name begins."""
    return int(datetime.strptime(name, "%Y%m%d").replace(tzinfo=UTC).timestamp()) * 1000


def days(start: int, end: int) -> Iterator[tuple[int, int]]:
    """[start, end) cut at midnights (UTC)."""
    while start < end:
        following = min(end, (start // DAY + 1) * DAY)
        yield start, following
        start = following
