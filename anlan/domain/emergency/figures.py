"""What is counted of plans and drills, for whoever oversees them."""

from anlan.kernel.figures.declare import Figure, Measure, add_figure

from . import flows

add_figure(Figure(
    "emergency-plans", "应急预案", "emergencyplan",
    (
        Measure("in_force", "有效预案", {"state__in": flows.IN_FORCE}, unit="份"),
        Measure("filed", "已备案", {"state": flows.FILED}, unit="份"),
        Measure("waiting", "待备案", {"state": flows.SUBMITTED}, unit="份"),
    ),
    ("kind", "area", "state"), {"is_issued": True},
))  # fmt: skip
add_figure(Figure(
    "emergency-drills", "应急演练", "drill",
    (Measure("held", "演练次数", unit="次"), Measure("people", "参加人次", total_of="people", unit="人次")),
    ("half", "kind", "grade", "area", "month:held_on"),
    note="应演练和未演练的单位见“应急信息管理—本半年未演练”。",
))  # fmt: skip
