"""Lets devices speak: each in a task of its own, which connects again and says again what was not answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from .chance import unit
from .devices import Simulated, speaker
from .lines import NotUnderstood, Speaker, Told
from .stories import FLAGS, NOTHING, Story, Values, faulty

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a line that broke is opened again; doubled each time."""
SECONDS_BETWEEN_FIGURES = 15.0


def now_ms() -> int:
    """Our clock."""
    return time.time_ns() // 1_000_000


@dataclass
class Part:
    """What one device plays."""

    who: Simulated
    every: float
    story: Story = NOTHING
    fault: str = "none"
    unanswered: Told | None = None


@dataclass
class Crowd:
    """All of them. ``figures``: answered, refused, lines (opened), broken, silent (left out by a fault)."""

    parts: list[Part]
    host: str
    ports: dict[str, int]
    seed: int = 32
    clock: Callable[[], int] = now_ms
    figures: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    async def play(self, tell: Callable[[str], None] = print) -> None:
        """Until it is cancelled."""
        tasks = [asyncio.create_task(self._live(part)) for part in self.parts]
        began = time.monotonic()
        try:
            while True:
                await asyncio.sleep(SECONDS_BETWEEN_FIGURES)
                tell(self.line(time.monotonic() - began))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def line(self, seconds: float) -> str:
        """The figures as a person reads them."""
        f, slowest, self.slowest = self.figures, self.slowest, 0.0
        return (
            f"{seconds:6.0f} 秒  设备 {len(self.parts)}  在线 {f['online']}  已应答 {f['answered']}"
            f"（{f['answered'] / max(seconds, 1):.1f}/秒）  未应答 {f['broken']}  被拒 {f['refused']}  重连 {max(0, f['lines'] - len(self.parts))}"
            f"  最慢应答 {slowest * 1000:.0f} 毫秒"
        )

    async def _live(self, part: Part) -> None:
        pause = FIRST_PAUSE
        # Real devices were not switched on at the same moment.
        await asyncio.sleep(part.every * unit(self.seed, part.who.device, "on"))
        while True:
            line = speaker(part.who, self.host, self.ports)
            try:
                await line.connect()
                pause = FIRST_PAUSE
                await self._talk(part, line)
            except NotUnderstood:
                self.figures["refused"] += 1
            except OSError:
                self.figures["broken"] += 1
            finally:
                await line.close()
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _talk(self, part: Part, line: Speaker) -> None:
        """Says what is due again and again, first what was not answered on the line before."""
        self.figures.update(lines=1, online=1)
        try:
            while True:
                part.unanswered = part.unanswered or self.due(part)
                if part.unanswered is None:
                    self.figures["silent"] += 1
                else:
                    began = time.monotonic()
                    await line.say(part.unanswered)
                    part.unanswered = None
                    self.slowest = max(self.slowest, time.monotonic() - began)
                    self.figures["answered"] += 1
                await asyncio.sleep(part.every)
        finally:
            self.figures["online"] -= 1

    def due(self, part: Part) -> Told | None:
        """What a device says now."""
        now, device = self.clock(), part.who.device
        places: dict[int, Told] = {}

        def curve(at: int) -> Values:
            values, place = part.who.kind.say(self.seed, device, at, part.story)
            places[0] = Told(at, values, place)
            return values

        found = faulty(part.fault, self.seed, device, now, curve)
        if found is None:
            return None
        at, values = found
        place = places[0].place
        return Told(at, values, place._replace(at=at) if place else None, FLAGS.get(part.fault, ""))
