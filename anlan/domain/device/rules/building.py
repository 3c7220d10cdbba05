"""Rules of a device put to work: gauges by quantity."""

from collections import defaultdict

from anlan.telemetry.quantities import BY_NUMBER

from .gauges import (
    BitGauge,
    CumulativeGauge,
    FlatGauge,
    Gauge,
    ImpossibleGauge,
    LimitGauge,
    NeighbourGauge,
    RateGauge,
    TimeOfDayGauge,
)
from .words import (
    Bit,
    Cumulative,
    DeviceRules,
    FlatLine,
    Impossible,
    Limit,
    Neighbours,
    NoData,
    RateOfChange,
    TimeOfDay,
)


def gauges_of(rules: DeviceRules) -> dict[int, list[Gauge]]:
    """By quantity; impossible values first, since those are judged by nothing else."""
    found: dict[int, list[Gauge]] = defaultdict(list)
    device = rules.device
    limits: dict[tuple[int, str], list[Limit]] = defaultdict(list)
    rates: dict[tuple[int, int, int], list[RateOfChange]] = defaultdict(list)
    for rule in sorted(rules.rules, key=lambda one: not isinstance(one, Impossible)):
        match rule:
            case Limit():
                limits[rule.quantity, rule.direction].append(rule)
            case RateOfChange():
                rates[rule.quantity, rule.over_seconds, rule.per_seconds].append(rule)
            case Impossible():
                found[rule.quantity].append(ImpossibleGauge(device, _within_range(rule)))
            case TimeOfDay():
                found[rule.quantity].append(TimeOfDayGauge(device, rule))
            case Cumulative():
                found[rule.quantity].append(CumulativeGauge(device, rule))
            case FlatLine():
                found[rule.quantity].append(FlatGauge(device, rule))
            case Neighbours():
                found[rule.quantity].append(NeighbourGauge(device, rule))
            case Bit():
                found[rule.quantity].append(BitGauge(device, rule))
            case NoData():
                pass
    for levels in limits.values():
        found[levels[0].quantity].append(LimitGauge(device, levels))
    for steps in rates.values():
        found[steps[0].quantity].append(RateGauge(device, steps))
    return dict(found)


def _within_range(rule: Impossible) -> Impossible:
    """A sensor's range goes no further than the quantity's own."""
    known = BY_NUMBER[rule.quantity]
    return Impossible(
        rule.quantity, max(rule.low, known.low), min(rule.high, known.high), rule.rank, rule.level, rule.source
    )
