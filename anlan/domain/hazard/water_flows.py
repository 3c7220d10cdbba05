"""The three axes of a hazard of works (manual W 2.2 隐患业务流程): 整改, 上报, 督办.

A hazard that is not under 督办 is done with 整改完成; one under 督办 needs 销号, which the owner applies for and the
authority that supervises the works directly agrees to. The manual says in one place that the authority applies to the
unit (W-2.2-danger.u), in another that the owner applies to the authority (W-2.2-danger.o): the second is our reading.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from anlan.domain.project.kinds import Party
from anlan.domain.project.upward import CONFIRMED, RETURNED, UNREPORTED, UP, upward_flow
from anlan.domain.project.works import ENGINEER, MAKER, OWNER, SUPERVISOR, UNIT
from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

OPEN, FIXING, RECHECK, CLOSED, DELETED = "open", "fixing", "recheck", "closed", "deleted"
UNFINISHED = (OPEN, FIXING, RECHECK)
NONE, SUPERVISED, APPLIED, DELISTED = "none", "supervised", "applied", "delisted"
UNDER = (SUPERVISED, APPLIED)
"""States of a hazard whose 督办 has not ended."""

EDITOR = Desk("editor", "填报单位", lambda row: (OWNER if row.reporting_state == CONFIRMED else MAKER).where(row))
"""Whoever filled a row in may change it; once the owner has confirmed it, only the owner."""

BEGUN = (
    Field("responsible", label="整改责任人", required=True), Field("plan_measures", label="整改措施", required=True, wide=True),
    Field("plan_money", label="整改资金（万元）", required=False),
    Field("plan_due_on", label="整改时限", required=False, help="不晚于整改期限"),
    Field("plan_emergency", label="应急预案", required=False, wide=True),
)  # fmt: skip
"""整改落实: 责任、措施、资金、时限、预案 (五落实)."""

ENDED = (
    Field("rectified_on", label="完成日期", required=True),
    Field("rectification_note", label="完成情况", required=True, wide=True),
    Field("photos_after", required=True), Field("acceptor", required=True, help="须与整改责任人不是同一人"),
)  # fmt: skip
"""整改完成."""


def _due(row: Any) -> Any:
    return row.due_on


def delete_refused(row: Any, seat: "Seat") -> str | None:
    """Whoever entered a row deletes it, and the engineer what its contractors entered; never once it was reported."""
    if row.is_reported:
        return "已上报的隐患不能删除"
    if seat.organisation_id == MAKER.where(row):
        return None
    if row.party == Party.CONTRACTOR and seat.organisation_id == ENGINEER.where(row):
        return None
    return "由填报单位删除；施工单位填报的，监理单位也可以删除"


def report_refused(row: Any, seat: "Seat") -> str | None:
    """The owner confirms first; a unit that works for itself has nobody to confirm to and reports straight."""
    if row.reporting_state == UNREPORTED and row.party != Party.PLAIN:
        return "请先核对并点“确认无误”，再上报"
    return None


def return_refused(row: Any, seat: "Seat") -> str | None:
    """What is or was under 督办 is settled by 督办."""
    if row.supervision_state in UNDER:
        return "已督办的隐患不能退回，请在督办中提出要求"
    return "已销号的隐患不能退回" if row.supervision_state == DELISTED else None


def supervise_refused(row: Any, seat: "Seat") -> str | None:
    """Only what has been reported and is not yet put right."""
    if row.reporting_state not in UP:
        return "下级单位上报以后才能督办"
    return "整改已完成，无须督办" if row.state == CLOSED else None


def closing_refused(row: Any, seat: "Seat") -> str | None:
    """No 销号 without 整改完成."""
    return None if row.state == CLOSED else "整改还没有完成，不能销号"


def _reporting() -> Flow:
    """上报 as everywhere, with what hazards need beside it: the reason of a return kept, the engineer's 退回, a straight report."""
    base = upward_flow("water_reporting", only=report_refused)
    noted = {
        "send_back": lambda row, step, seat: row.note_return(step),
        "return": lambda row, step, seat: row.take_back(step),
    }
    more: dict[str, dict[str, Any]] = {name: {"run": run} for name, run in noted.items()}
    more["return"]["guard"] = return_refused
    more["report"] = {"source": (UNREPORTED, CONFIRMED)}
    more["resubmit"] = {"run": lambda row, step, seat: row.come_again()}
    moves = tuple(replace(m, **more.get(m.name, {})) for m in base.moves)
    engineers = Move(
        "engineer_return", "退回", UNREPORTED, RETURNED, desk="engineer", needs=("opinion",), quiet=True, tone="danger",
        opinion_label="退回原因", run=noted["send_back"],
        guard=lambda row, seat: None if row.party == Party.CONTRACTOR else "只能退回施工单位填报的隐患",
    )  # fmt: skip
    return Flow(base.key, base.title, base.states, (*moves, engineers), (*base.desks, ENGINEER), base.column)


