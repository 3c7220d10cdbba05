"""How often a site is inspected: whole years, parts of years, special ones."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.inspection.frequency import Span, due_days, owed, standing

ALWAYS = Span(date(2020, 1, 1))
days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("span", "asked"),
    [
        (ALWAYS, 3), (Span(date(2026, 7, 2)), 2), (Span(date(2026, 9, 1)), 1), (Span(date(2026, 12, 1)), 0),
        (Span(date(2027, 1, 1)), 0), (Span(date(2025, 3, 1), date(2026, 2, 28)), 0), (Span(date(2025, 3, 1), date(2026, 3, 2)), 1),
    ],
)  # fmt: skip
def test_a_part_of_a_year_asks_for_its_share(span: Span, asked: int) -> None:
    assert owed(span, 2026) == asked


def test_from_january_it_says_by_when_the_next_one_is_due() -> None:
    assert due_days(ALWAYS, 2026) == [date(2026, 5, 1), date(2026, 8, 31), date(2026, 12, 31)]
    assert standing([], ALWAYS, date(2026, 1, 5)).said == "0/3，下一次在 2026-05-01 之前"
    assert standing([date(2026, 4, 1)], ALWAYS, date(2026, 6, 1)).said == "1/3，下一次在 2026-08-31 之前"
    late = standing([date(2026, 4, 1)], ALWAYS, date(2026, 9, 1))
    assert (late.is_late, late.is_short) == (True, False)


def test_after_the_year_too_few_are_too_few() -> None:
    made = [date(2026, 4, 1), date(2026, 7, 1)]
    assert standing(made, ALWAYS, date(2027, 1, 1), year=2026).is_short
    assert not standing([*made, date(2026, 12, 31)], ALWAYS, date(2027, 1, 1), year=2026).is_short


def test_special_sites_ask_for_more() -> None:
    assert owed(ALWAYS, 2026, 4) == 4


@given(days, days)
def test_two_companies_of_one_year_are_asked_for_about_a_year_together(one: date, other: date) -> None:
    change = max(one, other)
    before, after = Span(date(2020, 1, 1), change - timedelta(days=1)), Span(change)
    assert owed(before, 2026) + owed(after, 2026) in (3, 4)
    for span in (before, after):
        dues = due_days(span, 2026)
        assert dues == sorted(set(dues)) and len(dues) == owed(span, 2026)
        assert not dues or dues[-1] == (span.within(2026) or (change, change))[1]
