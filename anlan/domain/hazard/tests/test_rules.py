"""Dates, colours, names and the listing rules of places."""

from datetime import date

import pytest

from anlan.domain.hazard import rules

DAY = date(2026, 11, 20)


def test_overdue_counts_from_the_day_after() -> None:
    assert [rules.days_overdue(d, DAY) for d in (date(2026, 11, 21), DAY, date(2026, 11, 13), None)] == [0, 0, 7, 0]


@pytest.mark.parametrize(("one", "other", "same"), [
    ("王建国", "王 建国", True), ("Wang", "wang", True), ("王建国", "王建", False), ("", "", False), ("王", "", False),
])  # fmt: skip
def test_same_person(one: str, other: str, same: bool) -> None:
    assert rules.same_person(one, other) is same
    assert (rules.separation_refused(one, other) is not None) is same


def test_title_is_the_first_sentence_and_no_longer_than_asked() -> None:
    assert rules.title_of("配电箱\n未上锁。且无标识") == "配电箱 未上锁"
    assert rules.title_of("长" * 60) == "长" * 39 + "…"


def test_the_nearest_place_rules() -> None:
    assert rules.listing_rule("3702011001").place == "青岛市"
    assert rules.listing_rule("4201").place == "湖北省"
    assert rules.listing_rule("3204012100") is rules.NO_NUMBERS


def test_treatment_within_a_year_where_the_place_says_so() -> None:
    qingdao = rules.listing_rule("3702")
    assert rules.listing_refused(qingdao, DAY, date(2027, 11, 20), DAY) is None
    assert "2027-11-20" in (rules.listing_refused(qingdao, DAY, date(2027, 11, 21), DAY) or "")
    assert rules.listing_refused(rules.NO_NUMBERS, DAY, date(2028, 11, 21), DAY) is None
    assert rules.listing_refused(rules.NO_NUMBERS, DAY, DAY, DAY)
    assert rules.listing_refused(rules.NO_NUMBERS, date(2026, 11, 21), date(2027, 1, 1), DAY)


def test_extension_is_asked_twenty_working_days_before() -> None:
    qingdao = rules.listing_rule("3702")
    due = date(2026, 11, 20)
    # 20 working days back from Friday 20 November lies Friday 23 October.
    assert rules.extension_late(qingdao, due, date(2026, 10, 23)) is None
    assert rules.extension_late(qingdao, due, date(2026, 10, 26))
    assert rules.extension_late(rules.NO_NUMBERS, due, due) is None
    assert rules.extension_late(rules.NO_NUMBERS, due, date(2026, 11, 21))
    assert rules.extension_late(rules.NO_NUMBERS, None, DAY)


def test_extension_goes_forward_and_not_beyond_the_year() -> None:
    qingdao = rules.listing_rule("3702")
    listed, due = date(2026, 1, 5), date(2026, 11, 20)
    assert rules.extension_refused(qingdao, listed, due, date(2026, 11, 20))
    assert rules.extension_refused(qingdao, listed, due, date(2027, 1, 5)) is None
    assert rules.extension_refused(qingdao, listed, due, date(2027, 1, 6))


def test_who_decides_and_rechecks_by_when() -> None:
    assert rules.decide_by(rules.listing_rule("3702"), date(2026, 11, 6)) == date(2026, 11, 20)
    assert rules.decide_by(rules.NO_NUMBERS, DAY) is None
    hubei = rules.listing_rule("42")
    assert rules.recheck_by(hubei, DAY, date(2026, 11, 15)) == date(2026, 11, 25)
    assert rules.recheck_by(hubei, DAY, None) == date(2026, 11, 30)
    assert rules.recheck_by(rules.NO_NUMBERS, DAY, None) is None
