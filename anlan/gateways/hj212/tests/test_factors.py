"""What a message of factors becomes: quantities in their units, and nothing guessed."""

import math

import pytest

from anlan.gateways.hj212.factors import meanings, readings
from anlan.gateways.hj212.protocol import Unclear, encode_realtime, parse, time_of
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import Reading

pytestmark = pytest.mark.once

AT = 1_795_240_800_000


def read(cp: str, units: dict[str, object] | None = None, name: str = "Rtd") -> tuple[dict[str, Reading], list[str]]:
    message = parse(f"QN=20261121140000000;CN=2011;CP=&&{cp}&&".encode())
    found, left = readings(message, 7, meanings(units or {}), name)
    codes = {quantity.number: code for code, quantity in BY_CODE.items()}
    return {codes[reading.quantity]: reading for reading in found}, left


def test_what_was_encoded_is_read() -> None:
    sent = encode_realtime("MN", "PW", "39", AT, {"a34002": 35.25, "LA": (71.0, "D"), "a01001": -3})
    found, left = readings(parse(sent[6:-6]), 7, meanings({}), "Rtd")
    assert found == [
        Reading(7, BY_CODE["pm10"].number, AT, 35.25),
        Reading(7, BY_CODE["noise"].number, AT, 71.0, "D"),
        Reading(7, BY_CODE["temperature"].number, AT, -3.0),
    ]
    assert left == []


def test_a_device_of_other_units() -> None:
    """mg/m³ and hPa."""
    units = {"a34001": {"quantity": "tsp", "scale": 1000}, "a01006": {"scale": 0.1}}
    found, _ = read("DataTime=20261121140000;a34001-Rtd=0.182;a01006-Rtd=1013.2", units)
    assert found["tsp"].value == pytest.approx(182)
    assert found["air_pressure"].value == pytest.approx(101.32)


@pytest.mark.parametrize(
    "units", [{"a34001": 5}, {"a34001": {"scale": "1000"}}, {"a34001": {"quantity": "tsp", "scale": None}}]
)
def test_units_that_say_nothing_change_nothing(units: dict[str, object]) -> None:
    assert read("DataTime=20261121140000;a34001-Rtd=182", units)[0]["tsp"].value == 182


def test_a_factor_left_out_or_given_another_meaning() -> None:
    found, left = read(
        "DataTime=20261121140000;a34001-Rtd=182;x1-Rtd=3", {"A34001": {"quantity": ""}, "X1": {"quantity": "level"}}
    )
    assert set(found) == {"level"}
    assert left == ["因子 a34001 没有对应的监测项"]


def test_field_habits() -> None:
    """Upper case, ``td``, trailing separators, blanks."""
    found, left = read("DATATIME=20261121140000;A34001-RTD=24.0,A34001-FLAG=n;LA-td=50.1,LA-Flag= ; a34002-Rtd= 9 ;")
    assert {code: (one.value, one.flag) for code, one in found.items()} == {
        "tsp": (24.0, ""), "noise": (50.1, ""), "pm10": (9.0, ""),
    }  # fmt: skip
    assert left == []


def test_of_three_noises_the_standard_one_counts() -> None:
    assert read("DataTime=20261121140000;a50001-Rtd=1;Leq-Rtd=2;LA-Rtd=3")[0]["noise"].value == 3
    assert read("DataTime=20261121140000;LA-Rtd=3;a50001-Rtd=1;Leq-Rtd=2")[0]["noise"].value == 3


def test_what_is_no_number_is_told_and_what_is_missing_is_not() -> None:
    found, left = read("DataTime=20261121140000;a34001-Rtd=--;a34002-Rtd=,a34002-Flag=D;a34004-Rtd=1_0;LA-Rtd=NaN")
    assert set(found) == {"noise"} and math.isnan(found["noise"].value)
    assert left == ["因子 a34001 的值“--”不是数", "因子 a34004 的值“1_0”不是数"]


def test_an_unknown_mark_is_no_good_value() -> None:
    found, left = read("DataTime=20261121140000;LA-Rtd=60,LA-Flag=X")
    assert found["noise"].flag == "D"
    assert len(left) == 1


def test_times() -> None:
    assert read("DataTime=20261121140000;LA-Rtd=60")[0]["noise"].at == AT
    assert read("LA-Rtd=60")[0]["noise"].at == AT  # QN
    assert read("DataTime=20261121140000;LA-Rtd=60,LA-SampleTime=20261121135900")[0]["noise"].at == AT - 60_000
    for wrong in ("2026112114", "20261321140000", "20261121250000", "２０２６１１２１１４００００", "-0261121140000"):
        assert time_of(wrong) is None
        with pytest.raises(Unclear):
            read(f"DataTime={wrong};LA-Rtd=60")


def test_means() -> None:
    assert read("DataTime=20261121140000;LA-Avg=60.5,LA-Min=50,LA-Max=70", name="Avg")[0]["noise"].value == 60.5
