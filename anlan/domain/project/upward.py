"""逐级上报: how a row goes from the owner to the authority that directly supervises the works, and on up, level by level.

One mechanism for hazards, risk sources, accidents and monthly reports (W-2.2). The owner confirms and alone reports; each
authority passes on to the one above it (``Organisation.parent``) or returns the row straight to whoever filled it in.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.register.errors import FieldError
from anlan.kernel.scope.models import Organisation

from .works import MAKER, OWNER

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step

UNREPORTED, CONFIRMED, REPORTED, RETURNED, FILED = "unreported", "confirmed", "reported", "returned", "filed"
UP = (REPORTED, FILED)
"""States of what lies with an authority."""

HOLDER = Desk("holder", "水行政主管单位", lambda row: row.held_by_id)
LABELS = (
    (UNREPORTED, "未上报"), (CONFIRMED, "已确认"), (REPORTED, "已上报"), (RETURNED, "已退回"), (FILED, "已逐级上报"),
)  # fmt: skip


class Upward(models.Model):
    """The columns of a row that goes up. ``held_by``: with which authority it is now; ``is_reported``: it has been with one."""

    reporting_state = models.CharField("上报状态", max_length=12, choices=LABELS, default=UNREPORTED, editable=False)
    held_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="现在单位",
    )
    is_reported = models.BooleanField("是否已上报", default=False, editable=False)
    reported_at = models.DateTimeField("上报时间", null=True, editable=False)

    class Meta:
        abstract = True

    def report_up(self, step: "Step") -> None:
        """上报 to the authority that directly supervises the works."""
        supervisor: Any = getattr(self, "supervisor", None)
        if supervisor is None:
            raise FieldError("还没有直管水行政主管单位，请先在工程或单位信息中补上，再上报")
        self.held_by, self.is_reported = supervisor, True
        self.reported_at = self.reported_at or step.at

    def pass_up(self, step: "Step") -> None:
        """逐级上报 to the authority above; at the top it is filed."""
        assert self.held_by is not None
        above = self.held_by.parent
        if above is None:
            raise FieldError(f"“{self.held_by}”没有上级水行政主管单位，不必再上报")
        self.held_by = above
        self.reporting_state = step.target = REPORTED if above.parent_id else FILED

    def not_above(self) -> str | None:
        """Why 逐级上报 is grey."""
        at = self.held_by
        return "已在最高一级" if at is not None and at.parent_id is None else None

    def return_to_maker(self) -> None:
        """退回: straight to whoever filled it in, past all levels between."""
        self.held_by = None


def upward_flow(
    key: str, *, confirm: str = "确认无误", report: str = "上报", only: Any = None, column: str = "reporting_state"
) -> Flow:
    """The axis 上报. ``confirm`` and ``report``: this subject's words; ``only(row, seat)``: a guard of 上报."""
    return Flow(
        key=key,
        title="上报",
        column=column,
        states=(
            State(UNREPORTED, "未上报", "grey", open="maker"),
            State(CONFIRMED, "已确认", "blue", open="owner"),
            State(REPORTED, "已上报", "orange"),
            State(RETURNED, "已退回", "red", open="maker", aside=True),
            State(FILED, "已逐级上报", "green", done=True),
        ),
        moves=(
            Move("confirm", confirm, UNREPORTED, CONFIRMED, desk="owner", batch=True, tone="green"),
            Move(
                "report", report, CONFIRMED, REPORTED, desk="owner", batch=True, tone="primary", guard=only,
                run=lambda row, step, seat: row.report_up(step),
                confirm="上报后不能再修改删除，直管水行政主管单位可以看到。确定吗？",
            ),
            Move(
                "pass_up", "逐级上报", REPORTED, REPORTED, desk="holder", relays=True, batch=True, tone="primary",
                guard=lambda row, seat: row.not_above(), run=lambda row, step, seat: row.pass_up(step),
                confirm="确认检查无误并上报上一级水行政主管单位吗？",
            ),
            Move(
                "send_back", "退回", (UNREPORTED, CONFIRMED), RETURNED, desk="owner", needs=("opinion",), quiet=True,
                opinion_label="退回原因", tone="danger",
            ),
            Move(
                "return", "退回填报单位", (REPORTED, FILED), RETURNED, desk="holder", needs=("opinion",),
                opinion_label="退回原因", tone="danger", run=lambda row, step, seat: row.return_to_maker(),
            ),
            Move("resubmit", "修改后再次上报", RETURNED, UNREPORTED, desk="maker", tone="primary"),
        ),
        desks=(MAKER, OWNER, HOLDER),
    )  # fmt: skip
