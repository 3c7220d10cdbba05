"""Listens for devices of HJ 212."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from anlan.gateways.line import WAITING, Desk
from anlan.telemetry.outgoing import offer

from .carrying import Carrier
from .session import Session, Station


@dataclass
class Listening:
    """The open gateway; ``station`` asks devices."""

    server: asyncio.Server
    station: Station
    withdraw: Callable[[], None]

    @property
    def port(self) -> int:
        return int(self.server.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Takes no new lines and ends those there are."""
        self.withdraw()
        self.server.close()
        for session in set(self.station.sessions.values()):
            session.close()

    async def wait_closed(self) -> None:
        await self.server.wait_closed()


async def start(desk: Desk, host: str, port: int) -> Listening:
    """Listens on ``port``, 0 for any free one. ``desk.directories`` must have "hj212"."""
    station = Station()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(desk, station), host, port, backlog=WAITING)
    return Listening(server, station, offer("hj212", Carrier(station)))
