"""Frames: escapes, checksum, both headers, what is no frame, and whatever a stream may bring."""

import tracemalloc
from functools import reduce
from operator import xor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.gateways.jt808.frame import (
    MOST_BODY,
    MOST_RAW,
    Broken,
    Frame,
    Splitter,
    checksum,
    divided,
    escape,
    form,
    read,
    unescape,
    write,
)
from anlan.gateways.jt808.parts import MOST_BYTES, MOST_MESSAGES, MOST_PARTS, SECONDS, Parts

from .samples import VALID, framed

pytestmark = pytest.mark.once
OLD, NEW = form("13800138000"), form("13800138000", 1)
WORD = st.integers(0, 0xFFFF)
FORMS = st.sampled_from([OLD, NEW, OLD._replace(flagged=True)])
PLAIN = st.tuples(WORD, FORMS, WORD, st.binary(max_size=100) | st.binary(min_size=1000, max_size=MOST_BODY))
PARTED = st.tuples(st.integers(1, 0xFFFF), WORD, st.integers(0, 7))
FRAMES = PLAIN.map(lambda values: Frame(*values)) | st.tuples(PLAIN, PARTED).map(lambda both: Frame(*both[0], *both[1]))


@given(FRAMES)
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read(one: Frame) -> None:
    data = write(one)
    assert data.count(b"\x7e") == 2 and framed(data) == one


@given(st.binary(max_size=1200))
@settings(max_examples=200, deadline=None)
def test_escapes_and_checksum(data: bytes) -> None:
    assert unescape(escape(data)) == data and b"\x7e" not in escape(data)
    assert checksum(data) == reduce(xor, data, 0)


def test_the_escapes_of_the_standard() -> None:
    assert escape(bytes.fromhex("307e087d55")).hex() == "307d02087d0155"
    for wrong in ("7d", "7d00", "307d7d02", "7d03"):
        with pytest.raises(Broken) as broken:
            unescape(bytes.fromhex(wrong))
        assert broken.value.reason == "frame"


def test_a_flag_of_2019_over_a_number_of_2013() -> None:
    one = framed(bytes.fromhex("7e0102400c01003000068109024a3130303330303030363831857e"))
    assert one.form.number == "10030000681" and one.form.flagged and not one.form.modern
    assert one.body == b"J10030000681" and write(one).hex() == "7e0102400c01003000068109024a3130303330303030363831857e"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"GET / HTTP/1.1", "length"),
        (b"\x00", "frame"),
        (b"\x7d" * 20, "frame"),
        (bytes(MOST_RAW + 1), "too_long"),
        (write(Frame(2, OLD, 1, b""))[1:-2] + b"\x00", "crc"),
        (write(Frame(2, OLD, 1, b"1234"))[1:-3], "length"),
        (write(Frame(2, NEW, 1, b""))[1:3] + write(Frame(2, OLD, 1, b""))[3:-1] + b"\x00", "length"),
    ],
)
def test_what_is_no_frame(raw: bytes, reason: str) -> None:
    with pytest.raises(Broken) as broken:
        read(raw)
    assert broken.value.reason == reason


def test_a_body_too_long_is_divided() -> None:
    with pytest.raises(ValueError, match="sub-packages"):
        write(Frame(1, OLD, 1, bytes(MOST_BODY + 1)))
    frames = divided(0x0704, OLD, 0xFFFF, bytes(2 * MOST_BODY + 1))
    assert [(one.serial, one.total, one.part, len(one.body)) for one in frames] == [
        (0xFFFF, 3, 1, MOST_BODY), (0, 3, 2, MOST_BODY), (1, 3, 3, 1),
    ]  # fmt: skip


