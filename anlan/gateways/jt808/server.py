"""The TCP server for terminals of JT/T 808."""

import asyncio

from anlan.gateways.line import WAITING, Desk
from anlan.telemetry.outgoing import offer

from .carrying import Carrier
from .session import Session
from .terminals import Terminals


class Gateway:
    """A listening server and the terminals on its lines."""

    def __init__(self, server: asyncio.Server, terminals: Terminals) -> None:
        self.server, self.terminals = server, terminals
        self._withdraw = offer(Session.protocol, Carrier(terminals))

    def close(self) -> None:
        """Takes no more lines; those that are open end with the process."""
        self._withdraw()
        self.server.close()
        self.terminals.close()

    async def wait_closed(self) -> None:
        """Until it listens no more."""
        await self.server.wait_closed()


async def start(desk: Desk, host: str, port: int) -> Gateway:
    """Listens on ``host`` and ``port``."""
    terminals = Terminals()
    server = await asyncio.get_running_loop().create_server(
        lambda: Session(desk, terminals), host, port, backlog=WAITING
    )
    return Gateway(server, terminals)
