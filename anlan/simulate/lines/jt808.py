"""Lorries: JT/T 808-2019, registered once, each position answered by 0x8001."""

import asyncio

from anlan.gateways.jt808 import messages
from anlan.gateways.jt808.frame import Frame, Splitter, read
from anlan.gateways.jt808.terminal import Terminal, report

from . import SECONDS_FOR_AN_ANSWER, NotUnderstood, Told

SPEEDING = 1 << 1
"""Bit of the alarm word: over its own limit."""
TERMINALS_LIMIT = 80.0
"""km/h from which a simulated terminal itself reports speeding."""


class Jt808Speaker:
    """One terminal. ``code``: what it authenticates with; "" registers first."""

    def __init__(self, host: str, port: int, phone: str, code: str) -> None:
        self.host, self.port, self.phone, self.code = host, port, phone, code
        self.terminal, self.splitter = Terminal(phone, modern=True), Splitter()
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def connect(self) -> None:
        self.splitter = Splitter()
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        if not self.code:
            who = messages.Registration(32, 412, "ANLAN", "SIM-1", f"S{self.phone[-6:]}", 2, f"苏D{self.phone[-5:]}")
            answer = await self._ask(self.terminal.register(who), messages.REGISTERED)
            registered = messages.Registered.read(answer.body)
            if registered.result:
                raise NotUnderstood(f"registration: {registered.result}")
            self.code = registered.code
        await self._sure(self.terminal.authenticate(self.code))

    async def say(self, told: Told) -> None:
        place = told.place
        if place is None:
            return
        alarm = SPEEDING if place.speed > TERMINALS_LIMIT else 0
        await self._sure(self.terminal.position(report(
            told.at, place.lat, place.lon, speed=place.speed, direction=int(place.direction), altitude=int(place.altitude),
            alarm=alarm, running=place.speed > 0, mileage=place.mileage,
        )))  # fmt: skip

    async def _sure(self, frame: bytes) -> None:
        answer = messages.Answer.read((await self._ask(frame, messages.ANSWER)).body)
        if answer.result:
            raise NotUnderstood(f"0x{answer.to:04X}: {answer.result}")

    async def _ask(self, frame: bytes, kind: int) -> Frame:
        if self.reader is None or self.writer is None:
            raise ConnectionError("not connected")
        self.writer.write(frame)
        async with asyncio.timeout(SECONDS_FOR_AN_ANSWER):
            while data := await self.reader.read(4096):
                for raw in self.splitter.feed(data):
                    found = read(raw)
                    if found.id == kind:
                        return found
        raise ConnectionError("closed without an answer")

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
