"""What is counted of hazards.

What a firm found itself and what an inspector found stand in figures of their own and never share a ranking: nobody is
punished for looking. Drafts are seen by nobody but the firm, so no figure here counts them.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from anlan.kernel.clock import today
from anlan.kernel.figures.declare import BriefNumber, Figure, Measure, add_brief_number, add_figure

from .. import flows, rules
from ..kinds import FoundBy

FOUND = (
    Measure("found", "隐患数", unit="条"),
    Measure("general", "一般隐患", {"level": "general"}, unit="条"),
    Measure("major", "重大隐患", {"level": "major"}, unit="条"),
    Measure("open", "未整改", {"state__in": flows.UNFINISHED}, unit="条"),
    Measure("closed", "已整改", {"state": flows.CLOSED}, unit="条"),
    Measure("rate", "整改率", {"state": flows.CLOSED}, share_of="found", unit="%"),
    Measure("money", "整改资金", total_of="money", unit="万元"),
)
BY_AUTHORITY = (FoundBy.INSPECTED.value, FoundBy.REPORTED_FOR.value)
BY = ("area", "industry", "category", "month:found_on", "level", "state")

add_figure(Figure(
    "hazards-self", "企业自查发现的隐患", "hazard", FOUND, BY,
    {"is_reported": True, "found_by_kind": FoundBy.SELF.value},
    note="只计企业自己发现并上报的隐患。发现多说明查得认真，不作扣分依据。", kept=True,
))  # fmt: skip
add_figure(Figure(
    "hazards-inspected", "管理部门发现的隐患", "hazard", FOUND, BY,
    {"is_reported": True, "found_by_kind__in": BY_AUTHORITY},
    note="检查发现和代上报的隐患，不与企业自查的合并排名。", kept=True,
))  # fmt: skip
add_figure(Figure(
    "hazards-major", "重大隐患审核与督办", "hazard",
    (
        Measure("all", "重大隐患", unit="条"),
        Measure("waiting", "待审核", {"review_state": flows.REPORTED}, unit="条"),
        Measure("pending", "待定督办", {"supervision_state": flows.PENDING}, unit="条"),
        Measure("listed", "挂牌督办中", {"supervision_state__in": flows.SUPERVISED}, unit="条"),
        Measure("applied", "申请销号", {"supervision_state": flows.APPLIED}, unit="条"),
        Measure("open", "未整改", {"state__in": flows.UNFINISHED}, unit="条"),
        Measure("closed", "已整改", {"state": flows.CLOSED}, unit="条"),
    ),
    ("area", "industry", "month:found_on", "supervision_state"), {"is_reported": True, "level": "major"}, kept=True,
))  # fmt: skip


def _days(column: str, **more: Any) -> Callable[[date, date], dict[str, Any]]:
    return lambda start, end: {f"{column}__gte": start, f"{column}__lt": end, "is_reported": True} | more


def _moments(column: str, **more: Any) -> Callable[[date, date], dict[str, Any]]:
    def where(start: date, end: date) -> dict[str, Any]:
        first, after = (timezone.make_aware(datetime.combine(day, time.min)) for day in (start, end))
        return {f"{column}__gte": first, f"{column}__lt": after} | more

    return where


def _overdue(start: date, end: date) -> dict[str, Any]:
    # ``end`` is the day after the last one; a brief of the running week is of today and not of tomorrow.
    return {"state__in": flows.UNFINISHED, "is_reported": True} | rules.overdue_on(min(end, today()))


SHOWN = ("name", "unit", "level", "due_on", "state")
for number in (
    BriefNumber("hazard_self", "企业自查上报隐患", "hazard", _moments("reported_at", found_by_kind="self"), SHOWN),
    BriefNumber(
        "hazard_found", "管理部门发现隐患", "hazard", _moments("reported_at", found_by_kind__in=BY_AUTHORITY), SHOWN
    ),
    BriefNumber("hazard_major", "新上报重大隐患", "hazard", _moments("reported_at", level="major"), SHOWN),
    BriefNumber("hazard_closed", "完成整改", "hazard", _moments("closed_at"), SHOWN),
    BriefNumber("hazard_listed", "新挂牌督办", "hazard", _days("listed_on"), SHOWN),
    BriefNumber("hazard_delisted", "督办销号", "hazard", _days("delisted_on"), SHOWN),
    BriefNumber("hazard_overdue", "逾期未整改", "hazard", _overdue, SHOWN),
):
    add_brief_number(number)
