"""Marks, tables, summary and grade of an inspection by a standard of marks. Pure, in exact fractions.

The rule is that of JGJ 59—2011, chapters 4 and 5, read in published copies and worked examples, not in the official text:
clause numbers are 依据待核. It is small enough to be said twice, here and in the script of the live screen; this one
decides. ``tests/data/cases.json`` holds worked cases for both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

Marks = Decimal | Fraction | int
FULL = Fraction(100)


class Grade(StrEnum):
    """检查评定等级 (JGJ 59—2011 chapter 5): 优良 from 80, 合格 from 70, both only without a table at zero."""

    GOOD = "优良"
    PASSED = "合格"
    FAILED = "不合格"


class AbsentGuarantee(StrEnum):
    """What the limit of the guarantee items is when some of them are 缺项. No source read says it: 依据待核.

    SHARED: the same two thirds (40 of 60) of what is there; AS_IS: 40 marks however few are there.
    """

    SHARED = "shared"
    AS_IS = "as_is"


@dataclass(frozen=True)
class Scheme:
    """How the marks of one kind of standard make a score and a grade.

    ``is_weighted``: the lines of the summary sheet have weights; else the total is the mean of the tables.
    ``limit`` of ``limit_of``: the least sub-total of the guarantee items, of how many. ``good``, ``passed``: the least
    totals of 优良 and 合格; None: the standard gives no grade.
    """

    key: str
    title: str
    source: str
    is_weighted: bool = True
    limit: Fraction = Fraction(40)
    limit_of: Fraction = Fraction(60)
    absent_guarantee: AbsentGuarantee = AbsentGuarantee.SHARED
    good: Fraction | None = Fraction(80)
    passed: Fraction = Fraction(70)


JGJ59 = Scheme("jgj59", "JGJ 59—2011 建筑施工安全检查标准", "JGJ 59—2011 第4、5章（读自公开转载，条号依据待核）")
DUST = Scheme(
    "dust", "建设工地扬尘防治标准", "DGJ32/J 203—2016（未读到原文，评分办法依据待核）", is_weighted=False, good=None
)
OWN = Scheme("own", "自定标准", "按 JGJ 59—2011 的评分办法；等级依据待核", is_weighted=False, good=None)


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
    """The marks that deductions (marks, how many times) take off an item of ``full`` marks; a sentence when cut off there."""
    raise NotImplementedError


def table_result(name: str, items: Iterable[MarkedItem], scheme: Scheme = JGJ59) -> TableResult:
    """The score of one check table."""
    raise NotImplementedError


def summary_result(lines: Iterable[Line], scheme: Scheme = JGJ59) -> SummaryResult:
    """The summary sheet over all lines of the standard, also those that were not checked."""
    raise NotImplementedError


def weighed(gradings: Sequence[Grading]) -> Fraction:
    """What several graders gave together: 专职安全员 0.6, the others 0.4. ValueError for none."""
    raise NotImplementedError


def shown(score: Fraction | None) -> str:
    """Rounded to 0.1, half up, for people; — for no score."""
    if score is None:
        return "—"
    exact = Decimal(score.numerator) / Decimal(score.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)).removesuffix(".0")
