"""Two hundred people at once over real HTTP: reading, searching, moving rows; then a look whether anything was lost.

``python -m bench.load --people 200 --seconds 120`` over a province that is there (``bench.province``): one web process
on SQLite, two on PostgreSQL, with a worker each. Results go into ``bench/results.json`` beside ``bench.run``'s.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
os.environ.setdefault("ANLAN_MODE", "test")

# How fast a slow client reads an export: a phone at the edge of its network.
SLOW_BYTES_A_SECOND = 20_000


def rank(values: list[float], share: float) -> float:
    """That share of the values is not larger."""
    ranked = sorted(values)
    return round(ranked[min(len(ranked) - 1, int(len(ranked) * share))], 1) if ranked else 0.0


@contextmanager
def slow_readers(count: int, port: int, session: str) -> Iterator[list[int]]:
    """So many clients that read an export of the whole province slowly; yields the bytes each has got."""
    import http.client
    import socket

    over, got = threading.Event(), [0] * count

    def read(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        line.connect()
        line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.request("GET", "/self_check/hazards/export/?state=closed", headers={"Cookie": f"sessionid={session}"})
        answer = line.getresponse()
        while not over.wait(0.2) and (piece := answer.read(SLOW_BYTES_A_SECOND // 5)):
            got[number] += len(piece)
        line.close()

    threads = [threading.Thread(target=read, args=(n,), daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield got
    finally:
        over.set()


def settle(moment: datetime) -> None:
    """As in a house whose schedules have run until then: nothing of the days before is still to be made good."""
    from anlan.kernel.clock.models import ScheduledRun
    from anlan.kernel.clock.schedule import every_schedule

    ScheduledRun.objects.all().delete()
    for one in every_schedule():
        ScheduledRun.objects.create(name=one.name, due_at=moment)


def rush(options: argparse.Namespace) -> dict[str, Any]:
    """Lets everybody work for the given time; returns the figures."""
    from django.db import connection

    from anlan.kernel.clock import now

    from .browser import Tally
    from .crowd import Work, begin, gather
    from .proof import lost, wait_for_jobs
    from .servers import house

    webs = options.webs or (2 if connection.vendor == "postgresql" else 1)
    people = gather(options.people, options.seed)
    Random(options.seed).shuffle(people)
    office = next(p for p in people if p.kind == "province")
    work, since = Work(Tally()), now()
    settle(since - timedelta(days=1) if options.morning else since)
    say(f"{len(people)} people, {webs} web process(es) on {connection.vendor}, {options.seconds:.0f} s")
    with tempfile.TemporaryDirectory() as logs, house(webs, Path(logs), options.threads) as running:
        with slow_readers(options.slow, running.ports[0], office.session) as slowly:
            began, before, own = time.monotonic(), running.cpu(), _own_cpu()
            join = begin(people, running.ports, work, options.seed)
            watch(work, began, options.seconds)
            work.stop.set()
            seconds = time.monotonic() - began
            join()
            computed = {k: round((v - before[k]) / seconds, 2) for k, v in running.cpu().items()}
            figures = counted(work, seconds) | {
                "cores": computed | {"clients": round((_own_cpu() - own) / seconds, 2)}, "memory_mb": running.memory(),
                "slow_bytes": slowly,
            }  # fmt: skip
        show(figures)
        say("  looking whether anything was lost")
        faults = wait_for_jobs() + lost(work.deeds, since)
        complaints = running.complaints()
    return figures | {
        "lost_moves": len(faults), "lost": faults[:20], "complaints": complaints[:20], "webs": webs,
        "threads": options.threads or "default", "people": len(people), "load": os.getloadavg()[0],
    }  # fmt: skip


def watch(work: Any, began: float, seconds: float) -> None:
    """Waits, and tells how it goes."""
    while (left := began + seconds - time.monotonic()) > 0:
        work.stop.wait(min(15.0, left))
        done = sum(map(len, work.tally.times.values()))
        wrong = sum(map(len, work.tally.errors.values()))
        say(f"  {time.monotonic() - began:5.0f} s  {done} answers, {len(work.deeds)} writes, {wrong} errors")


def counted(work: Any, seconds: float) -> dict[str, Any]:
    """Times by kind of request, and of all together."""
    times, errors = dict(work.tally.times), work.tally.errors
    kinds = {
        kind: {"n": len(ms), "errors": len(errors.get(kind, ())), "p50": rank(ms, 0.5), "p95": rank(ms, 0.95),
               "p99": rank(ms, 0.99), "max": rank(ms, 1)}
        for kind, ms in sorted(times.items())
    }  # fmt: skip
    whole = [one for ms in times.values() for one in ms]
    return {
        "errors_under_load": sum(map(len, errors.values())), "load_p95_ms": rank(whole, 0.95),
        "load_p50_ms": rank(whole, 0.5), "load_p99_ms": rank(whole, 0.99), "load_max_ms": rank(whole, 1),
        "requests": len(whole), "requests_a_second": round(len(whole) / seconds, 1), "writes": len(work.deeds),
        "drawn_again": work.drawn_again, "seconds": round(seconds, 1), "kinds": kinds,
        "errors": {kind: many[:3] for kind, many in errors.items()},
    }  # fmt: skip


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def say(text: str) -> None:
    """A line for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def show(found: dict[str, Any]) -> None:
    """The table."""
    print(f"{'':<18}{'n':>7}{'errors':>8}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for kind, line in found["kinds"].items():
        cells = "".join(f"{line[k]:>9}" for k in ("p50", "p95", "p99", "max"))
        print(f"{kind:<18}{line['n']:>7}{line['errors']:>8}{cells}", flush=True)


def main() -> None:
    """Measures, prints and keeps; the exit status tells whether anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="20 people, 15 seconds")
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--webs", type=int, default=0, help="web processes; default 1 on SQLite, 2 on PostgreSQL")
    parser.add_argument("--threads", type=int, default=0, help="threads of each; default the product's own choice")
    parser.add_argument("--slow", type=int, default=0, help="clients beside that read an export slowly")
    parser.add_argument("--morning", action="store_true", help="a day's reminders fall due at the same time")
    parser.add_argument("--seed", type=int, default=32)
    parser.add_argument("--trial", action="store_true", help="print only, keep nothing")
    options = parser.parse_args()
    options.people = options.people or (20 if options.quick else 200)
    options.seconds = options.seconds or (15.0 if options.quick else 120.0)
    django.setup()
    from .results import keep

    found = rush(options)
    print(json.dumps({k: v for k, v in found.items() if k != "kinds"}, ensure_ascii=False, indent=1), flush=True)
    if not (options.trial or options.morning or options.slow):
        goals = {k: found[k] for k in ("errors_under_load", "lost_moves", "load_p95_ms")}
        keep(options.quick, goals | {"under_load": found})
    sys.exit(bool(found["errors_under_load"] or found["lost_moves"]))


if __name__ == "__main__":
    main()
