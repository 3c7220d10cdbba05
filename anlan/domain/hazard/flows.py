"""The three axes of a hazard: 整改 rectification, 审核 review of a major one, 督办 supervision of a listed one."""

from typing import Any

from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.words import Field
from anlan.kernel.scope.desks import DEPARTMENT, LOCALITY, OFFICE, UNIT

# Rectification: draft -> open -> fixed -> (review) -> closed; a major one passes recheck on its way to closed.
DRAFT, OPEN, FIXED, REVIEW, RECHECK, CLOSED, DELETED = (
    "draft", "open", "fixed", "review", "recheck", "closed", "deleted",
)  # fmt: skip
UNFINISHED = (OPEN, FIXED, REVIEW, RECHECK)
# Review of a major hazard.
NONE, REPORTED, ACCEPTED, REJECTED, REGRADED = "none", "reported", "accepted", "rejected", "regraded"
# Supervision.
PENDING, UNLISTED, LISTED, PLANNED, EXTENSION, APPLIED, DELISTED = (
    "pending", "unlisted", "listed", "planned", "extension", "applied", "delisted",
)  # fmt: skip
SUPERVISED = (LISTED, PLANNED, EXTENSION, APPLIED)


def _reviewer(row: Any) -> Any:
    """Who reviews a major hazard.

    Where the county has named nobody for an industry (安全生产法(2021)第十条第二款), the safety committee's office
    stands in, so that no major hazard lies on nobody's desk.
    """
    return DEPARTMENT.where(row) or OFFICE.where(row) or LOCALITY.where(row)


def _verifier(row: Any) -> Any:
    """While a hazard is listed its closing lies with who listed it, on the other axis, and nobody else's desk."""
    return None if row.supervision_state in SUPERVISED else _reviewer(row)


REVIEWER = Desk("reviewer", "行业主管部门", _reviewer)
VERIFIER = Desk("verifier", "行业主管部门", _verifier)


def _due(row: Any) -> Any:
    return row.due_on


rectification_flow = Flow(
    key="rectification",
    title="整改",
    states=(
        State(DRAFT, "未上报", "grey", open="unit"),
        State(OPEN, "未整改", "red", due=_due),
        State(FIXED, "待验收", "orange", due=_due),
        State(REVIEW, "属地复查", "orange", optional="整改完毕后由属地复查再销号", starts_off=True,
              skip_to=CLOSED),
        State(RECHECK, "待主管部门复查", "purple"),
        State(CLOSED, "已整改", "green", done=True),
        State(DELETED, "已删除", hidden=True, aside=True),
    ),
    moves=(
        Move(
            "report", "上报", DRAFT, OPEN, desk="unit", quiet=True, tone="primary",
            run=lambda row, step, seat: row.report(step),
            confirm="上报后属地和行业主管部门可以看到，不能再修改删除。确定上报吗？",
        ),
        Move(
            "delete", "删除", DRAFT, DELETED, desk="unit", quiet=True, tone="danger",
            confirm="确定删除这条未上报的隐患吗？",
        ),
        Move(
            "rectify", "整改", OPEN, desk="unit", needs=("opinion",), asks=("files",), opinion_label="整改情况",
        ),
        Move(
            "finish", "整改完毕", OPEN, FIXED, desk="unit", tone="green",
            fields=(
                Field("responsible", required=True), Field("place", required=True), Field("money", required=False),
                Field("rectification_note", required=True, wide=True), Field("rectified_on", required=False),
                Field("photos_after", required=True),
            ),
            run=lambda row, step, seat: row.finish(),
        ),
        Move(
            "accept", "验收通过", FIXED, REVIEW, desk="unit", tone="green",
            fields=(
                Field("acceptor", required=True, help="须与整治负责人不是同一人"),
                Field("review_opinion", required=True, wide=True), Field("acceptance_result", required=True),
                Field("accepted_on", required=False),
            ),
            run=lambda row, step, seat: row.accept(step),
        ),
        Move(
            "reject", "验收不通过", FIXED, OPEN, desk="unit", needs=("opinion",), tone="danger",
            opinion_label="不通过的原因和要求",
        ),
        Move(
            "pass_review", "复查通过", REVIEW, CLOSED, desk="locality", needs=("opinion",), asks=("files",),
            opinion_label="复查意见", tone="green", run=lambda row, step, seat: row.close(),
        ),
        Move(
            "fail_review", "复查不通过", REVIEW, OPEN, desk="locality", needs=("opinion",), asks=("files",),
            opinion_label="复查意见", tone="danger",
        ),
        Move(
            "verify", "复查销号", RECHECK, CLOSED, desk="verifier", needs=("opinion",), asks=("files",),
            opinion_label="复查意见", tone="green", guard=lambda row, seat: row.closing_refused(),
            run=lambda row, step, seat: row.verify(step, seat),
        ),
        Move(
            "fail_verify", "退回整改", RECHECK, OPEN, desk="verifier", needs=("opinion",), asks=("files",),
            opinion_label="复查意见", tone="danger", guard=lambda row, seat: row.closing_refused(),
        ),
    ),
    desks=(UNIT, LOCALITY, VERIFIER),
    level=lambda row: row.level,
)  # fmt: skip

