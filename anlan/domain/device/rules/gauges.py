"""From a reading to what its rules compare: the value itself, its rate, its share of a limit, how long it stands still."""

from collections.abc import Mapping
from math import inf, nextafter
from statistics import median
from typing import Any, Protocol

from .alarm import Happening
from .ladder import FOLD, Ladder, Rung
from .words import HIGH, Bit, Cumulative, FlatLine, Impossible, Kind, Limit, Neighbours, RateOfChange, TimeOfDay

DAY = 86_400_000
SHANGHAI = 8 * 3_600_000
"""Asia/Shanghai has been UTC+8 without summer time since 1991."""
KEPT = 64
"""So many earlier values are kept to measure a rate from, spread evenly over the span."""


class Seen(Protocol):
    """The newest value of a quantity of a device."""

    at: int
    value: float


Latest = Mapping[tuple[int, int], Seen]
"""By device and quantity."""


class Gauge:
    """One rule of one quantity at work. ``calm``: from the one to the other value it has nothing to do while its ladder is quiet."""

    __slots__ = ("calm", "ladder")

    def __init__(self, ladder: Ladder, calm: tuple[float, float] = (inf, -inf)) -> None:
        self.ladder, self.calm = ladder, calm

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        """Takes a reading in. True: the value cannot be, no other rule is to look at it."""
        raise NotImplementedError

    def remembers(self, at: int) -> bool:
        """Is there anything to keep though its ladder is quiet?"""
        ended = self.ladder.ended
        return bool(self.dump()) or (ended is not None and at - (ended.ended_at or at) <= FOLD)

    def dump(self) -> list[Any]:
        """What it remembers beside its ladder."""
        return []

    def load(self, told: list[Any]) -> None:
        """Takes up what ``dump`` told."""


class LimitGauge(Gauge):
    """All levels of a quantity in one direction."""

    __slots__ = ("sign",)

    def __init__(self, device: int, levels: list[Limit]) -> None:
        first = levels[0]
        self.sign = 1.0 if first.direction == HIGH else -1.0
        rungs = [
            Rung(one.level, one.rank, one.value * self.sign, one.value, one.hysteresis, one.for_seconds * 1000,
                 one.reached, one.source)
            for one in sorted(levels, key=lambda one: (one.value * self.sign, one.rank))
        ]  # fmt: skip
        inwards = -inf if self.sign > 0 else inf
        kept = nextafter(rungs[0].limit, inwards) if rungs[0].reached else rungs[0].limit
        calm = (-inf, kept) if self.sign > 0 else (kept, inf)
        ladder = Ladder(device, first.quantity, f"{Kind.LIMIT}:{first.direction}", Kind.LIMIT, tuple(rungs))
        super().__init__(ladder, calm)

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        self.ladder.step(at, value * self.sign, value, lambda rung: (value, rung.limit, ""), out)
        return False


class TimeOfDayGauge(Gauge):
    """A limit of the day and one of the night."""

    __slots__ = ("rule",)

    def __init__(self, device: int, rule: TimeOfDay) -> None:
        self.rule = rule
        rung = Rung(rule.level, rule.rank, 0.0, rule.day, rule.hysteresis, rule.for_seconds * 1000, False, rule.source)
        ladder = Ladder(device, rule.quantity, f"{Kind.TIME_OF_DAY}:{rule.level}", Kind.TIME_OF_DAY, (rung,))
        super().__init__(ladder, (-inf, min(rule.day, rule.night)))

    def limit_at(self, at: int) -> float:
        """Which of the two holds at that moment."""
        hour = (at + SHANGHAI) % DAY // 3_600_000
        return self.rule.day if self.rule.day_from <= hour < self.rule.night_from else self.rule.night

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        limit = self.limit_at(at)
        self.ladder.step(at, value - limit, value, lambda rung: (value, limit, ""), out)
        return False


class Past:
    """Earlier values of a quantity, as many as are needed to measure its change over a span (ms)."""

    __slots__ = ("kept", "span")

    def __init__(self, span: int) -> None:
        self.span, self.kept = span, list[tuple[int, float]]()

    def rate(self, at: int, value: float, per: int) -> float:
        """Change per ``per`` ms since the value one span ago; since the oldest there is once half a span has passed.

        0 while nothing that old is known.
        """
        kept = self.kept
        while len(kept) > 1 and kept[1][0] <= at - self.span:
            kept.pop(0)
        found = 0.0
        if kept and 2 * (at - kept[0][0]) >= self.span:
            found = (value - kept[0][1]) / (at - kept[0][0]) * per
        if not kept or at - kept[-1][0] >= self.span // KEPT:
            kept.append((at, value))
        return found


class RateGauge(Gauge):
    """How fast a quantity changes."""

    __slots__ = ("past", "per")

    def __init__(self, device: int, levels: list[RateOfChange]) -> None:
        first = levels[0]
        self.past, self.per = Past(first.over_seconds * 1000), first.per_seconds * 1000
        rungs = tuple(
            Rung(one.level, one.rank, one.value, one.value, source=one.source)
            for one in sorted(levels, key=lambda one: one.value)
        )
        name = f"{Kind.RATE}:{first.over_seconds}:{first.per_seconds}"
        super().__init__(Ladder(device, first.quantity, name, Kind.RATE, rungs))

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        rate = self.past.rate(at, value, self.per)
        self.ladder.step(at, abs(rate), rate, lambda rung: (rate, rung.limit, "rate"), out)
        return False

    def dump(self) -> list[Any]:
        return [list(one) for one in self.past.kept]

    def load(self, told: list[Any]) -> None:
        self.past.kept = [(at, value) for at, value in told]


