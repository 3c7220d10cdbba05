"""What is counted of alarms: by kind of device and of rule, place and month; the share closed; how long it takes."""

from typing import TYPE_CHECKING

from anlan.kernel.figures.declare import Figure, Measure, add_figure

from .flows import CLOSED, OPEN, RAISED
from .rules import FALSE, FAULT, MAINTENANCE, REAL, middle

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Alarm

MEASURES = (
    Measure("all", "预警", unit="条"),
    Measure("raised", "未确认", {"state": RAISED}, unit="条"),
    Measure("open", "未关闭", {"state__in": OPEN}, unit="条"),
    Measure("closed", "已关闭", {"state": CLOSED}, unit="条"),
    Measure("rate", "关闭率", {"state": CLOSED}, share_of="all", unit="%"),
    Measure("real", "真实", {"verdict": REAL}, unit="条"),
    Measure("false", "误报", {"verdict": FALSE}, unit="条"),
    Measure("maintenance", "检维修", {"verdict": MAINTENANCE}, unit="条"),
    Measure("fault", "故障", {"verdict": FAULT}, unit="条"),
)

add_figure(Figure(
    "alarms", "监测预警", "alarm", MEASURES,
    ("device_kind", "rule", "month:raised_at", "rank", "unit", "site", "area"), audience="both",
    note="主管部门只统计按设置通报的预警。",
))  # fmt: skip


def times(rows: "QuerySet[Alarm]") -> tuple[float | None, float | None]:
    """Median seconds until alarms were confirmed, and until they were closed."""
    confirmed = rows.filter(confirm_seconds__isnull=False).order_by("confirm_seconds")
    closed = rows.filter(close_seconds__isnull=False).order_by("close_seconds")
    return _median(confirmed, "confirm_seconds"), _median(closed, "close_seconds")


def _median(rows: "QuerySet[Alarm]", column: str) -> float | None:
    """Fetches the one or two in the middle alone."""
    number = rows.count()
    half = (number - 1) // 2
    return middle(list(rows.values_list(column, flat=True)[half : number // 2 + 1])) if number else None
