"""One line on which devices speak HJ 212: who they are, what they say, what they are asked and answered."""

import asyncio
import hmac
import logging
from collections.abc import Iterable
from functools import partial

from anlan.gateways.line import Desk, Line
from anlan.telemetry.directory import Known
from anlan.telemetry.intake import now_ms
from anlan.telemetry.words import Batch, Reading

from . import protocol
from .factors import Meaning, meanings, readings
from .familiar import HEAD, PATIENCE, Familiar, Shapes
from .framing import Frames, Refused
from .habits import Habits
from .packets import Packets
from .protocol import Message, Unclear, encode_answer
from .requests import Outcome, written

log = logging.getLogger("anlan.gateways")

SECONDS_TO_ANSWER = 15.0
"""The standard's default is 10 s for an answer; lines over mobile networks take longer."""
MOST_TOLD = 200
"""Different things of one line that mean nothing to us; more are let go without a note."""
MOST_GUESSES = 5
"""Wrong passwords for one device on one line, after which the right one does not count there either."""
MOST_FAMILIAR = 1_000
"""Devices of one line that are read by their shape."""
QN_BEGIN, QN_END = len("QN="), len("QN=") + 17
_AGGREGATES = set(protocol.MEANS)


class Station:
    """What the lines of one gateway share: on which of them each device speaks, and what it uses to send."""

    def __init__(self) -> None:
        self.sessions: dict[int, Session] = {}
        self.habits = Habits()
        self.shapes = Shapes()

    async def ask(self, device: int, cn: str, patience: float = SECONDS_TO_ANSWER, **told: str) -> Outcome:
        """Asks a device: ``ask(7, "1062", RtdInterval="30")``. In the gateway's loop. ValueError: no such request.

        A new password (1072) takes effect in the device at once: whoever asks for it changes ``Source.secret``.
        """
        cp = written(cn, told)
        session = self.sessions.get(device)
        if session is None:
            return Outcome(cn, why="设备不在线")
        return await session.ask(device, cn, cp, patience)

    async def set_time(self, device: int) -> Outcome:
        """Sets a device's clock by ours."""
        return await self.ask(device, "1012", SystemTime=_now(precise=False))

    async def data_now(self, device: int) -> Outcome:
        """Asks a device for its data at once; they come in as always, and stand in ``content`` too."""
        return await self.ask(device, protocol.REALTIME)