class CumulativeGauge(Gauge):
    """累计值 and 变化速率: whichever has used up more of its limit."""

    __slots__ = ("past", "rule")

    def __init__(self, device: int, rule: Cumulative) -> None:
        self.rule, self.past = rule, Past(DAY)
        bands = sorted(rule.bands, key=lambda one: one.share)
        rungs = tuple(Rung(one.level, one.rank, one.share, one.share, source=rule.source) for one in bands)
        super().__init__(Ladder(device, rule.quantity, str(Kind.CUMULATIVE), Kind.CUMULATIVE, rungs))

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        rate = self.past.rate(at, value, DAY)
        used = utilisation(self.rule, value, rate)
        seen, whole, aspect = value, self.rule.cumulative or 0.0, ""
        if self.rule.cumulative is None or used > abs(value) / self.rule.cumulative:
            seen, whole, aspect = rate, self.rule.rate or 0.0, "rate"
        self.ladder.step(at, used, seen, lambda rung: (seen, whole * rung.limit, aspect), out)
        return False

    def dump(self) -> list[Any]:
        return [list(one) for one in self.past.kept]

    def load(self, told: list[Any]) -> None:
        self.past.kept = [(at, value) for at, value in told]


def utilisation(rule: Cumulative, value: float, rate: float) -> float:
    """How much of the limits is used up, by the half that has used more of its own. 1.0: the alarm."""
    shares = [abs(value) / rule.cumulative] if rule.cumulative else []
    return max([*shares, abs(rate) / rule.rate] if rule.rate else shares, default=0.0)


class FlatGauge(Gauge):
    """How long a quantity has stood still."""

    __slots__ = ("begun", "held", "patience", "rule", "tolerance")

    def __init__(self, device: int, rule: FlatLine) -> None:
        self.rule, self.held, self.begun = rule, inf, 0
        self.tolerance, self.patience = rule.tolerance, rule.seconds * 1000
        rung = Rung(rule.level, rule.rank, rule.seconds * 1000.0, float(rule.seconds), source=rule.source)
        super().__init__(Ladder(device, rule.quantity, str(Kind.FLAT_LINE), Kind.FLAT_LINE, (rung,)))

    def moves(self, at: int, value: float) -> bool:
        """Is there nothing to do but to note it: it has moved, or not stood still for long enough?"""
        if abs(value - self.held) > self.tolerance:
            self.held, self.begun = value, at
            return True
        return at - self.begun < self.patience

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        calm = self.moves(at, value)
        still = at - self.begun
        if not calm or not self.ladder.quiet:
            if self.ladder.quiet:
                self.ladder.since[0] = self.begun
            self.ladder.step(at, still, still / 1000, lambda rung: (still / 1000, rung.limit, "seconds"), out)
        return False

    def dump(self) -> list[Any]:
        return [] if self.held == inf else [self.held, self.begun]

    def load(self, told: list[Any]) -> None:
        if told:
            self.held, self.begun = told


class ImpossibleGauge(Gauge):
    """Outside of what the sensor can tell."""

    __slots__ = ("rule",)

    def __init__(self, device: int, rule: Impossible) -> None:
        self.rule = rule
        rung = Rung(rule.level, rule.rank, 0.0, 0.0, reached=False, source=rule.source)
        super().__init__(
            Ladder(device, rule.quantity, str(Kind.IMPOSSIBLE), Kind.IMPOSSIBLE, (rung,)), (rule.low, rule.high)
        )

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        rule = self.rule
        outside = max(value - rule.high, rule.low - value)
        self.ladder.step(
            at, outside, value, lambda rung: (value, rule.high if value > rule.high else rule.low, ""), out
        )
        return outside > 0


class NeighbourGauge(Gauge):
    """How far a quantity is from the median of those beside it."""

    __slots__ = ("rule",)

    def __init__(self, device: int, rule: Neighbours) -> None:
        self.rule = rule
        patience = rule.for_seconds * 1000
        rung = Rung(rule.level, rule.rank, rule.tolerance, rule.tolerance, 0.0, patience, False, rule.source)
        super().__init__(Ladder(device, rule.quantity, str(Kind.NEIGHBOURS), Kind.NEIGHBOURS, (rung,)))

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        oldest = at - self.rule.fresh_seconds * 1000
        seen = [latest.get((other, self.rule.quantity)) for other in self.rule.devices]
        beside = [one.value for one in seen if one is not None and one.at >= oldest]
        if len(beside) < 2:
            self.ladder.forget_pending()
            return False
        middle = median(beside)
        away = value - middle
        self.ladder.step(at, abs(away), value, lambda rung: (value, middle, "neighbours"), out)
        return False


class BitGauge(Gauge):
    """Whether the device itself says so."""

    __slots__ = ("bit",)

    def __init__(self, device: int, rule: Bit) -> None:
        self.bit = rule.bit
        rung = Rung(rule.level, rule.rank, 1.0, 1.0, source=rule.source)
        super().__init__(Ladder(device, rule.quantity, f"{Kind.BIT}:{rule.bit}", Kind.BIT, (rung,)), (-inf, 0.0))

    def take(self, at: int, value: float, latest: Latest, out: list[Happening]) -> bool:
        told = float(int(value) >> self.bit & 1)
        self.ladder.step(at, told, told, lambda rung: (told, rung.limit, ""), out)
        return False
