"""Limits as pages draw and colour them: the rules of a device turned into single bounds. Pure."""

from collections.abc import Iterable
from math import isfinite
from typing import Any, NamedTuple

from .rules.words import HIGH, LOW, UNCERTAIN, Cumulative, Limit, Rule, TimeOfDay

HOUR = 3_600_000
LOCAL = 8 * HOUR
BOTH = "both"
TONES = {1: "blue", 2: "yellow", 3: "orange", 4: "red"}
"""By rank, as alarms have them."""


class Bound(NamedTuple):
    """One line. ``direction``: high, low, or both (of the size, whatever the sign). ``hours``: [from, to) of the day in
    Shanghai during which it holds, 0 and 24 for always. ``reached``: is the value itself already beyond?
    """

    quantity: int
    name: str
    direction: str
    value: float
    rank: int
    reached: bool = True
    hours: tuple[int, int] = (0, 24)
    source: str = ""

    def holds(self, at: int) -> bool:
        """Does it hold at that moment (ms)?"""
        first, last = self.hours
        hour = (at + LOCAL) // HOUR % 24
        return first <= hour < last if first < last else hour >= first or hour < last

    def crossed(self, value: float) -> bool:
        """Is the value beyond?"""
        if self.direction == LOW:
            return value <= self.value if self.reached else value < self.value
        size = abs(value) if self.direction == BOTH else value
        return size >= self.value if self.reached else size > self.value

    @property
    def word(self) -> str:
        """What a value beyond it is called."""
        side = "低于" if self.direction == LOW else "超过"
        return f"{side}{self.name}限值 {self.value:g}"

    def told(self) -> list[Any]:
        """As scripts have it: quantity, name, direction, value, rank, reached, hours, word, tone."""
        return [*self[:6], list(self.hours), self.word, TONES[self.rank]]


def bounds_of(rules: Iterable[Rule]) -> list[Bound]:
    """Every line that the rules draw, in the order of their rank."""
    found: list[Bound] = []
    for rule in rules:
        if isinstance(rule, Limit):
            found.append(
                Bound(
                    rule.quantity, rule.level, rule.direction, rule.value, rule.rank, rule.reached, source=rule.source
                )
            )
        elif isinstance(rule, TimeOfDay):
            day, night = rule.day_from, rule.night_from
            for name, value, hours in (("昼间", rule.day, (day, night)), ("夜间", rule.night, (night, day))):
                if isfinite(value):
                    found.append(Bound(rule.quantity, name, HIGH, value, rule.rank, False, hours, rule.source))
        elif isinstance(rule, Cumulative) and rule.cumulative is not None:
            found += [
                Bound(rule.quantity, f"累计值{band.level}", BOTH, rule.cumulative * band.share, band.rank, source=rule.source)
                for band in rule.bands
            ]  # fmt: skip
    return sorted(found, key=lambda one: one.rank)


def crossed(bounds: Iterable[Bound], quantity: int, at: int, value: float, flag: str = "") -> Bound | None:
    """The gravest bound that a value is beyond, None for none; a value that its device itself doubts is beyond nothing."""
    if flag and flag in UNCERTAIN:
        return None
    over = [b for b in bounds if b.quantity == quantity and b.holds(at) and b.crossed(value)]
    return max(over, key=lambda b: b.rank, default=None)
