"""催报: who is to be told of a missing report, and telling all of them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from anlan.kernel.act.pressing import ask_to_press
from anlan.kernel.scope.scopes import Participating

from . import rules
from .kinds import Kind, Level

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

RELATED = {
    Level.PART: ("unit", "section", "project"), Level.PROJECT: ("unit",), Level.PLAIN: ("organisation",), Level.AUTHORITY: (),
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """Who owes a report: ``owner`` and ``above`` may press it; ``above`` also sets its window."""

    unit: Any
    above: int | None
    owner: int | None = None
    ground: str = ""
    where: str = ""
    project: str = ""
    party: str = ""


def related(rows: QuerySet[Any], level: str) -> QuerySet[Any]:
    """The rows of a level with what ``target`` looks at."""
    return rows.select_related(*RELATED[Level(level)]) if RELATED[Level(level)] else rows


def target(row: Any, level: str) -> Target:
    """Who is late, out of a row of ``duty.owing``."""
    if level == Level.PART:
        where, works = str(row.section or row.project), row.project
        return Target(
            row.unit, works.supervisor_id, works.unit_id, row.ground, where, works.name, row.get_party_display()
        )
    if level == Level.PROJECT:
        return Target(row.unit, row.supervisor_id, None, row.ground, row.name, row.name, "项目法人")
    if level == Level.PLAIN:
        return Target(row.organisation, Participating().place(row.organisation)[2], None, party="生产经营单位")
    return Target(row, row.parent_id, None, party="水行政主管部门")


def press(seat: "Seat", rows: Iterable[Any], level: str, kind: str, month: date, asked: uuid.UUID) -> int:
    """Asks for a reminder to each of these whom the seat may press; returns their number."""
    found = (target(row, level) for row in rows)
    mine = [one for one in found if seat.organisation_id in (one.above, one.owner)]
    return ask_to_press(seat, "reporturge", (_said(one, kind, month) for one in mine), asked)


def _said(one: Target, kind: str, month: date) -> dict[str, Any]:
    what = f"{rules.period_title(kind, month)}{Kind(kind).label}"
    where = f"（{one.where}）" if one.where else ""
    text = f"贵单位{where}的{what}还没有上报。请登录系统，在“报表管理—{Kind(kind).label}”中生成并上报；没有情况的，点“零报告”。"
    return {"unit": one.unit.pk, "kind": kind, "month": month.isoformat(), "ground": one.ground, "text": text}
