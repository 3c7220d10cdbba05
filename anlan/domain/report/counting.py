"""The figures of a report: what its own rows count to, and with them the figures of the reports it sums up."""

from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from anlan.domain.project.upward import CONFIRMED, FILED
from anlan.kernel.doors.pages import related
from anlan.kernel.doors.show import text_of
from anlan.kernel.scope import grounds

from . import duty
from .kinds import Level
from .sources import Line, Source, Span, source_of, span_of

Figures = dict[str, str]
"""Numbers as texts, so that money keeps its cents: {"found": "3", "money": "12.50"}."""


@dataclass(frozen=True)
class Counted:
    """A row that is counted: what is shown of it, and its amount in each figure it counts in."""

    record: int
    shown: list[str]
    keys: Figures


def own_rows(report: Any) -> QuerySet[Any]:
    """The rows that are this report's own: of its unit and part; of a project all that no part has reported."""
    source = source_of(report.kind)
    rows = source.register.model._default_manager.filter(source.where(span_of(report.kind, report.month)))
    rows = rows.filter(source.register.kept)
    if report.level == Level.AUTHORITY:
        return rows.none()
    if report.level == Level.PLAIN:
        return rows.filter(unit=report.unit_id, ground="")
    if report.level == Level.PART:
        return rows.filter(_part(report))
    taken = [_part(one) for one in summed(report)]
    rows = rows.filter(grounds.on(report.ground))
    return rows.exclude(reduce(or_, taken)) if taken else rows


def _part(report: Any) -> Q:
    return grounds.on(report.ground) & Q(unit=report.unit_id, party=report.party)


def summed(report: Any) -> list[Any]:
    """The reports of the level below that it sums up: those that are confirmed."""
    if report.level in (Level.PART, Level.PLAIN):
        return []
    found = duty.below(report).filter(reporting_state__in=(CONFIRMED, FILED))
    return list(
        found.order_by("level", "area_id", "ground", "unit_id", "id").select_related("unit", "section", "project")
    )


def counted(report: Any) -> list[Counted]:
    """Its own rows, each with the figures it counts in."""
    source, span = source_of(report.kind), span_of(report.kind, report.month)
    own = own_rows(report)
    # Most reports are of nothing, and that is cheaper asked than a dozen tables brought along.
    if not own.exists():
        return []
    specs = [source.register.spec(name) for name in source.columns]
    rows = related(source.register, own).order_by("pk")
    return [Counted(row.pk, [text_of(s, row) for s in specs], keys_of(source, row, span)) for row in rows.iterator(500)]


def keys_of(source: Source, row: Any, span: Span) -> Figures:
    """In which figures a row counts, and with what."""
    return {one.key: str(one.amount(row) if one.amount else 1) for one in source.lines if one.holds(row, span)}


def add(lines: tuple[Line, ...], *parts: Figures) -> Figures:
    """The sum of figures, line by line."""
    return {one.key: str(sum((Decimal(p.get(one.key, "0")) for p in parts), Decimal(0))) for one in lines}


def recount(report: Any) -> list[Counted]:
    """Brings the figures of a report up to its rows and parts; the rows."""
    source, members, parts = source_of(report.kind), counted(report), summed(report)
    report.own = add(source.lines, *(one.keys for one in members))
    report.figures = add(source.lines, report.own, *(one.figures for one in parts))
    report.children = len(parts)
    report.is_zero = not any(Decimal(value) for value in report.figures.values())
    report.summary = summary(source.lines, report.figures)
    return members


def summary(lines: tuple[Line, ...], figures: Figures) -> str:
    """The main figures in a line of words."""
    if not any(Decimal(value) for value in figures.values()):
        return "零报告"
    shown = [one for one in lines if one.brief or Decimal(figures.get(one.key, "0"))]
    return "，".join(f"{one.label} {figures.get(one.key, '0')} {one.unit}" for one in shown)[:200]
