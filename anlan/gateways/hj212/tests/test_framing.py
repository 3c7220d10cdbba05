"""Frames come out of a stream the same however it was cut, and a stream without frames costs no memory."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.hj212 import framing
from anlan.gateways.hj212.framing import Frames, Refused
from anlan.gateways.hj212.protocol import frame

pytestmark = pytest.mark.once

CASES = json.loads((Path(__file__).parent.parent / "samples" / "frames.json").read_text(encoding="utf-8"))["frames"]
RECORDED = [case["frame"].encode() + b"\r\n" for case in CASES]
SOUND = [case["frame"].encode() + b"\r\n" for case in CASES if case["valid"]]
HOLDS = framing.LONGEST + framing.MOST_NOISE + 20

pieces = st.one_of(
    st.sampled_from(RECORDED),
    st.sampled_from(RECORDED).map(lambda whole: whole[: len(whole) // 2]),
    st.binary(max_size=60),
    st.sampled_from(
        [b"#", b"##", b"##01", b"##0012", b"\r", b"\n", b"\r\n", b"&&", b"##9999", b"##ab12\r\n", b"\0" * 5]
    ),
)
streams = st.lists(pieces, max_size=12).map(b"".join)


def fed(stream: bytes, cuts: list[int]) -> list[bytes | Refused]:
    frames, found, last = Frames(), [], 0
    for cut in [*sorted(cuts), len(stream)]:
        found += frames.feed(stream[last:cut])
        assert frames.waiting <= HOLDS
        last = cut
    return found


@given(stream=streams, data=st.data())
def test_no_cut_changes_what_comes_out(stream: bytes, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=20))
    assert fed(stream, cuts) == fed(stream, [])


@given(stream=streams)
def test_byte_by_byte(stream: bytes) -> None:
    assert fed(stream, list(range(len(stream)))) == fed(stream, [])


@given(st.lists(st.sampled_from(SOUND), min_size=1, max_size=6))
def test_glued_frames_all_come(sent: list[bytes]) -> None:
    assert fed(b"".join(sent), []) == [one[6:-6] for one in sent]


@given(noise=st.binary(max_size=80).filter(lambda b: b"#" not in b), one=st.sampled_from(SOUND))
def test_a_frame_behind_noise_is_found(noise: bytes, one: bytes) -> None:
    assert fed(noise + one, [])[-1] == one[6:-6]


def test_a_wrong_length_costs_no_other_frame() -> None:
    for said in (b"##0900", b"##0012", b"##9999"):
        assert (
            fed(said + SOUND[0][6:] + SOUND[1] + SOUND[2], [])
            == [
                Refused("length", fed(said + SOUND[0][6:] + SOUND[1], [])[0].body),  # type: ignore[union-attr]
                SOUND[1][6:-6],
                SOUND[2][6:-6],
            ]
        )


def test_nothing_is_left_behind_a_frame() -> None:
    """Else a healthy line would look as if it had been half way through a frame for long."""
    frames = Frames()
    for one in SOUND:
        frames.feed(one)
        assert frames.waiting == 0


def test_a_hundred_megabytes_without_a_frame() -> None:
    frames, refused, piece = Frames(), 0, b"x" * 65_536
    for _ in range(1_600):
        found = frames.feed(piece)
        refused += len(found)
        assert frames.waiting < framing.MOST_NOISE + 10
    assert refused == 1_600 * 65_536 // framing.MOST_NOISE - (frames.waiting >= framing.MOST_NOISE - 5)


def test_frames_that_promise_and_do_not_keep() -> None:
    """Each claims 9,999 bytes: what it swallows is looked through again, in bounded memory."""
    frames = Frames()
    for _ in range(2_000):
        frames.feed(b"##9999" + b"QN=1;" * 20)
        assert frames.waiting <= HOLDS


def test_longest_frame() -> None:
    segment = b"CN=2011;CP=&&" + b"a" * (framing.LONGEST - 15) + b"&&"
    assert fed(frame(segment), [7, 4_000, 10_009]) == [segment]
