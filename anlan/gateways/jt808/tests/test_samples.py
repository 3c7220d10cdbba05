"""Every recorded frame says what is written beside it, and is written again byte for byte."""

from datetime import UTC, datetime
from typing import Any

import pytest

from anlan.gateways.jt808 import downlink, frame, items, position
from anlan.gateways.jt808 import messages as m

from .samples import REJECTED, VALID, framed

pytestmark = pytest.mark.once


def named(samples: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("sample", samples, ids=[one["id"] for one in samples])


@named(VALID)
def test_header(sample: dict[str, Any]) -> None:
    data, told = bytes.fromhex(sample["hex"]), sample["header"]
    one = framed(data)
    assert one.id == int(told["msg_id"], 16) and one.serial == told["serial"] and one.cipher == told["encrypt"]
    assert one.form.phone.hex() == told["phone_bcd"] and len(one.body) == told["body_len"]
    assert one.form.flagged == bool(told["version_flag"]) and one.form.version == told.get("protocol_version")
    assert frame.write(one) == data


@named(REJECTED)
def test_rejected(sample: dict[str, Any]) -> None:
    with pytest.raises(frame.Broken) as broken:
        framed(bytes.fromhex(sample["hex"]))
    assert {"checksum": "crc"}.get(sample["expected"]["reason"], "length") == broken.value.reason


@named(VALID)
def test_body(sample: dict[str, Any]) -> None:
    one, told = framed(bytes.fromhex(sample["hex"])), sample["expected"]
    modern = one.form.modern
    if one.id == m.POSITION:
        assert_report(position.read(one.body), told)
        assert position.write(position.read(one.body)) == one.body
    elif one.id == m.POSITIONS:
        batch = position.read_batch(one.body)
        assert batch.whole and batch.blind == bool(told["type"]) and len(batch.reports) == told["count"]
        for report, item in zip(batch.reports, told["items"], strict=True):
            assert_report(report, item)
        assert position.write_batch(batch.reports, batch.blind) == one.body
    elif one.id == m.REGISTER:
        assert_registration(one, told)
    elif one.id == m.AUTHENTICATE:
        assert m.Authentication.read(one.body, modern).code == told["auth_code"]
    elif one.id == m.TERMINAL_ANSWER:
        answer = m.Answer.read(one.body)
        assert (answer.serial, f"0x{answer.to:04X}", answer.result) == tuple(told.values())
        assert answer.write() == one.body
    elif one.id == m.HEARTBEAT:
        assert one.body.hex() == told["body"]
    else:
        said = downlink.understand(one)
        assert said is not None
        values = dict(said.values)
        if "reply_id" in values:
            values["reply_id"] = f"0x{values['reply_id']:04X}"
        assert {**values, **({"kind": told["type"]} if "type" in told else {})} == {
            ("kind" if key == "type" else key): value for key, value in told.items()
        }


def assert_registration(one: frame.Frame, told: dict[str, Any]) -> None:
    who = m.Registration.read(one.body, one.form.modern)
    assert (who.province, who.city, who.maker, who.model, who.terminal, who.colour, who.plate) == (
        told["province"], told["city"], told["manufacturer"], told["model"], told["terminal_id"], told["plate_colour"],
        told["plate"],
    )  # fmt: skip
    edition = {20: 2013, 30: 2019}[told["model_field_len"]]
    assert m.Registration.read(who.write(edition), edition == 2019) == who


def assert_report(report: position.Report, told: dict[str, Any]) -> None:
    assert report.alarm == int(told["alarm"], 16) and report.status == int(told["status"], 16)
    assert bits(report.alarm) == told["alarm_bits"] and bits(report.status) == told["status_bits"]
    assert (report.lat, report.lon) == (told["lat"], told["lon"])
    assert (report.altitude, report.speed, report.direction) == (
        told["altitude_m"], told["speed_kmh"], told["direction"],
    )  # fmt: skip
    at = datetime.fromisoformat(told["time_gmt8"] + "+08:00")
    assert report.at == at.timestamp() * 1000 and datetime.fromtimestamp(report.at / 1000, UTC) == at
    assert {f"0x{key:02X}": value.hex() for key, value in report.items.items()} == told["extras_hex"]
    values = items.told(report.items)
    values |= values.pop("analog", {})
    for key, value in told["extras"].items():
        assert values[key] == (int(value, 16) if isinstance(value, str) else value), key
    assert report.whole == told["extras_parse_ok"]


def bits(word: int) -> list[int]:
    return [bit for bit in range(32) if word >> bit & 1]
