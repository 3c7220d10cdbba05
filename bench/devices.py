"""Devices by the hundred in one process, with frames written beforehand: ``python -m bench.devices`` (``bench.telemetry``).

Says "ready" when all have shown who they are, begins when told so on its input, and prints what came of it. A frame counts
when the platform's answer to it is there.
"""

import argparse
import asyncio
import gc
import json
import os
import sys
import time
from array import array
from collections import deque
from typing import Any

FACTORS = {
    "a34001": (180, 60),
    "a34002": (90, 40),
    "a34004": (40, 20),
    "a01001": (18, 6),
    "a01002": (55, 15),
    "a01007": (1, 4),
    "a01008": (90, 90),
    "LA": (44, 9),
}
"""Eight, as the goal says: the least of each and how far it goes, a day on a quiet site that keeps its limits."""
PASSWORD = "bench-0001"
CODE = "bench-code-00001"
SECONDS_FOR_THE_LAST = 30.0


def address(kind: str, number: int) -> str:
    """The bench's device of that number."""
    return f"139{number:08d}" if kind == "jt808" else f"BENCH{number:019d}"


def frames(kind: str, number: int, many: int, begin: int) -> list[bytes]:
    """What one device says, a second between two of its moments from ``begin`` (ms) on."""
    if kind == "jt808":
        from anlan.gateways.jt808.terminal import Terminal, report

        terminal = Terminal(address(kind, number), modern=True)
        lat, lon = 31.6 + number % 97 / 1000, 119.9 + number % 89 / 1000
        return [terminal.authenticate(CODE)] + [
            terminal.position(report(begin + n * 1000, lat + n % 500 / 1e5, lon, speed=40 + n % 30, direction=n % 360, mileage=n / 10))
            for n in range(many)
        ]  # fmt: skip
    from anlan.gateways.hj212.protocol import encode_realtime

    name = address(kind, number)
    return [
        encode_realtime(name, PASSWORD, "39", begin + n * 1000, {code: low + (n * 7 + low) % span for code, (low, span) in FACTORS.items()})
        for n in range(many)
    ]  # fmt: skip


class Line(asyncio.Protocol):
    """One device. ``window``: frames it may send ahead of their answers."""

    def __init__(self, kind: str, said: list[bytes], window: int, crowd: "Crowd") -> None:
        self.mark, self.marks = (b"\x7e", 2) if kind == "jt808" else (b"\r\n", 1)
        self.said, self.window, self.crowd = said, window, crowd
        self.next, self.seen, self.answered = 0, 0, 0
        self.waiting: deque[float] = deque()
        self.transport: Any = None
        self.entering = kind == "jt808"
        self.ended = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        if self.entering:
            transport.write(self.said[0])
            self.next = 1
        else:
            self.crowd.entered()

    def send(self, most: int) -> int:
        """Sends as many as are due and fit into the window; how many."""
        many = min(most, self.window - len(self.waiting), len(self.said) - self.next)
        if many <= 0 or self.ended:
            return 0
        self.transport.write(b"".join(self.said[self.next : self.next + many]))
        self.next += many
        self.waiting.extend([time.perf_counter()] * many)
        return many

    def data_received(self, data: bytes) -> None:
        self.seen += data.count(self.mark)
        done, now = self.seen // self.marks - self.answered, time.perf_counter()
        self.answered += done
        if self.entering and done:
            self.entering, done = False, done - 1
            self.crowd.entered()
        for _ in range(done):
            self.crowd.times.append(now - self.waiting.popleft())
        if done and self.crowd.fast:
            self.send(self.window)

    def connection_lost(self, error: Exception | None) -> None:
        self.ended = True
        self.crowd.lost += 1


class Crowd:
    """All lines of this process. ``fast``: each answer lets the next frame go; else ``rate`` frames a second in all."""

    def __init__(self, rate: float) -> None:
        self.fast, self.rate = rate <= 0, rate
        self.lines: list[Line] = []
        self.times, self.lost, self.inside = array("d"), 0, 0
        self.late = 0

    def entered(self) -> None:
        """One more device has shown who it is."""
        self.inside += 1

    async def send(self, seconds: float) -> float:
        """Sends for so long, or until nothing is left to send; seconds taken until the last answer."""
        began, sent, place = time.perf_counter(), 0, 0
        if self.fast:
            for line in self.lines:
                line.send(line.window)
        while (passed := time.perf_counter() - began) < seconds and any(one.next < len(one.said) for one in self.lines):
            due = 0 if self.fast else int(passed * self.rate) - sent
            for _ in range(due):
                if not self.lines[place].send(1):
                    self.late += 1
                place = (place + 1) % len(self.lines)
            sent += due
            await asyncio.sleep(0.05 if self.fast else 0.005)
        self.fast = False
        end = time.perf_counter() + SECONDS_FOR_THE_LAST
        while any(one.waiting and not one.ended for one in self.lines) and time.perf_counter() < end:
            await asyncio.sleep(0.005)
        return time.perf_counter() - began

    def told(self, seconds: float) -> dict[str, Any]:
        """What came of it; times in ms."""
        ranked = sorted(self.times)
        at = {
            share: ranked[min(len(ranked) - 1, int(len(ranked) * share))] * 1000 if ranked else 0
            for share in (0.5, 0.99, 1)
        }
        unanswered = sum(len(one.waiting) for one in self.lines)
        return {
            "answered": len(ranked), "unanswered": unanswered, "lost": self.lost, "late": self.late, "seconds": round(seconds, 2),
            "times": [round(one * 1000, 1) for one in ranked[:: max(1, len(ranked) // 2000)]],
            "p50": round(at[0.5], 1), "p99": round(at[0.99], 1), "max": round(at[1], 1),
        }  # fmt: skip


async def play(options: argparse.Namespace) -> dict[str, Any]:
    """Opens the lines, waits for the word, sends."""
    crowd, loop = Crowd(options.rate), asyncio.get_running_loop()
    written = [
        frames(options.kind, n, options.frames, options.begin)
        for n in range(options.first, options.first + options.lines)
    ]
    # Half a million frames would be walked through by each collection.
    gc.freeze()
    for said in written:
        _, line = await loop.create_connection(
            lambda said=said: Line(options.kind, said, options.window, crowd), "127.0.0.1", options.port
        )  # type: ignore[misc]
        crowd.lines.append(line)
    async with asyncio.timeout(60):
        while crowd.inside < options.lines:
            await asyncio.sleep(0.02)
    print(json.dumps({"lines": crowd.inside}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    told = crowd.told(await crowd.send(options.seconds))
    for line in crowd.lines:
        line.transport.close()
    return told


def main() -> None:
    """One crowd."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=("jt808", "hj212"), required=True)
    for name, kind in (("port", int), ("lines", int), ("first", int), ("frames", int), ("begin", int), ("window", int)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--rate", type=float, default=0.0)
    print(json.dumps(asyncio.run(play(parser.parse_args()))), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    import django

    django.setup()
    main()
