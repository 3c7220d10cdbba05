"""What a unit still has to do in a section, as later subjects know it: asked before the section is taken back."""

from collections.abc import Callable
from typing import Any

Counter = Callable[[str, int], int]
_counters: list[tuple[str, Counter]] = []


def unfinished(label: str) -> Callable[[Counter], Counter]:
    """Lets a subject say how many rows of a unit are unfinished on a ground: ``work(ground, unit_id)``."""

    def register(work: Counter) -> Counter:
        _counters.append((label, work))
        return work

    return register


def said_of(ground: str, unit_id: Any) -> str:
    """What is unfinished, in words; "" when nothing is."""
    found = [(label, work(ground, unit_id)) for label, work in _counters]
    return "、".join(f"{count} 条{label}" for label, count in found if count)
