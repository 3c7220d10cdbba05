"""What the levels of a limit are called, which way they point, and how grave they are by themselves."""

from typing import NamedTuple

from .rules.words import HIGH, LOW, MAJOR, MINOR, URGENT


class Level(NamedTuple):
    """``direction``: "" for what is no single bound. ``rank``: of ``rules.words``, ours and no standard's."""

    name: str
    direction: str
    rank: int


LEVELS = {
    "low_low": Level("低低", LOW, URGENT),
    "low": Level("低", LOW, MAJOR),
    "high": Level("高", HIGH, MAJOR),
    "high_high": Level("高高", HIGH, URGENT),
    "level1": Level("一级", HIGH, MAJOR),
    "level2": Level("二级", HIGH, URGENT),
    "warning": Level("预警", HIGH, MINOR),
    "alarm": Level("报警", HIGH, URGENT),
    "day": Level("昼间", "", MAJOR),
    "night": Level("夜间", "", MAJOR),
    "cumulative": Level("累计值", "", URGENT),
    "rate": Level("变化速率（每天）", "", URGENT),
}
CHOICES = [(key, level.name) for key, level in LEVELS.items()]
LADDERS = (("low_low", "low", "high", "high_high"), ("level1", "level2"), ("warning", "alarm"))
"""Levels whose values must rise in this order."""
