"""The way of a dangerous work from its scheme to its end; its records move it along."""

from typing import TYPE_CHECKING

from anlan.domain.site.flows import SITE
from anlan.kernel.flow.table import Flow, Move, State
from anlan.kernel.register.words import Field

from . import rules

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

    from .models import DangerousWork

DRAFTING, ARGUING, APPROVED, BRIEFED = "drafting", "arguing", "approved", "briefed"
WORKING, ACCEPTED, FINISHED, DELETED = "working", "accepted", "finished", "deleted"
OPEN = (DRAFTING, ARGUING, APPROVED, BRIEFED, WORKING, ACCEPTED)
BEFORE_APPROVAL = (DRAFTING, ARGUING)
KEPT = "kept"

SCHEME = (
    Field("scheme_files", required=True, wide=True), Field("drafted_by", required=True), Field("checked_by", required=True),
    Field("checked_on", required=True), Field("approved_by", required=True), Field("approved_on", required=True),
)  # fmt: skip
"""专项施工方案: drafted, checked by the technical head of the company, approved by the chief engineer."""
REVIEW = (
    Field("reviewed_on", required=True), Field("review_result", required=True, radio=True),
    Field("experts", required=True, wide=True), Field("conclusion", required=True, wide=True),
    Field("review_files", required=True, wide=True),
)  # fmt: skip


def _not_super(row: "DangerousWork", seat: "Seat") -> str | None:
    return "超危大工程的方案须经专家论证，请点“送专家论证”" if row.level == rules.SUPER else None


def _only_super(row: "DangerousWork", seat: "Seat") -> str | None:
    return None if row.level == rules.SUPER else "没有超过一定规模，不须专家论证，请点“提交方案”"


def _looks_after(row: "DangerousWork", seat: "Seat") -> str | None:
    """The site does not check itself."""
    return "由施工企业、区域公司或安全监督机构办理" if seat.organisation_id == row.site.department_id else None


work_flow = Flow(
    key="dangerouswork",
    title="实施",
    states=(
        State(DRAFTING, "方案编制", "grey", open="site"),
        State(ARGUING, "待专家论证", "orange"),
        State(APPROVED, "审查通过", "blue"),
        State(BRIEFED, "已交底", "blue"),
        State(WORKING, "施工中", "orange"),
        State(ACCEPTED, "已验收", "green"),
        State(FINISHED, "已完成", "green", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("sign", "提交方案", DRAFTING, APPROVED, desk="site", fields=SCHEME, guard=_not_super, quiet=True, tone="primary",
             run=lambda row, step, seat: row.be_signed()),
        Move("send_to_experts", "送专家论证", DRAFTING, ARGUING, desk="site", fields=SCHEME, guard=_only_super, quiet=True,
             tone="primary", run=lambda row, step, seat: row.be_signed()),
        Move("argued", "登记论证通过", ARGUING, APPROVED, desk="site", fields=REVIEW, quiet=True, tone="primary",
             run=lambda row, step, seat: row.be_argued()),
        Move("failed", "论证不通过", ARGUING, DRAFTING, desk="site", needs=("opinion",), asks=("files",), quiet=True,
             opinion_label="论证意见"),
        Move("revise", "方案变更", (APPROVED, BRIEFED, WORKING), DRAFTING, desk="site", needs=("opinion",), quiet=True,
             opinion_label="变更原因"),
        # They follow from the records of a work: no role has the right to press them.
        Move("brief", "交底", APPROVED, BRIEFED, quiet=True),
        Move("begin", "开工", BRIEFED, WORKING, quiet=True),
        Move("accept", "验收合格", WORKING, ACCEPTED, quiet=True),
        Move("finish", "完成", ACCEPTED, FINISHED, desk="site", quiet=True, confirm="确定该危大工程已经完成吗？"),
        Move("approve", "检查符合要求", OPEN, quiet=True, guard=_looks_after, asks=("opinion", "files"), opinion_label="检查意见",
             run=lambda row, step, seat: row.be_checked(step, is_good=True)),
        Move("urge", "督促整改完善", OPEN, quiet=True, guard=_looks_after, needs=("opinion",), asks=("files",), tone="danger",
             opinion_label="整改完善要求", run=lambda row, step, seat: row.be_urged(step, seat)),
        Move("delete", "删除", DRAFTING, DELETED, desk="site", quiet=True, tone="danger", confirm="确定删除吗？",
             guard=lambda row, seat: row.delete_refused()),
    ),
    desks=(SITE,),
)  # fmt: skip

record_flow = Flow(
    key="dangerousrecord",
    title="登记",
    states=(State(KEPT, "已登记", "green", open="site", done=True), State(DELETED, "已删除", hidden=True)),
    moves=(Move("delete", "删除", KEPT, DELETED, desk="site", quiet=True, tone="danger", confirm="确定删除这条记录吗？",
                guard=lambda row, seat: row.delete_refused()),),
    desks=(SITE,),
)  # fmt: skip
