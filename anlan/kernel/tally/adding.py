"""From facts to sums: the one place where conditions are judged, for changes, for recounts and for readers alike."""

import json
from collections.abc import Sequence
from typing import Any

from .plan import SLOTS, Plan, Source

Key = tuple[str, str, str, str, str]
"""source, by, area, industry, value (as JSON)"""
ALL = "null"
"""The value of lines of all rows together."""
Pick = tuple[int, int]
"""slot, and what is added to it: 0 the number of rows, 1… the sum facts"""
Effect = tuple[str, str, str, tuple[Pick, ...]]
"""source, by, value, picks"""


def as_text(value: Any) -> str:
    """A value as lines hold it."""
    return json.dumps(value, ensure_ascii=False)


class Adding:
    """Adds rows of facts up into lines. ``only``: one source and one ``by`` instead of all."""

    def __init__(self, plan: Plan, only: tuple[Source, str] | None = None) -> None:
        self.plan = plan
        self.lines: dict[Key, list[int]] = {}
        self.wanted = [only] if only else [(s, by) for s in plan.sources.values() for by in s.by]
        self.names = [f.key for f in plan.told]
        self.weight = {"": 0} | {f.key: n for n, f in enumerate(plan.sums, 1)}
        self._known: dict[tuple[Any, ...], list[Effect]] = {}
        # A million rows tell a hundred thousand different things, which do far fewer: what they do is kept once.
        self._alike: dict[Effect, Effect] = {}

    def add(self, facts: Sequence[Any], count: int, totals: Sequence[int]) -> None:
        """So many rows of the same facts; ``totals`` are the totals of the sum facts over them."""
        told = tuple(facts[2 : 2 + len(self.names)])
        if (effects := self._known.get(told)) is None:
            effects = self._known[told] = self._effects(told)
        weights = (count, *totals)
        for source, by, value, picks in effects:
            line = self.lines.setdefault((source, by, facts[0], facts[1], value), [0] * SLOTS)
            for slot, weight in picks:
                line[slot] += weights[weight]

    def change(self, facts: Sequence[Any], count: int) -> None:
        """A change as a trigger noted it: so many rows more or less, each with these facts."""
        self.add(facts, count, [count * amount for amount in facts[2 + len(self.names) :]])

    def _effects(self, told: tuple[Any, ...]) -> list[Effect]:
        by_name, met = dict(zip(self.names, told, strict=True)), {}
        for source in {s.key: s for s, _ in self.wanted}.values():
            if all(c.meets(by_name) for c in source.where):
                met[source.key] = tuple(
                    (n, self.weight[slot.total_of])
                    for n, slot in enumerate(source.slots)
                    if all(c.meets(by_name) for c in slot.conditions)
                )
        found = [
            (source.key, by, as_text(by_name[by]) if by else ALL, met[source.key])
            for source, by in self.wanted
            if source.key in met
        ]
        return [self._alike.setdefault(one, one) for one in found]