@given(st.lists(FRAMES | st.binary(max_size=40), max_size=8), st.lists(st.integers(1, 300)), st.booleans())
@settings(max_examples=200, deadline=None)
def test_cut_anywhere_glued_with_rubbish_between(parts: list[Frame | bytes], cuts: list[int], shared: bool) -> None:
    """However the stream is cut, every frame comes out once and in order; a delimiter may serve two frames."""
    pieces = [one.replace(b"\x7e", b"") if isinstance(one, bytes) else write(one) for one in parts]
    stream = b"".join(pieces)
    if shared:
        stream = stream.replace(b"\x7e\x7e", b"\x7e")
    splitter, found, place = Splitter(), [], 0
    for cut in [*cuts, len(stream)]:
        found += splitter.feed(stream[place : place + cut])
        place += cut
    whole = []
    for raw in found:
        try:
            whole.append(read(raw))
        except Broken as broken:
            assert broken.reason
    assert [one for one in whole if one in parts] == [one for one in parts if isinstance(one, Frame)]
    assert splitter.unfinished == (not stream.endswith(b"\x7e") and bool(stream))


@given(st.sampled_from(VALID), st.integers(0, 400), st.integers(0, 255))
@settings(max_examples=300, deadline=None)
def test_a_changed_byte_is_never_read_as_something_else(sample: dict, place: int, value: int) -> None:
    data = bytearray.fromhex(sample["hex"])
    place %= len(data)
    good, before = framed(bytes(data)), data[place]
    data[place] = value
    read_anyway = []
    for raw in Splitter().feed(bytes(data)):
        try:
            read_anyway.append(read(raw))
        except Broken:
            continue
    assert read_anyway in ([], [good]) and (value != before or read_anyway == [good])


def test_a_hundred_megabytes_without_a_delimiter() -> None:
    splitter, chunk, found = Splitter(), b"\x55" * 2**18, []
    tracemalloc.start()
    try:
        for _ in range(400):
            found += splitter.feed(chunk)
        assert tracemalloc.get_traced_memory()[1] < 2 * 2**20
    finally:
        tracemalloc.stop()
    assert [len(raw) for raw in found] == [MOST_RAW + 1] and splitter.unfinished
    good = write(Frame(2, OLD, 1, b""))
    assert splitter.feed(good) == [good[1:-1]] and not splitter.unfinished


def divided_batch(size: int = 5, serial: int = 9) -> list[Frame]:
    return divided(0x0704, OLD, serial, bytes(range(size)), 1)


@given(st.permutations(divided_batch()), st.permutations(divided_batch(3, 0xFFFF)), st.randoms())
@settings(max_examples=50, deadline=None)
def test_parts_in_any_order(one: list[Frame], other: list[Frame], chance) -> None:
    """Each twice, two messages mixed."""
    mixed = [*one, *other]
    chance.shuffle(mixed)
    parts, whole = Parts(), []
    for frame in mixed:
        whole += [found for found in (parts.add(frame, 0.0),) if found]
    assert sorted((found.serial, found.total, found.part, found.body) for found in whole) == [
        (9, 5, 0, bytes(range(5))), (0xFFFF, 3, 0, bytes(range(3))),
    ]  # fmt: skip
    assert len(parts) == 0 and parts.bytes == 0


@given(
    st.lists(
        st.tuples(WORD, st.integers(1, MOST_PARTS), st.integers(1, MOST_PARTS), st.integers(0, 1023)), max_size=300
    )
)
@settings(max_examples=50, deadline=None)
def test_parts_are_bounded(sent: list[tuple[int, int, int, int]]) -> None:
    parts = Parts()
    for serial, total, part, size in sent:
        frame = Frame(0x0704, OLD, serial, bytes(size), total, part)
        if part > total:
            with pytest.raises(Broken):
                parts.add(frame, 0.0)
        else:
            parts.add(frame, 0.0)
        assert len(parts) <= MOST_MESSAGES and parts.bytes <= MOST_BYTES
    parts.add(Frame(0x0800, OLD, 0, b"12", 2, 1), SECONDS + 1)
    assert (len(parts), parts.bytes) == (1, 2), "what waited too long is gone"


@pytest.mark.parametrize(("total", "part"), [(MOST_PARTS + 1, 1), (3, 0), (3, 4), (0, 0)])
def test_parts_that_cannot_be(total: int, part: int) -> None:
    with pytest.raises(Broken):
        Parts().add(Frame(0x0704, OLD, 0, b"", total, part), 0.0)
