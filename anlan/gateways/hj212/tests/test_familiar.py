"""Reading by shape comes to what the long way comes to, or does not answer."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.hj212 import protocol
from anlan.gateways.hj212.factors import Meaning, meanings, readings
from anlan.gateways.hj212.familiar import Familiar, Shapes
from anlan.telemetry.directory import Known
from anlan.telemetry.words import Reading

KNOWN = Known("DUST01", "123456", 7, {"a01006": {"quantity": "air_pressure", "scale": 0.1}})
TABLE = meanings(KNOWN.units)
HEAD = "QN={qn};ST=39;CN=2011;PW=123456;MN=DUST01;Flag=5;CP=&&{cp}&&"
USUAL = "DataTime=20261118100000;a34001-Rtd=80.5,a34001-Flag=N;a01006-Rtd=1013,a01006-Flag=N;LA-Rtd=61,LA-Flag=N"


def segment(cp: str, qn: str = "20261118100000123") -> bytes:
    return HEAD.format(qn=qn, cp=cp).encode()


def the_long_way(said: bytes, table: dict[str, Meaning] = TABLE) -> list[Reading] | None:
    try:
        return readings(protocol.parse(said), 7, table, "Rtd")[0]
    except protocol.Unclear:
        return None


def learnt(said: bytes, table: dict[str, Meaning] = TABLE) -> Familiar | None:
    found = the_long_way(said, table)
    return None if found is None else Shapes().learn(said, protocol.parse(said), found, KNOWN, table)


def by_shape(one: Familiar, said: bytes) -> list[Reading] | None:
    return one.read(said, said.find(b"CP=&&"))


def test_other_numbers_and_another_time_are_read_by_the_shape() -> None:
    one = learnt(segment(USUAL))
    assert one is not None
    other = segment(USUAL.replace("80.5", "-0.125").replace("1013", "998.4").replace("100000", "100130"))
    assert by_shape(one, other) == the_long_way(other) != the_long_way(segment(USUAL))
    said = replace(protocol.parse(other), qn="20261118100130456")
    assert one.answer(b"20261118100130456") == protocol.encode_answer(said, protocol.DATA_ANSWER)


@pytest.mark.parametrize(
    "told, instead",
    [
        ("LA-Flag=N", "LA-Flag=D"), ("LA-Rtd=61", "LA-Rtd="), ("LA-Rtd=61", "LA-Rtd=NaN"), ("LA-Rtd=61", "LA-Rtd=1e308"),
        ("LA-Rtd=61", "LA-Rtd=1_0"), ("LA-Rtd=61", "LA-Rtd= 61"), ("LA-Rtd=61", "Leq-Rtd=61"), ("20261118100000", "20261318100000"),
        ("20261118100000", "yesterday"), (";LA-Rtd", ";LA-SampleTime=20261118095900,LA-Rtd"), ("LA-Flag=N", "LA-Flag=N;Leq-Rtd=70"),
    ],
)  # fmt: skip
def test_what_does_not_fit_goes_the_long_way(told: str, instead: str) -> None:
    one = learnt(segment(USUAL))
    assert one is not None and told in USUAL
    assert by_shape(one, segment(USUAL.replace(told, instead))) is None


@pytest.mark.parametrize(
    "said",
    [
        segment(USUAL).replace(b"CN=2011", b"CN=2051"),
        segment(USUAL).replace(b"Flag=5;CP", b"Flag=1;CP"),
        segment(USUAL).replace(b"Flag=5;CP", b"Flag=7;PNUM=2;PNO=1;CP"),
        segment(USUAL).replace(b"QN=", b"ST=39;QN="),
        segment(USUAL + ";QN=20261118100000123"),
        segment("LA-Rtd=61,LA-Flag=N;DataTime=20261118100000"),
        segment("DataTime=20261118100000;LA-rtd=61"),
    ],
)
def test_what_has_no_lasting_shape_is_not_learnt(said: bytes) -> None:
    assert learnt(said) is None


def test_of_two_words_for_one_quantity_the_better_counts_whatever_stands_first() -> None:
    """By their numbers alone the two could not be told apart."""
    said = segment("DataTime=20261118100000;Leq-Rtd=61,Leq-Flag=N;a34001-Rtd=61,a34001-Flag=N;LA-Rtd=61,LA-Flag=N")
    one = learnt(said)
    other = said.replace(b"LA-Rtd=61", b"LA-Rtd=55")
    assert one is None or by_shape(one, other) in (None, the_long_way(other))


VALUES = st.sampled_from(
    ["", "0", "61", "61.25", "-3", "+3", "1e5", "NaN", "007", "12345678901", "坏", " 5", "5 ", "a;b", "x-Rtd"]
)
CODES = st.sampled_from(["a34001", "A34001", "LA", "Leq", "a50001", "a01006", "w99999", "DataTime", "PolId"])
FIELDS = st.sampled_from(["Rtd", "rtd", "td", "Flag", "flag", "SampleTime", "Avg", "ZsRtd", ""])
ITEMS = st.lists(
    st.tuples(CODES, FIELDS, VALUES | st.sampled_from(["N", "D", "20261118095900"]), st.sampled_from(";,")), max_size=6
)


def written(items: list[tuple[str, str, str, str]]) -> str:
    told = "".join(
        f"{sign}{code}-{field}={value}" if field else f"{sign}{code}={value}" for code, field, value, sign in items
    )
    return f"DataTime=20261118100000{told}"


@given(ITEMS, st.data())
def test_a_shape_never_reads_anything_else_than_the_long_way(
    items: list[tuple[str, str, str, str]], data: st.DataObject
) -> None:
    first = segment(written(items))
    one = learnt(first)
    if one is None:
        return
    others = [(code, field, data.draw(VALUES | st.just(value)), sign) for code, field, value, sign in items]
    for said in (segment(written(others)), segment(USUAL), first):
        found = by_shape(one, said)
        assert found is None or found == the_long_way(said), said


@given(
    st.lists(
        st.tuples(st.sampled_from(["a34001", "LA", "a01006"]), st.decimals(-999, 999, places=3)),
        unique_by=lambda t: t[0],
    )
)
def test_a_usual_message_fits_the_shape_of_the_one_before(told: list[tuple[str, object]]) -> None:
    said = segment("DataTime=20261118100000;" + ";".join(f"{code}-Rtd={value},{code}-Flag=N" for code, value in told))
    one = learnt(re.sub(rb"Rtd=[-\d.]+", b"Rtd=1", said))
    assert one is not None and by_shape(one, said) == the_long_way(said)
