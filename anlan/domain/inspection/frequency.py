"""How often a company inspects its site in a year. Pure.

Manual J (前言; 三、备注), by 苏建质安〔2017〕683号 (依据待核: known from the manual alone): 一般项目每年不少于3次, 特殊项目应适当增加.
What holds for a site that stands for a part of the year the manual does not say: it is asked for its share of the year,
rounded to whole inspections, halves upward (our reading). So is a company that took a site over, or passed it on.
"""

from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Span:
    """The days, both inclusive, for which a company answers for a site; None: still."""

    starts_on: date
    ends_on: date | None = None

    def within(self, year: int) -> "tuple[date, date] | None":
        """Its first and last day in a year; None when there is none."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        begins, ends = max(self.starts_on, first), min(self.ends_on or last, last)
        return (begins, ends) if begins <= ends else None


@dataclass(frozen=True)
class Standing:
    """Where a site stands on a day of its year. ``next_due``: the last day for the next one, None when there is none."""

    done: int
    owed: int
    next_due: date | None
    is_late: bool
    is_short: bool

    @property
    def share(self) -> str:
        """1/3."""
        return f"{self.done}/{self.owed}"

    @property
    def said(self) -> str:
        """「1/3，下一次在 2026-08-31 之前」."""
        if self.is_short:
            return f"{self.share}，今年企业检查次数不足"
        if self.next_due is None:
            return f"{self.share}，今年次数已够" if self.owed else f"{self.done} 次，今年不要求"
        late = "，已超过" if self.is_late else ""
        return f"{self.share}，下一次在 {self.next_due} 之前{late}"


def owed(span: Span, year: int, a_year: int = 3) -> int:
    """How many inspections a span of days asks for in a year."""
    within = span.within(year)
    if within is None:
        return 0
    days, whole = (within[1] - within[0]).days + 1, 366 if isleap(year) else 365
    return (2 * a_year * days + whole) // (2 * whole)


def due_days(span: Span, year: int, a_year: int = 3) -> list[date]:
    """The last day for the first, the second ... inspection of a year: its days shared out evenly."""
    within, count = span.within(year), owed(span, year, a_year)
    if within is None or not count:
        return []
    days = (within[1] - within[0]).days + 1
    return [within[0] + timedelta(days=days * n // count - 1) for n in range(1, count + 1)]


def standing(made_on: Iterable[date], span: Span, day: date, a_year: int = 3, year: int = 0) -> Standing:
    """Where a site stands on ``day``, given the days of its company's inspections; ``year``: that of ``day`` by default.

    ``is_late``: the next one is overdue. ``is_short``: the span's days of that year are over and it had too few.
    """
    year = year or day.year
    within = span.within(year)
    done = sum(1 for one in made_on if within is not None and within[0] <= one <= within[1])
    dues = due_days(span, year, a_year)
    following = dues[done] if done < len(dues) else None
    is_over = within is not None and day > within[1]
    late = following is not None and day > following
    return Standing(done, len(dues), following, late, bool(is_over and done < len(dues)))
