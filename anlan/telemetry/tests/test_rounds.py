"""What is done again and again goes on whatever happens, comes at once when it is called, and ends when it is told."""

import logging
import threading

import pytest
from django.db import DatabaseError

from anlan.telemetry.store import Unavailable
from anlan.telemetry.watching import Rounds

PATIENCE = 20.0


class Told(Rounds):
    """Does what it was told: raises one after another."""

    name = "told"
    between = 3600.0
    patience = PATIENCE

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors, self.done = list(errors), threading.Semaphore(0)
        self.rounds = self.lasts = 0

    def round(self) -> None:
        self.rounds += 1
        self.done.release()
        if self.errors:
            raise self.errors.pop(0)

    def last(self) -> None:
        self.lasts += 1


def test_it_goes_on_whatever_a_round_meets(caplog: pytest.LogCaptureFixture) -> None:
    one = Told(DatabaseError("away"), Unavailable("away"), ValueError("ours"))
    end = one.start()
    for _ in range(4):
        assert one.done.acquire(timeout=PATIENCE), "an hour lies between two rounds unless one is called for"
        one.call()
    end()
    assert one.rounds >= 4 and one.lasts == 1
    told = [record.levelno for record in caplog.records if record.name == "anlan.telemetry"]
    assert told == [logging.WARNING, logging.WARNING, logging.ERROR]


def test_who_is_told_to_end_does_not_wait_for_the_next_round() -> None:
    one = Told()
    one.start()
    assert one.done.acquire(timeout=PATIENCE)
    one.end()
    assert not any(thread.name == "anlan-told" for thread in threading.enumerate())
    assert (one.rounds, one.lasts) == (1, 1)
