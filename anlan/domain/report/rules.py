"""When a report is due, in pure arithmetic over days.

The defaults (monthly reports by the 6th of the next month, also when there is nothing to report) are practice under
水监督〔2022〕156号 and not read in its text: 依据待核. An authority sets its own as data (``ReportingWindow``).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .kinds import SORTS, Kind

EARLY, OPEN, LATE, LOCKED = "early", "open", "late", "locked"
MOST_DAYS = 400
QUARTERS = "一二三四"


@dataclass(frozen=True)
class Terms:
    """Days relative to the last day of a period: it opens, is due, and can't be reported any more (``locks``).

    1 is the first day of the next period; ``due`` itself is still in time, on ``locks`` it is too late.
    """

    opens: int
    due: int
    locks: int

    def fault(self) -> str | None:
        """What is wrong with them."""
        if not self.opens <= self.due < self.locks:
            return "日期的先后不对：开始填报不能晚于截止，锁定须晚于截止"
        if max(abs(self.opens), abs(self.due), abs(self.locks)) > MOST_DAYS:
            return f"天数须在 -{MOST_DAYS} 与 {MOST_DAYS} 之间"
        return None


DEFAULTS = {Kind.HAZARD: Terms(1, 6, 21), Kind.ACCIDENT: Terms(1, 6, 21), Kind.RISK: Terms(1, 15, 31)}
"""依据待核: the 6th and the 15th are practice, the locks are ours."""


@dataclass(frozen=True)
class Window:
    """The days of one period."""

    opens_on: date
    due_on: date
    locks_on: date


def period_of(kind: str, day: date) -> date:
    """The first day of the month or quarter that ``day`` lies in."""
    months = SORTS[Kind(kind)].months
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def period_end(kind: str, start: date) -> date:
    """The last day of the period that begins on ``start``."""
    return period_after(kind, start) - timedelta(days=1)


def period_after(kind: str, start: date) -> date:
    """The first day of the period after it."""
    count = start.year * 12 + start.month - 1 + SORTS[Kind(kind)].months
    return date(count // 12, count % 12 + 1, 1)


def period_before(kind: str, start: date) -> date:
    """The first day of the period before it."""
    return period_of(kind, start - timedelta(days=1))


def period_title(kind: str, start: date) -> str:
    """e.g. 2026年10月, 2026年第三季度."""
    if SORTS[Kind(kind)].months == 1:
        return f"{start.year}年{start.month}月"
    return f"{start.year}年第{QUARTERS[(start.month - 1) // 3]}季度"


def window(kind: str, start: date, terms: Terms) -> Window:
    """The days of the period that begins on ``start``."""
    end = period_end(kind, start)
    return Window(*(end + timedelta(days=n) for n in (terms.opens, terms.due, terms.locks)))


def standing(days: Window, day: date) -> str:
    """Where ``day`` lies: before the window, in it, late, or after all."""
    if day < days.opens_on:
        return EARLY
    if day <= days.due_on:
        return OPEN
    return LATE if day < days.locks_on else LOCKED


def reporting_refused(days: Window, day: date, reason: str, ask: str) -> str | None:
    """Why nothing can be reported on ``day``; ``reason``: why it is late; ``ask``: who may open the period again."""
    where = standing(days, day)
    if where == EARLY:
        return f"还没到填报期，{days.opens_on} 起可以上报"
    if where == LOCKED:
        return f"填报期已于 {days.locks_on} 锁定，不能再上报；请联系{ask}在“填报期设置”中放开"
    if where == LATE and not reason.strip():
        return f"已过截止日期 {days.due_on}，请用“逾期上报”并填写逾期原因"
    return None


def running(kind: str, day: date, terms: Terms) -> date:
    """The latest period whose window has opened on ``day``."""
    start = period_of(kind, day)
    for _ in range(MOST_DAYS // 28):
        if window(kind, start, terms).opens_on <= day:
            break
        start = period_before(kind, start)
    return start


def first_due(kind: str, *days: date) -> date:
    """The first period somebody owes: that of the latest of these days (when his part began, when it was written down)."""
    return period_of(kind, max(days))


def out_of_order(kind: str, wanted: date, first: date, last: date | None) -> str | None:
    """Why the period ``wanted`` can't come next: ``first`` is the first one owed, ``last`` the last one reported."""
    following = period_after(kind, last) if last else first
    if wanted == following:
        return None
    label = Kind(kind).label
    if wanted > following:
        return f"{period_title(kind, following)}的{label}还没有上报，请先上报，再报{period_title(kind, wanted)}"
    if last and wanted <= last and wanted >= first:
        return f"{period_title(kind, wanted)}的{label}已经上报，不能重复上报"
    return f"{period_title(kind, first)}起才需填报{label}，不能补报{period_title(kind, wanted)}"
