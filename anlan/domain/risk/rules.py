"""LEC, LS and direct judgement; when an assessment is due again; what is in stock. Pure.

Every edition of a cut-off table is data with its source and validity (house law 7): a packaged one never changes, a new
one is added beside it or by the setting ``ANLAN_RISK_SCHEMES``. None of the tables below was read in an official text:
their sources are published copies, and what no source was found for is marked 依据待核.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.conf import settings


class Risk(StrEnum):
    """风险等级, told apart by 红, 橙, 黄 and 蓝 (安委办〔2016〕11号, 依据待核)."""

    MAJOR = "major"
    LARGER = "larger"
    GENERAL = "general"
    LOW = "low"


GRAVEST_FIRST = tuple(Risk)


@dataclass(frozen=True)
class Scheme:
    """One edition of how a score becomes a risk level.

    ``bounds``: the least score of 重大, 较大 and 一般, themselves included; ``strict``: the first begins only above its
    bound. ``months``: after how many the next assessment is due. ``usual``: taken where nobody chose an edition.
    """

    key: str
    method: str
    title: str
    source: str
    bounds: tuple[Decimal, Decimal, Decimal] = (Decimal(0), Decimal(0), Decimal(0))
    strict: bool = False
    months: int = 3
    valid_from: date = date(2000, 1, 1)
    valid_to: date | None = None
    usual: bool = False

    def level(self, score: Decimal) -> Risk:
        """The level of a score."""
        major, larger, general = self.bounds
        if score > major or (score == major and not self.strict):
            return Risk.MAJOR
        if score >= larger:
            return Risk.LARGER
        return Risk.GENERAL if score >= general else Risk.LOW

    def in_force(self, day: date) -> bool:
        """Does it hold on a day?"""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def _bounds(*bounds: int) -> tuple[Decimal, Decimal, Decimal]:
    major, larger, general = map(Decimal, bounds)
    return major, larger, general


PACKAGED = (
    Scheme(
        "lec-water-2018", "lec", "水利施工 LEC（D＞320、160、70）",
        "办监督函〔2018〕1693号（依据待核）；同样的四级分界见 aqrzj.com/doc/348231",
        _bounds(320, 160, 70), strict=True, valid_from=date(2018, 12, 1), usual=True,
    ),
    Scheme("ls-a", "ls", "LS 甲（20、15、9）", "DB37/T 2882 式（依据待核）", _bounds(20, 15, 9), usual=True),
    Scheme("ls-b", "ls", "LS 乙（20、9、4）", "zgmkw.com/doc-30900", _bounds(20, 9, 4)),
    Scheme("ls-c", "ls", "LS 丙（20、10、4）", "mtoou.info 54344", _bounds(20, 10, 4)),
    Scheme(
        "direct-water-2018", "direct", "直接判定（重大危险源直接判定为重大风险）",
        "办监督函〔2018〕1693号（依据待核）；ssjcw.com/?id=79052", valid_from=date(2018, 12, 1), usual=True,
    ),
)  # fmt: skip
"""The editions that come with the system. The quarter between two assessments (``months``) is 依据待核."""

FACTORS: dict[str, tuple[tuple[Decimal, str], ...]] = {
    "likelihood": (
        (Decimal("10"), "完全可以预料"), (Decimal("6"), "相当可能"), (Decimal("3"), "可能，但不经常"),
        (Decimal("1"), "可能性小，完全意外"), (Decimal("0.5"), "很不可能，可以设想"), (Decimal("0.2"), "极不可能"),
        (Decimal("0.1"), "实际不可能"),
    ),
    "exposure": (
        (Decimal("10"), "连续暴露"), (Decimal("6"), "每天工作时间内暴露"), (Decimal("3"), "每周一次，或偶然暴露"),
        (Decimal("2"), "每月一次"), (Decimal("1"), "每年几次"), (Decimal("0.5"), "非常罕见"),
    ),
    "severity": (
        (Decimal("100"), "造成重大人员伤亡"), (Decimal("40"), "造成多人死亡"), (Decimal("15"), "造成一人死亡"),
        (Decimal("7"), "造成人员重伤"), (Decimal("3"), "造成人员轻伤"), (Decimal("1"), "引人注目，需要救护"),
    ),
}  # fmt: skip
"""The published factors of LEC (aqrzj.com/doc/348231). The words for the harm differ between the sources; the numbers don't."""

