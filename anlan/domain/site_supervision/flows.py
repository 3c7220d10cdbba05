"""States of a paper. Each kind walks its own part of one table; a desk is nobody's where the kind does not use it."""

from typing import Any

from anlan.domain.project.works import ENGINEER, MAKER
from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

from .kinds import Kind

DRAFT, ISSUED, REPLIED, REVIEWED = "draft", "issued", "replied", "reviewed"
APPLIED, RESUMED, RECEIVED, ANSWER = "applied", "resumed", "received", "answer"
WITHDRAWN, DELETED = "withdrawn", "deleted"
UNFINISHED = (ISSUED, REPLIED, APPLIED)
STANDING = (ISSUED, REPLIED, REVIEWED, APPLIED, RESUMED, RECEIVED, ANSWER, WITHDRAWN)
"""States of a paper that was issued."""


def _of(kind: Kind, resolve: Any) -> Any:
    return lambda row: resolve(row) if row.kind == kind else None


NOTIFIED = Desk("notified", "施工单位", _of(Kind.NOTICE, lambda row: row.unit_id))
STOPPED = Desk("stopped", "施工单位", _of(Kind.STOP, lambda row: row.unit_id))
TOLD = Desk("told", "直管水行政主管单位", _of(Kind.REPORT, lambda row: row.supervisor_id))

ANSWER_FIELDS = (
    Field("reply_text", required=True, label="整改情况", help="逐项写明做了什么、结果怎样", wide=True),
    Field("reply_photos", label="整改后照片", wide=True),
)

paper_flow = Flow(
    key="supervisionpaper",
    title="文书",
    states=(
        State(DRAFT, "草稿", "grey", open="maker"),
        State(ISSUED, "已签发", "orange", due=lambda row: row.reply_due_on),
        State(REPLIED, "已回复", "blue"),
        State(REVIEWED, "已复核", "green", done=True),
        State(APPLIED, "已申请复工", "blue"),
        State(RESUMED, "已复工", "green", done=True),
        State(RECEIVED, "已签收", "green", done=True),
        State(ANSWER, "已提交", "green", done=True),
        State(WITHDRAWN, "已撤回", "grey", done=True, aside=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move("issue", "签发", DRAFT, ISSUED, desk="maker", tone="primary",
             guard=lambda row, seat: row.issue_refused(), run=lambda row, step, seat: row.issue(step),
             confirm="签发后编号生效，内容不能再改，收文单位马上可以看到。确定签发吗？"),
        Move("discard", "删除", DRAFT, DELETED, desk="maker", quiet=True, tone="danger", confirm="确定删除这份草稿吗？"),
        Move("reply", "回复", ISSUED, REPLIED, desk="notified", fields=ANSWER_FIELDS, tone="primary",
             run=lambda row, step, seat: row.reply(step)),
        Move("review", "复核通过", REPLIED, REVIEWED, desk="engineer", asks=("opinion",), tone="green", opinion_label="复核意见"),
        Move("refuse_reply", "复核不通过", REPLIED, ISSUED, desk="engineer", needs=("opinion",), tone="danger",
             opinion_label="还要整改什么"),
        Move("apply_resume", "申请复工", ISSUED, APPLIED, desk="stopped", fields=ANSWER_FIELDS, tone="primary"),
        Move("agree_resume", "同意复工", APPLIED, RESUMED, desk="engineer", asks=("opinion",), tone="green",
             opinion_label="复工意见", confirm="确认停工原因已消除，同意复工吗？"),
        Move("refuse_resume", "不同意复工", APPLIED, ISSUED, desk="engineer", needs=("opinion",), tone="danger",
             opinion_label="不同意的原因"),
        Move("receive", "签收", ISSUED, RECEIVED, desk="told", asks=("opinion",), tone="primary", opinion_label="处理意见"),
        Move("withdraw", "撤回", ISSUED, WITHDRAWN, desk="engineer", quiet=True, needs=("opinion",), tone="danger",
             opinion_label="撤回原因"),
    ),
    desks=(MAKER, ENGINEER, NOTIFIED, STOPPED, TOLD),
)  # fmt: skip

STATES_OF = {
    Kind.NOTICE: (DRAFT, ISSUED, REPLIED, REVIEWED, WITHDRAWN),
    Kind.STOP: (DRAFT, ISSUED, APPLIED, RESUMED, WITHDRAWN),
    Kind.REPORT: (DRAFT, ISSUED, RECEIVED, WITHDRAWN),
    Kind.REPLY: (ANSWER,),
}
"""The part of the table that each kind walks."""


def moves_of(kind: str) -> set[str]:
    """The moves that can ever concern a kind of paper."""
    states = STATES_OF[Kind(kind)]
    other = {"reply": Kind.NOTICE, "apply_resume": Kind.STOP, "receive": Kind.REPORT}
    found = {m.name for m in paper_flow.moves if set(m.sources) & set(states)}
    return {name for name in found if other.get(name, kind) == kind}
