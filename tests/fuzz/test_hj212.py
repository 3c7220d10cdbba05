"""Whatever bytes arrive on a line of HJ 212, however they are cut: nothing raises, nothing grows, no cut changes anything."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.hj212 import framing, protocol
from anlan.gateways.hj212.factors import meanings, readings
from anlan.gateways.hj212.framing import Frames, Refused
from anlan.gateways.hj212.packets import MOST_OPEN, Packets
from anlan.gateways.hj212.protocol import Unclear
from anlan.gateways.hj212.session import Session, Station
from anlan.gateways.line import Desk
from anlan.telemetry.directory import Directory, Known
from anlan.telemetry.unreadable import Unread
from anlan.telemetry.words import Batch
from tests.fuzz.effort import effort

pytestmark = pytest.mark.once

AT = 1_795_240_800_000
SOUND = (
    protocol.encode_realtime("MN", "PW", "39", AT, {"a34001": 182.5, "a34002": 75, "LA": (71.2, "D")}),
    protocol.encode_means("MN", "PW", "39", AT, {"a34001": (1, 0, 2)}, flag=7),
    protocol.encode("MN", "PW", "39", "9015", "", qn=protocol.moment(AT), flag=9),
)
WORDS = (
    "DataTime=", "20261121140000", "19990101000000", "a34001-Rtd=", "LA-Flag=", "SampleTime", "1e308", "NaN", "-inf",
    ";", ",", "=", "&&", "-", "CP=&&", "QN=", "CN=2011", "CN=2051", "MN=MN", "Flag=7", "Flag=", "PNUM=2", "PNO=1", "PNO=2",
    "PNUM=99999", "##", "\r\n", "液位", " ", "１２", "\0",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=40).map("".join)
TABLES = tuple(
    meanings(units) for units in ({}, {"LA": {"scale": 1e308}, "a34001": {"quantity": "level", "offset": -1}})
)
HOLDS = framing.LONGEST + framing.MOST_NOISE + 20


def bent(data: Any) -> bytes:
    """A sound frame in which some bytes are others, are missing, or are there twice."""
    frame = bytearray(data.draw(st.sampled_from(SOUND)))
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(frame) - 1))
        frame[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    return bytes(frame)


def piece(data: Any) -> bytes:
    kind = data.draw(st.integers(0, 3))
    if kind == 0:
        return bent(data)
    if kind == 1:
        return data.draw(st.binary(max_size=200))
    body = data.draw(TEXTS).encode("utf-8", "replace")
    return protocol.frame(body[:9_000]) if kind == 2 else b"##%04d%s" % (data.draw(st.integers(0, 9_999)), body)


def come_out(stream: bytes, cuts: list[int]) -> list[bytes | Refused]:
    frames, found, last = Frames(), [], 0
    for cut in [*sorted(cuts), len(stream)]:
        found += frames.feed(stream[last:cut])
        assert frames.waiting <= HOLDS
        last = cut
    return found


def follow(segments: list[bytes | Refused]) -> None:
    """All the way to readings."""
    packets = Packets()
    for moment, segment in enumerate(segments):
        if isinstance(segment, Refused):
            assert segment.reason in ("frame", "length", "crc")
            continue
        try:
            message = protocol.parse(segment)
            whole = packets.put(message, float(moment))
            if whole is not None:
                for table in TABLES:
                    found, _ = readings(whole[0], 7, table, "Rtd")
                    assert all(isinstance(one.value, float) and one.at > 0 for one in found)
                for answer in ("9011", "9012", "9013", "9014"):
                    assert Frames().feed(protocol.encode_answer(message, answer, 1))
        except Unclear:
            pass
    assert len(packets.overdue(float(len(segments) + 100))) <= MOST_OPEN


def test_any_stream_in_any_pieces(count: Callable[[], None]) -> None:
    @effort(400)
    @given(data=st.data())
    def every(data: Any) -> None:
        count()
        stream = b"".join(piece(data) for _ in range(data.draw(st.integers(1, 6))))
        cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))
        found = come_out(stream, cuts)
        assert found == come_out(stream, [])
        follow(found)

    every()


class Wire:
    """The other side of a line, which takes everything."""

    def __init__(self) -> None:
        self.closed = False

    def get_extra_info(self, name: str) -> tuple[str, int]:
        return "192.0.2.1", 7212

    def write(self, data: bytes) -> None:
        assert all(isinstance(one, bytes) for one in Frames().feed(data)), data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


class Stored:
    """An intake that stores at once."""

    def put(self, batch: Batch) -> bool:
        if batch.stored is not None:
            batch.stored()
        return True


def test_no_stream_breaks_a_session(count: Callable[[], None]) -> None:
    """``Line`` catches what a session raises and counts it: there must be nothing to catch."""
    directory = Directory("hj212")
    directory._known = {mn: Known(mn, "PW", number, {}) for number, mn in enumerate(("MN", "", "M2"))}

    @effort(200)
    @given(data=st.data())
    def every(data: Any) -> None:
        count()
        desk = Desk(Stored(), Unread(), {"hj212": directory})  # type: ignore[arg-type]
        station = Station()
        line = Session(desk, station)
        line.connection_made(Wire())
        for _ in range(data.draw(st.integers(1, 6))):
            line.data_received(SOUND[0] if data.draw(st.booleans()) else piece(data))
            line._say()
            line.look(line.heard + data.draw(st.sampled_from([0.0, 61.0, 400.0])))
        line.connection_lost(None)
        assert desk.figures["hj212 broken"] == 0
        assert not desk.lines and not station.sessions

    async def run() -> None:
        every()

    # What a line says goes out at the end of a turn of its loop.
    asyncio.run(run())


def test_sound_frames_come_through_noise(count: Callable[[], None]) -> None:
    """What was spoilt before costs at most itself: the sound frame behind it is read."""

    @effort(200)
    @given(data=st.data())
    def every(data: Any) -> None:
        count()
        spoilt = bent(data)[:-2] + b"\r\n"
        assert come_out(spoilt + SOUND[0] + SOUND[0], [])[-1] == SOUND[0][6:-6]

    every()
