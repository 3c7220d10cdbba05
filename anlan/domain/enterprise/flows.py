"""The states of what hangs on a firm's file, and the way of a request to correct fixed information."""

from typing import TYPE_CHECKING, Any

from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.scope.desks import DEPARTMENT, LOCALITY, UNIT

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def _accept(row: Any, step: Any, seat: "Seat | None") -> None:
    row.accept(step, seat)


def _kept(key: str, title: str, question: str) -> Flow:
    """Something the firm keeps until it deletes it; a deleted row is gone from every list, not from the trail."""
    return Flow(
        key=key, title=title,
        states=(State("kept", "在用", "green", open="unit"), State("removed", "已删除", hidden=True, done=True)),
        moves=(Move("remove", "删除", "kept", "removed", desk="unit", quiet=True, confirm=question, tone="danger"),),
        desks=(UNIT,),
    )  # fmt: skip


photo_flow = _kept("photo", "单位图片", "确定删除这张图片吗？")
person_flow = _kept("person", "单位人员", "确定删除该人员吗？")


AUTHORITY = Desk("authority", "主管部门", lambda row: row.authority_id)

registration_flow = Flow(
    key="registration",
    title="企业注册",
    states=(
        State("submitted", "待审核", "orange"),
        State("accepted", "已通过", "green", open="unit", done=True),
        State("refused", "已退回", "red", done=True, aside=True),
    ),
    moves=(
        Move("accept", "通过", "submitted", "accepted", desk="authority", asks=("opinion",), run=_accept, tone="green",
             confirm="请先对照营业执照核对企业名称和统一社会信用代码。通过后该账号即可以这家企业的名义办理业务，确定吗？"),
        Move("refuse", "退回", "submitted", "refused", desk="authority", needs=("opinion",), tone="danger",
             opinion_label="退回理由"),
        Move("resubmit", "重新提交", "refused", "submitted", desk="unit", quiet=True,
             fields=("name", "area", "licence", "contact", "citizen_id")),
    ),
    desks=(UNIT, AUTHORITY),
)  # fmt: skip

change_request_flow = Flow(
    key="changerequest",
    title="固定信息更正",
    states=(
        State("submitted", "待处理", "orange", copies=("department",)),
        State("accepted", "已更正", "green", done=True),
        State("refused", "不予更正", "red", done=True),
        State("withdrawn", "已撤回", "grey", done=True, aside=True),
    ),
    moves=(
        Move("accept", "同意更正", "submitted", "accepted", desk="locality", asks=("opinion",), run=_accept,
             confirm="同意后，单位的固定信息立即按申请更正。", tone="green", leaves=True),
        Move("refuse", "不予更正", "submitted", "refused", desk="locality", needs=("opinion",),
             opinion_label="不予更正的理由", tone="danger"),
        Move("withdraw", "撤回", "submitted", "withdrawn", desk="unit", quiet=True, confirm="确定撤回这份更正申请吗？"),
    ),
    desks=(UNIT, LOCALITY, DEPARTMENT),
)  # fmt: skip
