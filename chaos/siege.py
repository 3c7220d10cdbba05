"""A house, its people, and the rounds they live through."""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from .gateway import Gateway
from .house import Crowd, House, seeded, told
from .ledger import Ledger
from .postgres import server
from .processes import quiet_port
from .reaper import Reaper


class Siege:
    """A house, its people, and one round after another."""

    def __init__(self, house: House, gateway: Gateway, seed: int, seconds: float) -> None:
        from .inspecting import Desks
        from .people import settle_in

        self.house, self.gateway, self.seed, self.seconds = house, gateway, seed, seconds
        self.ledger, self.kills = Ledger(), Counter[str]()
        self.people, self.desks = settle_in(seed), Desks()

    def round(self, number: int) -> dict[str, Any]:
        """Plays one round and looks for the truth; its figures."""
        began, before, since = time.monotonic(), Counter(self.ledger.figures), len(self.ledger.deeds)
        seed = f"{self.seed}:{number}"
        self.house.dawn(number)
        crowd = self.crowd(seed)
        with Reaper(self.house, seed) as reaper:
            self._reminders(seed)
            reaper.stopping.wait(max(0.0, self.seconds - (time.monotonic() - began)))
        self.house.mend()
        crowd.end()
        self.house.drain(self.ledger)
        faults = [*self.ledger.faults, *self.truth(since)]
        self.ledger.faults.clear()
        self.kills += reaper.kills
        return {"round": number, "kills": dict(reaper.kills), "faults": faults, "seconds": round(time.monotonic() - began, 1),
                **(self.ledger.figures - before)}  # fmt: skip

    def crowd(self, seed: str, *, at_each_door: bool = False) -> Crowd:
        """Everybody, at work; and one more person at each door, who uses no other."""
        from . import deeds

        self.house.until_it_answers()
        about = (self.people, self.house.ports, self.ledger, seed)
        turns = deeds.workers(*about, self.desks) | (deeds.at_each_door(*about) if at_each_door else {})
        crowd = Crowd(turns, self.ledger)
        crowd.begin()
        return crowd

    def _reminders(self, seed: str) -> None:
        """``anlan run_due`` beside the worker, which does the same; killed half of the time."""
        random = seeded(seed, "reminders")
        run = self.house.process("due", "run_due")
        run.start()
        assert run.inner is not None
        try:
            run.inner.wait(timeout=random.choice((random.uniform(0.8, 2.5), self.seconds)))
        except subprocess.TimeoutExpired:
            self.kills["run_due"] += run.kill_all()

    def truth(self, since: int) -> list[str]:
        """What is wrong now, in this process's eyes and in ``anlan verify``'s."""
        from django.db import connection

        from .truth import Truth, whole

        connection.close()
        verify = self.house.process("verify", "verify")
        verify.start()
        assert verify.inner is not None
        found = Truth(self.ledger).faults(since) + list(whole(self.gateway.keys))
        if verify.inner.wait(timeout=120):
            found.append(f"anlan verify：{verify.log.read_text()[-300:]}")
        return found

    def summary(self) -> dict[str, Any]:
        """What all rounds came to."""
        from anlan.kernel.clock.models import Job
        from anlan.kernel.notice.models import Reminder
        from anlan.kernel.trail.models import Entry

        return {
            "killed": dict(self.kills), **self.ledger.figures, "jobs": Job.objects.count(), "trail": Entry.objects.count(),
            "jobs taken again": Job.objects.filter(attempts__gt=1).count(), "reminders": Reminder.objects.count(),
            "SMS": len(self.gateway.keys), "SMS sent again": sum(n > 1 for n in self.gateway.keys.values()),
        }  # fmt: skip


def unwind_when_told() -> None:
    """A polite kill must stop the servers too; Python only unwinds for exceptions."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


@contextmanager
def besieged(options: argparse.Namespace, folder: Path | None = None) -> Iterator[Siege]:
    """A house with people in it on the database that is asked for, gone afterwards; its data lie below ``folder``."""
    unwind_when_told()
    taken: set[int] = set()
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="anlan-chaos-", dir=folder, ignore_cleanup_errors=True)
        home = Path(stack.enter_context(made))
        gateway = stack.enter_context(Gateway(f"{options.seed}:sms"))
        wanted = options.database == "postgresql"
        postgres = stack.enter_context(server(quiet_port(taken), folder)) if wanted else None
        address = postgres.url if postgres else f"sqlite:///{home}/anlan.sqlite3"
        ports = [quiet_port(taken) for _ in range(2 if postgres else 1)]
        house = House(home, ports, told(home, address, gateway.url), postgres)
        stack.callback(house.stop)
        yield Siege(house, gateway, options.seed, options.seconds)
