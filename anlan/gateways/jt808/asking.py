"""What the platform has asked of a terminal and is not answered yet."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import messages as m
from .downlink import Downlink
from .position import Report

if TYPE_CHECKING:
    from .session import Session

MOST = 32
"""Questions that may be open on one line."""


class NotSent(ConnectionError):
    """Nothing went out: it may be asked later."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a terminal answered: ``result`` by ``codes.RESULTS``, and where it was asked for, its position or parameters."""

    result: int = m.DONE
    report: Report | None = None
    parameters: Mapping[int, bytes] = field(default_factory=dict)


class Asking:
    """The open questions of one line, by the serials they went out with."""

    def __init__(self, line: "Session") -> None:
        self.line = line
        self._open: dict[int, tuple[Downlink, asyncio.Future[Reply]]] = {}

    async def ask(self, message: Downlink, timeout: float) -> Reply:
        """As ``Session.ask``."""
        line = self.line
        if line.form is None or line.ended:
            raise NotSent("终端不在线，请在其上线后再试。")
        if len(self._open) >= MOST:
            raise NotSent("发给该终端的指令太多，请等它答复后再试。")
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        serials = line.say(message.id, message.write(line.form.modern), line.form)
        self._open |= {serial: (message, future) for serial in serials}
        try:
            return await asyncio.wait_for(future, timeout)
        finally:
            for serial in serials:
                self._open.pop(serial, None)

    def settle(self, kind: int, serial: int, reply: Reply, to: int | None = None) -> None:
        """A message ``kind`` answers the one with this serial; ``to``: the id that a general answer names."""
        message, future = self._open.get(serial, (None, None))
        if message is None or future is None or future.done() or to not in (None, message.id):
            return
        if kind == message.answered_by or (kind == m.TERMINAL_ANSWER and reply.result != m.DONE):
            future.set_result(reply)

    def end(self) -> None:
        """The line is gone."""
        for _, future in self._open.values():
            if not future.done():
                future.set_exception(ConnectionError("终端已断开，未收到答复。"))
        self._open.clear()
