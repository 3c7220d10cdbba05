"""Codes of firms and numbers of persons against worked cases (data/numbers.json)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.enterprise.rules import (
    USCC_ALPHABET,
    check_citizen_id,
    check_uscc,
    citizen_check_character,
    mask_id,
    mask_name,
    mask_phone,
    organisation_check_character,
    tidy_number,
    uscc_check_character,
)

CASES = json.loads((Path(__file__).parent / "data/numbers.json").read_text("utf-8"))
ON = date(2026, 11, 20)


@pytest.mark.parametrize("case", CASES["uscc"], ids=lambda case: case["code"])
def test_credit_codes(case: dict[str, Any]) -> None:
    sentence = check_uscc(case["code"])
    assert sentence is None if case["valid"] else case["sentence"] in (sentence or "")


@pytest.mark.parametrize("case", CASES["citizen_id"], ids=lambda case: case["number"])
def test_citizen_numbers(case: dict[str, Any]) -> None:
    sentence = check_citizen_id(case["number"], ON)
    assert sentence is None if case["valid"] else case["sentence"] in (sentence or "")


def test_the_inner_organisation_code_is_checked_too() -> None:
    # A wrong inner check under an outer check that fits it: only the inner one can notice.
    body = "91440300" + "192203822"
    assert "校验位" in (check_uscc(body + uscc_check_character(body)) or "")


bodies = st.text(USCC_ALPHABET, min_size=8, max_size=8)


@given(bodies, st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_one_wrong_character_is_always_noticed(body: str, place: int, other: str) -> None:
    start = "91320412" + body + organisation_check_character(body)
    code = start + uscc_check_character(start)
    assert check_uscc(code) is None
    changed = code[:place] + other + code[place + 1 :]
    assert (check_uscc(changed) is None) == (changed == code)


@given(st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123X9"))
def test_one_wrong_digit_is_always_noticed(born: date, sequence: int, place: int, other: str) -> None:
    start = f"320412{born:%Y%m%d}{sequence:03}"
    number = start + citizen_check_character(start)
    assert check_citizen_id(number, ON) is None
    changed = number[:place] + other + number[place + 1 :]
    assert (check_citizen_id(changed, ON) is None) == (changed == number)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("91440300I92203821６", "“I６”"),
        ("91440300192203821g", "“g”"),
        ("914403A01922038216", "第3至8位"),
        ("", "现为0位"),
    ],
)
def test_the_sentence_names_what_is_wrong(code: str, says: str) -> None:
    assert says in (check_uscc(code) or "")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("110105491231002", "现为15位"),
        ("110105194902290027", "出生日期"),
        ("110105194913310021", "出生日期"),
        ("1101051949123１002X", "前17位"),
    ],
)
def test_impossible_citizen_numbers(number: str, says: str) -> None:
    assert says in (check_citizen_id(number, ON) or "")


def test_somebody_born_today_is_born() -> None:
    start = f"320412{ON:%Y%m%d}001"
    number = start + citizen_check_character(start)
    assert check_citizen_id(number, ON) is None
    assert "出生日期" in (check_citizen_id(number, date(2026, 11, 19)) or "")
    assert check_citizen_id("11010519491231002X") is None


def test_pasted_numbers_are_tidied() -> None:
    assert tidy_number(" 9144 0300-7152 6726 Ｘg\u200b\n") == "9144030071526726XG"
    apart = "E\u200b\u0304"
    assert tidy_number(tidy_number(apart)) == tidy_number(apart)
    assert check_citizen_id(tidy_number("11010519491231002x"), ON) is None


def test_masks() -> None:
    assert mask_id("11010519491231002X") == "110105********002X"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("051986512345") == "051*****2345"
    assert mask_phone("8651234") == "*******"
    assert mask_name("张三丰") == "张**"
    assert mask_name("李四") == "李*"
    assert mask_name("王") == "*"
    assert mask_id("") == mask_phone("") == mask_name("") == ""
