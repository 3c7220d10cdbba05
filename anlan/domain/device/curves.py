"""What a curve is made of: the span asked for, gaps that stay gaps, lines of export. Pure but for the clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from anlan.kernel.clock import now, start_of, today
from anlan.telemetry.store import Bucket, Correction
from anlan.telemetry.words import FLAGS, Reading

from .amounts import fixed

HOUR, QUARTER = 3_600_000, 21_600_000
MOST_DAYS = 366
SPANS = (("hour", "最近1小时"), ("today", "今天"), ("month", "近30天"), ("range", "任意时段"))


@dataclass(frozen=True)
class Span:
    """[start, end) in ms. ``live``: it ends now and goes on. ``error``: why what was asked for is not shown."""

    key: str
    start: int
    end: int
    live: bool
    first: date
    last: date
    error: str = ""


def span_of(asked: Any) -> Span:
    """The span that an address asks for: ``span``, for 任意时段 with ``from`` and ``to`` (days, both included)."""
    key = asked.get("span", "hour")
    at, day = ms(now()), today()
    if key == "today":
        return Span(key, ms(start_of(day)), ms(start_of(day + timedelta(days=1))), True, day, day)
    if key == "month":
        first = day - timedelta(days=29)
        return Span(key, ms(start_of(first)), at, True, first, day)
    if key == "range":
        return _range(asked, day)
    return Span("hour", at - HOUR, at, True, day, day)


def _range(asked: Any, day: date) -> Span:
    first, last, error = _day(asked.get("from", "")), _day(asked.get("to", "")), ""
    if first is None or last is None:
        error = "请选择开始日期和结束日期" if asked.get("from") or asked.get("to") else ""
        first, last = first or last or day, last or first or day
    if last < first:
        first, last, error = last, first, "开始日期晚于结束日期，已对调"
    if (last - first).days > MOST_DAYS:
        first, error = last - timedelta(days=MOST_DAYS), "一次最多看一年，已从结束日期往前取一年"
    return Span("range", ms(start_of(first)), ms(start_of(last + timedelta(days=1))), False, first, last, error)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def ms(moment: datetime) -> int:
    """Milliseconds since 1970 UTC."""
    return int(moment.timestamp() * 1000)


def with_gaps(buckets: Sequence[Bucket], step: int, silent: int) -> list[list[Any]]:
    """Points (time, mean, low, high, number, flagged) with an empty one wherever nothing came for longer than usual.

    Longer than usual: two and a half steps, or ``silent`` seconds after which the device counts as offline.
    """
    longest = max(2.5 * step, silent * 1000)
    points: list[list[Any]] = []
    for before, one in pairwise([None, *buckets]):
        assert one is not None
        if before is not None and one.at - before.at > longest:
            points.append([before.at + step, None, None, None, 0, 0])
        points.append([one.at, one.mean, one.low, one.high, one.number, one.flagged])
    return points


def flagged(readings: Iterable[Reading], most: int = 500) -> list[list[Any]]:
    """The values that their device itself doubts: time, value, what it says of it."""
    found = [[r.at, r.value, FLAGS.get(r.flag, r.flag)] for r in readings if r.flag]
    return found[:most]


def corrections_told(corrections: Sequence[Correction]) -> list[dict[str, Any]]:
    """更正 beside the original, oldest first; of one value the newest counts."""
    return [
        {"at": text_of(c.at), "at_ms": c.at, "original": c.original, "value": c.value, "by": c.by or "设备补传", "why": c.why,
         "noted": text_of(c.noted)}
        for c in corrections
    ]  # fmt: skip


def text_of(at: int) -> str:
    """A moment in Shanghai, to the second."""
    return timezone.localtime(datetime.fromtimestamp(at / 1000, UTC)).strftime("%Y-%m-%d %H:%M:%S")


def sheet_lines(
    readings: Iterable[Reading], corrections: Iterable[Correction], name: str, unit: str, places: int
) -> Iterator[list[str]]:
    """Lines of an export: time, quantity, value, unit, flag, the original where the value was put right, why."""
    original: dict[int, Correction] = {}
    for one in corrections:
        original[one.at] = one
    for reading in readings:
        put_right = original.get(reading.at)
        told = f"{put_right.original:g}" if put_right else ""
        why = f"{put_right.by or '设备补传'} {put_right.why}".strip() if put_right else ""
        flag = FLAGS.get(reading.flag, reading.flag)
        yield [text_of(reading.at), name, fixed(reading.value, places), unit, flag, told, why]
