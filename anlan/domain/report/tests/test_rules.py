"""Windows and order, as pure arithmetic."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.report import rules
from anlan.domain.report.kinds import Kind
from anlan.domain.report.rules import EARLY, LATE, LOCKED, OPEN, Terms

KINDS = st.sampled_from(Kind.values)
DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))
TERMS = st.tuples(*[st.integers(-60, 60)] * 3).map(sorted).filter(lambda t: t[1] < t[2]).map(lambda t: Terms(*t))


@given(KINDS, DAYS)
def test_periods_tile_the_years(kind: str, day: date) -> None:
    start = rules.period_of(kind, day)
    assert start <= day <= rules.period_end(kind, start)
    assert rules.period_before(kind, rules.period_after(kind, start)) == start
    assert rules.period_of(kind, rules.period_end(kind, start)) == start


@given(KINDS, DAYS, TERMS, DAYS)
def test_a_day_has_one_standing_and_time_only_goes_on(kind: str, day: date, terms: Terms, other: date) -> None:
    days = rules.window(kind, rules.period_of(kind, day), terms)
    order = [EARLY, OPEN, LATE, LOCKED]
    early, late = sorted((rules.standing(days, day), rules.standing(days, other)), key=order.index)
    assert (early == rules.standing(days, min(day, other))) or early == late
    assert rules.standing(days, days.due_on) == OPEN and rules.standing(days, days.locks_on) == LOCKED
    assert terms.fault() is None


@given(KINDS, DAYS, TERMS, DAYS, st.text(max_size=5))
def test_reporting_is_refused_unless_open_or_late_with_a_reason(
    kind: str, day: date, terms: Terms, today: date, reason: str
) -> None:
    days = rules.window(kind, rules.period_of(kind, day), terms)
    why = rules.reporting_refused(days, today, reason, "省厅")
    where = rules.standing(days, today)
    assert (why is None) == (where == OPEN or (where == LATE and bool(reason.strip())))
    assert where != LOCKED or "省厅" in (why or "")


@given(KINDS, DAYS, st.integers(0, 20), st.integers(-3, 25))
def test_periods_come_one_after_the_other(kind: str, day: date, done: int, wanted: int) -> None:
    first = rules.period_of(kind, day)
    all_ = [first]
    for _ in range(30):
        all_.append(rules.period_after(kind, all_[-1]))
    last = all_[done - 1] if done else None
    asked = all_[wanted] if wanted >= 0 else rules.period_before(kind, first)
    why = rules.out_of_order(kind, asked, first, last)
    assert (why is None) == (wanted == done)
    if wanted > done:
        assert rules.period_title(kind, all_[done]) in (why or ""), "says which one is missing"


@given(KINDS, DAYS, TERMS)
def test_what_runs_has_opened_and_the_next_has_not(kind: str, day: date, terms: Terms) -> None:
    start = rules.running(kind, day, terms)
    if rules.window(kind, start, terms).opens_on <= day:
        following = rules.period_after(kind, start)
        assert following > rules.period_of(kind, day) or rules.window(kind, following, terms).opens_on > day


@pytest.mark.parametrize(
    ("kind", "day", "title", "due"),
    [
        ("hazard", date(2026, 10, 31), "2026年10月", date(2026, 11, 6)),
        ("accident", date(2026, 12, 1), "2026年12月", date(2027, 1, 6)),
        ("risk", date(2026, 8, 9), "2026年第三季度", date(2026, 10, 15)),
    ],
)
def test_the_defaults(kind: str, day: date, title: str, due: date) -> None:
    start = rules.period_of(kind, day)
    assert rules.period_title(kind, start) == title
    assert rules.window(kind, start, rules.DEFAULTS[Kind(kind)]).due_on == due


def test_terms_in_the_wrong_order_are_named() -> None:
    assert "先后不对" in (Terms(5, 3, 9).fault() or "")
    assert "先后不对" in (Terms(1, 6, 6).fault() or "")
    assert "400" in (Terms(1, 6, 4000).fault() or "")
