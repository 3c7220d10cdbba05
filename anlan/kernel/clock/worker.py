"""The loop that runs jobs: a thread beside the web server, or ``anlan worker``."""

import logging
import threading

from django.db import close_old_connections

from .schedule import run_due

log = logging.getLogger("anlan.jobs")
_wake = threading.Event()
SECONDS_BETWEEN_LOOKS = 2.0


def wake() -> None:
    """Something is waiting: look now instead of at the next turn."""
    _wake.set()


def loop(stop: threading.Event) -> None:
    """Runs until told to stop; a failing turn is logged and the next one tries again."""
    while not stop.is_set():
        try:
            run_due()
        except Exception:
            log.exception("a turn of the worker failed")
        finally:
            close_old_connections()
        _wake.wait(SECONDS_BETWEEN_LOOKS)
        _wake.clear()


def start_in_background() -> threading.Event:
    """Starts the loop as a daemon thread; setting the returned event ends it."""
    stop = threading.Event()
    threading.Thread(target=loop, args=(stop,), name="anlan-jobs", daemon=True).start()
    return stop
