"""Recorded and constructed frames are read as they are meant; what Annex A refuses is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.hj212 import protocol
from anlan.gateways.hj212.crc import crc
from anlan.gateways.hj212.framing import Frames, Refused

pytestmark = pytest.mark.once

CASES = json.loads((Path(__file__).parent.parent / "samples" / "frames.json").read_text(encoding="utf-8"))
SOUND = [c for c in CASES["frames"] if c["valid"]]
BROKEN = [c for c in CASES["frames"] if not c["valid"]]


def by_id(case: dict[str, Any]) -> str:
    return str(case["id"])


def annex_a(text: bytes) -> int:
    """The standard's own steps, one bit after the other."""
    register = 0xFFFF
    for byte in text:
        register = register >> 8 ^ byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register


def alone(frame: str) -> bytes | Refused:
    (found,) = Frames().feed(frame.encode() + b"\r\n")
    return found


@pytest.mark.parametrize("case", CASES["crc"], ids=lambda c: c["input"] or "empty")
def test_check_value(case: dict[str, Any]) -> None:
    assert f"{crc(case['input'].encode()):04X}" == case["crc_hex"] != case["modbus_for_contrast"] or not case["input"]


@given(st.binary(max_size=300))
def test_check_value_is_annex_a(text: bytes) -> None:
    assert crc(text) == annex_a(text)


@pytest.mark.parametrize("case", SOUND, ids=by_id)
def test_sound_frames(case: dict[str, Any]) -> None:
    segment, expected = alone(case["frame"]), case["expected"]
    assert isinstance(segment, bytes)
    message = protocol.parse(segment)
    said = {"QN": message.qn, "ST": message.st, "CN": message.cn, "PW": message.pw, "MN": message.mn}
    assert said == {key: expected["fields"].get(key, "") for key in said}
    assert message.told == expected["cp"]
    assert message.factors == expected["factors"]
    if bits := expected.get("flag_bits"):
        assert message.flag is not None
        assert (message.wants_answer, bool(message.flag & protocol.PACKETS), message.version) == (
            bool(bits["answer_required"]),
            bool(bits["has_pnum_pno"]),
            bits["version"],
        )
    else:
        assert message.flag is None and not message.wants_answer


@pytest.mark.parametrize("case", BROKEN, ids=by_id)
def test_broken_frames(case: dict[str, Any]) -> None:
    found = alone(case["frame"])
    assert isinstance(found, Refused)
    assert found.reason == case["expected"]["reason"]


@pytest.mark.parametrize("case", SOUND, ids=by_id)
def test_what_is_read_is_written_again(case: dict[str, Any]) -> None:
    segment = alone(case["frame"])
    assert isinstance(segment, bytes)
    assert protocol.frame(segment).upper() == case["frame"].encode().upper() + b"\r\n"


@pytest.mark.parametrize("cut, reason", [("##0102", "length"), ("##0100", "length"), ("##0201", "length")])
def test_wrong_length(cut: str, reason: str) -> None:
    found = alone(cut + SOUND[0]["frame"][6:])
    assert isinstance(found, Refused) and found.reason == reason
