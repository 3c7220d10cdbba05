"""Arithmetic and judgement on hazards. Pure: no database, no clock; every number names where it is from."""

from dataclasses import dataclass
from datetime import date, timedelta

from anlan.kernel.clock.calendar import Overrides, add_workdays, workdays_between

from .kinds import Level

DUE_DAYS = {Level.GENERAL: 15, Level.MAJOR: 30}
"""Days until a hazard must be put right when nobody names a date: 依据待核 (district's choice, no legal limit)."""

REMIND_BEFORE = 3
"""Days before the date at which the firm is reminded to fill in its rectification (隐患限期整改信息填报): 依据待核."""

LATE_AGAIN = 7
"""Days between two reminders of one overdue hazard, when the earlier one was read: 依据待核."""

TELL_LOCALITY_AFTER = 7
"""Days overdue after which the locality is told as well: 依据待核 (district's choice)."""


@dataclass(frozen=True)
class ListingRule:
    """What a place rules about listed hazards. None: the rule of that place names no number.

    ``treat_days``: longest time from listing to closing. ``ask_workdays``: an extension is asked for at least so many
    working days before the date. ``decide_workdays``: and decided within so many. ``recheck_days``: the re-check
    follows within so many days of the date or of the application.
    """

    place: str
    source: str
    treat_days: int | None = None
    ask_workdays: int | None = None
    decide_workdays: int | None = None
    recheck_days: int | None = None


NO_NUMBERS = ListingRule("", "当地规定的期限依据待核")

# Keyed by our area path (province 2 digits, city 4); the longest that fits holds. 依据待核: known from secondary sources, not from the gazette.
LISTING_RULES = {
    "": NO_NUMBERS,
    "3702": ListingRule("青岛市", "青岛市“3+X”重大隐患挂牌督办办法（条款待核）", 365, 20, 10),
    "42": ListingRule("湖北省", "鄂安〔2010〕20号（条款待核）", recheck_days=10),
}


def listing_rule(area_path: str) -> ListingRule:
    """The rule of the area a firm lies in, or of the nearest area above it that has one."""
    fits = [prefix for prefix in LISTING_RULES if area_path.startswith(prefix)]
    return LISTING_RULES[max(fits, key=len)]


def default_due(level: str, found_on: date) -> date:
    """The date proposed for putting a hazard right."""
    return found_on + timedelta(days=DUE_DAYS[Level(level)])


def days_overdue(due_on: date | None, day: date) -> int:
    """How many days past its date; 0 while it is in time."""
    return max(0, (day - due_on).days) if due_on else 0


def overdue_on(day: date) -> dict[str, date]:
    """The condition on rows that meets ``days_overdue``: overdue from the day after the date."""
    return {"due_on__lt": day}


def same_person(one: str, other: str) -> bool:
    """Are two written names the same person's? Spaces and letter case don't make another person."""
    a, b = ("".join(name.split()).casefold() for name in (one, other))
    return bool(a) and a == b


def separation_refused(responsible: str, acceptor: str) -> str | None:
    """Who put a hazard right does not accept it himself, also where a firm has but one account.

    依据待核: a rule of this platform. The ledger of 武政办发〔2013〕110号第十三条 has both, without telling them apart.
    """
    if same_person(responsible, acceptor):
        return f"验收人“{acceptor}”与整治负责人是同一人，请由其他人验收"
    return None


def dates_refused(found_on: date, due_on: date, day: date) -> str | None:
    """Why the dates of a new hazard can't be right."""
    if found_on > day:
        return f"发现日期 {found_on} 晚于今天，请改正"
    if due_on < found_on:
        return f"完成期限 {due_on} 早于发现日期 {found_on}，请改正"
    return None


def listing_refused(rule: ListingRule, listed_on: date, due_on: date, day: date) -> str | None:
    """Why a listing can't have these dates."""
    if listed_on > day:
        return f"挂牌日期 {listed_on} 晚于今天，请改正"
    if due_on <= listed_on:
        return f"督办期限 {due_on} 须晚于挂牌日期 {listed_on}，请改正"
    if rule.treat_days and (due_on - listed_on).days > rule.treat_days:
        last = listed_on + timedelta(days=rule.treat_days)
        return f"督办期限最迟为 {last}（{rule.source}：不超过 {rule.treat_days} 天），请改正"
    return None


def extension_late(rule: ListingRule, due_on: date | None, day: date, overrides: Overrides | None = None) -> str | None:
    """Why it is too late to ask for an extension; None while there is time."""
    if due_on is None:
        return "还没有督办期限，无须申请延期"
    if day > due_on:
        return f"督办期限 {due_on} 已过，不能再申请延期，请联系挂牌督办单位"
    if rule.ask_workdays and workdays_between(day, due_on, overrides or {}) < rule.ask_workdays:
        return f"延期须在期满 {rule.ask_workdays} 个工作日前申请（{rule.source}），请联系挂牌督办单位"
    return None


def extension_refused(rule: ListingRule, listed_on: date | None, due_on: date | None, wanted: date) -> str | None:
    """Why a hazard can't be extended to that date."""
    if due_on and wanted <= due_on:
        return f"申请延期至 {wanted} 不晚于现在的督办期限 {due_on}，请改正"
    if rule.treat_days and listed_on and (wanted - listed_on).days > rule.treat_days:
        last = listed_on + timedelta(days=rule.treat_days)
        return f"延期最迟至 {last}（{rule.source}：自挂牌起不超过 {rule.treat_days} 天），请改正"
    return None


def decide_by(rule: ListingRule, asked_on: date, overrides: Overrides | None = None) -> date | None:
    """Until when an extension must be decided; None where the place names no number."""
    return add_workdays(asked_on, rule.decide_workdays, overrides or {}) if rule.decide_workdays else None


def recheck_by(rule: ListingRule, applied_on: date, due_on: date | None) -> date | None:
    """Until when the authority re-checks: counted from the application, or from the date if that comes first."""
    if rule.recheck_days is None:
        return None
    return min(applied_on, due_on or applied_on) + timedelta(days=rule.recheck_days)


def title_of(problem: str, most: int = 40) -> str:
    """The short title of a hazard: the beginning of its 主要问题, up to the first end of a sentence."""
    line = " ".join(problem.split())
    for mark in "。；;！!":
        line = line.split(mark)[0]
    return line if len(line) <= most else line[: most - 1] + "…"
