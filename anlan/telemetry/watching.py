"""Who looks at what was stored: rules, the live pages. Registered by later floors when they start.

Watchers are named by every process but called in the gateway's only.
"""

import logging
from collections.abc import Callable, Sequence

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


Start = Callable[[], Callable[[], None]]
_starts: list[Start] = []


def with_gateway(start: Start) -> Start:
    """Names what begins when the gateway process begins (rules, with a thread of their own); it returns how it ends."""
    _starts.append(start)
    return start


def begin() -> Callable[[], None]:
    """Begins everything named with ``with_gateway``; the returned function ends it, the last first."""
    ends = [start() for start in _starts]

    def end() -> None:
        for one in reversed(ends):
            one()

    return end
