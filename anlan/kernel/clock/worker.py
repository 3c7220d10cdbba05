"""The loop that runs jobs: a thread beside the web server, or ``anlan worker``."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from .schedule import run_due

log = logging.getLogger("anlan.jobs")
_wake = threading.Event()
SECONDS_BETWEEN_LOOKS = 2.0
LONGEST_REST = 0.5
_chores: list[Callable[[], None]] = []


def chore(work: Callable[[], None]) -> Callable[[], None]:
    """Names what every turn of every worker looks after: it must be quick to see that there is nothing to do.

    Unlike a job it leaves no row behind and may be done by several workers at once; it brings its own transaction.
    """
    _chores.append(work)
    return work


def do_chores() -> None:
    """Does all of them."""
    for work in _chores:
        work()


def turn(after_each: Callable[[float], None] | None = None) -> None:
    """Runs what is due and waiting, then the chores. ``after_each``: see ``jobs.run_waiting``."""
    run_due(after_each=after_each)
    do_chores()


def wake() -> None:
    """Something is waiting: look now instead of at the next turn."""
    _wake.set()


def loop(stop: threading.Event) -> None:
    """Runs until told to stop; a failing turn is logged and the next one tries again."""
    while not stop.is_set():
        try:
            turn(lambda took: _leave_room(took, stop))
        except Exception:
            log.exception("a turn of the worker failed")
        finally:
            close_old_connections()
        _wake.wait(SECONDS_BETWEEN_LOOKS)
        _wake.clear()


def _leave_room(took: float, stop: threading.Event) -> None:
    """On SQLite rests as long as a job took, half a second at most.

    Writers wait there by looking at the lock again and again: between jobs that follow at once they never find it free,
    and whoever saves a form waits until the last of thousands of reminders is out.
    """
    if connection.vendor == "sqlite":
        stop.wait(min(took, LONGEST_REST))


def start_in_background() -> threading.Event:
    """Starts the loop as a daemon thread; setting the returned event ends it."""
    stop = threading.Event()
    threading.Thread(target=loop, args=(stop,), name="anlan-jobs", daemon=True).start()
    return stop
