"""The way of a plan from its draft to its filing and its replacement, and how the rest is listed."""

from anlan.domain.project.flows import listing_flow
from anlan.domain.project.works import MAKER, SUPERVISOR, UNIT
from anlan.kernel.flow.table import Flow, Move, State
from anlan.kernel.register.words import Field

DRAFT, ISSUED, SUBMITTED, RETURNED, FILED = "draft", "issued", "submitted", "returned", "filed"
REPLACED, ABOLISHED, DELETED = "replaced", "abolished", "deleted"
IN_FORCE = (ISSUED, SUBMITTED, RETURNED, FILED)

plan_flow = Flow(
    key="emergencyplan",
    title="预案",
    states=(
        State(DRAFT, "编制中", "grey", open="unit"),
        State(ISSUED, "已发布", "blue"),
        State(SUBMITTED, "待备案", "orange"),
        State(RETURNED, "备案退回", "red", aside=True),
        State(FILED, "已备案", "green"),
        State(REPLACED, "已修订", "grey", done=True),
        State(ABOLISHED, "已废止", "grey", done=True, aside=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "issue", "发布", DRAFT, ISSUED, desk="unit", quiet=True, tone="primary",
            fields=(Field("issued_by", required=True), Field("issued_on", required=True)),
            run=lambda row, step, seat: row.issue(),
        ),
        Move(
            "ask_filing", "申请备案", (ISSUED, RETURNED), SUBMITTED, desk="unit", quiet=True, tone="primary",
            guard=lambda row, seat: row.not_to_file(), confirm="把预案送直管水行政主管部门备案吗？",
        ),
        Move(
            "file", "同意备案", SUBMITTED, FILED, desk="supervisor", tone="green",
            fields=(Field("filing_number", required=True), Field("filed_on", required=True)),
            run=lambda row, step, seat: row.be_filed(),
        ),
        Move(
            "send_back", "退回", SUBMITTED, RETURNED, desk="supervisor", needs=("opinion",), opinion_label="退回原因",
            tone="danger",
        ),
        Move(
            "review", "登记评估", IN_FORCE, desk="unit", needs=("opinion",), opinion_label="评估结论", quiet=True,
            fields=(Field("due_review_on", required=True, label="下次评估日期"),), run=lambda row, step, seat: row.be_reviewed(),
        ),
        Move(
            "replace", "修订", IN_FORCE, REPLACED, quiet=True,
            guard=lambda row, seat: "发布修订后的新版时自动替代",
        ),
        Move(
            "abolish", "废止", IN_FORCE, ABOLISHED, desk="unit", needs=("opinion",), opinion_label="废止原因", quiet=True,
            tone="danger",
        ),
        Move("delete", "删除", DRAFT, DELETED, desk="unit", quiet=True, tone="danger", confirm="确定删除这份还没有发布的预案吗？"),
    ),
    desks=(UNIT, SUPERVISOR),
)  # fmt: skip

drill_flow = listing_flow("drill", UNIT)
contact_flow = listing_flow("emergencycontact", MAKER)
