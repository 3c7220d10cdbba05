"""How a terminal comes in: registration (0x0100), authentication (0x0102), deregistration (0x0003)."""

import asyncio
import hmac
import logging
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

from anlan.telemetry.directory import Known
from anlan.telemetry.sources import Taken, forget_terminal, register_terminal

from . import messages as m
from .frame import Broken, Frame

if TYPE_CHECKING:
    from .session import Session

log = logging.getLogger("anlan.gateways")


class Entering:
    """What a line does until it speaks for a terminal."""

    def __init__(self, line: "Session") -> None:
        self.line = line
        self._task: asyncio.Task[None] | None = None

    def take(self, frame: Frame) -> None:
        """A message of a terminal that has not shown who it is, or one that shows it."""
        line, number = self.line, frame.form.number
        known = line.directory.find(number)
        if line.form is not None and line.form.phone != frame.form.phone:
            raise Broken("stranger", f"连接属于终端 {line.number}，消息来自 {number}")
        if known is None:
            self._refuse(frame, m.NO_TERMINAL)
            raise Broken("stranger", f"终端手机号 {number} 未登记")
        if frame.id == m.REGISTER:
            self._register(frame)
        elif frame.id == m.AUTHENTICATE:
            self._authenticate(frame, known)
        else:
            line.answer(frame._replace(total=0), m.FAILED)
            raise Broken("password", f"终端 {number} 未鉴权，消息 0x{frame.id:04X} 未保存")

    def fits(self, known: Known, code: str) -> bool:
        """Whether this is the terminal's code. One that was just issued may not have reached the directory yet."""
        if known.secret:
            self.line.terminals.issued.pop(known.address, None)
        right = known.secret or self.line.terminals.issued.get(known.address, "")
        return bool(right) and hmac.compare_digest(code.encode(), right.encode())

    def forget(self, frame: Frame) -> None:
        """The terminal gives up its code: it has been taken out of the vehicle."""
        self._write(self._forget(frame))

    def _authenticate(self, frame: Frame, known: Known) -> None:
        body = m.Authentication.read(frame.body, frame.form.modern)
        if not self.fits(known, body.code):
            self.line.answer(frame, m.FAILED)
            raise Broken("password", f"终端 {known.address} 的鉴权码不符")
        self.line.begin(known, frame.form, body.code)
        self.line.answer(frame)

    def _register(self, frame: Frame) -> None:
        who = m.Registration.read(frame.body, frame.form.modern)
        self._write(self._issue(frame, f"{who.maker}|{who.terminal}"))

    def _write(self, task: Coroutine[Any, Any, None]) -> None:
        """One at a time on a line; a terminal that asks again before it is answered will be answered anyway."""
        if self._task is not None and not self._task.done():
            task.close()
            return
        self._task = asyncio.get_running_loop().create_task(task)

    async def _issue(self, frame: Frame, identity: str) -> None:
        line, number = self.line, frame.form.number
        try:
            code = await line.terminals.write(partial(register_terminal, number, identity))
        except (Taken, KeyError) as refused:
            taken = isinstance(refused, Taken)
            self._refuse(frame, m.TERMINAL_REGISTERED if taken else m.NO_TERMINAL)
            reason, detail = ("password", "该号码已有另一终端注册") if taken else ("stranger", "终端未登记")
            line.unreadable(reason, frame.body, detail=detail, address=number)
        except DatabaseError:
            # Not answered: the terminal asks again.
            log.warning("the code of terminal %s could not be written", number, exc_info=True)
        else:
            line.terminals.issued[number] = code
            line.say(m.REGISTERED, m.Registered(frame.serial, m.REGISTER_OK, code).write(), frame.form)

    async def _forget(self, frame: Frame) -> None:
        try:
            await self.line.terminals.write(partial(forget_terminal, frame.form.number))
        except (KeyError, DatabaseError):
            log.warning("the code of terminal %s could not be taken back", frame.form.number, exc_info=True)
            self.line.answer(frame, m.FAILED)
            return
        self.line.terminals.issued.pop(frame.form.number, None)
        self.line.answer(frame)
        self.line.close()

    def _refuse(self, frame: Frame, result: int) -> None:
        """A registration has an answer of its own."""
        if frame.id == m.REGISTER:
            self.line.say(m.REGISTERED, m.Registered(frame.serial, result).write(), frame.form)
        else:
            self.line.answer(frame._replace(total=0), m.FAILED)
