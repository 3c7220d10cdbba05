"""What the three reports count: hazards, accidents, risk sources."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from anlan.domain.accident import flows as accident
from anlan.domain.accident.kinds import Grade
from anlan.domain.accident.models import AccidentRecord
from anlan.domain.hazard.kinds import Level as HazardLevel
from anlan.domain.risk import flows as risk
from anlan.domain.risk.kinds import RISKS
from anlan.domain.risk.kinds import Level as RiskLevel
from anlan.kernel.clock import day_of, start_of

from .kinds import Kind
from .sources import Line, Source, Span, add_source


def _major(row: Any) -> bool:
    return bool(row.level == HazardLevel.MAJOR)


def _closed_on(row: Any) -> date | None:
    return day_of(row.closed_at) if row.closed_at else None


def _found(row: Any, span: Span) -> bool:
    return span.holds(row.found_on)


def _rectified(row: Any, span: Span) -> bool:
    return span.holds(_closed_on(row))


def _left(row: Any, span: Span) -> bool:
    return not span.past(_closed_on(row))


def _overdue(row: Any, span: Span) -> bool:
    return _left(row, span) and row.due_on is not None and row.due_on < span.last


HAZARDS = (
    Line("found", "本期发现隐患", "条", _found, brief=True),
    Line("general", "其中一般隐患", "条", lambda row, span: _found(row, span) and not _major(row), below=True),
    Line("major", "其中重大隐患", "条", lambda row, span: _found(row, span) and _major(row), below=True),
    Line("carried", "上期结转未整改", "条", lambda row, span: row.found_on < span.first),
    Line("rectified", "本期整改完成", "条", _rectified, brief=True),
    Line("rectified_major", "其中重大隐患", "条", lambda row, span: _rectified(row, span) and _major(row), below=True),
    Line("left", "期末未整改", "条", _left, brief=True),
    Line("left_major", "其中重大隐患", "条", lambda row, span: _left(row, span) and _major(row), below=True),
    Line("overdue", "其中逾期未整改", "条", _overdue, below=True),
    Line("supervised", "本期督办", "条", lambda row, span: span.holds(row.listed_on)),
    Line("delisted", "本期销号", "条", lambda row, span: span.holds(row.delisted_on)),
    Line(
        "money", "整改投入资金", "万元", lambda row, span: _rectified(row, span) and bool(row.plan_money),
        lambda row: row.plan_money,
    ),
)  # fmt: skip
"""Counted by dates alone, so that the figures of a period are the same on whichever day it is counted."""

add_source(Kind.HAZARD, Source(
    "waterhazard",
    ("name", "level", "unit", "section", "place", "found_on", "due_on", "plan_money", "state", "rectified_on", "supervision_state"),
    ("name", "level", "unit", "section", "place", "found_on"),
    lambda span: Q(found_on__lte=span.last) & (Q(closed_at=None) | Q(closed_at__gte=start_of(span.first))),
    HAZARDS,
))  # fmt: skip


def _grade(key: str, label: str) -> Line:
    return Line(f"grade_{key}", f"其中{label}", "起", lambda row, span: bool(row.grade == key), below=True)


def _people(key: str, label: str, *, brief: bool = False) -> Line:
    return Line(key, label, "人", lambda row, span: getattr(row, key) > 0, lambda row: int(getattr(row, key)), brief)


ACCIDENTS = (
    Line("accidents", "事故起数", "起", lambda row, span: True, brief=True),
    *(_grade(key, label) for key, label in reversed(Grade.choices)),
    _people("deaths", "死亡人数", brief=True),
    _people("serious", "重伤人数", brief=True),
    _people("light", "轻伤人数"),
    _people("missing", "失踪人数"),
    Line("loss", "直接经济损失", "万元", lambda row, span: bool(row.loss), lambda row: Decimal(row.loss)),
)


def _unconfirmed(ids: list[int]) -> str | None:
    waiting = AccidentRecord.objects.filter(pk__in=ids).exclude(state__in=(accident.CONFIRMED, accident.FROZEN)).count()
    return f"有 {waiting} 条事故记录没有确认，请先在“事故管理”中“确认无误”" if waiting else None


def _seal(ids: list[int], label: str) -> None:
    for row in AccidentRecord.objects.filter(pk__in=ids, is_frozen=False).order_by("id"):
        row.freeze(label[:120])


ACCIDENT_COLUMNS = (
    "name", "grade", "kind", "happened_at", "unit", "section", "deaths", "serious", "light", "missing", "loss"
)  # fmt: skip
add_source(Kind.ACCIDENT, Source(
    "accidentrecord", ACCIDENT_COLUMNS, ACCIDENT_COLUMNS,
    lambda span: Q(month__gte=span.first, month__lte=span.last), ACCIDENTS, _seal, _unconfirmed,
))  # fmt: skip


def _risk(key: str, label: str) -> Line:
    return Line(f"risk_{key}", f"其中{label}", "个", lambda row, span: bool(row.risk_level == key), below=True)


def _watched(row: Any, span: Span) -> bool:
    return bool(row.supervision_state == risk.SUPERVISED)


RISK_SOURCES = (
    Line("sources", "在册危险源", "个", lambda row, span: True, brief=True),
    Line("major", "重大危险源", "个", lambda row, span: bool(row.level == RiskLevel.MAJOR), brief=True),
    Line("general", "一般危险源", "个", lambda row, span: bool(row.level == RiskLevel.GENERAL)),
    *(_risk(key, label) for key, label in RISKS),
    Line("fresh", "本期新增", "个", lambda row, span: span.holds(day_of(row.created_at))),
    Line("lacking", "管控措施缺失或失效", "个", lambda row, span: bool(row.is_lacking)),
    Line("watched", "主管部门已监管", "个", _watched),
)

add_source(Kind.RISK, Source(
    "risksource",
    ("name", "category", "level", "risk_level", "unit", "section", "place", "is_lacking", "reporting_state", "supervision_state"),
    ("name", "category", "level", "risk_level", "unit", "section", "place"),
    lambda span: Q(created_at__lt=start_of(span.last + timedelta(days=1))),
    RISK_SOURCES,
))  # fmt: skip
