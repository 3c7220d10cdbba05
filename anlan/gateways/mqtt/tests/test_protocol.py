"""Topics and payloads, without a broker."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.mqtt.protocol import MOST_BYTES, MOST_OBJECTS, address_of, decode, may_publish, may_subscribe
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import Position, Reading

HEARD = 1_795_190_400_000
LOAD, PM10 = BY_CODE["load"].number, BY_CODE["pm10"].number


def read(told: object, units: dict[str, object] | None = None) -> list[Reading]:
    return decode(json.dumps(told).encode(), 7, units or {}, HEARD).readings


def test_an_object_of_values_with_the_devices_own_time() -> None:
    at = HEARD - 5_000
    assert read({"at": at, "values": {"load": 3.2}, "flags": {"load": "D"}}) == [Reading(7, LOAD, at, 3.2, "D")]
    assert read({"at": "2026-11-20T08:00:00+08:00", "values": {"load": 1}})[0].at == 1_795_132_800_000
    assert read({"values": {"load": 1}})[0].at == HEARD


def test_a_list_is_several_moments() -> None:
    found = read([{"at": HEARD + n, "values": {"load": n}} for n in range(3)])
    assert [(r.at - HEARD, r.value) for r in found] == [(0, 0.0), (1, 1.0), (2, 2.0)]


def test_units_of_the_device_turn_its_names_and_numbers() -> None:
    units = {"dust": {"quantity": "pm10", "scale": 1000, "offset": 1}}
    assert read({"values": {"dust": 0.08}}, units) == [Reading(7, PM10, HEARD, 81.0)]


def test_what_moves_says_where_it_is() -> None:
    found = decode(b'{"at": 1, "position": {"lat": 31.7, "lon": 119.9, "speed": 3.5, "direction": 90}}', 7, {}, HEARD)
    assert found.positions == [Position(7, 1, 31.7, 119.9, speed=3.5, direction=90)] and found.readings == []
    for place in (b"7", b'{"lat": 31.7}', b'{"lat": "x", "lon": 1}', b'{"lat": 1, "lon": 1, "speed": null}'):
        found = decode(b'{"values": {"load": 1}, "position": ' + place + b"}", 7, {}, HEARD)
        assert found.strange == "position" and len(found.readings) == 1 and found.positions == []


def test_what_is_no_value_is_told_and_the_rest_counts() -> None:
    found = decode(
        b'{"values": {"load": 1, "colour": 3, "moment": "high", "radius": true, "height": 1' + b"0" * 400 + b"}}",
        7,
        {},
        HEARD,
    )
    assert [r.value for r in found.readings] == [1.0]
    assert found.strange == "colour、moment、radius、height"


@pytest.mark.parametrize("body", [
    b"", b"\xff\xfe", b"7", b"[]x", b'{"values": []}', b'{"at": 1}', b'["x"]', b"[" * 50_000,
    b'{"at": "yesterday", "values": {"load": 1}}', b'{"at": "2026-11-20T08:00:00", "values": {"load": 1}}',
    b'{"at": true, "values": {"load": 1}}', b" " * (MOST_BYTES + 1),
    json.dumps([{"values": {}}] * (MOST_OBJECTS + 1)).encode(),
])  # fmt: skip
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        decode(body, 7, {}, HEARD)


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["at", "values", "flags", "load", "x", "position", "lat", "lon"]), inner, max_size=4),
).map(lambda told: json.dumps(told).encode()))  # fmt: skip
def test_nothing_a_device_sends_raises_anything_else(body: bytes) -> None:
    try:
        found = decode(body, 7, {}, HEARD)
    except ValueError:
        return
    assert all(isinstance(r.value, float) and isinstance(r.at, int) for r in found.readings)


def test_not_a_number_goes_on_to_the_intake_which_does_not_believe_it() -> None:
    assert math.isnan(decode(b'{"values": {"load": NaN}}', 7, {}, HEARD).readings[0].value)


def test_a_device_speaks_and_hears_on_its_own_topics_only() -> None:
    assert may_publish("T1", "anlan/T1/up/values") and may_subscribe("T1", "anlan/T1/down/#")
    for topic in (
        "anlan/T2/up/values",
        "anlan/T1/down/x",
        "anlan/T1/up/#",
        "anlan/T1/up/+/x",
        "anlan/+/up/x",
        "x",
        "$SYS/x",
    ):
        assert not may_publish("T1", topic), topic
    for topic in ("#", "anlan/#", "anlan/+/down/#", "anlan/T2/down/#", "anlan/T1/up/#", "+/T1/down/x"):
        assert not may_subscribe("T1", topic), topic
    assert address_of("anlan/T1/up/values") == "T1"
    for topic in ("anlan/T1/up", "anlan//up/x", "anlan/T1/down/x", "other/T1/up/x", ""):
        with pytest.raises(ValueError):
            address_of(topic)
