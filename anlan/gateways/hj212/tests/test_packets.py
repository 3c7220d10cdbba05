"""Messages in packets are whole again, wherever they were cut; what is missing costs no memory."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.hj212.packets import MOST_OPEN, SECONDS, Packets
from anlan.gateways.hj212.protocol import Message, Unclear, parse

pytestmark = pytest.mark.once

TEXT = "DataTime=20261121140000;a34001-Rtd=182.5,a34001-Flag=N;a34002-Rtd=75.25,a34002-Flag=N;LA-Rtd=61.5,LA-Flag=N"
WHOLE = parse(f"QN=1;CN=2011;MN=M;CP=&&{TEXT}&&".encode())


def part(cp: str, number: int, of: int, qn: str = "1") -> Message:
    return parse(f"QN={qn};CN=2011;PW=1;MN=M;Flag=7;PNUM={of};PNO={number};CP=&&{cp}&&".encode())


def cut(cuts: list[int]) -> list[Message]:
    texts = [TEXT[first:last] for first, last in pairwise([0, *sorted(cuts), len(TEXT)])]
    return [part(text, number, len(texts)) for number, text in enumerate(texts, 1)]


@given(cuts=st.lists(st.integers(1, len(TEXT) - 1), min_size=1, max_size=4, unique=True), order=st.randoms())
def test_any_cut_and_any_order(cuts: list[int], order: random.Random) -> None:
    parts = cut(cuts)
    order.shuffle(parts)
    packets = Packets()
    done = [found for one in parts if (found := packets.put(one, 0.0))]
    message = done[-1][0]
    assert message.told | message.factors == WHOLE.told | WHOLE.factors
    assert sorted(one.packet for _, answered in done for one in answered) == list(range(1, len(parts) + 1))
    assert packets.overdue(SECONDS + 1) == []


@given(cuts=st.lists(st.integers(1, len(TEXT) - 1), min_size=1, max_size=4, unique=True), lost=st.integers(0, 10))
def test_nothing_half_is_taken_for_whole(cuts: list[int], lost: int) -> None:
    """A packet is missing: what is taken of the others is as it was sent, never the beginning of a number."""
    parts = cut(cuts)
    del parts[lost % len(parts)]
    packets = Packets()
    for one in parts:
        if found := packets.put(one, 0.0):
            for code, said in found[0].factors.items():
                assert said == WHOLE.factors[code]


def test_cut_between_items_without_a_separator() -> None:
    packets = Packets()
    assert packets.put(part("DataTime=20261121140000;a34001-Rtd=182.5", 1, 2), 0.0) is None
    done = packets.put(part("a34002-Rtd=75.25", 2, 2), 1.0)
    assert done is not None
    assert done[0].factors == {"a34001": {"Rtd": "182.5"}, "a34002": {"Rtd": "75.25"}}


def test_packets_complete_in_themselves_are_taken_and_answered_one_by_one() -> None:
    """A device may wait for the first answer before it sends the second."""
    packets = Packets()
    for number, text in (
        (1, "DataTime=20261121140000;LA-Rtd=1,LA-Flag=N"),
        (2, "DataTime=20261121140000;a34001-Rtd=2"),
    ):
        one = part(text, number, 2)
        assert packets.put(one, 0.0) == (one, [one])
    assert packets.overdue(SECONDS + 1) == []


@pytest.mark.parametrize("number, of", [(0, 2), (3, 2), (1, 65), (99_999, 99_999)])
def test_numbers_that_cannot_be(number: int, of: int) -> None:
    with pytest.raises(Unclear):
        Packets().put(part("a=", number, of), 0.0)


def test_many_beginnings_cost_no_memory() -> None:
    packets = Packets()
    for number in range(1_000):
        assert packets.put(part("DataTime=2026", 1, 2, qn=str(number)), 0.0) is None
    late = packets.overdue(SECONDS + 1)
    assert [one.qn for one in late] == [str(number) for number in range(1_000 - MOST_OPEN, 1_000)]
    assert packets.overdue(SECONDS + 1) == []


def test_a_packet_sent_twice() -> None:
    packets = Packets()
    assert packets.put(part("DataTime=20261121140000;LA-Rtd=6", 1, 2), 0.0) is None
    assert packets.put(part("DataTime=20261121140000;LA-Rtd=6", 1, 2), 0.0) is None
    done = packets.put(part("1.5", 2, 2), 0.0)
    assert done is not None and done[0].factors == {"LA": {"Rtd": "61.5"}}
