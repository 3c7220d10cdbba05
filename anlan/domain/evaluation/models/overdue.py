"""核实: what the company found out about a site that is long past its planned completion."""

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from anlan.domain.site.flows import BUILDING, STOPPED
from anlan.domain.site.models import SiteRecord
from anlan.kernel.act.act import Act, apply
from anlan.kernel.clock import today
from anlan.kernel.notice import remind
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.registry import register

from .. import flows, rules
from ..terms import terms

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

FINISHED, DELAYED = "finished", "delayed"


class OverdueCheck(SiteRecord):
    """超期核实 of a site: 实际已竣工, or 延期 until a new day with its reason. The authority is told either way.

    ``was_due_on``: 预计竣工日期 as it stood.
    """

    verdict = models.CharField("核实情况", max_length=10, choices=((FINISHED, "实际已竣工"), (DELAYED, "延期")))
    completed_on = models.DateField("实际竣工日期", null=True, blank=True)
    new_date = models.DateField("新的预计竣工日期", null=True, blank=True)
    reason = models.TextField("情况说明", max_length=1000)
    files = FilesField("附件", most=10)
    was_due_on = models.DateField("原预计竣工日期", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.check_flow.choices, default=flows.LISTED, editable=False
    )

    class Meta:
        verbose_name = "超期项目核实"
        indexes = list_indexes(
            "overduecheck", ("-created_at",), ("verdict", "branch", "site", "state"), grounded=True, party=False
        )

    def __str__(self) -> str:
        return f"{self.site}超期核实：{self.get_verdict_display()}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """FieldError for a site that is not late, and for a new day that is not ahead."""
        super().settle(seat, is_new)
        if is_new:
            self.was_due_on = self.site.finish_on
            if not rules.is_overdue(self.site.finish_on, today(), terms()) or self.site.state not in (
                BUILDING,
                STOPPED,
            ):
                raise FieldError(f"该项目没有超过预计竣工日期{terms().overdue_after}天，不需要核实")
        if self.verdict == DELAYED and (self.new_date is None or self.new_date <= today()):
            raise FieldError("延期的，请填写今天以后的新的预计竣工日期")
        if self.verdict == FINISHED and (self.completed_on is None or self.completed_on > today()):
            raise FieldError("实际已竣工的，请填写今天或以前的实际竣工日期")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The site's facts follow from what its company says; the authority knows."""
        if not is_new:
            return
        delayed = self.verdict == DELAYED
        verb, name, day = (
            ("change", "finish_on", self.new_date) if delayed else ("complete", "completed_on", self.completed_on)
        )
        apply(register("site"), Act(None, "site", verb, self.site_id, {name: str(day)}))
        if self.supervisor_id:
            url = reverse("doors:go", args=["overduecheck", self.pk])
            remind(
                self.supervisor_id, str(self), f"施工企业核实：{self.reason}", url=url, key=f"overduecheck:{self.pk}"
            )
