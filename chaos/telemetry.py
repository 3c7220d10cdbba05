"""Devices that send while gateway, broker, web server and store are killed: ``python -m chaos.telemetry``.

What the platform has answered for is stored, with the value that was said, once. ``--part disk``: the disk fills instead
(a mount namespace of its own, see ``chaos.disk``).
"""

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .disk import MEGABYTES, NOT_HERE, fill, mount, namespace
from .house import seeded, told, until
from .postgres import Postgres, server
from .processes import Process, children, kill, quiet_port
from .senders import BEFORE, Senders, make
from .siege import unwind_when_told

SETTLES = 90.0
AWAY = 13.0
"""Seconds for which SQLite's store is held by somebody else: longer than a writer waits for another."""
NO_ROOM = "neither the store"


def known() -> tuple[str, ...]:
    """The protocols there are."""
    from importlib.util import find_spec

    return tuple(name for name in ("hj212", "jt808", "mqtt", "http") if find_spec(f"anlan.gateways.{name}"))


class House:
    """A gateway and a web server as processes over one folder, and the devices that speak to them."""

    def __init__(
        self, home: Path, environment: dict[str, str], postgres: Postgres | None, each: int, taken: set[int]
    ) -> None:
        self.home, self.postgres = home, postgres
        self.ports = {name: quiet_port(taken) for name in known()}
        listen = ",".join(f"{name}:{port}" for name, port in self.ports.items())
        web = quiet_port(taken)
        self.gateway = self._process("gateway", environment, "gateway", "--listen", listen)
        self.web = self._process("web", environment, "serve", "--port", str(web))
        self.senders = make(each, int(time.time()) * 1000 - BEFORE, known())

    def _process(self, log: str, environment: dict[str, str], *arguments: str) -> Process:
        return Process(list(arguments), environment, self.home / f"{log}.log", lambda: datetime.now(UTC))

    def start(self) -> None:
        """Starts what does not run."""
        for one in (self.gateway, self.web):
            if not one.running():
                one.start()

    def revive(self) -> None:
        """Starts PostgreSQL where it does not run."""
        if self.postgres and self.postgres.postmaster() is None:
            until(self.postgres.start, "PostgreSQL did not come back", 60)

    def stop(self) -> None:
        """Ends everything."""
        for one in (self.gateway, self.web):
            one.stop()

    def complaints(self) -> str:
        """The gateway's log."""
        return self.gateway.log.read_text(errors="replace")

    def faults(self) -> list[str]:
        """What is wrong when all is quiet."""
        left = [p.name for p in (self.home / "spool").glob("*.spool*")]
        return [fault for one in self.senders for fault in one.faults()] + (
            [f"left in the spool: {left}"] if left else []
        )


class Reaper:
    """Kills something at random, again and again."""

    def __init__(self, house: House, seed: str) -> None:
        self.house, self.random, self.kills = house, seeded(seed, "telemetry"), Counter[str]()

    def targets(self) -> dict[str, Callable[[], bool]]:
        """What may be killed."""
        house, pg = self.house, self.house.postgres
        found: dict[str, Callable[[], bool]] = {
            "gateway with broker": house.gateway.kill_all, "gateway alone": house.gateway.kill_main,
            "broker": self._broker, "web server": house.web.kill_all,
        }  # fmt: skip
        return found | (
            {"PostgreSQL": pg.kill_main, "PostgreSQL backend": lambda: pg.kill_backend(self.random)} if pg else {}
        )

    def _broker(self) -> bool:
        inner = self.house.gateway.inner
        found = children(inner.pid) if inner and self.house.gateway.running() else []
        return bool(found) and kill(found[0])

    def reap(self, seconds: float) -> None:
        """For so long; what was killed comes back a little later."""
        pause, end = threading.Event(), time.monotonic() + seconds
        while time.monotonic() < end:
            name, strike = self.random.choice(list(self.targets().items()))
            self.kills[name] += strike()
            pause.wait(self.random.uniform(0, 0.6))
            self.house.start()
            self.house.revive()
            pause.wait(self.random.uniform(0.5, 5))


def away(house: House) -> None:
    """Takes the store away for a while and gives it back."""
    pause = threading.Event()
    if house.postgres is not None:
        house.postgres.stop()
        pause.wait(AWAY / 2)
        until(house.postgres.start, "PostgreSQL did not come back", 60)
        return
    held = sqlite3.connect(house.home / "telemetry.sqlite3", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    pause.wait(AWAY)
    held.execute("ROLLBACK")
    held.close()


@contextmanager
def inhabited(options: argparse.Namespace, folder: Path | None = None) -> Iterator[House]:
    """A house with devices; gone afterwards."""
    unwind_when_told()
    taken: set[int] = set()
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="anlan-chaos-", dir=folder, ignore_cleanup_errors=True)
        home = Path(stack.enter_context(made))
        postgres = stack.enter_context(server(quiet_port(taken), folder)) if options.database == "postgresql" else None
        address = postgres.url if postgres else f"sqlite:///{home}/anlan.sqlite3"
        if options.like and postgres is None:
            shutil.copy(options.like, home / "anlan.sqlite3")
        environment = told(home, address, "") | {"ANLAN_JOBS": "inline"}
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        house = House(home, environment, postgres, options.each, taken)
        connections.close_all()
        stack.callback(house.stop)
        house.start()
        until(lambda: "网关已启动" in house.complaints(), "the gateway did not start", SETTLES)
        yield house


