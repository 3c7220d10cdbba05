"""One line to one terminal of JT/T 808: what it sends is stored and then answered, what it is asked for is awaited."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from anlan.gateways.line import Desk, Line
from anlan.telemetry.directory import Known
from anlan.telemetry.words import Batch

from . import messages as m
from . import position
from .asking import Asking, Reply
from .downlink import Downlink
from .entering import Entering
from .frame import Broken, Form, Frame, Splitter, divided, read, write
from .parts import Parts
from .telling import STANDARD, Conversion, conversions, told
from .terminals import Terminals


class Session(Line):
    """Nothing is stored before the terminal has authenticated; from then on the line speaks for that terminal alone."""

    protocol: ClassVar[str] = "jt808"

    def __init__(self, desk: Desk, terminals: Terminals) -> None:
        super().__init__(desk)
        self.terminals = terminals
        self.form: Form | None = None
        self.known: Known | None = None
        self._code = ""
        self._entering = Entering(self)
        self._asking = Asking(self)
        self._splitter = Splitter()
        self._parts = Parts()
        self._serial = 0
        self._alarm: int | None = None
        self._table: Mapping[int, Conversion] = STANDARD

    @property
    def number(self) -> str:
        """The terminal's telephone number without leading zeros; empty before it has authenticated."""
        return self.form.number if self.form is not None else ""

    @property
    def ended(self) -> bool:
        """Whether the line is gone or going."""
        return self.transport is None or self.transport.is_closing()

    async def ask(self, message: Downlink, timeout: float = 10.0) -> Reply:
        """Sends a message and waits for the terminal's answer to it.

        Raises TimeoutError when none comes, ConnectionError when the line is not there or too much is asked already,
        ValueError when the message cannot be written.
        """
        return await self._asking.ask(message, timeout)

    def received(self, data: bytes) -> None:
        pieces = self._splitter.feed(data)
        if not self._splitter.unfinished:
            self.half_since = None
        elif self.half_since is None or pieces:
            self.half_since = self.heard
        for raw in pieces:
            if self.ended:
                return
            try:
                self._take(read(raw))
            except Broken as broken:
                self.unreadable(broken.reason, raw, detail=broken.detail, address=self.number)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.terminals.leave(self.number, self)
        self._asking.end()

    def begin(self, known: Known, form: Form, code: str) -> None:
        """The terminal has shown who it is."""
        self.form, self.strange, self._code = form, 0, code
        self._speak_for(known)
        self.terminals.enter(known.address, self)

    def say(self, kind: int, body: bytes, form: Form) -> list[int]:
        """Sends a message of ours; the serials it went out with."""
        frames = divided(kind, form, self._serial, body)
        self._serial = (self._serial + len(frames)) & 0xFFFF
        self.send(b"".join(map(write, frames)))
        return [frame.serial for frame in frames]

    def answer(self, frame: Frame, result: int = m.DONE) -> None:
        """The general answer; to a divided message one for each of its parts."""
        for part in range(frame.total or 1):
            serial = (frame.serial + part) & 0xFFFF
            self.say(m.ANSWER, m.Answer(serial, frame.id, result).write(), frame.form)

    def _take(self, frame: Frame) -> None:
        if frame.cipher:
            self.answer(frame._replace(total=0), m.UNSUPPORTED)
            raise Broken("unsupported", "消息体已加密")
        if self.form is None or frame.id in (m.REGISTER, m.AUTHENTICATE):
            self._entering.take(frame)
        elif frame.form.phone != self.form.phone:
            raise Broken("stranger", f"连接属于终端 {self.number}，消息来自 {frame.form.number}")
        elif self._still_welcome():
            self.strange = 0
            whole = self._parts.add(frame, self.heard) if frame.total else frame
            if whole is not None:
                self._do(whole)

    def _still_welcome(self) -> bool:
        """Whether nobody has switched the terminal off, or given it another code or device, since it came."""
        known = self.directory.find(self.number)
        if known is self.known:
            return True
        if known is None or not self._entering.fits(known, self._code):
            self.close()
            return False
        self._speak_for(known)
        return True

    def _speak_for(self, known: Known) -> None:
        self.terminals.give(self, known.device)
        self.known, self.device, self._table = known, known.device, conversions(known.units)

    def _do(self, frame: Frame) -> None:
        handler = HANDLERS.get(frame.id)
        try:
            if handler is None:
                raise Broken("unsupported", f"消息 0x{frame.id:04X}")
            handler(self, frame)
        except Broken as broken:
            # A known terminal's message that we cannot use is no reason to end its line.
            self.doubt(broken, frame)
            self.answer(frame, m.UNSUPPORTED if broken.reason == "unsupported" else m.WRONG)

    def doubt(self, broken: Broken, frame: Frame) -> None:
        """Keeps a message of a known terminal, or a part of it, that could not be used."""
        self.desk.unread.note(
            self.protocol, self.peer, broken.reason, write(frame._replace(total=0, body=frame.body[:1000])),
            detail=broken.detail, address=self.number,
        )  # fmt: skip

    def _heartbeat(self, frame: Frame) -> None:
        self.answer(frame)

    def _position(self, frame: Frame) -> None:
        report = position.read(frame.body)
        if report.at is None:
            raise Broken("clock", f"时间 {frame.body[22:28].hex()} 不存在")
        if not report.whole:
            self.doubt(Broken("content", "附加信息项不完整"), frame)
        self._store([report], partial(self.answer, frame))

    def _positions(self, frame: Frame) -> None:
        batch = position.read_batch(frame.body)
        timed = [report for report in batch.reports if report.at is not None]
        if not timed:
            raise Broken("clock", "批量位置中没有一条有时间")
        if not batch.whole or len(timed) < len(batch.reports):
            self.doubt(Broken("content", f"批量位置中只有 {len(timed)} 条可读"), frame)
        self._store(timed, partial(self.answer, frame), late=batch.blind)

    def _position_answer(self, frame: Frame) -> None:
        body = m.PositionAnswer.read(frame.body)
        self._asking.settle(frame.id, body.serial, Reply(report=body.report))
        if body.report.at is not None:
            self._store([body.report], None)

    def _parameters(self, frame: Frame) -> None:
        body = m.Parameters.read(frame.body)
        self._asking.settle(frame.id, body.serial, Reply(parameters=body.values))

    def _terminal_answer(self, frame: Frame) -> None:
        body = m.Answer.read(frame.body)
        self._asking.settle(frame.id, body.serial, Reply(body.result), body.to)

    def _deregister(self, frame: Frame) -> None:
        self._entering.forget(frame)

    def _store(self, reports: list[position.Report], stored: Callable[[], None] | None, late: bool = False) -> None:
        """``late``: what was kept back for hours says nothing of the alarms now."""
        assert self.device is not None
        positions, readings = told(reports, self.device, self._table, None if late else self._alarm)
        if not late:
            self._alarm = reports[-1].alarm
        self.desk.figures["jt808 positions"] += len(reports)
        self.hand_in(Batch(self.device, readings, positions, stored))


HANDLERS: Mapping[int, Callable[[Session, Frame], None]] = {
    m.HEARTBEAT: Session._heartbeat,
    m.POSITION: Session._position,
    m.POSITIONS: Session._positions,
    m.POSITION_ANSWER: Session._position_answer,
    m.PARAMETERS: Session._parameters,
    m.TERMINAL_ANSWER: Session._terminal_answer,
    m.DEREGISTER: Session._deregister,
}
