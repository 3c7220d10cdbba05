"""Who looks at what was stored: rules, the live pages; what else begins with the gateway. Registered by later floors.

Watchers are named by every process but called in the gateway's only.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import ClassVar

from django.db import DatabaseError, close_old_connections

from .store import Unavailable
from .words import Position, Reading

log = logging.getLogger("anlan.telemetry")
Watcher = Callable[[Sequence[Reading], Sequence[Position], int], None]
_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> Watcher:
    """Names a function that sees everything after it was stored: readings, positions, and when we received them (ms).

    It is called in the intake's one thread and must be quick; what takes longer it hands to a thread of its own. It may
    see the same reading twice (a device that sends again), and after a crash it asks the store for what it has missed.
    """
    _watchers.append(watcher)
    return watcher


def show(readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
    """Shows them to everybody; one watcher's mistake is the log's, not the others'."""
    for watcher in _watchers:
        try:
            watcher(readings, positions, heard)
        except Exception:
            log.exception("a watcher of readings failed: %s", getattr(watcher, "__qualname__", watcher))


End = Callable[[], None]
Start = Callable[[], End]
_starts: list[Start] = []


def with_gateway(start: Start) -> Start:
    """Names what begins when the gateway process begins (rules, with a thread of their own); it returns how it ends."""
    _starts.append(start)
    return start


def begin() -> End:
    """Begins everything named with ``with_gateway``; the returned function ends it, the last first."""
    ends = [start() for start in _starts]

    def end() -> None:
        for one in reversed(ends):
            one()

    return end


class Rounds:
    """What is done again and again in a thread of its own: ``round``, whatever became of the one before, then ``last``.

    ``between``: seconds from one round to the next. ``patience``: so many ``end`` waits at most, None for as long as it takes.
    """

    name: str
    between: ClassVar[float]
    patience: ClassVar[float | None] = None

    def __init__(self) -> None:
        self.ending = False
        self._called = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"anlan-{self.name}", daemon=True)

    def round(self) -> None:
        """What is done."""
        raise NotImplementedError

    def last(self) -> None:
        """What is done once more at the end."""

    def start(self) -> End:
        """Begins with a round; the returned function is ``end``."""
        self._thread.start()
        return self.end

    def call(self) -> None:
        """There is something to do: the next round comes at once. From any thread."""
        self._called.set()

    def end(self) -> None:
        """Ends after the round it is in."""
        self.ending = True
        self._called.set()
        self._thread.join(self.patience)

    def _run(self) -> None:
        while True:
            # In this order, a call or the end that comes meanwhile is not slept through.
            self._called.clear()
            if self.ending:
                break
            self._safely(self.round)
            self._called.wait(self.between)
        self._safely(self.last)

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (DatabaseError, Unavailable):
            log.warning("%s: the database or the store is away, trying again", self.name, exc_info=True)
        except Exception:
            log.exception("%s failed", self.name)
        finally:
            close_old_connections()