def play(options: argparse.Namespace) -> dict[str, Any]:
    """Rounds of kill -9, the store away once, and the truth."""
    with inhabited(options) as house:
        devices, reaper = Senders(house.senders, house.ports), Reaper(house, str(options.seed))
        devices.begin()
        until(lambda: devices.answered >= 5 * len(house.senders), "devices are not answered", SETTLES)
        for number in range(1, options.rounds + 1):
            before = devices.answered
            reaper.reap(options.seconds)
            house.start()
            until(
                lambda before=before: devices.answered > before + len(house.senders),
                "devices are not answered again",
                SETTLES,
            )
            print(f"round {number}: {sum(reaper.kills.values())} killed, {devices.answered} answered", flush=True)
        spooled = 0
        if options.away:
            away(house)
            spooled = 1
            mark = devices.answered
            until(
                lambda: devices.answered > mark + len(house.senders),
                "devices are not answered after the store was away",
                SETTLES,
            )
        return settle(house, devices, reaper) | {"store away": spooled}


def settle(house: House, devices: Senders, reaper: Reaper | None = None) -> dict[str, Any]:
    """Waits for the last answers, ends the gateway politely, and looks for the truth."""
    devices.end(SETTLES)
    until(lambda: not list((house.home / "spool").glob("*.spool")), "the spool was not drained", SETTLES)
    house.stop()
    from anlan.telemetry.store import close

    faults = house.faults()
    close()
    by = Counter(one.protocol for one in house.senders for _ in one.answered)
    return {"killed": dict(reaper.kills) if reaper else {}, "messages answered": sum(by.values()), **{f"answered {k}": n for k, n in by.items()},
            "messages said again": devices.figures["said again"], "broken lines": devices.figures["broken lines"],
            "broken": {k: n for k, n in devices.figures.items() if k.startswith("broken ")},
            "faults": faults}  # fmt: skip


def play_disk(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """A disk that fills while devices send: they are not answered, and after there is room again nothing is missing."""
    with inhabited(options, folder) as house:
        devices = Senders(house.senders, house.ports)
        devices.begin()
        until(lambda: devices.answered >= 5 * len(house.senders), "devices are not answered", SETTLES)
        ballast = fill(folder)
        room, many = devices.answered, 30 * len(house.senders)
        # PostgreSQL writes on in the files it has already; then the truth afterwards is all there is to see.
        until(
            lambda: NO_ROOM in house.complaints() or (house.postgres and devices.answered > room + many),
            "the full disk was not noticed",
            SETTLES,
        )
        before = devices.answered
        ballast.unlink()
        # A database server that finds no room for its log ends itself; somebody starts it again.
        house.revive()
        until(
            lambda: devices.answered > before + 5 * len(house.senders), "with room again nobody was answered", SETTLES
        )
        return settle(house, devices) | {"answered before": before}


def inside(options: argparse.Namespace) -> dict[str, Any]:
    """The disk's part, in its namespace."""
    with tempfile.TemporaryDirectory(prefix="anlan-small-", ignore_cleanup_errors=True) as folder:
        if why := mount(Path(folder), MEGABYTES[options.database]):
            print(f"跳过：无法挂载小磁盘 (mount: {why})")
            sys.exit(NOT_HERE)
        return play_disk(options, Path(folder))


def main() -> None:
    """Plays, and writes what came of it to ``--out``; exit status 77 where a small disk can't be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--part", choices=("kills", "disk"), default="kills")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=12.0, help="of killing in a round")
    parser.add_argument("--each", type=int, default=4, help="devices of each protocol")
    parser.add_argument(
        "--away", action=argparse.BooleanOptionalAction, default=True, help="the store is away for a while"
    )
    parser.add_argument("--like", type=Path, help="a migrated SQLite database to begin with")
    parser.add_argument("--seed", type=int, default=32)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "disk" and not options.inside:
        words = namespace()
        if words is None:
            print("跳过：这台机器既不是 root，也不允许用户命名空间，无法挂载小磁盘 (neither root nor user namespaces)")
            sys.exit(NOT_HERE)
        sys.exit(
            subprocess.run([*words, sys.executable, "-m", "chaos.telemetry", "--inside", *sys.argv[1:]]).returncode
        )
    found = inside(options) if options.part == "disk" else play(options)
    print(f"{options.database}, telemetry, {options.part}: {json.dumps(found, ensure_ascii=False)}")
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(found["faults"]))


if __name__ == "__main__":
    main()
