"""What is judged of a device, in the words of ``rules``: the limits of its kind, its own before them, and its windows.

Everything is read in bulk: a hundred thousand devices cost a handful of queries, and those without a limit of their own
share the rules of their kind.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from math import inf
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from anlan.kernel.clock import now
from anlan.telemetry.quantities import BY_CODE

from . import flows, kinds
from .levels import LEVELS
from .models import Device, DeviceLimit, Maintenance
from .rules.words import (
    MINOR,
    NOTICE,
    Bit,
    Cumulative,
    DeviceRules,
    FlatLine,
    Impossible,
    Limit,
    MaintenanceWindow,
    Neighbours,
    NoData,
    Rule,
    TimeOfDay,
)

CHUNK = 500
"""Devices asked for by number at once: SQLite takes no more than some hundreds of values comfortably."""
OURS = "平台约定"
BITS = BY_CODE["fault_bits"].number
APART_FOR = 1_800
"""Seconds a value may lie apart from its neighbours; the platform's own number."""
SINGLE = ("cumulative", "rate", "day", "night")
Held = dict[tuple[str, str], kinds.Default]
"""What holds by (quantity, level)."""


def compiled(devices: Iterable[int] | None = None, at: datetime | None = None) -> dict[int, DeviceRules]:
    """The rules of devices in use (all of them for None) as they are, or were at a moment: for replays."""
    moment = at or now()
    found: dict[int, DeviceRules] = {}
    for some in [None] if devices is None else _batches(devices):
        which, of_those = (Q(), Q()) if some is None else (Q(pk__in=some), Q(device__in=some))
        rows = Device.objects.filter(which, state=flows.IN_USE).values_list("pk", "kind", "site_id")
        own, windows = _own(of_those, moment), _windows(of_those, moment)
        maker = _Maker(moment)
        listed = list(rows)
        beside = _beside([(pk, kind, site) for pk, kind, site in listed if site and maker.compares(kind)])
        for pk, kind, _ in listed:
            rules = maker.rules(kind, own.get(pk), beside.get(pk, ()))
            found[pk] = DeviceRules(pk, rules, tuple(windows.get(pk, ())))
    return found


def compile_limits(device: Device) -> list[Rule]:
    """Everything that is judged of one device in use."""
    return list(compiled([device.pk])[device.pk].rules)


def values_of(device: Device, quantity: str, at: datetime) -> dict[str, float | None]:
    """The limits of a quantity that hold for a device at a moment, by level; None where none is set."""
    return {level: one.value for (code, level), one in held_of(device, at).items() if code == quantity}


def held_of(device: Device, at: datetime) -> Held:
    """Everything that holds for a device at a moment, its own limits before those of its kind."""
    kind = kinds.kind_of(device.kind, timezone.localdate(at))
    own = _own(Q(device=device.pk), at).get(device.pk)
    return _held(kind, own) if kind else {}


def changed_since(moment: datetime) -> set[int]:
    """Devices whose rules are not what they were: changed, begun, ended, or beside one of these.

    A change is stamped when it is made and seen when its transaction ends: ask with some seconds of overlap.
    """
    day, today = timezone.localdate(moment), timezone.localdate(now())
    if kinds.edition_on(day) != kinds.edition_on(today):
        return set(Device.objects.filter(state=flows.IN_USE).values_list("pk", flat=True))
    moved = Device.objects.filter(updated_at__gte=moment).values_list("pk", "kind", "site_id")
    found = {pk for pk, _, _ in moved}
    begun = Q(updated_at__gte=moment) | Q(valid_from__gte=moment, valid_from__lte=now())
    found |= set(DeviceLimit.objects.filter(begun).values_list("device", flat=True))
    found |= set(Maintenance.objects.filter(updated_at__gte=moment).values_list("device", flat=True))
    beside = {(kind, site) for _, kind, site in moved if site}
    for some in _batches(sorted({site for _, site in beside})):
        there = Device.objects.filter(site__in=some).values_list("pk", "kind", "site_id")
        found |= {pk for pk, kind, site in there if (kind, site) in beside}
    return found


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, CHUNK)):
        yield some


def _own(which: Q, at: datetime) -> dict[int, dict[tuple[str, str], kinds.Default]]:
    rows = DeviceLimit.objects.filter(which, Q(ended_at=None) | Q(ended_at__gt=at), valid_from__lte=at)
    found: dict[int, Held] = defaultdict(dict)
    names = ("device_id", "quantity", "level", "value", "hysteresis", "delay", "reason", "valid_from")
    for row in rows.order_by("valid_from", "id").values(*names).iterator(chunk_size=2000):
        since = timezone.localtime(row["valid_from"]).strftime("%Y-%m-%d %H:%M")
        found[row["device_id"]][row["quantity"], row["level"]] = kinds.Default(
            row["quantity"], row["level"], f"设备限值（{since} 起）：{row['reason']}", _number(row["value"]),
            _number(row["hysteresis"]), row["delay"],
        )  # fmt: skip
    return found


def _number(value: Any) -> Any:
    return None if value is None else float(value)


