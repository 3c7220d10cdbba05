"""What is counted of hazards of works: by section, level, state and month. What is unreported no figure counts."""

from anlan.kernel.figures.declare import Figure, Measure, add_figure

from .. import water_flows as flows

FOUND = (
    Measure("found", "隐患数", unit="条"),
    Measure("general", "一般隐患", {"level": "general"}, unit="条"),
    Measure("major", "重大隐患", {"level": "major"}, unit="条"),
    Measure("open", "未完成整改", {"state__in": flows.UNFINISHED}, unit="条"),
    Measure("closed", "整改完成", {"state": flows.CLOSED}, unit="条"),
    Measure("rate", "整改率", {"state": flows.CLOSED}, share_of="found", unit="%"),
)
UNDER = (
    Measure("all", "督办隐患", unit="条"),
    Measure("supervised", "督办中", {"supervision_state": flows.SUPERVISED}, unit="条"),
    Measure("applied", "申请销号", {"supervision_state": flows.APPLIED}, unit="条"),
    Measure("delisted", "已销号", {"supervision_state": flows.DELISTED}, unit="条"),
)

add_figure(Figure(
    "waterhazards", "工程隐患", "waterhazard", FOUND,
    ("area", "section", "project", "level", "state", "category", "found_by", "month:found_on"), {"is_reported": True},
    note="只计已上报的隐患。发现多说明查得认真，不作扣分依据。", kept=True,
))  # fmt: skip
add_figure(Figure(
    "waterhazards-supervised", "工程隐患督办", "waterhazard", UNDER,
    ("area", "project", "section", "level", "supervision_state", "month:found_on"),
    {"is_reported": True, "supervision_state__in": (*flows.UNDER, flows.DELISTED)}, kept=True,
))  # fmt: skip
