"""Which terminals are on line, and the thread in which their codes are written."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from django.db import connections

from anlan.kernel.clock.threads import tidily

if TYPE_CHECKING:
    from .session import Session

T = TypeVar("T")


class Terminals:
    """All terminals of a gateway. Used in its event loop only."""

    def __init__(self) -> None:
        self._live: dict[str, Session] = {}
        self._of: dict[int, dict[Session, None]] = {}
        self.issued: dict[str, str] = {}
        """Codes by number that the directory does not know yet; it looks every two seconds."""
        # One thread: codes are written one after the other, as SQLite wants it, and no flood of registrations takes more.
        self._thread = ThreadPoolExecutor(1, "anlan-jt808-codes")

    def __len__(self) -> int:
        return len(self._live)

    def lines(self, device: int) -> "Iterator[Session]":
        """The lines that speak for a device, the newest first: one, or for a moment two."""
        return reversed(self._of.get(device, {}))

    def find(self, number: str) -> "Session | None":
        """The line of this terminal (telephone number without leading zeros), None while it is away."""
        return self._live.get(number)

    def enter(self, number: str, session: "Session") -> None:
        """This line is the terminal's now; an older one, which it has most likely lost, is closed."""
        before = self._live.get(number)
        self._live[number] = session
        if before is not None and before is not session:
            before.close()

    def give(self, session: "Session", device: int | None) -> None:
        """From now on the line speaks for this device; None for none."""
        if session.device is not None and (lines := self._of.get(session.device)):
            lines.pop(session, None)
            if not lines:
                del self._of[session.device]
        if device is not None:
            self._of.setdefault(device, {})[session] = None

    def leave(self, number: str, session: "Session") -> None:
        """The line has ended."""
        self.give(session, None)
        if self._live.get(number) is session:
            del self._live[number]

    async def write(self, call: Callable[[], T]) -> T:
        """Runs ``call``, which writes to the database, away from the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, tidily, call)

    def close(self) -> None:
        """Ends the thread once what it does is done."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=False)
