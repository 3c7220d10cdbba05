"""A listening gateway with a real intake and a real store, for tests."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from django.db import connections

from anlan.gateways.jt808 import downlink, start
from anlan.gateways.jt808 import messages as m
from anlan.gateways.jt808.frame import Frame, Splitter, read
from anlan.gateways.jt808.server import Gateway
from anlan.gateways.jt808.session import Session
from anlan.gateways.jt808.terminal import Terminal
from anlan.gateways.line import Desk
from anlan.telemetry.directory import Directory
from anlan.telemetry.intake import Intake
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.spool import Spool
from anlan.telemetry.store import TelemetryStore
from anlan.telemetry.store.opening import open_store
from anlan.telemetry.unreadable import Unread
from anlan.telemetry.words import Position, Reading

T = TypeVar("T")
PATIENCE = 30.0
EVER = 4_000_000_000_000
PHONE, OTHER = "13800138000", "13800138001"
AT = 1_790_000_000_000
WHO = m.Registration(33, 106, "AL", "AL-808", "T000001", 2, "浙A12345")


class Held:
    """The store, which stores nothing while ``open`` is not set."""

    def __init__(self, store: TelemetryStore) -> None:
        self.store = store
        self.open = threading.Event()
        self.open.set()

    def append(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        """When it is open."""
        assert self.open.wait(PATIENCE)
        self.store.append(readings, positions, heard)


Walk = Callable[["House"], Awaitable[None]]


class House:
    """The desk, its gateway, and what arrived."""

    def __init__(self, folder: Path, clock: int) -> None:
        self.held = Held(open_store(f"sqlite:///{folder / 'telemetry.sqlite3'}"))
        self.unread = Unread()
        intake = Intake(cast(TelemetryStore, self.held), Spool(folder / "spool"), self.unread, lambda: clock)
        self.directory = Directory("jt808")
        self.desk = Desk(intake, self.unread, {"jt808": self.directory})
        self.gateway: Gateway
        self.port = 0

    def positions(self) -> list[Position]:
        """All that are stored, in the order of their times."""
        return self.held.store.track(7, 0, EVER) + self.held.store.track(8, 0, EVER)

    def readings(self, code: str) -> list[Reading]:
        """All of device 7 that are stored of a quantity."""
        return self.held.store.raw(7, BY_CODE[code].number, 0, EVER)

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


async def away(call: Callable[[], T]) -> T:
    """Asks the database in a thread, and leaves no connection there."""

    def whole() -> T:
        try:
            return call()
        finally:
            connections.close_all()

    return await asyncio.to_thread(whole)


async def until(true: Any) -> None:
    """Waits for a condition."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def house(folder: Path, clock: int) -> AsyncIterator[House]:
    """Open while the block runs. Sources have to be there before."""
    one = House(folder, clock)
    await away(one.directory.refresh)
    one.desk.intake.start(asyncio.get_running_loop())
    one.gateway = await start(one.desk, "127.0.0.1", 0)
    one.port = one.gateway.server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        one.held.open.set()
        one.gateway.close()
        for line in list(one.desk.lines):
            line.close()
        await asyncio.to_thread(one.desk.intake.stop)
        one.held.store.close()
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


async def reply_to(far: Far, ask: Awaitable[T], answer: Callable[[Frame], bytes]) -> tuple[downlink.Said, T]:
    """Asks, answers as the terminal, and what both have heard."""
    task = asyncio.ensure_future(ask)
    frame = await far.frame()
    far.send(answer(frame))
    said = downlink.understand(frame)
    assert said is not None
    return said, await task
