"""The alarms that follow from stored readings, held against those that were stored."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from anlan.domain.device.compiled import compiled
from anlan.domain.device.rules.alarm import Alarm as Told
from anlan.domain.device.rules.engine import replay
from anlan.domain.device.rules.words import DeviceRules, Kind, Neighbours
from anlan.kernel.clock import now
from anlan.telemetry.quantities import BY_NUMBER
from anlan.telemetry.store import TelemetryStore
from anlan.telemetry.words import Reading

from .models import Alarm
from .writing import moment

BEFORE = timedelta(hours=6)
"""Readings so long before are looked at too: an alarm may have begun, a rate been measured from there."""
MOST = 2_000_000


class Pair(NamedTuple):
    """An alarm as the replay tells it beside the stored one; one of the two may be missing."""

    told: Told | None
    row: Alarm | None

    @property
    def agree(self) -> bool:
        """Are both there and do they say the same?"""
        if self.told is None or self.row is None:
            return False
        return (self.told.level, self.told.count, moment(self.told.ended_at)) == (
            self.row.level, self.row.count, self.row.ended_at,
        )  # fmt: skip


def compare(
    device: int, start: datetime, end: datetime, store: TelemetryStore, rules_at: datetime | None = None
) -> list[Pair]:
    """Alarms of a device that were raised in [start, end), in the order in which they were raised.

    By the limits that held at ``rules_at``, at ``start`` unless told. Silence is judged by our clock and not by readings:
    it is left out.
    """
    rules = compiled([device], rules_at or start)
    low, high = _ms(start), _ms(end)
    told = {
        one.key: one
        for one in replay(rules, _readings(device, rules, _ms(start - BEFORE), high, store))
        if one.device == device and low <= one.raised_at < high
    }
    rows = {
        row.key: row
        for row in Alarm.objects.filter(device=device, raised_at__gte=start, raised_at__lt=end)
        .exclude(rule=Kind.NO_DATA)
        .select_related("device")
    }
    keys = sorted(
        told.keys() | rows.keys(), key=lambda key: told[key].raised_at if key in told else _ms(rows[key].raised_at)
    )
    return [Pair(told.get(key), rows.get(key)) for key in keys]


def make_up(device: int, since: int, store: TelemetryStore) -> list[Told]:
    """Alarms that follow from readings that came late (from ``since``, ms, on): over by now, and not yet known.

    What overlaps an alarm of the same rule is that one.
    """
    pairs = compare(device, datetime.fromtimestamp(since / 1000, UTC), now(), store, now())
    return [pair.told for pair in pairs if pair.row is None and pair.told is not None and _is_new(pair.told)]


def _is_new(told: Told) -> bool:
    if told.ended_at is None:
        return False
    code = BY_NUMBER[told.quantity].code
    same = Alarm.objects.filter(device=told.device, quantity=code, rule=told.kind, began_at__lte=moment(told.ended_at))
    return not same.filter(Q(ended_at=None) | Q(ended_at__gte=moment(told.began_at))).exists()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _readings(device: int, rules: dict[int, DeviceRules], start: int, end: int, store: TelemetryStore) -> list[Reading]:
    """Those of the device, and of its neighbours where one is held against them."""
    wanted = {(device, number) for number in BY_NUMBER}
    for rule in rules[device].rules if device in rules else ():
        if isinstance(rule, Neighbours):
            wanted |= {(other, rule.quantity) for other in rule.devices}
    return [r for one, quantity in sorted(wanted) for r in store.raw(one, quantity, start, end, MOST)]
