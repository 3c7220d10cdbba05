"""A thousand pages open on a wall of devices: how late values come, what it costs the gateway. ``python -m bench.viewers`` is
one process of them.

A station says in its humidity when it speaks, so that whoever hears it knows how long it took, in whatever process.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from .children import Children
from .devices import FACTORS, PASSWORD, address
from .following import Follower, follow, ranks
from .gateways import VALUES, Gateway, device, gateway

STATIONS = 25
READINGS = 200
"""A second, from all stations together."""
HUMIDITY = 6
TURN = 50.0
"""Seconds after which the humidity says the same again; it goes from 20 to 70."""
TOLD = re.compile(rb"\[%d,\d+,([\d.]+)," % HUMIDITY)
AT_ONCE = 50
SETTLES, LAST = 3.0, 2.0


def humidity(moment: float) -> float:
    """What a station says at a moment of the machine's clock that runs on."""
    return round(20 + moment % TURN, 3)


class Heard:
    """What the pages of this process were told. ``of_nobody``: events about other things, e.g. to read the page anew."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.events = self.of_nobody = 0
        self.counts = False

    def heard(self, kind: bytes, said: bytes) -> None:
        """An event: how long ago was each of its values said?"""
        moment = time.monotonic()
        if not self.counts:
            return
        self.events += 1
        self.of_nobody += kind != b"topic"
        self.times += [(moment + 20 - float(value)) % TURN for value in TOLD.findall(said)]


async def watch(options: argparse.Namespace) -> dict[str, Any]:
    """Opens so many pages, says "ready", counts until told to end."""
    heard, topics = Heard(), [f"device:{device('hj212', n)}" for n in range(STATIONS)]
    lines: list[Follower] = []
    began = time.monotonic()
    for first in range(0, options.number, AT_ONCE):
        some = range(first, min(first + AT_ONCE, options.number))
        lines += await asyncio.gather(*(follow(options.port, options.session, topics, heard.heard) for _ in some))
    print(json.dumps({"opening_s": round(time.monotonic() - began, 2)}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    heard.counts = True
    await asyncio.to_thread(sys.stdin.readline)
    heard.counts = False
    ranked = sorted(heard.times)
    return {
        "events": heard.events, "of_nobody": heard.of_nobody, "values": len(ranked),
        "closed": sum(line.transport.is_closing() for line in lines), "times": ranked[:: max(1, len(ranked) // 5000)],
    }  # fmt: skip


async def speak(port: int, seconds: float) -> int:
    """The stations say their values, one after another; how many frames."""
    from anlan.gateways.hj212.protocol import encode_realtime

    loop, said = asyncio.get_running_loop(), 0
    lines = [(await loop.create_connection(asyncio.Protocol, "127.0.0.1", port))[0] for _ in range(STATIONS)]
    began, at, values = loop.time(), int(time.time() * 1000), {code: low for code, (low, _) in FACTORS.items()}
    while (due := began + said * VALUES["hj212"] / READINGS) < began + seconds:
        await asyncio.sleep(max(0.0, due - loop.time()))
        number, turn = said % STATIONS, said // STATIONS
        told = values | {"a01002": humidity(time.monotonic())}
        lines[number].write(encode_realtime(address("hj212", number), PASSWORD, "39", at + turn * 1000, told))
        said += 1
    for line in lines:
        line.close()
    return said


def viewers(options: argparse.Namespace, folder: Path, session: str) -> dict[str, Any]:
    """First nobody looks, then everybody: the difference is what the pages cost."""
    with gateway(folder) as house:
        _, alone = cores(house, options.seconds)
        before = house.weight()
        share = ["--number", str(options.viewers // options.crowds), "--session", session]
        crowd = Children("bench.viewers", [["--port", str(house.ports["live"]), *share]] * options.crowds)
        opening = max(one["opening_s"] for one in crowd.ready())
        memory = (house.weight() - before) / options.viewers
        asyncio.run(speak(house.ports["hj212"], SETTLES))
        time.sleep(LAST)
        crowd.go()
        said, computed = cores(house, options.seconds)
        time.sleep(LAST)
        crowd.go()
        told = crowd.told()
        complaints = house.complaints()
    expected = said * options.viewers
    return {
        "viewers": options.viewers, "opening_s": opening, "stations": STATIONS, "readings_a_second": READINGS,
        "values_told": sum(one["values"] for one in told), "of_expected": round(sum(one["values"] for one in told) / expected, 4),
        "closed": sum(one["closed"] for one in told), "of_nobody": sum(one["of_nobody"] for one in told),
        "cpu": computed, "cpu_without_viewers": alone, "kb_a_viewer": round(memory * 1024),
        "load": round(os.getloadavg()[0], 1), "complaints": complaints,
    } | ranks([at for one in told for at in one["times"]])  # fmt: skip


def cores(house: Gateway, seconds: float) -> tuple[int, float]:
    """Lets the stations speak: how many frames, and the cores that the gateway computed on."""
    computed, began = house.computed(), time.perf_counter()
    said = asyncio.run(speak(house.ports["hj212"], seconds))
    return said, round((house.computed() - computed) / (time.perf_counter() - began), 2)


def main() -> None:
    """One process of pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--session", required=True)
    print(json.dumps(asyncio.run(watch(parser.parse_args()))), flush=True)


if __name__ == "__main__":
    main()
