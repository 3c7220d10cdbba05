"""上报 of a report: from whoever makes it to the one level above, which confirms or returns it and sums it up.

The states are those of 逐级上报 (``project.upward``). What goes on upward is the receiver's own report, with this one in it.
"""

from typing import TYPE_CHECKING, Any

from anlan.domain.project.upward import CONFIRMED, FILED, REPORTED, RETURNED, UNREPORTED
from anlan.domain.project.works import MAKER
from anlan.kernel.clock import today
from anlan.kernel.flow.table import Desk, Flow, Move, State

from . import rules

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

RECEIVER = Desk("receiver", "接收单位", lambda row: row.receiver_id)
OPEN = (UNREPORTED, RETURNED)
"""Not out of the house: the figures still follow the rows."""
SENT = (REPORTED, CONFIRMED, FILED)
SURE = "上报后数字冻结，不能再修改。确定上报吗？"


def _in_time(row: Any, seat: "Seat") -> str | None:
    return rules.reporting_refused(row.window, today(), "", row.asked)


def _late(row: Any, seat: "Seat") -> str | None:
    if rules.standing(row.window, today()) == rules.OPEN:
        return "还在填报期内，请直接“上报”"
    return rules.reporting_refused(row.window, today(), "?", row.asked)


report_flow = Flow(
    key="monthlyreport",
    title="上报",
    column="reporting_state",
    states=(
        State(UNREPORTED, "未上报", "grey", open="maker", due=lambda row: row.due_on),
        State(REPORTED, "已上报", "orange"),
        State(CONFIRMED, "已确认", "blue"),
        State(RETURNED, "已退回", "red", open="maker", aside=True, due=lambda row: row.due_on),
        State(FILED, "已逐级上报", "green", done=True),
    ),
    moves=(
        Move("report", "上报", UNREPORTED, REPORTED, desk="maker", batch=True, tone="primary", guard=_in_time,
             run=lambda row, step, seat: row.send(step), confirm=SURE),
        Move("report_late", "逾期上报", UNREPORTED, REPORTED, desk="maker", needs=("opinion",), tone="primary",
             opinion_label="逾期原因", guard=_late, run=lambda row, step, seat: row.send(step)),
        Move("confirm", "确认无误", REPORTED, CONFIRMED, desk="receiver", batch=True, tone="green",
             confirm="确认检查无误吗？确认后汇总到本单位的报表。"),
        Move("return", "退回填报单位", (REPORTED, CONFIRMED), RETURNED, desk="receiver", needs=("opinion",), quiet=True,
             opinion_label="退回原因", tone="danger", run=lambda row, step, seat: row.take_back(step)),
        Move("resubmit", "修改后再次上报", RETURNED, REPORTED, desk="maker", tone="primary",
             run=lambda row, step, seat: row.send(step), confirm=SURE),
        Move("take_in", "汇总上报", CONFIRMED, FILED, run=lambda row, step, seat: row.show_above()),
        Move("release", "随上级报表退回", FILED, CONFIRMED),
    ),
    desks=(MAKER, RECEIVER),
)  # fmt: skip
"""``take_in`` and ``release`` are made by the house together with the receiver's own report, and by nobody else."""
