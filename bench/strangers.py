"""Fifty thousand lines of nobody at once: ``python -m bench.strangers`` opens a part of them and holds them.

As many as open files allow on both sides; each process comes from an address of its own, since one has some 28,000 ports.
Meanwhile known devices send at a modest rate, and new ones come in.
"""

import argparse
import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from .children import Children
from .devices import frames
from .following import ranks
from .gateways import Gateway, Moments, gateway
from .throughput import Phase, run_beside

SPARE = 200
RATE, LINES = 500.0, 100
"""Frames a second of known devices, and how many of them."""
SPEAK = 10
"""Every so manyth stranger says something: a message of a device that nobody knows."""
AT_ONCE = 200
COMERS = 20
"""Known devices that come in while the strangers are there."""
GONE_WITHIN = 60.0
PATIENCE = 10.0


def more_files() -> int:
    """Takes as many open files as may be had."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Nobody(asyncio.Protocol):
    """A line that holds on. ``open`` and ``ended``: how many did and were ended by the other side."""

    opened = ended = 0

    def connection_made(self, transport: Any) -> None:
        Nobody.opened += 1
        if Nobody.opened % SPEAK == 0:
            transport.write(frames("hj212", 90_000_000 + Nobody.opened, 1, int(time.time() * 1000))[0])

    def connection_lost(self, error: Exception | None) -> None:
        Nobody.ended += 1


async def hold(options: argparse.Namespace) -> dict[str, Any]:
    """Opens them, says "ready", lets go when told."""
    more_files()
    loop, failed, began = asyncio.get_running_loop(), 0, time.monotonic()
    for first in range(0, options.number, AT_ONCE):
        some = [
            loop.create_connection(Nobody, "127.0.0.1", options.port, local_addr=(options.source, 0))
            for _ in range(first, min(first + AT_ONCE, options.number))
        ]
        failed += sum(isinstance(one, BaseException) for one in await asyncio.gather(*some, return_exceptions=True))
    print(json.dumps({"opened": Nobody.opened, "seconds": round(time.monotonic() - began, 1)}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    return {"opened": Nobody.opened, "failed": failed, "ended": Nobody.ended}


class Comer(asyncio.Protocol):
    """A known device that comes in now: one frame, one answer."""

    def __init__(self, number: int) -> None:
        self.number, self.answered = number, asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        transport.write(frames("hj212", self.number, 1, int(time.time() * 1000))[0])

    def data_received(self, data: bytes) -> None:
        if not self.answered.done():
            self.answered.set_result(True)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.answered.done():
            self.answered.set_result(False)


async def come(port: int, first: int) -> list[float]:
    """Seconds until each of those that were let in had its answer."""
    loop, times = asyncio.get_running_loop(), []
    for number in range(first, first + COMERS):
        began = loop.time()
        try:
            async with asyncio.timeout(PATIENCE):
                transport, line = await loop.create_connection(lambda n=number: Comer(n), "127.0.0.1", port)  # type: ignore[misc]
                if await line.answered:
                    times.append(loop.time() - began)
        except (TimeoutError, OSError):
            continue
        transport.close()
    return times


def besiege(house: Gateway, options: argparse.Namespace, each: int) -> dict[str, Any]:
    """All of it, from the first stranger until the last is gone."""
    port, files, memory = house.ports["hj212"], house.open_files(), house.weight()
    number = -(-options.strangers // each)
    shares = [min(each, options.strangers - n * each) for n in range(number)]
    crowd = Children(
        "bench.strangers",
        [
            ["--port", str(port), "--source", f"127.0.0.{2 + n}", "--number", str(share)]
            for n, share in enumerate(shares)
        ],
    )
    opened = crowd.ready()
    held, most = house.open_files() - files, house.weight()
    times = asyncio.run(come(port, options.lines - COMERS))
    began = time.monotonic()
    # The gateway ends those that never say who they are; nobody lets go of them here.
    while house.open_files() > files + SPARE and time.monotonic() < began + GONE_WITHIN:
        time.sleep(0.5)
    left = house.open_files() - files
    crowd.go()
    told = crowd.told()
    return {
        "tried": options.strangers, "opened": sum(one["opened"] for one in opened), "opening_s": max(one["seconds"] for one in opened),
        "held_at_once": held, "kb_a_line": round((most - memory) * 1024 / max(1, held), 1),
        "ended_by_gateway": sum(one["ended"] for one in told), "failed": sum(one["failed"] for one in told),
        "lines_left": left, "gone_after_s": round(time.monotonic() - began, 1),
        "comers": COMERS, "comers_answered": len(times), "comers_p50_ms": ranks(times).get("p50_ms"), "comers_max_ms": ranks(times).get("max_ms"),
        "memory_before_mb": round(memory), "memory_most_mb": round(max([most, *(mb for _, mb in house.memory)])), "memory_after_mb": round(house.weight()),
    }  # fmt: skip


def strangers(options: argparse.Namespace, folder: Path, moments: Moments) -> dict[str, Any]:
    """Known devices send all the while; what they are answered stands beside."""
    each = more_files() - SPARE
    with gateway(folder) as house:
        phase = Phase("hj212", options, RATE, options.siege_seconds, moments, LINES)

        def work(go: Any) -> dict[str, Any]:
            go()
            return besiege(house, options, each)

        told, found = run_beside([phase], house, work)
        return found | {"known_devices": told[0], "files_a_process": each + SPARE, "complaints": house.complaints()}


def main() -> None:
    """One process of strangers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--source", required=True)
    print(json.dumps(asyncio.run(hold(parser.parse_args()))), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    import django

    django.setup()
    main()
