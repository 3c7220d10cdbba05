"""States of a monthly evaluation, of an application for the end of supervision, of what is found out about a late site."""

from anlan.domain.site.flows import AUTHORITY, COMPANY, SITE
from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

EVALUATED, ORDERED, REDONE, CONFIRMED = "evaluated", "ordered", "redone", "confirmed"
DRAFT, WITH_COMPANY, SUBMITTED, RETURNED, GRADED = "draft", "with_company", "submitted", "returned", "graded"
LAPSED, APPEALED, UPHELD = "lapsed", "appealed", "upheld"
LISTED, DELETED = "listed", "deleted"
UNAPPLIED = (DRAFT, WITH_COMPANY, RETURNED)
"""The authority has nothing in hand yet: the clock runs."""
ENDED = (GRADED,)

BRANCH = Desk("branch", "区域公司", lambda row: row.branch.organisation_id if row.branch_id else None, "branch")
ORDER = "自评不真不实，责令项目部整改"
RESULT = (
    Field("score"),
    Field("grade", required=True),
    Field("evaluator", required=True),
    Field("evaluated_on", required=True),
)


def _order(name: str, desk: str) -> Move:
    return Move(
        name, "责令整改", (EVALUATED, REDONE, CONFIRMED), ORDERED, desk=desk, quiet=True, tone="danger", needs=("opinion",),
        opinion_label="责令整改原因", fields=(Field("redo_by", required=True),), confirm=f"{ORDER}：月评退回项目部重新评价",
        run=lambda row, step, seat: row.be_ordered(step),
    )  # fmt: skip


evaluation_flow = Flow(
    key="monthlyevaluation",
    title="月评",
    states=(
        State(EVALUATED, "已月评", "green", open="site"),
        State(ORDERED, "责令整改", "red", due=lambda row: row.redo_by, aside=True),
        State(REDONE, "已重新评价", "orange", aside=True),
        State(CONFIRMED, "整改已确认", "green", done=True, aside=True),
    ),
    moves=(
        _order("order", "company"),
        _order("order_by_branch", "branch"),
        Move("redo", "重新评价", ORDERED, REDONE, desk="site", tone="primary", needs=("opinion",), opinion_label="整改说明",
             fields=(*RESULT, Field("scans", required=True)), run=lambda row, step, seat: row.be_redone()),
        Move("confirm", "确认整改", REDONE, CONFIRMED, desk="company", tone="green"),
        Move("confirm_by_branch", "确认整改", REDONE, CONFIRMED, desk="branch", tone="green"),
    ),
    desks=(SITE, COMPANY, BRANCH),
)  # fmt: skip

MATERIALS = (
    Field("completed_on", required=True), Field("self_grade", required=True, radio=True), Field("summary", required=True, wide=True),
    Field("self_files", required=True), Field("acceptance_files", required=True), Field("record_files"), Field("other_files"),
)  # fmt: skip
NOBODY = "由系统按期限办理"

termination_flow = Flow(
    key="termination",
    title="终止监督",
    states=(
        State(DRAFT, "编制中", "grey", open="site", due=lambda row: row.due_on),
        State(WITH_COMPANY, "待企业确认", "orange", optional="项目部申请后先由施工企业确认", starts_off=True, skip_to=SUBMITTED,
              due=lambda row: row.due_on),
        State(SUBMITTED, "待考评", "blue"),
        State(RETURNED, "已退回", "red", open="site", aside=True, due=lambda row: row.due_on),
        State(LAPSED, "逾期按不合格", "red", aside=True, due=lambda row: row.appeal_until),
        State(APPEALED, "申诉中", "orange", aside=True),
        State(UPHELD, "维持不合格", "red", aside=True),
        State(GRADED, "已终止监督", "green", done=True),
    ),
    moves=(
        Move("submit", "提交终止监督申请", (DRAFT, RETURNED), WITH_COMPANY, desk="site", tone="primary", fields=MATERIALS,
             run=lambda row, step, seat: row.be_submitted(step, seat)),
        Move("agree", "确认上报", WITH_COMPANY, SUBMITTED, desk="company", tone="primary",
             run=lambda row, step, seat: row.be_submitted(step, seat)),
        Move("send_back", "退回项目部", WITH_COMPANY, RETURNED, desk="company", tone="danger", needs=("opinion",),
             opinion_label="退回原因", run=lambda row, step, seat: row.be_returned(step)),
        Move("grade", "安标考评", SUBMITTED, GRADED, desk="supervisor", tone="primary", needs=("opinion",),
             opinion_label="考评意见", fields=(Field("grade", required=True, radio=True),),
             run=lambda row, step, seat: row.be_graded(step, seat)),
        Move("return", "退回", SUBMITTED, RETURNED, desk="supervisor", tone="danger", needs=("opinion",),
             opinion_label="退回原因", run=lambda row, step, seat: row.be_returned(step)),
        # The clock's three: no role has the right to press them, and they are made by the system alone.
        Move("prompt", "自动提示", UNAPPLIED, quiet=True, relays=True, guard=lambda row, seat: NOBODY,
             run=lambda row, step, seat: row.be_prompted()),
        Move("warn", "到期预警", UNAPPLIED, quiet=True, relays=True, guard=lambda row, seat: NOBODY,
             run=lambda row, step, seat: row.be_warned()),
        Move("lapse", "逾期自动按不合格处理", UNAPPLIED, LAPSED, quiet=True, guard=lambda row, seat: NOBODY,
             run=lambda row, step, seat: row.lapse(step)),
        Move("appeal", "申诉", LAPSED, APPEALED, desk="site", needs=("opinion",), asks=("files",), opinion_label="申诉理由",
             guard=lambda row, seat: row.appeal_refused()),
        Move("appeal_by_company", "申诉", LAPSED, APPEALED, desk="company", needs=("opinion",), asks=("files",),
             opinion_label="申诉理由", guard=lambda row, seat: row.appeal_refused()),
        Move("revoke", "申诉成立", APPEALED, DRAFT, desk="supervisor", tone="green", needs=("opinion",),
             opinion_label="决定理由", confirm="撤销不合格等次，项目部可以重新办理终止监督和安标考评",
             run=lambda row, step, seat: row.be_revoked(step)),
        Move("dismiss", "申诉不成立", APPEALED, UPHELD, desk="supervisor", tone="danger", needs=("opinion",),
             opinion_label="决定理由", confirm="维持不合格等次"),
        Move("finish", "办理终止监督", (LAPSED, UPHELD), GRADED, desk="supervisor", quiet=True, needs=("opinion",),
             guard=lambda row, seat: row.finish_refused(), confirm="等次为不合格，项目转为已终止监督",
             run=lambda row, step, seat: row.end_supervision()),
    ),
    desks=(SITE, COMPANY, AUTHORITY),
)  # fmt: skip

check_flow = Flow(
    key="overduecheck",
    title="核实",
    states=(State(LISTED, "已核实", "green"), State(DELETED, "已删除", hidden=True, aside=True)),
    moves=(),
    desks=(COMPANY,),
)
