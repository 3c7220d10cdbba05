"""催报: a reminder to whoever has not reported a period."""

from typing import TYPE_CHECKING

from django.db import models

from anlan.kernel.clock import now
from anlan.kernel.notice import remind
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.scope import grounds

from .. import rules
from ..kinds import Kind

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class ReportUrge(UnitRecord):
    """One 催报 to a unit about a report it owes; ``ground`` names the section or project, "" its own report."""

    kind = models.CharField("报表", max_length=10, choices=Kind.choices)
    month = models.DateField("报告期")
    ground = models.CharField("标段", max_length=grounds.PART, blank=True, default="")
    text = models.TextField("催报内容", max_length=500)
    sent_at = models.DateTimeField("催报时间", default=now, editable=False)

    class Meta:
        verbose_name = "催报"
        indexes = [
            *list_indexes("reporturge", ("-sent_at",)),
            models.Index(fields=["unit", "ground", "kind", "month"], name="reporturge_owed"),
        ]

    def __str__(self) -> str:
        return f"{rules.period_title(self.kind, self.month)}{self.get_kind_display()}催报"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Only about a report that is owed to the presser or below it, and not when it has come meanwhile."""
        from ..duty import pressing_refused

        super().settle(seat, is_new)
        self.month = rules.period_of(self.kind, self.month)
        if is_new and (why := pressing_refused(self, seat)):
            raise FieldError(why)

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The unit is told by a 系统提醒."""
        if is_new:
            sender = seat.organisation.name if seat else "系统"
            remind(self.unit_id, f"{self}（{sender}）", self.text, key=f"report-urge:{self.pk}", sender=sender)
