"""What one gateway takes: ``python -m bench.telemetry`` over real sockets, from frame to answer.

``anlan gateway`` runs as in operation; crowds of devices (``bench.devices``) in processes beside it send as fast as they are
answered, then at the rate of the goal, which gives the times to an answer. Every answered value has to be in the store.
The bare engine is the same store, given the same number of rows without sockets, frames, rules or answers.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
os.environ.setdefault("ANLAN_MODE", "test")

ROOT = Path(__file__).resolve().parent.parent
GOALS = {"jt808": 10_000, "hj212": 3_000}
"""Frames a second: issue 6. A frame of HJ 212 holds eight factors."""
VALUES = {"jt808": 1, "hj212": 8}
MOST = {"jt808": 24_000, "hj212": 8_000}
"""Frames a second for which frames are written beforehand."""
SECONDS_BACK = 6 * 3600
STARTS_WITHIN = 60.0


class Gateway:
    """The process, and what it holds."""

    def __init__(self, log: Path) -> None:
        from .servers import free_port

        self.ports = {kind: free_port() for kind in GOALS}
        listen = ",".join(f"{kind}:{port}" for kind, port in self.ports.items())
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from anlan.config.cli import main; main()", "gateway", "--listen", listen],
                cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        self.memory: list[tuple[float, int]] = []
        self._over = threading.Event()

    def until_it_listens(self) -> None:
        """Returns when the command says so."""
        end = time.monotonic() + STARTS_WITHIN
        while "网关已启动" not in self.log.read_text(errors="replace"):
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(self.log.read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        threading.Thread(target=self._weigh, daemon=True).start()

    def _weigh(self) -> None:
        began, page = time.monotonic(), os.sysconf("SC_PAGE_SIZE")
        while not self._over.wait(1.0):
            try:
                pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
            except (OSError, IndexError):
                return
            self.memory.append((time.monotonic() - began, pages * page >> 20))

    def end(self) -> None:
        """Ends it politely: what it has received is stored."""
        self._over.set()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def flatness(self) -> dict[str, Any]:
        """Memory in MB: at first, at most, at last, and its growth an hour over the second half."""
        if len(self.memory) < 4:
            return {}
        half = self.memory[len(self.memory) // 2 :]
        hours = (half[-1][0] - half[0][0]) / 3600
        return {
            "first_mb": self.memory[0][1], "most_mb": max(mb for _, mb in self.memory), "last_mb": self.memory[-1][1],
            "minutes": round(self.memory[-1][0] / 60, 1),
            "growth_mb_an_hour": round((half[-1][1] - half[0][1]) / hours, 1) if hours else 0.0,
        }  # fmt: skip


@contextmanager
def gateway(folder: Path) -> Iterator[Gateway]:
    """One gateway, ended afterwards."""
    made = Gateway(folder / "gateway.log")
    try:
        made.until_it_listens()
        yield made
    finally:
        made.end()


def make_devices(lines: int) -> None:
    """Records with the limits of their kinds, so that every value is judged, and sources as the gateway knows them."""
    from anlan.domain.device.models import Device
    from anlan.domain.device.testing import station_of
    from anlan.kernel.testing.cast import make_cast
    from anlan.telemetry.models import Source

    from .devices import CODE, PASSWORD, address

    one = station_of(make_cast())
    facts = {f.attname: getattr(one, f.attname) for f in Device._meta.concrete_fields}
    kinds = {"jt808": "lorry", "hj212": "dust"}
    Device.objects.bulk_create(
        Device(**facts | {"id": device(protocol, n), "kind": kind, "number": f"{kind}-{n}"})
        for protocol, kind in kinds.items() for n in range(lines)
    )  # fmt: skip
    secrets = {"jt808": CODE, "hj212": PASSWORD}
    Source.objects.bulk_create(
        Source(protocol=kind, address=address(kind, n), secret=secrets[kind], device=device(kind, n))
        for kind in GOALS for n in range(lines)
    )  # fmt: skip


def device(kind: str, number: int) -> int:
    """Its number in the store."""
    return (1 if kind == "jt808" else 2) * 1_000_000 + number


class Phase:
    """One kind, one way of sending; each phase has moments of its own, so that nothing is sent twice."""

    def __init__(self, kind: str, options: argparse.Namespace, rate: float, seconds: float, begin: int) -> None:
        self.kind, self.rate, self.begin = kind, rate, begin
        count = int((rate or MOST[kind]) * seconds * 1.05 / options.lines) + 2
        self.frames, share = count, options.lines // options.crowds
        common = [
            "--kind", kind, "--frames", str(count), "--begin", str(begin), "--seconds", str(seconds),
            "--window", str(options.window), "--lines", str(share), "--rate", str(rate / options.crowds),
        ]  # fmt: skip
        self.commands = [[*common, "--first", str(n * share)] for n in range(options.crowds)]
        self.processes: list[subprocess.Popen[str]] = []

    def prepare(self, port: int) -> None:
        """Lets the crowds write their frames and come in."""
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.devices", *command, "--port", str(port)], cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
            for command in self.commands
        ]  # fmt: skip
        for process in self.processes:
            assert process.stdout is not None
            if process.stdout.readline().strip() != "ready":
                raise RuntimeError(f"{self.kind}: the devices did not come in")

    def go(self) -> None:
        """Now."""
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()

    def result(self) -> dict[str, Any]:
        """What all crowds together saw."""
        told = [json.loads(process.communicate()[0]) for process in self.processes]
        times = sorted(one for each in told for one in each["times"])
        answered, seconds = sum(one["answered"] for one in told), max(one["seconds"] for one in told)
        at = {share: times[min(len(times) - 1, int(len(times) * share))] if times else 0.0 for share in (0.5, 0.99)}
        return {
            "frames": answered, "a_second": round(answered / seconds), "values_a_second": round(answered * VALUES[self.kind] / seconds),
            "p50_ms": at[0.5], "p99_ms": at[0.99], "max_ms": max(one["max"] for one in told), "seconds": seconds,
            "unanswered": sum(one["unanswered"] for one in told), "lines_lost": sum(one["lost"] for one in told),
            "late": sum(one["late"] for one in told),
        }  # fmt: skip


def run(phases: list[Phase], house: Gateway) -> list[dict[str, Any]]:
    """The phases at the same time."""
    for phase in phases:
        phase.prepare(house.ports[phase.kind])
    for phase in phases:
        phase.go()
    return [phase.result() for phase in phases]


def stored(kind: str, lines: int, begin: int, end: int) -> int:
    """Frames of a phase that are in the store."""
    from anlan.telemetry.quantities import BY_CODE
    from anlan.telemetry.store import store

    total = 0
    for number in range(lines):
        who = device(kind, number)
        if kind == "jt808":
            total += len(store().track(who, begin, end))
        else:
            total += min(len(store().raw(who, BY_CODE[code].number, begin, end)) for code in ("tsp", "noise"))
    return total


def bare(rows: int, folder: Path) -> float:
    """Values a second that the engine alone stores, in commits of the intake's size, interleaved as devices send them."""
    from anlan.telemetry.intake import MOST_AT_ONCE
    from anlan.telemetry.store.opening import address, open_store
    from anlan.telemetry.words import Reading

    at = int(time.time() * 1000) - SECONDS_BACK * 1000
    made = [Reading(1 + n // 8 % 400, 1 + n % 8, at + n // 3200 * 1000, float(n % 97)) for n in range(rows)]
    where = address()
    alone = open_store(f"sqlite:///{folder}/bare.sqlite3" if where.startswith("sqlite") else where)
    began = time.perf_counter()
    for first in range(0, rows, MOST_AT_ONCE):
        alone.append(made[first : first + MOST_AT_ONCE], [], at + SECONDS_BACK * 1000)
    taken = time.perf_counter() - began
    alone.close()
    return round(rows / taken)


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All of it."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    make_devices(options.lines)
    found: dict[str, Any] = {"lines": options.lines, "load": round(os.getloadavg()[0], 1), "lost": 0}
    begin = int(time.time() * 1000) - SECONDS_BACK * 1000
    begin -= begin % 1000
    with gateway(folder) as house:
        for kind, goal in GOALS.items():
            for name, rate in (("fast", 0.0), ("paced", float(goal))):
                phase = Phase(kind, options, rate, options.seconds, begin)
                told = found[f"{kind}_{name}"] = run([phase], house)[0]
                there = stored(kind, options.lines, begin, begin + phase.frames * 1000)
                told["stored"] = there
                found["lost"] += max(0, told["frames"] - there)
                begin += (phase.frames + 10) * 1000
                say(f"{kind} {name}: {json.dumps(told, ensure_ascii=False)}")
        if options.soak:
            found["soak"] = soak(options, house, begin)
            say(f"soak: {json.dumps(found['soak'], ensure_ascii=False)}")
        found["memory"] = house.flatness()
    found["bare_values_a_second"] = bare(1_000_000 if not options.quick else 300_000, folder)
    found["share_of_bare"] = round(found["hj212_fast"]["values_a_second"] / found["bare_values_a_second"], 2)
    return found


def soak(options: argparse.Namespace, house: Gateway, begin: int) -> dict[str, Any]:
    """Both kinds together at a third of their goals for so many minutes; what memory does is told by the gateway's figures."""
    rates = {kind: goal / 3 for kind, goal in GOALS.items()}
    phases = [Phase(kind, options, rate, options.soak * 60, begin) for kind, rate in rates.items()]
    return dict(zip(rates, run(phases, house), strict=True))


def say(text: str) -> None:
    """A line for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measures, prints, keeps; the exit status tells whether an answered value is not in the store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="5 seconds a phase")
    parser.add_argument("--seconds", type=float, default=0.0, help="of a phase; default 30")
    parser.add_argument("--lines", type=int, default=400, help="devices of each kind")
    parser.add_argument("--crowds", type=int, default=2, help="processes that play them")
    parser.add_argument("--window", type=int, default=16, help="frames a device sends ahead of their answers")
    parser.add_argument("--soak", type=float, default=0.0, help="minutes of both kinds at a third of the goals")
    parser.add_argument("--trial", action="store_true", help="print only, keep nothing")
    options = parser.parse_args()
    options.seconds = options.seconds or (5.0 if options.quick else 30.0)
    django.setup()
    from .results import keep

    with tempfile.TemporaryDirectory() as folder:
        found = measure(options, Path(folder))
    print(json.dumps(found, ensure_ascii=False, indent=1), flush=True)
    if not options.trial:
        keep(options.quick, {"telemetry": found})
    sys.exit(bool(found["lost"]))


if __name__ == "__main__":
    main()
