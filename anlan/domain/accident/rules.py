"""Arithmetic and judgement on accidents. Pure: no database, no clock; every number names where it is from.

条例 is 生产安全事故报告和调查处理条例(国务院令第493号, 2007-06-01施行). Days are calendar days: it says nothing of holidays.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from .kinds import FIRES, GB1986, GB2025, ROAD, Edition, Grade

LEAST = (
    (Grade.GRAVE, 30, 100, 10000),
    (Grade.MAJOR, 10, 50, 5000),
    (Grade.LARGER, 3, 10, 1000),
)
"""Deaths, serious injuries (with 急性工业中毒) and direct loss (万元) from which a grade holds: 条例第三条, 以上 includes."""

HEAD_REPORTS = timedelta(hours=1)
"""The unit's head to the authorities after he learned of it: 条例第九条."""

LEVEL_PASSES = timedelta(hours=2)
"""Each authority to the one above: 条例第十一条."""

CASUALTY_DAYS, CASUALTY_DAYS_SHORT = 30, 7
"""Until when changed casualties are reported, from the accident; the short one for 道路交通 and 火灾: 条例第十三条."""

INVESTIGATION_DAYS, INVESTIGATION_MORE = 60, 60
"""The report of the investigation, from the accident, and the longest extension: 条例第二十九条."""

REPLY_DAYS, REPLY_DAYS_GRAVE = 15, 30
"""The reply to it, from the day it was received: 条例第三十二条."""

FOLLOW_UPS = {Grade.GENERAL: 1, Grade.LARGER: 1, Grade.MAJOR: 2, Grade.GRAVE: 2}
"""Further reports a day, at least: 生产安全事故信息报告和处置办法(安监总局令第21号), as quoted by public Q&A; 依据待核."""

COUNTY, CITY, PROVINCE, STATE = 3, 2, 1, 0
REACHES = {Grade.GENERAL: CITY, Grade.LARGER: PROVINCE, Grade.MAJOR: STATE, Grade.GRAVE: STATE}
"""Up to which level it must be reported: 条例第十条."""

LEVEL_NAMES = {COUNTY: "县级", CITY: "设区的市级", PROVINCE: "省级", STATE: "国务院有关部门"}
INVESTIGATORS = {
    Grade.GENERAL: "县级人民政府（没有人员伤亡的，可委托事故发生单位）",
    Grade.LARGER: "设区的市级人民政府",
    Grade.MAJOR: "省级人民政府",
    Grade.GRAVE: "国务院或其授权的部门",
}
"""Who investigates: 条例第十九条."""


def grade_of(deaths: int, serious: int, loss: Decimal | int | None) -> Grade:
    """The highest grade of the three criteria; ``loss`` in 万元, None while it is not known: 条例第三条."""
    known = loss or 0
    for grade, most_deaths, most_serious, most_loss in LEAST:
        if deaths >= most_deaths or serious >= most_serious or known >= most_loss:
            return grade
    return Grade.GENERAL


def edition_on(day: date, new_from: date) -> Edition:
    """The edition of the types in force on the day of the accident; ``new_from``: the first day of GB 6441-2025."""
    return GB2025 if day >= new_from else GB1986


def type_refused(kind: str, day: date, new_from: date) -> str | None:
    """Why an accident of that day can't be of this type; None when its edition was in force."""
    edition = edition_on(day, new_from)
    if not kind or kind.startswith(f"{edition.key}-"):
        return None
    return f"{day} 发生的事故按 {edition.title} 分类，请在该版本中选择事故类型"


def report_by(told_at: datetime) -> datetime:
    """Until when the unit's head must have reported: 条例第九条."""
    return told_at + HEAD_REPORTS


def pass_by(held_since: datetime) -> datetime:
    """Until when an authority must have passed it on: 条例第十一条."""
    return held_since + LEVEL_PASSES


def must_pass_on(grade: str, level: int) -> bool:
    """Must an authority of this level (0 state .. 3 county) report it further up? 条例第十条."""
    return level > REACHES[Grade(grade)]


def level_of(area_path: str | None) -> int:
    """The level of an authority by the path of its area (province 2 digits, city 4, county 7); None: the whole country."""
    length = len(area_path or "")
    return STATE if not length else PROVINCE if length <= 2 else CITY if length <= 4 else COUNTY


def has_short_window(kind: str, is_road: bool) -> bool:
    """Is the time for changed casualties the short one? 条例第十三条."""
    return is_road or kind == ROAD or kind in FIRES


def casualties_until(day: date, short: bool) -> date:
    """Until when changed casualties are reported: 条例第十三条."""
    return day + timedelta(days=CASUALTY_DAYS_SHORT if short else CASUALTY_DAYS)


def investigation_by(day: date, more: int = 0) -> date:
    """Until when the investigation reports; ``more``: days granted beyond, 60 at most: 条例第二十九条."""
    return day + timedelta(days=INVESTIGATION_DAYS + min(more, INVESTIGATION_MORE))


def reply_by(received: date, grade: str) -> date:
    """Until when its report is answered: 条例第三十二条."""
    return received + timedelta(days=REPLY_DAYS_GRAVE if grade == Grade.GRAVE else REPLY_DAYS)


def late_by(moment: datetime, deadline: datetime) -> timedelta:
    """How late; nothing when it was in time."""
    return max(timedelta(0), moment - deadline)


def told_late(late: timedelta) -> str:
    """Lateness in words: "35 分钟", "2 小时 5 分钟", "3 天 2 小时"."""
    minutes = int(late.total_seconds() + 59) // 60
    if minutes >= 24 * 60:
        return f"{minutes // 1440} 天 {minutes % 1440 // 60} 小时"
    return f"{minutes // 60} 小时 {minutes % 60} 分钟" if minutes >= 60 else f"{minutes} 分钟"


def moments_refused(happened_at: datetime, told_at: datetime | None, moment: datetime) -> dict[str, str]:
    """Sentences by field on moments that can't be."""
    found = {}
    if happened_at > moment:
        found["happened_at"] = "发生时间晚于现在，请改正"
    if told_at is not None and told_at > moment:
        found["told_at"] = "接到报告时间晚于现在，请改正"
    elif told_at is not None and told_at < happened_at:
        found["told_at"] = "接到报告时间早于发生时间，请改正"
    return found


def month_of(day: date) -> date:
    """The first day of its month: the month whose 月报 an accident belongs to."""
    return day.replace(day=1)


@dataclass(frozen=True)
class MinistryTimes:
    """What the ministry asks beyond the law, minutes and a day of the month: 依据待核, so all of it is a setting."""

    grave_call: int = 20
    grave_written: int = 40
    other_quick: int = 60
    other_written: int = 120
    month_day: int = 6

    def said(self, grade: str) -> str:
        """What holds for an accident of this grade, in words."""
        if grade in (Grade.MAJOR, Grade.GRAVE):
            return f"电话快报 {self.grave_call} 分钟内、书面报告 {self.grave_written} 分钟内报至水利部"
        return f"快报 {self.other_quick} 分钟内、书面报告 {self.other_written} 分钟内"