water_rectification_flow = Flow(
    key="water_rectification",
    title="整改",
    states=(
        State(OPEN, "未整改", "red", open="editor", due=_due),
        State(FIXING, "整改中", "orange", open="editor", due=_due),
        State(RECHECK, "整改完成待复查", "purple", open="editor", due=_due, skip_to=CLOSED, starts_off=True,
              optional="施工单位整改完成后由监理单位复查"),
        State(CLOSED, "整改完成", "green", open="editor", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "rectify", "整改", (OPEN, FIXING), FIXING, desk="unit", fields=BEGUN, asks=("opinion", "files"),
            opinion_label="整改进展情况", run=lambda row, step, seat: row.begin(),
        ),
        Move(
            "finish", "整改完成", (OPEN, FIXING), RECHECK, desk="unit", fields=(*BEGUN, *ENDED), tone="green",
            run=lambda row, step, seat: row.complete(step),
        ),
        Move(
            "pass_recheck", "复查通过", RECHECK, CLOSED, desk="engineer", needs=("opinion",), asks=("files",),
            opinion_label="复查意见", tone="green", run=lambda row, step, seat: row.close(),
        ),
        Move(
            "fail_recheck", "复查不通过", RECHECK, FIXING, desk="engineer", needs=("opinion",), asks=("files",),
            opinion_label="复查意见", tone="danger",
        ),
        Move(
            "notify", "通知整改", (OPEN, FIXING), desk="owner", needs=("opinion",), asks=("files",), quiet=True,
            opinion_label="通知内容", guard=lambda row, seat: row.notify_refused(seat),
        ),
        Move(
            "delete", "删除", (OPEN, FIXING, RECHECK, CLOSED), DELETED, quiet=True, tone="danger", batch=True,
            guard=delete_refused, confirm="确定删除吗？删除后填报单位也看不到这条隐患。",
        ),
    ),
    desks=(UNIT, MAKER, OWNER, ENGINEER, EDITOR),
    level=lambda row: row.level,
)  # fmt: skip

water_reporting_flow = _reporting()

water_supervision_flow = Flow(
    key="water_supervision",
    title="督办",
    column="supervision_state",
    states=(
        State(NONE, "未督办", "grey", open="editor"),
        State(SUPERVISED, "已督办", "red", due=lambda row: row.listing_due_on, copies=("unit",)),
        State(APPLIED, "申请销号", "purple", due=lambda row: row.listing_due_on),
        State(DELISTED, "已销号", "green", open="editor", done=True),
    ),
    moves=(
        Move(
            "supervise", "督办", NONE, SUPERVISED, desk="supervisor", quiet=True, tone="danger", guard=supervise_refused,
            fields=(
                Field("listing_content", required=True, wide=True), Field("listing_due_on", required=True),
                Field("listing_number", required=False),
            ),
            run=lambda row, step, seat: row.supervise(),
        ),
        Move(
            "apply", "申请销号", SUPERVISED, APPLIED, desk="owner", needs=("opinion",), asks=("files",), tone="primary",
            opinion_label="整改完成情况", guard=closing_refused,
        ),
        Move(
            "agree", "同意销号", APPLIED, DELISTED, desk="supervisor", needs=("opinion",), asks=("files",), tone="green",
            opinion_label="核查意见（确认整改无误）", guard=closing_refused, run=lambda row, step, seat: row.delist(),
            confirm="确认整改无误，同意销号吗？",
        ),
        Move(
            "refuse", "不同意销号", APPLIED, SUPERVISED, desk="supervisor", needs=("opinion",), asks=("files",), tone="danger",
            opinion_label="不同意的原因", run=lambda row, step, seat: row.reopen(step, seat),
        ),
    ),
    desks=(UNIT, MAKER, OWNER, SUPERVISOR, EDITOR),
    level=lambda row: row.level,
)  # fmt: skip

FLOWS = (water_rectification_flow, water_reporting_flow, water_supervision_flow)
