"""A listening gateway with a real intake, for tests; the store is one in memory that keeps the face's promise of once."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from anlan.gateways.jt808 import downlink, start
from anlan.gateways.jt808 import messages as m
from anlan.gateways.jt808.frame import Frame, Splitter, read
from anlan.gateways.jt808.server import Gateway
from anlan.gateways.jt808.session import Session
from anlan.gateways.jt808.terminal import Terminal
from anlan.gateways.line import Desk
from anlan.telemetry.directory import Directory
from anlan.telemetry.intake import Intake
from anlan.telemetry.spool import Spool
from anlan.telemetry.store import TelemetryStore
from anlan.telemetry.unreadable import Unread
from anlan.telemetry.words import Position, Reading

PATIENCE = 10.0
WHO = m.Registration(33, 106, "AL", "AL-808", "T000001", 2, "浙A12345")


class Memory:
    """Keeps what is appended, each (device, quantity, time) once; stores nothing while ``open`` is not set."""

    def __init__(self) -> None:
        self.readings: dict[tuple[int, int, int], Reading] = {}
        self.positions: dict[tuple[int, int], Position] = {}
        self.open = threading.Event()
        self.open.set()

    def append(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        """As the face has it."""
        assert self.open.wait(PATIENCE)
        for reading in readings:
            self.readings.setdefault(reading[:3], reading)
        for position in positions:
            self.positions.setdefault(position[:2], position)


class House:
    """The desk, its gateway, and what arrived."""

    def __init__(self, folder: Path, clock: int) -> None:
        self.store = Memory()
        self.unread = Unread()
        intake = Intake(cast(TelemetryStore, self.store), Spool(folder), self.unread, lambda: clock)
        self.directory = Directory("jt808")
        self.desk = Desk(intake, self.unread, {"jt808": self.directory})
        self.gateway: Gateway
        self.port = 0

    async def enter(self, number: str, modern: bool = False) -> "Far":
        """A terminal that has registered and authenticated."""
        far = await self.dial(number, modern)
        await far.enter()
        return far

    async def dial(self, number: str, modern: bool = False) -> "Far":
        """A terminal that has said nothing yet."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        return Far(Terminal(number, modern), reader, writer)

    def line(self, number: str) -> Session:
        """Its line."""
        found = self.gateway.terminals.find(number)
        assert found is not None
        return found

    async def noted(self, key: str, times: int = 1) -> None:
        """Until so many messages could not be read for this reason."""
        await until(lambda: self.unread.figures[f"jt808 {key}"] >= times)
        assert self.unread.figures[f"jt808 {key}"] == times


async def until(true: Any) -> None:
    """Waits for a condition."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def house(folder: Path, clock: int) -> AsyncIterator[House]:
    """Open while the block runs. Sources have to be there before."""
    one = House(folder, clock)
    await asyncio.to_thread(one.directory.refresh)
    one.desk.intake.start(asyncio.get_running_loop())
    one.gateway = await start(one.desk, "127.0.0.1", 0)
    one.port = one.gateway.server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        one.store.open.set()
        one.gateway.close()
        for line in list(one.desk.lines):
            line.close()
        await asyncio.to_thread(one.desk.intake.stop)
        await one.gateway.wait_closed()


class Far:
    """The terminal's end of a line."""

    def __init__(self, terminal: Terminal, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.terminal, self.reader, self.writer = terminal, reader, writer
        self._splitter = Splitter()
        self._heard: list[Frame] = []
        self.code = ""

    async def enter(self) -> None:
        """Registers and authenticates."""
        self.send(self.terminal.register(WHO))
        said = await self.said()
        assert said.id == m.REGISTERED and said.values["result"] == m.REGISTER_OK
        self.code = said.values["auth_code"]
        self.send(self.terminal.authenticate(self.code))
        assert await self.result() == m.DONE

    def send(self, *data: bytes) -> None:
        """Sends frames."""
        self.writer.write(b"".join(data))

    async def frame(self) -> Frame:
        """The next frame of the platform; ConnectionError when it has closed the line."""
        async with asyncio.timeout(PATIENCE):
            while not self._heard:
                data = await self.reader.read(65536)
                if not data:
                    raise ConnectionError
                self._heard += [read(raw) for raw in self._splitter.feed(data)]
        return self._heard.pop(0)

    async def said(self) -> downlink.Said:
        """What it says."""
        said = downlink.understand(await self.frame())
        assert said is not None
        return said

    async def result(self) -> int:
        """The result of the next general answer."""
        said = await self.said()
        assert said.id == m.ANSWER
        return int(said.values["result"])

    async def closed(self) -> None:
        """Until the platform has closed the line."""
        while True:
            try:
                await self.frame()
            except ConnectionError:
                return
