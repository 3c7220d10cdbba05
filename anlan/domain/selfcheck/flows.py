"""The one axis of a self-check sheet: being filled in, saved, reported."""

from anlan.kernel.flow.table import Flow, Move, State
from anlan.kernel.register.words import Field
from anlan.kernel.scope.desks import UNIT

FILLING, SAVED, REPORTED, DELETED = "filling", "saved", "reported", "deleted"
WARNING = "删除后不能恢复，其中未上报的一般隐患一并删除；已上报的重大隐患保留。确定删除吗？"

selfcheck_flow = Flow(
    key="selfcheck",
    title="自查",
    states=(
        State(FILLING, "填写中", "grey", open="unit"),
        State(SAVED, "已保存（未上报）", "orange", open="unit"),
        State(REPORTED, "已上报", "green", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "save", "保存", (FILLING, SAVED), SAVED, desk="unit", fields=(Field("checker", required=True),),
            guard=lambda row, seat: row.cannot_be_saved(), run=lambda row, step, seat: row.keep(), quiet=True,
        ),
        Move(
            "report", "上报", SAVED, REPORTED, desk="unit", tone="primary",
            run=lambda row, step, seat: row.report(step, seat), confirm="上报后不能再修改或删除，确定上报吗？",
        ),
        Move(
            "delete", "删除", (FILLING, SAVED), DELETED, desk="unit", confirm=WARNING, tone="danger", quiet=True,
            run=lambda row, step, seat: row.discard(seat),
        ),
    ),
    desks=(UNIT,),
)  # fmt: skip