LS_LIKELIHOOD = ((1, "极不可能"), (2, "不大可能"), (3, "可能"), (4, "很可能"), (5, "几乎肯定"))
LS_SEVERITY = (
    (1, "无伤亡"), (2, "轻微受伤"), (3, "截肢、骨折等"), (4, "丧失劳动能力"), (5, "死亡"),
)  # fmt: skip
"""Severity after usbmi.com/quan/1714249300a1607578; the sources agree on the numbers 1 to 5 only."""

WORDS = ((320, "极其危险"), (160, "高度危险"), (70, "显著危险"), (20, "一般危险"))
"""The classic five degrees of LEC, gravest first, by their lower bound; below the last 稍有危险."""


def lec(likelihood: Decimal, exposure: Decimal, severity: Decimal) -> Decimal:
    """D = L·E·C of the LEC method (aqrzj.com/doc/348231). ValueError for numbers that are not in its tables."""
    given = {"likelihood": likelihood, "exposure": exposure, "severity": severity}
    for name, value in given.items():
        if value not in {number for number, _ in FACTORS[name]}:
            raise ValueError(f"{name} {value}")
    return likelihood * exposure * severity


def danger(score: Decimal) -> str:
    """A LEC score in the classic words; 320 itself is still 高度危险."""
    if score > WORDS[0][0]:
        return WORDS[0][1]
    return next((word for least, word in WORDS[1:] if score >= least), "稍有危险")


def ls(likelihood: int, severity: int) -> Decimal:
    """R = L·S of the LS method, both from 1 to 5 (usbmi.com/quan/1714249300a1607578). ValueError for other numbers."""
    for value in (likelihood, severity):
        if value not in range(1, 6):
            raise ValueError(str(value))
    return Decimal(likelihood * severity)


def every_scheme() -> list[Scheme]:
    """The packaged editions and those the setting adds, which can't take the place of a packaged one."""
    known = {one.key for one in PACKAGED}
    return [*PACKAGED, *(read_scheme(one) for one in settings.RISK_SCHEMES if one.get("key") not in known)]


def read_scheme(given: Mapping[str, Any]) -> Scheme:
    """An edition as the setting writes it. ValueError with what is wrong with it."""
    names = {f.name for f in fields(Scheme)}
    if unknown := sorted(set(given) - names):
        raise ValueError(f"评价标准不认识 {'、'.join(unknown)}")
    values = dict(given)
    bounds = [Decimal(str(one)) for one in given.get("bounds", (0, 0, 0))]
    if len(bounds) != 3 or bounds != sorted(bounds, reverse=True):
        raise ValueError(f"评价标准 {given.get('key')}：bounds 应为重大、较大、一般的下限三个数，从高到低")
    values["bounds"] = tuple(bounds)
    for name in ("valid_from", "valid_to"):
        if given.get(name):
            values[name] = date.fromisoformat(str(given[name]))
    made = Scheme(**values)
    if made.method not in ("lec", "ls", "direct") or len(made.key) > 40:
        raise ValueError(f"评价标准 {made.key}：method 应为 lec、ls 或 direct，key 最多 40 字")
    return made


def scheme(key: str) -> Scheme | None:
    """The edition of that key."""
    return next((one for one in every_scheme() if one.key == key), None)


def usual(method: str, day: date) -> Scheme | None:
    """The edition taken on a day where nobody chose one: the latest that is meant for that."""
    found = [one for one in every_scheme() if one.method == method and one.usual and one.in_force(day)]
    return max(found, key=lambda one: one.valid_from) if found else None


def next_assessment(assessed_on: date, months: int) -> date:
    """The day a source is due again: so many months later, at the latest on that month's last day."""
    count = assessed_on.year * 12 + assessed_on.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(assessed_on.day, monthrange(year, month + 1)[1]))


def stock(moves: Iterable[tuple[str, Decimal]]) -> Decimal:
    """What came in less what went out; ``moves`` are (in or out, amount)."""
    return sum((amount if way == "in" else -amount for way, amount in moves), Decimal(0))


def lowest(moves: Iterable[tuple[date, str, Decimal]]) -> Decimal:
    """The least there was at the end of any day; nothing is less than what was there before the first move, which is 0."""
    by_day: dict[date, Decimal] = {}
    for day, way, amount in moves:
        by_day[day] = by_day.get(day, Decimal(0)) + (amount if way == "in" else -amount)
    left, least = Decimal(0), Decimal(0)
    for day in sorted(by_day):
        left += by_day[day]
        least = min(least, left)
    return least


def quarter(day: date) -> tuple[date, date]:
    """First and last day of the quarter a day lies in."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, date(first.year, first.month + 2, monthrange(first.year, first.month + 2)[1])
