"""When drills and reviews are due: pure, every number with its source."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
REMIND_BEFORE = 30
"""Days before the end of a half year, or before a review, from which is reminded: the house's habit, no law's."""


def half_of(day: date) -> tuple[date, date]:
    """First and last day of the half year of a day.

    Building works drill at least once each half year: 生产安全事故应急条例 (国务院令708号) art. 8 (standards.md 1.4). That the
    half is the calendar's is our reading.
    """
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)


def half_before(day: date) -> tuple[date, date]:
    """The half year before that of a day."""
    return half_of(half_of(day)[0] - ONE_DAY)


def half_title(day: date) -> str:
    """ "2026年下半年"."""
    return f"{day.year}年{'上' if day.month <= 6 else '下'}半年"


def years_after(day: date, years: int) -> date:
    """The same day some years later; the last of February for its 29th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)
