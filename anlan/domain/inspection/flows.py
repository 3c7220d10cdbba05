"""The one axis of an inspection: being made, its sheet, the rectification, the reply, the re-check."""

from typing import TYPE_CHECKING, Any

from anlan.domain.site.flows import SITE
from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

from .kinds import MARKED, By, Way

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

DRAFT, DONE, RECTIFY, REPLIED, PASSED, STOPPED, DELETED = (
    "draft", "done", "rectify", "replied", "passed", "stopped", "deleted",
)  # fmt: skip
OPEN = (RECTIFY, REPLIED)
"""States in which something is still to be put right or to be looked at again."""
COUNTED = (DONE, RECTIFY, REPLIED, PASSED)
"""States of an inspection that was made: the frequency of inspections counts these."""


def inspecting(row: Any) -> int | None:
    """The organisation that inspects, and looks again afterwards; the company of today, once the site is another's."""
    if row.by == By.AUTHORITY:
        return int(row.supervisor_id) if row.supervisor_id else None
    if row.by == By.SITE:
        found: int | None = row.site.department_id
        return found
    stays = row.company_id == row.unit_id and row.by_branch_id is not None and row.by_branch_id == row.branch_id
    return int(row.made_for_id if stays else row.unit_id)


INSPECTOR = Desk("inspector", "检查单位", inspecting)

HEAD = (
    Field("inspected_on", required=True), Field("inspectors", required=True), "place", Field("remark", wide=True),
    Field("comment", when=("way", MARKED), required=True, wide=True, help="必须填写评语后才能保存汇总"),
    Field("needs_rectification", required=True),
    Field("rectifier", when=("needs_rectification", True), required=True),
    Field("requirement", when=("needs_rectification", True), required=True, wide=True),
    Field("due_on", when=("needs_rectification", True), required=True),
)  # fmt: skip
"""What is said of an inspection as a whole before its sheet is made."""

REPLY = (
    Field("reply", required=True, wide=True), Field("reply_photos", required=True, most=20),
    Field("replied_on", required=True),
)  # fmt: skip


def removal_refused(row: Any, seat: "Seat") -> str | None:
    """Why the record of a paper sheet stays: manual J lets it be deleted, but nothing that others built upon."""
    if row.way != Way.OWN:
        return "检查单已生成，不能删除；只有按企业内部检查上传的纸质检查单可以删除"
    if row.replies:
        return "项目部已经回复整改，不能删除"
    return row.past_refused()


inspection_flow = Flow(
    key="inspection",
    title="检查",
    states=(
        State(DRAFT, "检查中", "grey", open="inspector"),
        State(DONE, "已完成", "green", done=True),
        State(RECTIFY, "待整改", "orange", due=lambda row: row.due_on),
        State(REPLIED, "待复查", "purple"),
        State(PASSED, "复查通过", "green", done=True, aside=True),
        State(STOPPED, "已中止", "grey", done=True, aside=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("generate", "生成检查单", DRAFT, RECTIFY, desk="inspector", quiet=True, fields=HEAD,
             guard=lambda row, seat: row.generate_refused(), run=lambda row, step, seat: row.generate(step)),
        Move("discard", "删除", DRAFT, DELETED, desk="inspector", quiet=True, tone="danger",
             confirm="这次检查还没有保存，删除后已检查的内容不能恢复，确定删除吗？"),
        # Follows from the site's passing to another company: nobody presses it.
        Move("stop", "中止检查", DRAFT, STOPPED, quiet=True, run=lambda row, step, seat: row.stop()),
        Move("reply", "整改回复", RECTIFY, REPLIED, desk="site", tone="primary", fields=REPLY,
             run=lambda row, step, seat: row.answer_order()),
        Move("pass_recheck", "复查通过", REPLIED, PASSED, desk="inspector", tone="primary", asks=("opinion", "files"),
             opinion_label="复查意见", run=lambda row, step, seat: row.close()),
        Move("fail_recheck", "复查不通过", REPLIED, RECTIFY, desk="inspector", tone="danger", needs=("opinion",),
             asks=("files",), opinion_label="不通过的原因", fields=(Field("due_on", required=True),),
             run=lambda row, step, seat: row.send_back(step)),
        Move("delete", "删除记录", (DONE, RECTIFY), DELETED, desk="inspector", quiet=True, tone="danger",
             needs=("opinion",), opinion_label="删除原因", guard=removal_refused,
             run=lambda row, step, seat: row.remove()),
    ),
    desks=(INSPECTOR, SITE),
)  # fmt: skip