class Session(Line):
    """A line. One device as a rule; a forwarding platform or concentrator speaks for many, each with its own password."""

    protocol = "hj212"

    def __init__(self, desk: Desk, station: Station) -> None:
        super().__init__(desk)
        self.station = station
        self.frames, self.packets = Frames(), Packets()
        self.proven: dict[str, tuple[Known, dict[str, Meaning]]] = {}
        self.last: dict[int, Message] = {}
        self._told: set[str] = set()
        self._wrong: dict[str, tuple[Known, int]] = {}
        self._asked: dict[str, tuple[int, Outcome, asyncio.Future[None]]] = {}
        self._familiar: dict[bytes, Familiar] = {}

    def received(self, data: bytes) -> None:
        found = self.frames.feed(data)
        for one in found:
            if self.transport is None or self.transport.is_closing():
                return
            if isinstance(one, Refused):
                self.unreadable(one.reason, one.body)
            else:
                self._segment(one)
        if not self.frames.waiting:
            self.half_since = None
        elif found or self.half_since is None:
            self.half_since = self.heard

    def _segment(self, segment: bytes) -> None:
        if self._familiar and self._read_by_shape(segment):
            return
        try:
            message = protocol.parse(segment)
            who = self._prove(message, segment)
            if who is None:
                return
            self.strange = 0
            whole = self.packets.put(message, self.heard)
            if whole is not None:
                self._message(*whole, *who, segment)
        except Unclear as why:
            self.unreadable("content", segment, detail=str(why))

    def _read_by_shape(self, segment: bytes) -> bool:
        """Takes in what a device that has proven itself here says as always; False: it has to be read the long way.

        The key is all that stands before the data section but the message's number: who speaks, the password, what it is.
        """
        section = segment.find(b"CP=&&")
        one = self._familiar.get(segment[QN_END:section])
        if one is None or self._asked or self._wrong or not HEAD.match(segment):
            return False
        if self.directory.find(one.known.address) is not one.known:
            self._familiar.clear()
            return False
        values = one.read(segment, section)
        if values is None:
            return False
        self.strange = 0
        self.desk.figures["hj212 messages"] += 1
        answer = one.answer(segment[QN_BEGIN:QN_END])
        answering = None if answer is None else partial(self.send, answer)
        self._data(protocol.REALTIME, Batch(one.known.device, values, stored=answering))
        return True

    def _prove(self, message: Message, segment: bytes) -> tuple[Known, dict[str, Meaning]] | None:
        """Who speaks, if the password is theirs."""
        known = self.directory.find(message.mn)
        secret = known.secret if known else ""
        right = hmac.compare_digest(message.pw.encode(), secret.encode())
        if known is None:
            self.unreadable("stranger", segment, address=message.mn)
            return None
        if not secret or not right or self._guessed(known) >= MOST_GUESSES:
            self._wrong_password(known, segment)
            return None
        who = self.proven.get(message.mn)
        if who is None or who[0] is not known:
            who = self.proven[message.mn] = known, meanings(known.units)
            self._speaks_here(known.device)
        self.last[known.device] = message
        return who

    def _wrong_password(self, known: Known, segment: bytes) -> None:
        """One guess on a line that has proven nothing: a password may have six characters. A line that speaks for many
        devices stays for the others.
        """
        self._wrong[known.address] = known, self._guessed(known) + 1
        self.unreadable("password", segment, address=known.address)
        if not self.proven:
            self.close()

    def _guessed(self, known: Known) -> int:
        whom, times = self._wrong.get(known.address, (known, 0))
        return times if whom is known else 0

    def _speaks_here(self, device: int) -> None:
        """The newer of two lines of a device counts; an older one that is only its own is closed."""
        self.device = device
        older = self.station.sessions.get(device)
        self.station.sessions[device] = self
        if older is not None and older is not self and older.last.keys() <= {device}:
            older.close()

    def _message(
        self, message: Message, parts: list[Message], known: Known, table: dict[str, Meaning], segment: bytes
    ) -> None:
        self.desk.figures["hj212 messages"] += 1
        device, cn = known.device, message.cn
        self._heed(message, device)
        if cn == protocol.REALTIME or cn in _AGGREGATES:
            batch = Batch(device, stored=self._answers(parts, protocol.DATA_ANSWER))
            try:
                batch.readings, left = readings(message, device, table, "Rtd" if cn == protocol.REALTIME else "Avg")
            except Unclear as why:
                self._odd("content", why.args[0], segment, message.mn)
                return
            self._left_out(left, segment, message.mn)
            self._data(cn, batch)
            if cn == protocol.REALTIME:
                self._learn(segment, message, batch.readings, known, table)
        elif cn in protocol.NOTICES:
            self.hand_in(Batch(device, stored=partial(self._notice, message)))
        elif cn in protocol.DATA:
            self.hand_in(Batch(device, stored=self._answers(parts, protocol.DATA_ANSWER)))
        elif not cn.startswith("90"):
            self._odd("unsupported", f"命令编码 {cn}", segment, message.mn)

    def _learn(
        self, segment: bytes, message: Message, values: list[Reading], known: Known, table: dict[str, Meaning]
    ) -> None:
        head = segment[QN_END : segment.find(b"CP=&&")]
        before = self._familiar.get(head)
        if before is not None and before.known is known and before.missed < PATIENCE:
            return
        made = self.station.shapes.learn(segment, message, values, known, table)
        if made is not None and (before is not None or len(self._familiar) < MOST_FAMILIAR):
            self._familiar[head] = made

    def _data(self, cn: str, batch: Batch) -> None:
        habits = self.station.habits
        judged = habits.judge(batch.device, cn, self.heard)
        if habits.held(batch.device):
            self._release(batch.device, self.heard)
        if judged is None:
            habits.hold(cn, batch)
        else:
            self.hand_in(batch if judged else Batch(batch.device, stored=batch.stored))

    def _release(self, device: int, moment: float) -> None:
        for batch in self.station.habits.release(device, moment):
            self.hand_in(batch)

    def _answers(self, parts: Iterable[Message], cn: str) -> "partial[None] | None":
        waiting = [part for part in parts if part.wants_answer]
        return partial(self._answer, waiting, cn) if waiting else None

    def _answer(self, parts: Iterable[Message], cn: str) -> None:
        for part in parts:
            self.send(encode_answer(part, cn))

    def _notice(self, message: Message) -> None:
        """A notice is confirmed; who wants to know the time (1013) is told it."""
        if message.wants_answer:
            self.send(encode_answer(message, protocol.NOTICE_ANSWER))
        if message.cn == "1013":
            self._request(message, "1012", f"SystemTime={_now(precise=False)}", _now())

    def _odd(self, reason: str, detail: str, segment: bytes, mn: str) -> None:
        """What a device that has proven itself says and we do not use: noted, but no reason to end the line."""
        self.desk.unread.note("hj212", self.peer, reason, segment, detail=detail, address=mn)

    def _left_out(self, left: list[str], segment: bytes, mn: str) -> None:
        """What of a message means nothing to us, told once a line."""
        new = [sentence for sentence in left if sentence not in self._told]
        if new and len(self._told) < MOST_TOLD:
            self._told.update(new)
            self._odd("unsupported", "；".join(new), segment, mn)

    async def ask(self, device: int, cn: str, cp: str, patience: float) -> Outcome:
        """Asks and waits for the last answer; an ``Outcome`` in any case."""
        outcome, end = Outcome(cn), asyncio.get_running_loop().create_future()
        qn = _now()
        while qn in self._asked:
            qn = str(int(qn) + 1)
        self._asked[qn] = device, outcome, end
        try:
            self._request(self.last[device], cn, cp, qn)
            await asyncio.wait_for(end, patience)
        except TimeoutError:
            outcome.why = f"{patience:g} 秒内没有答复"
        finally:
            del self._asked[qn]
        return outcome

    def _request(self, like: Message, cn: str, cp: str, qn: str) -> None:
        """A request in the edition and to the system that the device's own messages name."""
        flag = like.version << 2 | protocol.ANSWER
        self.send(protocol.encode(like.mn, like.pw, like.st, cn, cp, qn=qn, flag=flag))

    def _heed(self, message: Message, device: int) -> None:
        """Gives a message to the question that it answers: by its QN, which stood in CP in 2005, or as what was asked for,
        which some devices send under a QN of its own.
        """
        if not self._asked:
            return
        qn = message.told.get("QN", message.qn)
        for key, (asked, outcome, end) in self._asked.items():
            fits = qn == key or message.cn == outcome.request
            if asked == device and fits and not end.done() and outcome.take(message):
                end.set_result(None)

    def look(self, moment: float) -> None:
        super().look(moment)
        for part in self.packets.overdue(moment):
            self._odd("content", f"共 {part.packets} 包，其余的没有来", b"", part.mn)
        for device in self.last:
            if self.station.habits.held(device):
                self._release(device, moment)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        for device in self.last:
            if self.station.sessions.get(device) is self:
                del self.station.sessions[device]
        for _, outcome, end in self._asked.values():
            outcome.why = "连接已断开"
            if not end.done():
                end.set_result(None)


def _now(precise: bool = True) -> str:
    return protocol.moment(now_ms(), precise)
