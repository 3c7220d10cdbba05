"""How an accident is told of: the call from the site, the quick report upward, the record of the month."""

from typing import Any

from anlan.domain.project.upward import FILED, HOLDER, REPORTED, RETURNED, UNREPORTED
from anlan.domain.project.works import MAKER, OWNER, SUPERVISOR
from anlan.kernel.flow.table import Flow, Move, State
from anlan.kernel.register.words import Field

GIVEN, TAKEN = "given", "taken"
DELETED = "deleted"
FILLED, CONFIRMED, SENT_BACK, FROZEN = "filled", "confirmed", "sent_back", "frozen"

urgent_flow = Flow(
    key="urgentreport",
    title="接报",
    states=(State(GIVEN, "待接报", "red", copies=("owner",)), State(TAKEN, "已接报", "green", done=True)),
    moves=(
        Move("take", "接报", GIVEN, TAKEN, desk="supervisor", needs=("opinion",), opinion_label="接报人和处置要求",
             tone="primary"),
    ),
    desks=(SUPERVISOR, OWNER),
)  # fmt: skip
"""An urgent call is with owner and supervisor the moment it is entered; the supervisor says that it has it."""

NUMBERS = (
    Field("deaths", required=True), Field("serious", required=True, help="含急性工业中毒"), Field("light", required=True),
    Field("missing", required=True, help="含下落不明"),
)  # fmt: skip

quick_flow = Flow(
    key="quickreport",
    title="上报",
    column="reporting_state",
    states=(
        State(UNREPORTED, "未上报", "grey", open="owner"),
        State(REPORTED, "已上报", "orange"),
        State(RETURNED, "已退回", "red", open="owner", aside=True),
        State(FILED, "已逐级上报", "green", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "report", "上报", (UNREPORTED, RETURNED), REPORTED, desk="owner", tone="primary",
            fields=(Field("late_reason", required=False, wide=True, help="超过 1 小时上报的必须填写"),),
            run=lambda row, step, seat: row.report_up(step),
            confirm="直接上报直管水行政主管单位，上报后不能再修改删除，情况变化请“续报”。确定吗？",
        ),
        Move(
            "follow_up", "续报", (REPORTED, FILED), desk="owner", needs=("opinion",), asks=("files",), tone="primary",
            opinion_label="续报情况", fields=(*NUMBERS, Field("loss", required=False)), quiet=True,
            run=lambda row, step, seat: row.follow_up(step),
        ),
        Move(
            "end_follow_ups", "结束续报", (REPORTED, FILED), desk="owner", needs=("opinion",), quiet=True,
            opinion_label="结束续报的理由", guard=lambda row, seat: row.ending_refused(),
            run=lambda row, step, seat: row.end_follow_ups(),
        ),
        Move(
            "pass_up", "逐级上报", REPORTED, REPORTED, desk="holder", relays=True, batch=True, tone="primary",
            guard=lambda row, seat: row.not_above(), run=lambda row, step, seat: row.pass_up(step),
            confirm="确认检查无误并上报上一级水行政主管单位吗？",
        ),
        Move(
            "return", "退回", (REPORTED, FILED), RETURNED, desk="holder", needs=("opinion",), tone="danger",
            opinion_label="退回原因", run=lambda row, step, seat: row.return_to_maker(), quiet=True,
        ),
        Move("delete", "删除", UNREPORTED, DELETED, desk="owner", quiet=True, tone="danger",
             confirm="确定删除这条未上报的事故快报吗？"),
    ),
    desks=(OWNER, HOLDER),
)  # fmt: skip
"""The owner reports straight to the direct supervisor (W-2.2-accident.h), each authority passes on (.m) or returns."""


def _amended() -> tuple[Any, ...]:
    return (
        Field("happened_at", required=True), Field("kind", required=True), *NUMBERS, Field("loss", required=False),
        Field("note", required=True, wide=True),
    )  # fmt: skip


record_flow = Flow(
    key="accidentrecord",
    title="事故月报",
    states=(
        State(FILLED, "待确认", "orange", open="maker"),
        State(CONFIRMED, "已确认", "blue", open="owner"),
        State(SENT_BACK, "已退回", "red", open="maker", aside=True),
        State(FROZEN, "已随月报上报", "green", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("confirm", "确认无误", FILLED, CONFIRMED, desk="owner", batch=True, tone="green"),
        Move("send_back", "退回", (FILLED, CONFIRMED), SENT_BACK, desk="owner", needs=("opinion",), tone="danger",
             opinion_label="退回原因", quiet=True, guard=lambda row, seat: row.sending_back_refused()),
        Move("resubmit", "再次提交", SENT_BACK, FILLED, desk="maker", tone="primary"),
        Move(
            "freeze", "随月报上报", CONFIRMED, FROZEN, guard=lambda row, seat: "由项目法人在“报表管理”中随事故月报上报",
            fields=(Field("frozen_in", required=True),), run=lambda row, step, seat: row.be_frozen(step),
        ),
        Move(
            "amend", "更正", FROZEN, desk="owner", fields=_amended(), needs=("opinion",), asks=("files",), quiet=True,
            opinion_label="更正原因", run=lambda row, step, seat: row.amend(step),
        ),
        Move("delete", "删除", (FILLED, SENT_BACK, CONFIRMED), DELETED, desk="maker", quiet=True, tone="danger",
             guard=lambda row, seat: row.delete_refused(), confirm="确定删除这条事故月报记录吗？"),
    ),
    desks=(MAKER, OWNER),
)  # fmt: skip
"""Contractor and owner fill in, the owner confirms; the report of the month locks it, and then only 更正 with its reason."""
