"""Devices that note what the platform has answered for; what was not answered they say again."""

import asyncio
import contextlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

BEFORE = 3 * 3_600_000
"""ms: so far back a device's first moment lies; each next one is a second later."""
WHEEL = 4_000
"""Values go round: what a device says at a moment can be told from the moment."""
PAUSE, BETWEEN = 0.1, 0.11
"""Seconds before a broken line is opened again, and between two moments: pushes by HTTP are limited to 600 a minute."""
PASSWORD = "chaos-device-0001"
ADDRESSES = {"hj212": "CHAOS{:019d}", "jt808": "138{:08d}", "mqtt": "chaos-{}", "http": "chaos-{}"}
MEASURED = {"hj212": "pm10", "mqtt": "load", "http": "load"}


@dataclass
class Sender:
    """One device. ``said``: how many moments it has told; those below ``said`` were answered, but for ``open``."""

    protocol: str
    device: int
    begin: int
    said: int = 0
    answered: set[int] = field(default_factory=set)

    @property
    def address(self) -> str:
        """Under which it speaks."""
        return ADDRESSES[self.protocol].format(self.device)

    def told(self, number: int) -> Any:
        """What it says at its moment of that number."""
        from anlan.simulate.lines import Told
        from anlan.telemetry.words import Position

        at = self.begin + number * 1000
        if self.protocol == "jt808":
            return Told(at, {}, Position(self.device, at, 31.6 + number % WHEEL / 1e5, 119.9))
        return Told(at, {MEASURED[self.protocol]: float(number % WHEEL)})

    def stored(self) -> dict[int, float]:
        """What the store holds of it: number of the moment -> value; ValueError when a moment stands there twice."""
        from anlan.telemetry.quantities import BY_CODE
        from anlan.telemetry.store import store

        end = self.begin + (self.said + 10) * 1000
        if self.protocol == "jt808":
            rows = [(p.at, round((p.lat - 31.6) * 1e5)) for p in store().track(self.device, self.begin, end)]
        else:
            quantity = BY_CODE[MEASURED[self.protocol]].number
            rows = [(r.at, round(r.value)) for r in store().raw(self.device, quantity, self.begin, end)]
        found = {(at - self.begin) // 1000: value for at, value in rows}
        if len(found) != len(rows):
            raise ValueError(f"{self.address}: {len(rows) - len(found)} moments twice")
        return found

    def faults(self) -> list[str]:
        """What is wrong in the store."""
        try:
            found = self.stored()
        except ValueError as error:
            return [str(error)]
        lost = sorted(self.answered - found.keys())
        wrong = [n for n, value in found.items() if value != n % WHEEL]
        never = [n for n in found if n >= self.said]
        return [f"{self.address}: {name} {len(many)}, {many[:5]}"
                for name, many in (("answered and lost", lost), ("wrong value", wrong), ("never said", never)) if many]  # fmt: skip


class Senders:
    """All of them, in a loop of a thread of its own."""

    def __init__(self, senders: list[Sender], ports: dict[str, int]) -> None:
        self.senders, self.ports, self.figures = senders, ports, Counter[str]()
        self.ending = False
        self.thread = threading.Thread(target=lambda: asyncio.run(self._all()), name="devices", daemon=True)
        self.failed: list[str] = []

    def begin(self) -> None:
        """Lets them speak."""
        self.thread.start()

    def end(self, seconds: float) -> None:
        """Nothing new is said; returns when all that was said is answered. TimeoutError."""
        self.ending = True
        self.thread.join(seconds)
        if self.thread.is_alive():
            waiting = [one.address for one in self.senders if len(one.answered) < one.said]
            raise TimeoutError(f"devices wait for their answers: {waiting}")

    @property
    def answered(self) -> int:
        """All together."""
        return sum(len(one.answered) for one in self.senders)

    async def _all(self) -> None:
        await asyncio.gather(*(self._live(one) for one in self.senders))

    async def _live(self, one: Sender) -> None:
        from anlan.simulate.devices import Simulated, speaker
        from anlan.simulate.kinds import KINDS

        who = Simulated(one.device, KINDS["lorry"], one.protocol, one.address, PASSWORD)
        while not self.ending or len(one.answered) < one.said:
            line = speaker(who, "127.0.0.1", self.ports)
            try:
                await line.connect()
                self.figures["lines"] += 1
                await self._talk(one, line)
            except (OSError, ValueError) as error:
                self.figures["broken lines"] += 1
                self.figures[f"broken {one.protocol} {type(error).__name__}"] += 1
            finally:
                with contextlib.suppress(OSError):
                    await line.close()
            await asyncio.sleep(PAUSE)

    async def _talk(self, one: Sender, line: Any) -> None:
        while True:
            if one.said == len(one.answered):
                if self.ending:
                    return
                one.said += 1
            else:
                self.figures["said again"] += 1
            await line.say(one.told(one.said - 1))
            one.answered.add(one.said - 1)
            await asyncio.sleep(BETWEEN)


def make(each: int, begin: int, protocols: tuple[str, ...]) -> list[Sender]:
    """``each`` devices of every protocol, and their sources in the database."""
    from anlan.telemetry.models import Source

    found = [Sender(name, 1000 * place + n, begin) for place, name in enumerate(protocols, 1) for n in range(each)]
    Source.objects.bulk_create(
        Source(protocol=one.protocol, address=one.address, secret=PASSWORD, device=one.device) for one in found
    )
    return found
