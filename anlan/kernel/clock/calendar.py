"""Working days and legal periods in China.

The official arrangement of holidays and shifted working days comes from the library ``chinesecalendar``, which has the
State Council's yearly notices (2004 to 2026 in version 1.11.0). A year it does not know is counted Monday to Friday;
``is_official`` tells, so that the page can call the date provisional. ``overrides`` (date -> is it a working day), kept
by an administrator, always wins: a local holiday, or next year's notice before the library has it.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays

Overrides = Mapping[date, bool]

_NONE: Overrides = {}
_DAY = timedelta(days=1)
_OFFICIAL_YEARS = frozenset(day.year for day in holidays)


def official_years() -> tuple[int, int]:
    """The first and the last year whose holidays the library knows."""
    return min(_OFFICIAL_YEARS), max(_OFFICIAL_YEARS)


def is_official(year: int, confirmed: Collection[int] = ()) -> bool:
    """Whether the holidays of this year are those of the State Council's notice.

    False means that working days of that year are provisional (Monday to Friday). ``confirmed``: years for which an
    administrator has entered the whole notice as overrides.
    """
    return year in _OFFICIAL_YEARS or year in confirmed


def is_workday(day: date, overrides: Overrides = _NONE) -> bool:
    """Whether people work on this day: overrides first, then the official calendar, else Monday to Friday."""
    if day in overrides:
        return overrides[day]
    if day.year in _OFFICIAL_YEARS:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def add_workdays(start: date, n: int, overrides: Overrides = _NONE) -> date:
    """The last day of a period of ``n`` working days that begins on ``start``.

    The day of the event is not counted, counting begins on the next (民法典(2020)第201条). Limits of 2, 3, 5 and 7 days
    in the 行政处罚法(2021) are working days (第85条). A negative ``n`` counts back, as for "seven days before the
    hearing" (第64条). With ``n`` 0 the answer is ``start`` itself, working day or not.
    """
    step = _DAY if n > 0 else -_DAY
    day, left = start, abs(n)
    while left:
        day += step
        left -= is_workday(day, overrides)
    return day


def add_days(start: date, n: int, overrides: Overrides = _NONE, *, roll: bool = False) -> date:
    """The last day of a period of ``n`` natural days; ``start`` itself is not counted (民法典(2020)第201条).

    ``roll``: if people rest on that day, the period ends on the next working day (第203条第1款: a last day that is a
    法定休假日 gives way to the day after it). Whether a limit rolls is for the caller to know: 第204条 leaves other
    laws and agreements their own way.
    """
    day = start + timedelta(days=n)
    return next_workday(day, overrides) if roll else day


def next_workday(day: date, overrides: Overrides = _NONE) -> date:
    """This day if people work on it, else the first working day after it."""
    while not is_workday(day, overrides):
        day += _DAY
    return day


def workdays_between(start: date, end: date, overrides: Overrides = _NONE) -> int:
    """How many working days lie after ``start`` up to and including ``end``; negative if ``end`` is the earlier day.

    "3 working days left" is ``workdays_between(today, due)``; for ``n`` >= 0,
    ``workdays_between(start, add_workdays(start, n))`` is ``n``.
    """
    if end < start:
        return -workdays_between(end, start, overrides)
    return sum(is_workday(start + timedelta(days=n), overrides) for n in range(1, (end - start).days + 1))
