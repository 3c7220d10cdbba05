"""One house under siege: its processes, its people, and how a round ends."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from .ledger import Ledger
from .postgres import Postgres
from .processes import Process, environment

# Further than a lease (5 min) and the waits after three failed tries (15 s, 1 min, 4 min) together.
LATER = timedelta(minutes=11)
DRAIN = 180.0


class House:
    """Web servers, a worker and perhaps PostgreSQL over one folder."""

    def __init__(self, home: Path, ports: list[int], told: dict[str, str], postgres: Postgres | None) -> None:
        self.home, self.ports, self.told, self.postgres = home, ports, told, postgres
        self._morning, self._began = datetime.now(UTC), time.monotonic()
        # SQLite has one server with two processes, PostgreSQL two servers.
        workers = "1" if postgres else "2"
        self.webs = [self.process(f"web-{p}", "serve", "--port", str(p), "--workers", workers) for p in ports]
        self.worker = self.process("worker", "worker")

    def process(self, log: str, *arguments: str, ahead: timedelta = timedelta()) -> Process:
        """One of its commands, on its clock or ``ahead`` of it."""
        return Process(list(arguments), self.told, self.home / f"{log}.log", lambda: self.moment() + ahead)

    def moment(self) -> datetime:
        """The time in the house."""
        return self._morning + timedelta(seconds=time.monotonic() - self._began)

    def dawn(self, day: int) -> None:
        """Another day begins, just before the reminders are due; people stay signed in."""
        from django.db import connection

        from anlan.kernel.people.models import UserSession

        for one in [*self.webs, self.worker]:
            one.kill_all()
        today = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=8, minute=29, second=56)
        self._morning, self._began = today + timedelta(days=day), time.monotonic()
        UserSession.objects.update(seen_at=self.moment())
        connection.close()
        for one in [*self.webs, self.worker]:
            one.start()

    def stop(self) -> None:
        """Ends everything."""
        for one in [*self.webs, self.worker]:
            one.stop()

    def mend(self) -> None:
        """Starts whatever is down, and waits until it answers."""
        if self.postgres and self.postgres.postmaster() is None:
            until(self.postgres.start, "PostgreSQL 没有重新启动", 60)
        self.start_what_is_down()
        self.until_it_answers()

    def start_what_is_down(self) -> None:
        """What systemd does in operation: a web server whose worker was killed twice in a row ends by itself."""
        for one in [*self.webs, self.worker]:
            if not one.running():
                one.start()

    def until_it_answers(self) -> None:
        """Returns when each web server shows the sign-in page."""
        for port, web in zip(self.ports, self.webs, strict=True):
            try:
                until(lambda p=port, w=web: self._answers(p, w), f"端口 {port} 没有启动", 90)
            except TimeoutError as error:
                raise TimeoutError(f"{error}：\n{web.log.read_text(errors='replace')[-3000:]}") from error

    def _answers(self, port: int, web: Process) -> bool:
        import requests

        if not web.running():
            web.start()
        try:
            return requests.get(f"http://127.0.0.1:{port}/people/sign-in/", timeout=20).status_code == 200
        except requests.RequestException:
            return False

    def drain(self, ledger: Ledger) -> None:
        """Waits until the background jobs are done; what killed workers still hold is done by a later worker.

        That worker's clock is ``LATER``, so it sees their leases run out without anybody waiting for it.
        """
        until(lambda: not self.open_jobs(free=True), "后台任务没有办完", DRAIN, ledger)
        if not (left := self.open_jobs()):
            return
        ledger.count("jobs left by the killed", left)
        self.worker.kill_all()
        later = self.process("later", "worker", ahead=LATER)
        later.start()
        try:
            until(lambda: not self.open_jobs(), "被杀进程留下的任务没有办完", DRAIN, ledger)
        finally:
            later.stop()

    def open_jobs(self, free: bool = False) -> int:
        """How many jobs are not done: those a worker may take now, or all of them."""
        from django.db import close_old_connections

        from anlan.kernel.clock.models import Job

        close_old_connections()
        rows = Job.objects.filter(done_at=None, failed_at=None)
        return (rows.filter(leased_until=None, run_at__lte=self.moment()) if free else rows).count()


def until(holds: Callable[[], Any], otherwise: str, seconds: float, ledger: Ledger | None = None) -> None:
    """Returns as soon as ``holds()``; after ``seconds`` notes a fault, or raises TimeoutError without a ledger."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            if ledger is None:
                raise TimeoutError(otherwise)
            ledger.fault(otherwise)
            return
        pause.wait(0.1)


class Crowd:
    """Everybody's threads during a round."""

    def __init__(self, turns: dict[str, Callable[[], None]], ledger: Ledger) -> None:
        self.stopping, self.ledger = threading.Event(), ledger
        self.threads = [threading.Thread(target=self._work, args=(t,), name=n, daemon=True) for n, t in turns.items()]

    def _work(self, turn: Callable[[], None]) -> None:
        from django.db import connection

        from .client import GaveUp

        while not self.stopping.is_set():
            try:
                turn()
            except GaveUp:
                continue
            except Exception as error:
                self.ledger.fault(f"{threading.current_thread().name}：{error!r}")
                break
        connection.close()

    def begin(self) -> None:
        """Lets them work."""
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        """Nothing new begins; returns when what has begun is done."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def told(home: Path, database: str, sms: str) -> dict[str, str]:
    """The environment of the house, which is this process's too: the truth is read with the house's own code."""
    import os

    import django

    found = environment(home, database, sms)
    os.environ.update({k: v for k, v in found.items() if k.startswith(("ANLAN_", "DJANGO_"))})
    django.setup()
    return found


def seeded(*parts: object) -> Random:
    """A source of chance that the printed seed repeats."""
    return Random(":".join(map(str, parts)))
