"""kill -9 at random moments, and starting again what was killed."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from .house import House, seeded


class Reaper:
    """Kills one process after another at random moments, and starts it again a little later."""

    def __init__(self, house: House, seed: str) -> None:
        self.house, self.random, self.kills = house, seeded(seed, "reaper"), Counter[str]()
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._reap, name="reaper", daemon=True)

    def targets(self) -> dict[str, tuple[Callable[[], bool], Callable[[], Any]]]:
        """What may be killed: how, and how it comes back."""
        web, pg = self.random.choice(self.house.webs), self.house.postgres
        found: dict[str, tuple[Callable[[], bool], Callable[[], Any]]] = {
            "web server": (web.kill_all, web.start),
            "web main process": (web.kill_main, web.start),
            "web worker process": (lambda: web.kill_child(self.random), lambda: None),
            "job worker": (self.house.worker.kill_all, self.house.worker.start),
            "job worker at work": (self._worker_at_work, self.house.worker.start),
        }
        if pg:
            found |= {
                "PostgreSQL": (pg.kill_main, self._raise_postgres),
                "PostgreSQL backend": (lambda: pg.kill_backend(self.random), lambda: None),
            }
        return found

    def _worker_at_work(self) -> bool:
        """Waits, within reason, until the worker has taken a job; then kills it."""
        from django.db import Error

        end = time.monotonic() + 2
        try:
            before = _taken()
            while time.monotonic() < end and _taken() <= before and not self.stopping.wait(0.01):
                continue
        except Error:
            pass
        return self.house.worker.kill_all()

    def _raise_postgres(self) -> None:
        pg = self.house.postgres
        while pg is not None and pg.postmaster() is None and not self.stopping.is_set():
            pg.start()

    def _reap(self) -> None:
        from django.db import connection

        while not self.stopping.wait(self.random.uniform(0.3, 1.6)):
            self.house.start_what_is_down()
            name, (kill, again) = self.random.choice(list(self.targets().items()))
            if not kill():
                continue
            self.kills[name] += 1
            self.stopping.wait(self.random.uniform(0, 0.6))
            again()
        connection.close()

    def __enter__(self) -> "Reaper":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()


def _taken() -> set[tuple[int, int]]:
    """The jobs somebody holds, each with the number of times it was taken."""
    from django.db import close_old_connections

    from anlan.kernel.clock.models import Job

    close_old_connections()
    rows = Job.objects.filter(done_at=None, failed_at=None).exclude(leased_until=None)
    return set(rows.values_list("pk", "attempts"))
