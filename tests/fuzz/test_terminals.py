"""Terminals of JT/T 808 gone mad: damaged recordings, cut and glued, on a line that must neither break nor grow."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.jt808.frame import MOST_RAW, Frame, form, write
from anlan.gateways.jt808.messages import POSITIONS
from anlan.gateways.jt808.parts import MOST_BYTES
from anlan.gateways.jt808.session import HANDLERS, Session
from anlan.gateways.jt808.terminals import Terminals
from anlan.gateways.jt808.tests.samples import SAMPLES
from anlan.gateways.line import Desk
from anlan.telemetry.directory import Directory, Known
from anlan.telemetry.words import Batch
from tests.fuzz.effort import effort

pytestmark = pytest.mark.once

PHONE, CODE = "13800138000", "CODE"
RECORDED = [bytes.fromhex(one["hex"]) for one in SAMPLES]
KINDS = st.sampled_from([*HANDLERS, 0x0100, 0x0102, 0x0900]) | st.integers(0, 0xFFFF)
FORMS = st.sampled_from([form(PHONE), form(PHONE)._replace(flagged=True), form(PHONE, 1), form("1")])
BODIES = st.binary(max_size=60) | st.sampled_from([one[13:-2] for one in RECORDED])
WORDS = st.integers(0, 0xFFFF)
PARTS = st.just((0, 0)) | st.tuples(st.integers(0, 70), st.integers(0, 70))
MADE = st.builds(lambda k, f, s, b, p: write(Frame(k, f, s, b, *p)), KINDS, FORMS, WORDS, BODIES, PARTS)
HEAVY = st.builds(lambda s, p: write(Frame(POSITIONS, form(PHONE), s, bytes(1023), 64, p)), WORDS, st.integers(1, 64))
CHUNKS = st.lists(st.sampled_from(RECORDED) | MADE | HEAVY | st.binary(max_size=80), min_size=1, max_size=30)


class Ear:
    """Stands for the socket: what was written, whether it was closed."""

    def __init__(self) -> None:
        self.written = 0
        self.closing = False

    def write(self, data: bytes) -> None:
        assert data.startswith(b"\x7e") and data.endswith(b"\x7e")
        self.written += 1

    def close(self) -> None:
        self.closing = True

    def is_closing(self) -> bool:
        return self.closing

    def is_reading(self) -> bool:
        return not self.closing

    def get_extra_info(self, name: str) -> tuple[str, int]:
        return ("192.0.2.1", 1)


class Intake:
    """Takes everything and answers at once."""

    def put(self, batch: Batch) -> bool:
        assert batch.device == 7 and all(reading.at for reading in batch.readings)
        if batch.stored is not None:
            batch.stored()
        return True


class Unread:
    """Counts."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def note(self, protocol: str, peer: str, reason: str, body: bytes = b"", **more: str) -> None:
        self.reasons[reason] += 1


def a_line(terminals: Terminals) -> tuple[Session, Ear, Unread]:
    directory, unread, ear = Directory("jt808"), Unread(), Ear()
    directory._known = {PHONE: Known(PHONE, CODE, 7, {})}
    line = Session(Desk(cast(Any, Intake()), cast(Any, unread), {"jt808": directory}), terminals)
    line.connection_made(ear)
    return line, ear, unread


def test_a_line_survives_whatever_comes(count: Callable[[], None]) -> None:
    reasons: Counter[str] = Counter()
    answered = 0

    @effort(300)
    @given(CHUNKS, st.lists(st.integers(1, 900), max_size=12), st.booleans(), st.integers(0, 2000), st.integers(0, 255))
    def every(chunks: list[bytes], cuts: list[int], known: bool, place: int, value: int) -> None:
        nonlocal answered
        count()
        stream = bytearray(b"".join(chunks))
        if stream:
            stream[place % len(stream)] = value
        line, ear, unread = a_line(terminals)
        if known:
            line.begin(Known(PHONE, CODE, 7, {}), form(PHONE), CODE)
        start = 0
        for cut in [*cuts, len(stream)]:
            line.data_received(bytes(stream[start : start + cut]))
            start += cut
            assert len(line._splitter._rest) <= MOST_RAW and line._parts.bytes <= MOST_BYTES
            assert (line.half_since is not None) == line._splitter.unfinished or line.ended
        assert not line.desk.figures["jt808 broken"], "an error left the session"
        line._say()
        line.connection_lost(None)
        reasons.update(unread.reasons)
        answered += ear.written

    terminals = Terminals()

    async def run() -> None:
        every()

    # Registrations start tasks of the loop; here they are never begun, since nobody waits for them.
    asyncio.run(run())
    terminals.close()
    assert answered > 100 and {"frame", "length", "crc", "stranger", "unsupported"} <= set(reasons), reasons
