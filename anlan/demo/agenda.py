"""The agenda: plays that act, name the moment of their next act, and rest until then."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from anlan.kernel.clock import at, now

Play = Iterator[datetime]
"""Runs up to a ``yield`` of the moment at which it wants to go on."""

STEPS_IN_ONE = 400
"""Steps in one transaction: one each would make the disk wait for every step."""


class Agenda:
    """All plays in the order of their next moments. A play whose next moment lies after the end never goes on."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self._heap: list[tuple[datetime, int, Play]] = []
        self._count = 0

    def add(self, play: Play) -> None:
        """Takes a play in; what it does before its first moment is done now, and that moment does not lie before now."""
        if (when := next(play, None)) is not None:
            self._put(max(when, now()), play)

    def _put(self, when: datetime, play: Play) -> None:
        if when <= self.end:
            self._count += 1
            heapq.heappush(self._heap, (when, self._count, play))

    def run(self, tell: Callable[[datetime], None] = lambda when: None) -> int:
        """Plays everything up to the end; returns the number of steps. ``tell`` hears of the moment of each."""
        steps = 0
        while self._heap:
            with transaction.atomic():
                for _ in range(STEPS_IN_ONE):
                    if not self._heap:
                        break
                    tell(self._heap[0][0])
                    self._step()
                    steps += 1
        return steps

    def _step(self) -> None:
        when, _, play = heapq.heappop(self._heap)
        with at(when):
            following = next(play, None)
        if following is not None:
            # A play never goes back in time, so that the trail's times only grow.
            self._put(max(following, when), play)
