"""What is counted of accidents: rows of reported months, by grade, type and month."""

from datetime import date
from typing import Any

from anlan.kernel.clock import start_of
from anlan.kernel.figures.declare import BriefNumber, Figure, Measure, add_brief_number, add_figure

from .kinds import Grade

add_figure(Figure(
    "accidents", "生产安全事故", "accidentrecord",
    (
        Measure("all", "事故起数", unit="起"),
        *(Measure(str(grade), str(grade.label), {"grade": grade.value}, unit="起") for grade in Grade),
        Measure("deaths", "死亡人数", total_of="deaths", unit="人"),
        Measure("serious", "重伤人数", total_of="serious", unit="人"),
        Measure("loss", "直接经济损失", total_of="loss", unit="万元"),
    ),
    ("area", "grade", "kind", "month:month"), {"is_reported": True},
    note="只计已随事故月报上报的事故；上报后的更正计入，月报中的数字保持上报时的样子。", kept=True,
))  # fmt: skip


def _reported(start: date, end: date) -> dict[str, Any]:
    return {"reported_at__gte": start_of(start), "reported_at__lt": start_of(end)}


add_brief_number(
    BriefNumber(
        "accident_quick", "上报事故快报", "quickreport", _reported, ("name", "unit", "grade", "reported_at"), "起"
    )
)
