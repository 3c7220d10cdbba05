"""Bodies beyond the recorded frames: editions, impossible times, cut-off items, signs, and any bytes at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.gateways.jt808 import codes, downlink, items, position
from anlan.gateways.jt808 import messages as m
from anlan.gateways.jt808.frame import Broken, Frame, form
from anlan.gateways.jt808.telling import STANDARD, conversions, told
from anlan.gateways.jt808.terminal import Terminal, report
from anlan.telemetry.quantities import BY_CODE

from .samples import framed

pytestmark = pytest.mark.once
AT = 1_790_000_000_000
TIMES = st.integers(946_656_000, 4_102_416_000 - 1).map(lambda second: second * 1000)
REPORTS = st.builds(
    position.Report,
    alarm=st.integers(0, 2**32 - 1),
    status=st.integers(0, 2**32 - 1).map(lambda bits: bits & ~0b1100),
    lat=st.integers(0, 90_000_000).map(lambda n: n / 1_000_000),
    lon=st.integers(0, 180_000_000).map(lambda n: n / 1_000_000),
    altitude=st.integers(-500, 9_000),
    speed=st.integers(0, 65535).map(lambda n: n / 10),
    direction=st.integers(0, 65535),
    at=TIMES,
    items=st.dictionaries(st.integers(0, 255), st.binary(max_size=40), max_size=6),
    whole=st.just(True),
)
GBK = st.text(st.characters(codec="gb2312", exclude_characters="\0 "), max_size=7)


@given(REPORTS, st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_reports_come_back(one: position.Report, south: bool, west: bool) -> None:
    signed = one._replace(lat=-one.lat if south else one.lat, lon=-one.lon if west else one.lon)
    back = position.read(position.write(signed))
    assert back._replace(status=0) == signed._replace(status=0)
    assert back.status & position.STATUS_SOUTH == (position.STATUS_SOUTH if signed.lat < 0 else 0)
    assert back.status & position.STATUS_WEST == (position.STATUS_WEST if signed.lon < 0 else 0)


@given(st.lists(REPORTS, min_size=1, max_size=6), st.booleans())
@settings(max_examples=100, deadline=None)
def test_batches_come_back(many: list[position.Report], blind: bool) -> None:
    whole = position.write_batch(many, blind)
    assert position.read_batch(whole) == (blind, many, True)
    cut = position.read_batch(whole + b"\x00")
    assert not cut.whole and cut.reports == many


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_read_or_refused(body: bytes, modern: bool) -> None:
    """Nothing but ``Broken`` leaves a decoder."""
    readers = [
        position.read, position.read_batch, m.Answer.read, m.Registered.read, m.Parameters.read, m.PositionAnswer.read,
        lambda data: m.Registration.read(data, modern), lambda data: m.Authentication.read(data, modern),
    ]  # fmt: skip
    frames = [Frame(kind, form("1", 1 if modern else None), 0, body) for kind in downlink.READ]
    for reader in readers:
        try:
            reader(body)
        except Broken as broken:
            assert broken.reason
    for frame in frames:
        try:
            downlink.understand(frame)
        except Broken as broken:
            assert broken.reason


@given(st.binary(min_size=28, max_size=28), st.dictionaries(st.integers(0, 255), st.binary(max_size=40), max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_report_can_be_told(fixed: bytes, extra: dict[int, bytes]) -> None:
    body = fixed + b"".join(bytes([key, len(value)]) + value for key, value in extra.items())
    one = position.read(body)
    items.told(one.items)
    assert set(codes.alarms(one.alarm)) <= set(codes.ALARM_BITS.values()) and codes.states(one.status)
    if one.at is not None:
        positions, readings = told([one], 7, STANDARD, None)
        assert len(positions) == one.fixed and all(reading.at == one.at for reading in readings)


@pytest.mark.parametrize(
    "digits",
    ["000000000000", "261301000000", "260230000000", "260101240000", "260101006000", "260101000060", "aabbccddeeff"],
)
def test_times_that_never_were(digits: str) -> None:
    assert position.read_time(bytes.fromhex(digits)) is None


def test_times_are_of_beijing() -> None:
    assert position.read_time(bytes.fromhex("260801093015")) == 1785547815000
    assert position.write_time(1785547815000).hex() == "260801093015"


def test_a_cut_off_item_costs_the_items_only() -> None:
    body = position.write(report(AT, 30.0, 120.0, mileage=12.3, fuel=4.5))
    one = position.read(body[:-1])
    assert not one.whole and set(one.items) == {items.MILEAGE} and one.at == AT
    for size in (0, 27):
        with pytest.raises(Broken):
            position.read(body[:size])


def test_the_edition_of_2011() -> None:
    who = m.Registration(33, 106, "70111", "BSJM11", "0000001", 1, "粤B8888")
    assert m.Registration.read(who.write(2011), False) == who and len(who.write(2011)) == 25 + 7


@given(st.integers(0, 0xFFFF), GBK.filter(lambda name: len(name.encode("gbk")) <= 5), GBK, st.integers(0, 9), GBK)
@settings(max_examples=100, deadline=None)
def test_registrations_come_back(province: int, maker: str, model: str, colour: int, plate: str) -> None:
    who = m.Registration(province, 1, maker, model, "ID", colour, plate)
    for edition in (2013, 2019):
        assert m.Registration.read(who.write(edition), edition == 2019) == who


def test_authentication_of_both_editions() -> None:
    one = m.Authentication("ABC", "860000000000001", "V1.2")
    assert m.Authentication.read(one.write(True), True) == one
    assert m.Authentication.read(one.write(False), False) == m.Authentication("ABC")
    with pytest.raises(Broken):
        m.Authentication.read(b"\x09ABC", True)
    with pytest.raises(ValueError, match="longer"):
        m.Authentication("A", "1234567890123456").write(True)


@pytest.mark.parametrize(
    ("said", "degrees"), [("0014", 20), ("8014", -20), ("ffec", -20), ("8000", 0), ("ffff", -1), ("7fff", 32767)]
)
def test_the_cabin_below_zero(said: str, degrees: int) -> None:
    assert items.cabin(bytes.fromhex(said)) == degrees


@pytest.mark.parametrize("cabin", [-20, 0, 35])
def test_what_a_terminal_tells_becomes_readings(cabin: int) -> None:
    data = Terminal("13800138000").position(report(AT, 30.5, 120.5, speed=61.5, mileage=10.7, fuel=33.1, cabin=cabin))
    positions, readings = told([position.read(framed(data).body)], 7, STANDARD, None)
    assert {reading.quantity: reading.value for reading in readings} == {
        BY_CODE[code].number: value
        for code, value in {
            "mileage": 10.7, "fuel": 33.1, "cabin_temperature": cabin, "fault_bits": 0, "speed": 61.5,
        }.items()
    }  # fmt: skip
    assert [(p.lat, p.lon, p.speed, p.mileage) for p in positions] == [(30.5, 120.5, 61.5, 10.7)]


def test_alarm_bits_are_told_when_they_change_and_always_without_a_fix() -> None:
    bits = [(0, True), (0, True), (5, True), (5, True), (5, False), (0, True)]
    reports = [report(AT + n * 1000, 30, 120, alarm=alarm, fixed=fixed) for n, (alarm, fixed) in enumerate(bits)]
    positions, readings = told(reports, 7, STANDARD, None)
    number = BY_CODE["fault_bits"].number
    assert [(r.at - AT, r.value) for r in readings if r.quantity == number] == [(0, 0), (2000, 5), (4000, 5), (5000, 0)]
    assert [p.alarm for p in positions] == [0, 0, 5, 5, 0], "no position where there was no fix"
    assert sum(r.quantity == BY_CODE["speed"].number for r in readings) == 5


def test_units_of_a_device() -> None:
    table = conversions(
        {
            "02": {"quantity": "fuel", "scale": 2, "offset": 1},
            "E4": {"quantity": "battery"},
            "zz": {},
            "03": {"quantity": "?"},
            "04": 5,
        }
    )
    one = report(AT, 30, 120, mileage=5.0, fuel=10.0, more={0xE4: b"\x00\x63", 0x03: b"\x00\x00", 0xE5: bytes(200)})
    _, readings = told([one], 7, table, 0)
    assert {
        BY_CODE[code].number: value for code, value in {"mileage": 5, "fuel": 21, "battery": 99, "speed": 0}.items()
    } == {r.quantity: r.value for r in readings}
    assert conversions({}) is STANDARD


def test_texts_of_both_editions() -> None:
    for modern in (False, True):
        text = downlink.Text("前方施工，请减速")
        frame = Frame(text.id, form("1", 1 if modern else None), 3, text.write(modern))
        said = downlink.understand(frame)
        assert said is not None and said.values["text"] == "前方施工，请减速" and ("kind" in said.values) == modern
    with pytest.raises(ValueError, match="最长 1024"):
        downlink.Text("长" * 513).write(False)
    assert downlink.understand(Frame(0x8FFF, form("1"), 0, b"")) is None
