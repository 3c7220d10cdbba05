"""The axes of a risk source: 报送 up to the directly supervising authority, and 监管 by it; and the books of goods."""

from dataclasses import replace
from typing import Any

from anlan.domain.enterprise.rules import mask_phone
from anlan.domain.enterprise.sections import check_phone
from anlan.domain.project.flows import listing_flow
from anlan.domain.project.upward import CONFIRMED, REPORTED, RETURNED, UNREPORTED, upward_flow
from anlan.domain.project.works import MAKER, OWNER, SUPERVISOR, UNIT
from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

CHECKED, DELETED = "checked", "deleted"
UNSUPERVISED, PENDING, ACCEPTED, SUPERVISED = "none", "pending", "accepted", "supervised"
KEPT = (UNREPORTED, CONFIRMED, CHECKED, RETURNED)
"""States in which a source has not been reported, or has come back."""

EDITOR = Desk("editor", "填报单位", lambda row: row.editor_id)
HOLDER = Desk("holder", "水行政主管单位", lambda row: row.held_by_id)


def _only_major(row: Any, seat: Any) -> str | None:
    return None if row.is_grave else "只报送重大危险源和重大风险的危险源，其余由本单位管控"


_up = upward_flow("risk_reporting", confirm="核对无误", report="报送", only=_only_major, column="reporting_state")
_moves = {move.name: move for move in _up.moves}
_report = replace(
    _moves["report"], run=lambda row, step, seat: row.report(step, seat),
    confirm="报送后不能再修改删除，直管水行政主管单位可以看到并监管。确定报送吗？",
)  # fmt: skip


def phone(name: str) -> Field:
    """A telephone number of a person: masked, and shown in full by a logged act."""
    return Field(name, required=True, secret=mask_phone, check=check_phone)


ASSESSMENT = (
    Field("method", when=("level", "general"), required=True),
    Field("likelihood", when=("method", "lec"), required=True),
    Field("exposure", when=("method", "lec"), required=True),
    Field("severity", when=("method", "lec"), required=True),
    Field("ls_likelihood", when=("method", "ls"), required=True),
    Field("ls_severity", when=("method", "ls"), required=True),
    Field("judged", when=("method", "direct"), required=True),
    Field("scheme", when=("method", ("lec", "ls")), required=False, help="不选时用当前施行的版本"),
)  # fmt: skip
"""What an assessment asks for; a major source is judged directly and asked nothing."""

reporting_flow = Flow(
    key=_up.key,
    title="报送",
    column=_up.column,
    states=(
        State(UNREPORTED, "未报送", "grey", open="editor"),
        State(CONFIRMED, "待报送", "orange", open="editor"),
        State(CHECKED, "已核对", "green", done=True, aside=True),
        State(REPORTED, "已报送", "green", done=True),
        State(RETURNED, "已退回", "red", open="editor", aside=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        replace(_moves["confirm"], run=lambda row, step, seat: row.confirm(step)),
        _report,
        # Graver only later: what was checked as lesser need not be checked again.
        replace(_report, name="report_later", source=CHECKED, quiet=True, batch=False),
        replace(_moves["send_back"], source=(UNREPORTED, CONFIRMED, CHECKED), guard=lambda row, seat: row.send_back_refused()),
        replace(_moves["return"], source=REPORTED, quiet=True, guard=lambda row, seat: row.return_refused(),
                run=lambda row, step, seat: row.hand_back(step, seat)),
        replace(_moves["resubmit"], label="修改后再次提交"),
        Move("delete", "删除", KEPT, DELETED, quiet=True, tone="danger", guard=lambda row, seat: row.delete_refused(seat),
             confirm="确定删除这条危险源吗？"),
        Move("reassess", "重新评价", (UNREPORTED, CONFIRMED, CHECKED, REPORTED, RETURNED), desk="unit", quiet=True,
             fields=(Field("level", required=True), *ASSESSMENT), asks=("opinion", "files"), opinion_label="评价说明",
             run=lambda row, step, seat: row.reassess()),
    ),
    desks=(UNIT, MAKER, OWNER, HOLDER, EDITOR),
    level=lambda row: row.level,
)  # fmt: skip

supervision_flow = Flow(
    key="risk_supervision",
    title="监管",
    column="supervision_state",
    states=(
        State(UNSUPERVISED, "未监管", "grey", open="editor"),
        State(PENDING, "待监管", "orange"),
        State(ACCEPTED, "监管中", "blue"),
        State(SUPERVISED, "已监管", "green", done=True),
    ),
    moves=(
        Move("accept", "接受监管申请", PENDING, ACCEPTED, desk="supervisor", batch=True, tone="primary",
             confirm="确定接受监管申请吗？"),
        Move("supervise", "完成监管", ACCEPTED, SUPERVISED, desk="supervisor", tone="green",
             fields=(Field("watcher", required=True), Field("watcher_phone", required=True, check=check_phone))),
    ),
    desks=(SUPERVISOR, EDITOR),
    level=lambda row: row.level,
)  # fmt: skip

goods_flow = listing_flow("dangerousgoods", UNIT)
