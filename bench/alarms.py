"""From a value over its limit to the event on a page that follows alarms, while the gateway takes its goal's load."""

import argparse
import asyncio
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from .devices import FACTORS, PASSWORD, address
from .following import follow, ranks
from .gateways import GOALS, Gateway, Moments, device, gateway
from .throughput import Phase, run_beside

PAGES = 20
"""Open pages that follow alarms; each is told of each."""
LASTS = 301
"""Seconds after which a dust value over its limit is an alarm (its kind's delay is 300)."""
HIGH = 1_200
"""µg/m³; the limit is 1,000."""
SETTLES, PATIENCE = 2.0, 20.0
GOAL_MS = 1_000


class Crosser(asyncio.Protocol):
    """A dust station that says a value over its limit, and 301 s later by its own clock another one: that is the alarm."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.answered = asyncio.Event()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.answered.set()

    def say(self, number: int, at: int) -> float:
        """Writes one frame; when."""
        from anlan.gateways.hj212.protocol import encode_realtime

        values = {code: low for code, (low, _) in FACTORS.items()} | {"a34001": HIGH}
        frame = encode_realtime(address("hj212", number), PASSWORD, "39", at, values)
        moment = time.perf_counter()
        self.transport.write(frame)
        return moment


class Watched:
    """What was sent and what the pages have seen of it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.sent: dict[int, float] = {}
        self.seen: dict[int, list[float]] = {}
        self.kinds: Counter[str] = Counter()

    def heard(self, kind: bytes, said: bytes) -> None:
        """A page is told something."""
        moment = time.perf_counter()
        self.kinds[kind.decode()] += 1
        if kind != b"rows":
            return
        for row in json.loads(said)["rows"]:
            if row["quantity"] == "tsp" and row["device"] in self.sent:
                self.seen.setdefault(row["device"], []).append(moment)

    async def all_seen(self) -> None:
        """Until each page has been told of each, or for so long."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end and any(len(self.seen.get(one, ())) < PAGES for one in self.sent):
            await asyncio.sleep(0.05)

    def result(self) -> dict[str, Any]:
        """Times from the frame's writing to each page that was told (its first word of that alarm counts)."""
        times = [at - self.sent[who] for who, seen in self.seen.items() for at in seen[:PAGES]]
        within = sum(one * 1000 <= GOAL_MS for one in times)
        expected = len(self.sent) * PAGES
        return {
            "alarms": len(self.sent), "pages": PAGES, "events": len(times), "not_seen": expected - len(times),
            "within_1_s": round(within / expected, 4), "told_anew": self.kinds["anew"],
        } | ranks(times)  # fmt: skip


async def cross(house: Gateway, session: str, first: int, number: int, seconds: float, go: Any) -> Watched:
    """Pages open, stations come in, ``go`` lets the load begin; then one station after another crosses its limit."""
    found, at = Watched(number), int(time.time()) * 1000 - 1_200_000
    for _ in range(PAGES):
        await follow(house.ports["live"], session, ["rows:alarm"], found.heard)
    loop, lines = asyncio.get_running_loop(), []
    for _ in range(number):
        _, line = await loop.create_connection(Crosser, "127.0.0.1", house.ports["hj212"])
        line.say(first + len(lines), at)
        await asyncio.wait_for(line.answered.wait(), PATIENCE)
        lines.append(line)
    go()
    began = loop.time() + SETTLES
    for n, line in enumerate(lines):
        await asyncio.sleep(max(0.0, began + n * (seconds - 2 * SETTLES) / number - loop.time()))
        found.sent[device("hj212", first + n)] = line.say(first + n, at + LASTS * 1000)
    await found.all_seen()
    return found


def alarms(options: argparse.Namespace, folder: Path, moments: Moments, session: str) -> dict[str, Any]:
    """With both kinds at their goals at once; then with each alone, which tells what one kind's load does."""
    found: dict[str, Any] = {}
    first = options.lines
    with gateway(folder) as house:
        for name, kinds in {"both": tuple(GOALS), "jt808": ("jt808",), "hj212": ("hj212",)}.items():
            phases = [Phase(kind, options, float(GOALS[kind]), options.alarm_seconds, moments) for kind in kinds]

            def work(go: Any, first: int = first) -> Watched:
                return asyncio.run(cross(house, session, first, options.alarms, options.alarm_seconds, go))

            told, watched = run_beside(phases, house, work)
            found[name] = watched.result() | {"load_beside": dict(zip(kinds, told, strict=True))}
            first += options.alarms
        found["complaints"] = house.complaints()
    return found
