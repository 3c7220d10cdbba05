"""Marks, tables, summary and grade of an inspection by a standard of marks. Pure, in exact fractions.

The rule is that of JGJ 59—2011, chapters 4 and 5, read in published copies (00.wendadaohang.com D00jTjjI0BZn0BIjnnB for
4.0.1 to 4.0.3) and worked examples, not in the official text. It is small enough to be said twice, here and in the script
of the live screen; this one decides. ``tests/data/cases.json`` holds worked cases for both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from .schemes import DUST as DUST
from .schemes import JGJ59 as JGJ59
from .schemes import OWN as OWN
from .schemes import Scheme as Scheme
from .schemes import scheme_of as scheme_of

Marks = Decimal | Fraction | int
FULL = Fraction(100)
FULL_TIME, OTHERS = Fraction(6, 10), Fraction(4, 10)
"""Weights of 专职安全员 and of the other graders (JGJ 59—2011 chapter 4, read in a worked example; clause 依据待核)."""


class Grade(StrEnum):
    """检查评定等级 (JGJ 59—2011 chapter 5): 优良 from 80, 合格 from 70, both only without a table at zero."""

    GOOD = "优良"
    PASSED = "合格"
    FAILED = "不合格"


@dataclass(frozen=True)
class MarkedItem:
    """One item of a check table. ``off``: marks taken off as entered, never counted beyond ``full``. ``is_absent``: 缺项."""

    name: str
    full: Marks
    off: Marks = 0
    is_guarantee: bool = False
    is_absent: bool = False

    @property
    def got(self) -> Fraction:
        """实得分数. ValueError for marks below zero."""
        full, off = Fraction(self.full), Fraction(self.off)
        if full <= 0 or off < 0:
            raise ValueError(f"{self.name}: {full}, {off}")
        return max(Fraction(0), full - off)


@dataclass(frozen=True)
class TableResult:
    """A check table. ``score`` (满分100) is None when every item is 缺项. ``because``: the sentence for the screen.

    ``guarantee`` and ``general`` are (got, full) of the items that are there; ``counted`` is the score if 缺项 counted as
    full marks, as the manual has it (J): shown beside, never the grade.
    """

    name: str
    score: Fraction | None
    counted: Fraction
    guarantee: tuple[Fraction, Fraction]
    general: tuple[Fraction, Fraction]
    is_zeroed: bool = False
    because: str = ""

    @property
    def got(self) -> Fraction:
        """实得分 of the items that are there (D), before a table is made zero."""
        return self.guarantee[0] + self.general[0]

    @property
    def full(self) -> Fraction:
        """应得分 of the items that are there (E)."""
        return self.guarantee[1] + self.general[1]

    @property
    def is_zero(self) -> bool:
        """分项检查评分表得零分."""
        return self.score == 0


@dataclass(frozen=True)
class Line:
    """A line of the summary sheet with the tables that were checked for it; none: 缺项."""

    key: str
    name: str
    weight: Marks | None
    tables: Sequence[TableResult] = ()


@dataclass(frozen=True)
class LineResult:
    """A line of the summary sheet. ``score``: mean of its tables; ``points``: A1 = B·C/100. None: 缺项."""

    key: str
    name: str
    weight: Fraction | None
    score: Fraction | None
    points: Fraction | None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class SummaryResult:
    """The summary sheet. ``total`` keeps full precision and alone decides ``grade``; ``shown`` is rounded to 0.1.

    ``counted``: the total if 缺项 counted as full marks (the manual's figure), not the grade. ``because``: sentences.
    """

    lines: tuple[LineResult, ...]
    got: Fraction
    full: Fraction
    total: Fraction | None
    counted: Fraction
    grade: Grade | None
    because: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The total as it is printed; — when there is none."""
        return shown(self.total)


@dataclass(frozen=True)
class Grading:
    """What one of several graders gave. ``is_full_time``: 专职安全员."""

    value: Marks
    is_full_time: bool


def marks_off(taken: Iterable[tuple[Marks, int]], full: Marks) -> tuple[Fraction, str]:
    """The marks that deductions (marks, how many times) take off an item, and the sentence when they are cut off.

    Never more than the item has (JGJ 59—2011 4.0.3, 2). ValueError for marks or times below zero.
    """
    asked = Fraction(0)
    for marks, times in taken:
        if marks < 0 or times < 0:
            raise ValueError(f"{marks} × {times}")
        asked += Fraction(marks) * times
    most = Fraction(full)
    if asked <= most:
        return asked, ""
    return most, f"扣分合计{shown(asked)}分，超过应得分数，按{shown(most)}分扣"


def table_result(name: str, items: Iterable[MarkedItem], scheme: Scheme = JGJ59) -> TableResult:
    """The score of one check table: D/E·100 over the items that are there, or zero (JGJ 59—2011 4.0.3, 1 to 3)."""
    every = list(items)
    there = [one for one in every if not one.is_absent]
    guarantee = _sums(one for one in there if one.is_guarantee)
    general = _sums(one for one in there if not one.is_guarantee)
    got, full = guarantee[0] + general[0], guarantee[1] + general[1]
    absent = sum((Fraction(one.full) for one in every if one.is_absent), Fraction(0))
    if not there:
        return TableResult(name, None, FULL, guarantee, general, because="全部缺项，本表不评分")
    if why := _zero(there, guarantee, scheme):
        return TableResult(name, Fraction(0), Fraction(0), guarantee, general, is_zeroed=True, because=why)
    return TableResult(name, got / full * FULL, (got + absent) / (full + absent) * FULL, guarantee, general)


def _sums(items: Iterable[MarkedItem]) -> tuple[Fraction, Fraction]:
    every = list(items)
    return sum((one.got for one in every), Fraction(0)), sum((Fraction(one.full) for one in every), Fraction(0))


def _zero(there: list[MarkedItem], guarantee: tuple[Fraction, Fraction], scheme: Scheme) -> str:
    """Why the table is worth nothing, "" when it is not: a guarantee item at zero, or too few marks over all of them."""
    if nothing := [one.name for one in there if one.is_guarantee and one.got == 0]:
        return f"保证项目“{'、'.join(nothing)}”得0分，本表记0"
    got, full = guarantee
    if not full or got >= (limit := scheme.limit_for(full)):
        return ""
    less = "" if limit == scheme.limit else f"（应得{shown(full)}分，不足{shown(limit)}分）"
    return f"保证项目{shown(got)}分{less}，本表记0"


def summary_result(lines: Iterable[Line], scheme: Scheme = JGJ59) -> SummaryResult:
    """The summary sheet over all lines of the standard, also those that were not checked (JGJ 59—2011 4.0.3, 4).

    ValueError for a line without weight where the scheme needs weights.
    """
    every = list(lines)
    found = tuple(_line(one, scheme) for one in every)
    scored = [table for line in every for table in line.tables if table.score is not None]
    if scheme.is_weighted:
        got = sum((one.points for one in found if one.points is not None), Fraction(0))
        full = sum((one.weight or Fraction(0) for one in found if one.points is not None), Fraction(0))
    else:
        got, full = sum((one.score or Fraction(0) for one in scored), Fraction(0)), FULL * len(scored)
    total = got / full * FULL if full else None
    zero = tuple(one.name for one in scored if one.is_zero)
    because = tuple(_reasons(every, found, total, got, full, zero, scheme))
    return SummaryResult(found, got, full, total, _counted(every, scheme), _grade(total, zero, scheme), because)


def _line(line: Line, scheme: Scheme) -> LineResult:
    """Several tables of a kind count by their arithmetic mean (JGJ 59—2011 chapter 4)."""
    if scheme.is_weighted and line.weight is None:
        raise ValueError(f"{line.name}: no weight")
    weight = None if line.weight is None else Fraction(line.weight)
    because = tuple(f"{one.name}：{one.because}" for one in line.tables if one.because)
    scores = [one.score for one in line.tables if one.score is not None]
    if not scores:
        return LineResult(line.key, line.name, weight, None, None, because)
    score = _mean(scores)
    return LineResult(line.key, line.name, weight, score, None if weight is None else weight * score / FULL, because)


def _counted(lines: list[Line], scheme: Scheme) -> Fraction:
    """The total if everything that is 缺项 counted as full marks."""
    if not scheme.is_weighted:
        return _mean([one.counted for line in lines for one in line.tables] or [FULL])
    weights = sum((Fraction(line.weight or 0) for line in lines), Fraction(0))
    means = [(Fraction(line.weight or 0), _mean([one.counted for one in line.tables] or [FULL])) for line in lines]
    return sum((weight * mean for weight, mean in means), Fraction(0)) / weights if weights else FULL


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def _reasons(
    lines: list[Line], found: tuple[LineResult, ...], total: Fraction | None, got: Fraction, full: Fraction,
    zero: tuple[str, ...], scheme: Scheme,
) -> Iterable[str]:  # fmt: skip
    if total is None:
        yield "没有一张评分表有得分（都缺项或没有检查），不计总分，不评等级"
        return
    if scheme.is_weighted and (absent := [one.name for one in found if one.points is None]):
        yield f"缺项：{'、'.join(absent)}；总分按{shown(got)}÷{shown(full)}×100换算"
    yield from (why for one in found for why in one.because)
    if zero and scheme.good is not None:
        yield f"“{'、'.join(zero)}”评分表得0分，等级为不合格"


def _grade(total: Fraction | None, zero: tuple[str, ...], scheme: Scheme) -> Grade | None:
    """By full precision, never by the rounded figure (JGJ 59—2011 chapter 5)."""
    if total is None or scheme.good is None:
        return None
    if zero or total < scheme.passed:
        return Grade.FAILED
    return Grade.GOOD if total >= scheme.good else Grade.PASSED


def weighed(gradings: Sequence[Grading]) -> Fraction:
    """What several graders gave together: 专职安全员 0.6, the others 0.4; several of a sort by their mean.

    Where all are of one sort it is their mean. ValueError for none.
    """
    if not gradings:
        raise ValueError("no grading")
    full_time = [Fraction(one.value) for one in gradings if one.is_full_time]
    others = [Fraction(one.value) for one in gradings if not one.is_full_time]
    if not full_time or not others:
        return _mean(full_time or others)
    return _mean(full_time) * FULL_TIME + _mean(others) * OTHERS


def shown(score: Fraction | None) -> str:
    """Rounded to 0.1, half up, for people; — for no score. The standard's rounding was not read: never grade by it."""
    if score is None:
        return "—"
    exact = Decimal(score.numerator) / Decimal(score.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)).removesuffix(".0")
