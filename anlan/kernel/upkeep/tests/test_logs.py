"""What a log line says of a record, and what it never says."""

import json
import logging
import sys
from typing import Any

import pytest
from django.db import IntegrityError

from anlan.kernel.upkeep.logs import Current, JsonLines, PlainLines, blotted, current, logging_settings

NAME, PHONE, CITIZEN = "欧阳明月", "13987654321", "32041219900101123X"


def record(name: str, message: str, *args: Any, **more: Any) -> logging.LogRecord:
    """A record as a logger makes it."""
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, more.pop("exc_info", None))
    made.__dict__.update(more)
    return made


def lines(one: logging.LogRecord) -> list[str]:
    """The record in both forms."""
    return [JsonLines().format(one), PlainLines().format(one)]


def test_an_exceptions_text_stays_out_and_its_place_stays_in() -> None:
    try:
        try:
            raise IntegrityError(f"Key (name)=({NAME}) already exists")
        except IntegrityError as error:
            raise ValueError(f"{NAME} {PHONE}") from error
    except ValueError:
        one = record("django.request", "Internal Server Error: %s", f"/people/{NAME}/", exc_info=sys.exc_info())
    for line in lines(one):
        assert NAME not in line and PHONE not in line
        assert "ValueError" in line and "IntegrityError" in line
        assert "test_an_exceptions_text_stays_out" in line
    assert json.loads(lines(one)[0])["message"] == "Internal Server Error: %s"


def test_what_the_system_says_of_a_fault_stays_in() -> None:
    try:
        open("/nowhere/at/all").close()
    except OSError:
        one = record("anlan.jobs", "job %s failed", "listen", exc_info=sys.exc_info())
    assert all("(No such file or directory)" in line and "/nowhere" not in line for line in lines(one))


def test_extras_that_nobody_named_are_not_written() -> None:
    one = record("django.request", "x", request=f"<GET /?q={NAME}>", status_code=500, user_name=NAME)
    assert all(NAME not in line for line in lines(one))


@pytest.mark.parametrize("personal", [PHONE, CITIZEN, "320412900101123", "someone@example.com"])
def test_numbers_of_people_are_blotted_out_of_our_own_messages_too(personal: str) -> None:
    for line in lines(record("anlan.sms", "SMS to %s: %s", personal, "验证码 123456")):
        assert personal not in line and "***" in line and "123456" in line


@pytest.mark.parametrize("plain", ["第 1398765432 条", "20260101123000", "a13987654321b", "1.5", "2026-11-21T12:00"])
def test_other_numbers_stay(plain: str) -> None:
    assert blotted(plain) == plain


def test_every_line_carries_its_request() -> None:
    mark = current.set(Current("0123456789abcdef", 7, 9))
    try:
        as_json, plain = lines(record("anlan.jobs", "said"))
    finally:
        current.reset(mark)
    facts = json.loads(as_json)
    assert (facts["request"], facts["user"], facts["seat"]) == ("0123456789abcdef", 7, 9)
    assert "request=0123456789abcdef user=7 seat=9" in plain
    assert json.loads(lines(record("anlan.jobs", "said"))[0])["request"] == "-"


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="ANLAN_LOG"):
        logging_settings("xml")
