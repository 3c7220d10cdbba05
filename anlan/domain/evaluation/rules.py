"""When prompts, warnings and grades are due: pure, every number with its source.

The manual J (企业安全总监使用省安管系统操作手册) names 苏建质安〔2017〕683号 as the ground of what it describes; the text of that
notice was not at hand, so its clauses are 「依据待核」 and every number here is a setting (``ANLAN_EVALUATION_DAYS``).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

PROMPT = (
    "请施工企业在省安管系统中尽快办理终止监督和安标考评，逾期{days}天未办理，安标考评结果自动按不合格等次处理，"
    "将直接影响企业安标考评等次及安全生产许可证延期，进而影响企业信用、工伤保险费率等"
)
"""The words of the prompt (manual J, 二.3)."""
BASIS = "苏建质安〔2017〕683号（条款依据待核）"
EXCELLENT, PASSED, FAILED = "excellent", "passed", "failed"
GRADES = ((EXCELLENT, "优良"), (PASSED, "合格"), (FAILED, "不合格"))
"""The grades of 安标考评 and of a monthly evaluation."""


class Stage(StrEnum):
    """What the clock does to a finished site that has not applied."""

    PROMPT = "prompt"
    WARN = "warn"
    LAPSE = "lapse"


@dataclass(frozen=True)
class Terms:
    """Days. ``fail_after`` and ``overdue_after`` are the manual's (二.3); the others are ours, for want of a source.

    ``fail_after``: from the prompt until 不合格; ``warn_before``: the warning precedes that by so many; ``appeal_within``:
    from the grade by the clock; ``resubmit_within``: after an application came back; ``overdue_after``: past 预计竣工日期.
    """

    fail_after: int = 30
    warn_before: int = 7
    appeal_within: int = 15
    resubmit_within: int = 15
    overdue_after: int = 90


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def after_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before that of ``day``."""
    return month_of(month_of(day) - timedelta(days=1))


def month_title(month: date) -> str:
    """e.g. 2026年11月."""
    return f"{month.year}年{month.month}月"


def months_between(first: date, last: date) -> list[date]:
    """The months from that of ``first`` to that of ``last``, both included."""
    found, month = [], month_of(first)
    while month <= last:
        found.append(month)
        month = after_month(month)
    return found


def month_refused(month: date, started_on: date | None, today: date) -> str | None:
    """Why a month can't be evaluated: it has not begun, or the site had not."""
    if month_of(month) > month_of(today):
        return f"{month_title(month)}还没有开始，不能提前月评，请改正评价月份"
    if started_on and month_of(month) < month_of(started_on):
        return f"项目 {started_on} 开工，{month_title(month)}不需要月评，请改正评价月份"
    return None


def prompt(terms: Terms) -> str:
    """The words of the prompt with its number of days."""
    return PROMPT.format(days=terms.fail_after)


def last_day(prompted_on: date, warned_on: date | None, returned_on: date | None, terms: Terms) -> date:
    """The last day to apply. Whoever was warned late (the clock stood still) has the whole time of the warning;
    whoever's application came back has the time to mend it."""
    days = [prompted_on + timedelta(days=terms.fail_after)]
    if warned_on:
        days.append(warned_on + timedelta(days=terms.warn_before))
    if returned_on:
        days.append(returned_on + timedelta(days=terms.resubmit_within))
    return max(days)


def next_stage(
    prompted_on: date | None, warned_on: date | None, returned_on: date | None, day: date, terms: Terms
) -> Stage | None:
    """What is due on ``day`` for a finished site that has not applied: one stage at a time, in order, never early."""
    if prompted_on is None:
        return Stage.PROMPT
    last = last_day(prompted_on, warned_on, returned_on, terms)
    if warned_on is None:
        return Stage.WARN if day >= last - timedelta(days=terms.warn_before) else None
    return Stage.LAPSE if day > last else None


def is_overdue(finish_on: date | None, day: date, terms: Terms) -> bool:
    """Is a site more than so many days past its planned completion (超过预计竣工日期90天)?"""
    return finish_on is not None and day > finish_on + timedelta(days=terms.overdue_after)


def overdue_before(day: date, terms: Terms) -> date:
    """Sites whose 预计竣工日期 lies before this day are overdue on ``day``."""
    return day - timedelta(days=terms.overdue_after)


def score_of(marks: list[dict[str, object]]) -> float | None:
    """Of a hundred, out of the items that were marked; None without any. Full marks 0 count as not marked."""
    full = sum(float(str(m["full"] or 0)) for m in marks)
    return round(100 * sum(float(str(m["got"] or 0)) for m in marks) / full, 2) if full else None
