"""What the law asks of a policy, and how periods cover days: pure, every number with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ONE_DAY = timedelta(days=1)
WARN_AHEAD = 30
"""Days ahead in which a section that is about to begin is already listed: the house's habit, no law's."""
REMIND_AT = (30, 7)
"""Days before a policy's end on which its parties are reminded: the house's habit, no law's."""


@dataclass(frozen=True)
class Edition:
    """An edition of the rule on the least cover per person, in 万元, for policies that begin from ``valid_from`` on."""

    source: str
    valid_from: date
    per_person: Decimal


EDITIONS = (
    Edition("《安全生产责任保险实施办法》（安监总办〔2017〕140号）", date(2018, 1, 1), Decimal(30)),
    Edition("《安全生产责任保险实施办法》（应急〔2025〕27号）第十五条", date(2025, 3, 29), Decimal(40)),
)
"""30 万元 a death from 2018-01-01; 40 万元 since 2025-03-29, the day of issue, which also ended the edition before.

A place may ask for more (第十五条), which is not judged here. Source: standards.md 14.
"""

Period = tuple[date, date]
"""First and last day, both included."""


def edition_on(day: date) -> Edition | None:
    """The edition in force on the day a policy begins; None before there was any."""
    return next((one for one in reversed(EDITIONS) if one.valid_from <= day), None)


def too_little(per_person: Decimal, starts_on: date) -> str | None:
    """Why a cover per person is below the legal minimum of the day the policy begins; None when it is not."""
    edition = edition_on(starts_on)
    if edition is None or per_person >= edition.per_person:
        return None
    return (
        f"每人死亡赔偿限额 {per_person:f} 万元低于 {edition.per_person:f} 万元的最低限额"
        f"（{edition.source}，按保险起期 {starts_on} 适用），请核对保单；确实不足的，请要求保险机构批改"
    )


def covers(period: Period, day: date) -> bool:
    """Is a day within a period?"""
    return period[0] <= day <= period[1]


def gaps(periods: Iterable[Period], first: date, last: date) -> list[Period]:
    """The days from ``first`` to ``last`` that no period covers, as periods in order."""
    found: list[Period] = []
    day = first
    for start, end in sorted(periods):
        if day > last:
            break
        if end < day:
            continue
        if start > day:
            found.append((day, min(start - ONE_DAY, last)))
        day = max(day, end + ONE_DAY)
    if day <= last:
        found.append((day, last))
    return found


def is_followed(period: Period, others: Iterable[Period]) -> bool:
    """Does another policy take over on the day after the end at the latest, and last longer?"""
    return any(start <= period[1] + ONE_DAY and end > period[1] for start, end in others)


def gap_before(period: Period, others: Iterable[Period]) -> Period | None:
    """The days without cover between the last policy before this one and this one; None when there is none."""
    earlier = [end for start, end in others if start < period[0]]
    if not earlier or max(earlier) + ONE_DAY >= period[0]:
        return None
    return max(earlier) + ONE_DAY, period[0] - ONE_DAY