review_flow = Flow(
    key="review",
    title="审核",
    column="review_state",
    states=(
        State(NONE, "无须审核", "grey", open="unit"),
        State(REPORTED, "待审核", "orange", copies=("locality", "office")),
        State(ACCEPTED, "已审核", "green", done=True),
        State(REJECTED, "审核退回", "red", aside=True),
        State(REGRADED, "核定为一般隐患", "blue", done=True, aside=True),
    ),
    moves=(
        Move(
            "approve", "审核通过", REPORTED, ACCEPTED, desk="reviewer", needs=("opinion",), asks=("files",),
            opinion_label="审核意见", tone="green", run=lambda row, step, seat: row.approve(step, seat),
        ),
        Move(
            "send_back", "退回", REPORTED, REJECTED, desk="reviewer", needs=("opinion",), opinion_label="退回原因",
            tone="danger",
        ),
        Move(
            "regrade", "核定为一般隐患", REPORTED, REGRADED, desk="reviewer", needs=("opinion",), asks=("files",),
            opinion_label="核定理由", run=lambda row, step, seat: row.regrade(),
            confirm="核定后按一般隐患治理，不再审核和督办。确定吗？",
        ),
        Move(
            "supplement", "补充说明", REJECTED, REPORTED, desk="unit", needs=("opinion",), asks=("files",),
            opinion_label="补充说明", tone="primary",
        ),
        Move(
            "file_report", "专项报告", (REPORTED, ACCEPTED, REJECTED), desk="unit", quiet=True,
            fields=(
                Field("report_cause", required=True, wide=True), Field("report_severity", required=True, wide=True),
                Field("report_plan", required=True, wide=True), Field("report_files", required=False),
            ),
            guard=lambda row, seat: "已整改，不必再提交专项报告" if row.state == CLOSED else None,
            run=lambda row, step, seat: row.file_report(step),
        ),
    ),
    desks=(UNIT, LOCALITY, OFFICE, REVIEWER),
    level=lambda row: row.level,
)  # fmt: skip


CLOSING_MEANS = "销号即确认现场复查合格，整改同时办结"


def _listing_due(row: Any) -> Any:
    return row.listing_due_on


LISTING_FIELDS = (
    Field("listing_number", required=True), Field("listing_level", required=True), Field("listed_on", required=True),
    Field("listing_due_on", required=True), Field("listing_content", required=True, wide=True),
)  # fmt: skip
PLAN_FIELDS = (
    Field("plan_goal", required=True, wide=True), Field("plan_measures", required=True, wide=True),
    Field("plan_money", required=True), Field("plan_responsible", required=True), Field("plan_due_on", required=True),
    Field("plan_emergency", required=True, wide=True), Field("plan_files", required=False),
)  # fmt: skip

supervision_flow = Flow(
    key="supervision",
    title="督办",
    column="supervision_state",
    states=(
        State(NONE, "未督办", "grey", open="unit"),
        State(PENDING, "待定督办", "orange"),
        State(UNLISTED, "不挂牌", "grey", aside=True),
        State(LISTED, "挂牌督办", "red", due=_listing_due, copies=("locality", "reviewer")),
        State(PLANNED, "方案已报", "blue", due=_listing_due),
        State(EXTENSION, "延期待批", "orange", aside=True, due=lambda row: row.decide_by),
        State(APPLIED, "申请销号", "purple", copies=("locality", "reviewer"), due=lambda row: row.recheck_by),
        State(DELISTED, "已销号", "green", done=True),
    ),
    moves=(
        Move(
            "list", "挂牌督办", PENDING, LISTED, desk="office", fields=LISTING_FIELDS, asks=("files",),
            tone="danger", guard=lambda row, seat: row.listing_refused(), run=lambda row, step, seat: row.list_up(),
        ),
        Move(
            "list_later", "改为挂牌督办", UNLISTED, LISTED, desk="office", fields=LISTING_FIELDS, asks=("files",), quiet=True,
            tone="danger", guard=lambda row, seat: row.listing_refused(), run=lambda row, step, seat: row.list_up(),
        ),
        Move("waive", "不挂牌", PENDING, UNLISTED, desk="office", needs=("opinion",), opinion_label="理由"),
        Move(
            "file_plan", "报送治理方案", (LISTED, PLANNED), PLANNED, desk="unit", fields=PLAN_FIELDS, tone="primary",
            run=lambda row, step, seat: row.file_plan(step),
        ),
        Move(
            "request_extension", "申请延期", PLANNED, EXTENSION, desk="unit", quiet=True,
            fields=(Field("extension_due_on", required=True), Field("extension_reason", required=True, wide=True)),
            guard=lambda row, seat: row.extension_refused(), run=lambda row, step, seat: row.request_extension(),
        ),
        Move(
            "grant_extension", "同意延期", EXTENSION, PLANNED, desk="office", needs=("opinion",), tone="green",
            run=lambda row, step, seat: row.grant_extension(),
        ),
        Move("deny_extension", "不同意延期", EXTENSION, PLANNED, desk="office", needs=("opinion",), tone="danger"),
        Move(
            "apply", "申请销号", PLANNED, APPLIED, desk="unit", needs=("opinion",), asks=("files",), tone="primary",
            opinion_label="治理情况", guard=lambda row, seat: row.application_refused(),
        ),
        Move(
            "close", "销号", APPLIED, DELISTED, desk="office", needs=("opinion", "files"), tone="green",
            opinion_label=f"复查意见（{CLOSING_MEANS}）",
            confirm=f"{CLOSING_MEANS}。确定销号吗？", run=lambda row, step, seat: row.delist(step, seat),
        ),
        Move(
            "refuse", "不予销号", APPLIED, PLANNED, desk="office", needs=("opinion",), asks=("files",), tone="danger",
            opinion_label="复查意见", run=lambda row, step, seat: row.refuse(step, seat),
        ),
    ),
    desks=(UNIT, LOCALITY, OFFICE, REVIEWER),
    level=lambda row: row.level,
)  # fmt: skip

FLOWS = (rectification_flow, review_flow, supervision_flow)