def _windows(which: Q, at: datetime) -> dict[int, list[MaintenanceWindow]]:
    found: dict[int, list[MaintenanceWindow]] = defaultdict(list)
    rows: QuerySet[Any] = Maintenance.objects.filter(which, ends_at__gt=at).order_by("starts_at")
    for device, starts, ends in rows.values_list("device_id", "starts_at", "ends_at").iterator(chunk_size=2000):
        found[device].append(MaintenanceWindow(_ms(starts), _ms(ends)))
    return found


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _beside(listed: list[tuple[int, str, int]]) -> dict[int, tuple[int, ...]]:
    """The others of the same kind on the same site."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    sites = sorted({site for _, _, site in listed})
    for some in _batches(sites):
        rows = Device.objects.filter(site__in=some, state=flows.IN_USE, kind__in={kind for _, kind, _ in listed})
        for pk, kind, site in rows.order_by("pk").values_list("pk", "kind", "site_id"):
            groups[kind, site].append(pk)
    return {pk: tuple(one for one in groups[kind, site] if one != pk) for pk, kind, site in listed}


def _held(kind: kinds.DeviceKind, own: Held | None) -> Held:
    held = {(one.quantity, one.level): one for one in kind.limits}
    for key, mine in (own or {}).items():
        usual = held.get(key)
        if usual is None:
            continue
        held[key] = kinds.Default(
            *key, mine.source, mine.value, usual.hysteresis if mine.hysteresis is None else mine.hysteresis,
            usual.delay if mine.delay is None else mine.delay, usual.rank, usual.reached,
        )  # fmt: skip
    return held


class _Maker:
    """Makes the rules of kinds at one moment; those of a kind without more are made once."""

    def __init__(self, at: datetime) -> None:
        self.day = timezone.localdate(at)
        self._kinds: dict[str, kinds.DeviceKind | None] = {}
        self._plain: dict[str, tuple[Rule, ...]] = {}

    def kind(self, key: str) -> kinds.DeviceKind | None:
        if key not in self._kinds:
            self._kinds[key] = kinds.kind_of(key, self.day)
        return self._kinds[key]

    def compares(self, key: str) -> bool:
        """Are devices of this kind held against their neighbours?"""
        kind = self.kind(key)
        return kind is not None and any(one.apart for one in kind.measures)

    def rules(self, key: str, own: Held | None, beside: tuple[int, ...]) -> tuple[Rule, ...]:
        kind = self.kind(key)
        if kind is None:
            return ()
        if key not in self._plain:
            self._plain[key] = (*_bounds(_held(kind, None)), *_doubts(kind))
        rules = (*_bounds(_held(kind, own)), *_doubts(kind)) if own else self._plain[key]
        return (*rules, *_neighbours(kind, beside)) if len(beside) >= 2 else rules


def _bounds(held: Held) -> Iterator[Rule]:
    for (code, level), one in held.items():
        if level not in SINGLE and one.value is not None:
            word = LEVELS[level]
            yield Limit(
                BY_CODE[code].number, word.name, word.direction, one.value, one.rank or word.rank, one.hysteresis,
                one.delay, one.source, one.reached,
            )  # fmt: skip
    for code in dict.fromkeys(code for code, level in held if level in SINGLE):
        yield from _pairs(code, held)


def _pairs(code: str, held: Held) -> Iterator[Rule]:
    """累计值 with 变化速率, 昼间 with 夜间; one half may be missing."""
    number = BY_CODE[code].number
    total, rate = (_value(held, code, level) for level in ("cumulative", "rate"))
    if total is not None or rate is not None:
        yield Cumulative(number, total, rate, source=_sources(held, code, "cumulative", "rate"))
    day, night = (_value(held, code, level) for level in ("day", "night"))
    if day is not None or night is not None:
        one = held.get((code, "day")) or held[code, "night"]
        yield TimeOfDay(
            number, "超标", inf if day is None else day, inf if night is None else night, LEVELS["day"].rank,
            hysteresis=one.hysteresis, for_seconds=one.delay, source=_sources(held, code, "day", "night"),
        )  # fmt: skip


def _value(held: Held, code: str, level: str) -> float | None:
    one = held.get((code, level))
    return one.value if one else None


def _sources(held: Held, code: str, *levels: str) -> str:
    found = [held[code, level].source for level in levels if _value(held, code, level) is not None]
    return "；".join(dict.fromkeys(found))


def _doubts(kind: kinds.DeviceKind) -> Iterator[Rule]:
    yield NoData(kind.silent_after, MINOR, source=OURS)
    for bit, rank in kind.alarm_bits:
        yield Bit(BITS, bit, dict(kind.bits)[bit], rank, f"设备状态码第 {bit} 位")
    for one in kind.measures:
        yield Impossible(one.quantity.number, one.low, one.high, NOTICE, source=OURS)
        if one.flat_after:
            yield FlatLine(one.quantity.number, one.flat_after, NOTICE, source=OURS)


def _neighbours(kind: kinds.DeviceKind, beside: tuple[int, ...]) -> Iterator[Rule]:
    for one in kind.measures:
        if one.apart:
            yield Neighbours(one.quantity.number, beside, one.apart, NOTICE, APART_FOR, source=OURS)
