"""One line to one device: what all protocols over TCP have in common."""

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, ClassVar

from anlan.telemetry.directory import Directory
from anlan.telemetry.intake import Intake
from anlan.telemetry.unreadable import Unread
from anlan.telemetry.words import Batch

log = logging.getLogger("anlan.gateways")

SECONDS_TO_SPEAK = 30.0
"""A line on which nobody has said who it is after so long is closed; a frame may take no longer either."""
SECONDS_OF_SILENCE = 600.0
MOST_LINES = 20_000
WAITING = 256
"""Lines that wait to be accepted, and are accepted in one go: with 1,024 a flood had taken all open files before the first of
it was told that there is no room.
"""
MOST_STRANGE = 20
"""Messages on one line that could not be read, after which it is closed: a stranger, or a device gone mad."""


@dataclass
class Desk:
    """What every line of a process shares: where messages go, who is who, what was not understood."""

    intake: Intake
    unread: Unread
    directories: dict[str, Directory]
    figures: Counter[str] = field(default_factory=Counter)
    lines: set["Line"] = field(default_factory=set)
    most: int = MOST_LINES
    unknown: dict["Line", None] = field(default_factory=dict)

    def make_room(self) -> bool:
        """Ends the line that has said longest nothing of who it is, so that a known device comes in whatever a crowd of
        strangers does. False where all have.
        """
        while self.unknown:
            line = next(iter(self.unknown))
            del self.unknown[line]
            if line.device is None and line.transport is not None:
                self.lines.discard(line)
                line.transport.abort()
                return True
        return False

    def sweep(self) -> None:
        """Closes lines that say nothing; called every few seconds."""
        moment = time.monotonic()
        for line in list(self.lines):
            line.look(moment)


class Line(asyncio.Protocol):
    """A connection. A protocol's session derives from it and implements ``received``.

    ``device`` is set once the device has shown who it is. ``half_since``: since when a frame has lain unfinished in the
    session's buffer (``time.monotonic``), None while none does; the session keeps it true.
    """

    protocol: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.directory = desk.directories[self.protocol]
        self.transport: asyncio.Transport | None = None
        self.peer = ""
        self.device: int | None = None
        self.half_since: float | None = None
        self.heard = self.opened = time.monotonic()
        self.strange = 0
        self._said: list[bytes] = []

    def received(self, data: bytes) -> None:
        """Bytes have come; whatever they are, this raises nothing."""
        raise NotImplementedError

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.peer = str((transport.get_extra_info("peername") or ("",))[0])
        if len(self.desk.lines) >= self.desk.most and not self.desk.make_room():
            self.desk.figures[f"{self.protocol} refused"] += 1
            transport.abort()
            return
        self.desk.lines.add(self)
        self.desk.unknown[self] = None
        self.desk.figures[f"{self.protocol} lines"] += 1

    def connection_lost(self, error: Exception | None) -> None:
        self.desk.lines.discard(self)
        self.desk.unknown.pop(self, None)
        self.transport = None

    def data_received(self, data: bytes) -> None:
        self.heard = time.monotonic()
        try:
            self.received(data)
        except Exception:
            log.exception("%s: a message of %s broke its session", self.protocol, self.peer)
            self.desk.figures[f"{self.protocol} broken"] += 1
            self.unreadable("content", data)
            self.close()

    def send(self, data: bytes) -> None:
        """Sends, unless the line is gone. In the gateway's loop; what is said in one turn of it goes as one."""
        if not self._said:
            asyncio.get_running_loop().call_soon(self._say)
        self._said.append(data)

    def _say(self) -> None:
        said, self._said = self._said, []
        if said and self.transport is not None and not self.transport.is_closing():
            self.transport.write(b"".join(said))

    def hand_in(self, batch: Batch) -> None:
        """Gives a decoded message to the intake; while too much waits there, this line is not read."""
        if not self.desk.intake.put(batch) and self.transport is not None and self.transport.is_reading():
            self.transport.pause_reading()
            self.desk.intake.when_room(self._go_on)

    def unreadable(self, reason: str, body: bytes = b"", *, detail: str = "", address: str = "") -> None:
        """Notes a message that could not be read; too many of them end the line."""
        self.desk.unread.note(self.protocol, self.peer, reason, body, detail=detail, address=address)
        self.strange += 1
        if self.strange >= MOST_STRANGE:
            self.close()

    def close(self) -> None:
        """Ends the line, after what was said on it."""
        self._say()
        if self.transport is not None:
            self.transport.close()

    def look(self, moment: float) -> None:
        """Closes the line when nothing sensible comes."""
        slow = self.half_since is not None and moment - self.half_since > SECONDS_TO_SPEAK
        if slow:
            self.unreadable("slow")
        unknown = self.device is None and moment - self.opened > SECONDS_TO_SPEAK
        if slow or unknown or moment - self.heard > SECONDS_OF_SILENCE:
            self.close()

    def _go_on(self) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.heard = time.monotonic()
            self.transport.resume_reading()
