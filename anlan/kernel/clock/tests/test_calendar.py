"""Working days against the State Council's arrangements of 2025 and 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.clock.calendar import (
    add_days,
    add_workdays,
    is_official,
    is_workday,
    next_workday,
    official_years,
    workdays_between,
)

UNKNOWN = date(official_years()[1] + 1, 1, 1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 27), True),  # Monday before the Spring Festival
        (date(2025, 1, 28), False),  # New Year's Eve, a holiday since the order of 2024-11-10
        (date(2025, 2, 4), False),
        (date(2025, 2, 5), True),
        (date(2025, 1, 26), True),  # a Sunday worked in exchange
        (date(2025, 2, 8), True),  # a Saturday worked in exchange
        (date(2025, 2, 9), False),
        (date(2025, 10, 8), False),  # a Wednesday: National Day and Mid-autumn in one
        (date(2025, 9, 28), True),
        (date(2025, 10, 11), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
    ],
)
def test_official_holidays_and_shifted_days(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_a_working_day_limit_steps_over_national_day() -> None:
    # Served on Tuesday 2025-09-30; 1-8 October rest, Saturday the 11th is worked.
    assert add_workdays(date(2025, 9, 30), 3) == date(2025, 10, 11)
    assert add_workdays(date(2025, 9, 30), 5) == date(2025, 10, 14)
    # Served on Wednesday 2026-09-30; Saturday the 10th is worked.
    assert add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 10)


def test_a_working_day_limit_steps_over_the_spring_festival() -> None:
    # Friday 2026-02-13: Saturday the 14th is worked, 15-23 rest.
    assert add_workdays(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert add_workdays(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert add_workdays(date(2025, 1, 26), 2) == date(2025, 2, 5)


def test_the_day_of_the_event_does_not_count() -> None:
    assert add_workdays(date(2025, 6, 9), 1) == date(2025, 6, 10)
    assert add_workdays(date(2025, 6, 7), 1) == date(2025, 6, 9)
    assert add_workdays(date(2025, 6, 7), 0) == date(2025, 6, 7)
    assert add_days(date(2025, 6, 9), 15) == date(2025, 6, 24)


def test_counting_back_from_a_hearing() -> None:
    # Before Monday 2025-10-20 lie five working days of that week, Saturday the 11th, and two after the holidays.
    assert add_workdays(date(2025, 10, 20), -7) == date(2025, 10, 10)
    assert add_workdays(date(2025, 10, 20), -8) == date(2025, 10, 9)
    assert add_workdays(date(2025, 10, 20), -9) == date(2025, 9, 30)


def test_natural_days_roll_off_a_holiday_only_when_asked() -> None:
    assert add_days(date(2025, 9, 18), 15) == date(2025, 10, 3)
    assert add_days(date(2025, 9, 18), 15, roll=True) == date(2025, 10, 9)
    # The last day is a Saturday that is worked, so it stays.
    assert add_days(date(2025, 9, 26), 15, roll=True) == date(2025, 10, 11)
    assert add_days(date(2025, 6, 6), 15, roll=True) == date(2025, 6, 23)


def test_overrides_win_over_the_official_calendar() -> None:
    local = {date(2025, 6, 10): False, date(2025, 10, 3): True}
    assert not is_workday(date(2025, 6, 10), local)
    assert add_workdays(date(2025, 6, 9), 1, local) == date(2025, 6, 11)
    assert add_days(date(2025, 9, 18), 15, local, roll=True) == date(2025, 10, 3)
    assert workdays_between(date(2025, 6, 9), date(2025, 6, 11), local) == 1


def test_beyond_the_notices_it_counts_monday_to_friday_and_says_so() -> None:
    assert official_years()[0] == 2004
    assert is_official(2025) and is_official(2026)
    assert not is_official(2003) and not is_official(UNKNOWN.year)
    assert is_official(UNKNOWN.year, confirmed=[UNKNOWN.year])
    week = [UNKNOWN + timedelta(days=n) for n in range(7)]
    assert [is_workday(day) for day in week] == [day.weekday() < 5 for day in week]
    assert not is_workday(UNKNOWN, {UNKNOWN: False})


def test_days_left() -> None:
    assert workdays_between(date(2025, 9, 30), date(2025, 10, 11)) == 3
    assert workdays_between(date(2025, 10, 11), date(2025, 9, 30)) == -3
    assert workdays_between(date(2025, 10, 3), date(2025, 10, 3)) == 0


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(0, 60))
def test_counting_and_adding_are_each_others_reverse(start: date, n: int) -> None:
    end = add_workdays(start, n)
    assert workdays_between(start, end) == n
    assert n == 0 or is_workday(end)
    assert is_workday(next_workday(start)) and workdays_between(start, next_workday(start)) <= 1
