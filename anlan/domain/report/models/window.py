"""填报期: when a report may be made, as an authority sets it for what lies below it."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.records import Record
from anlan.kernel.scope.models import Organisation

from .. import rules
from ..kinds import Kind

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

LEVELS = 8
"""More levels of authorities than there are anywhere."""


def this_month() -> date:
    """The first day of this month."""
    return today().replace(day=1)


class ReportingWindow(Record):
    """填报期 of one kind of report from a period on. ``unit`` is the authority that sets it, for itself and all below."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="设置单位", editable=False)
    kind = models.CharField("报表", max_length=10, choices=Kind.choices)
    starts_from = models.DateField("自报告期起", default=this_month)
    opens_after = models.SmallIntegerField("开始填报（期末后第几天）", default=1)
    due_after = models.SmallIntegerField("截止上报（期末后第几天）", default=6)
    locks_after = models.SmallIntegerField("锁定（期末后第几天）", default=21)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "填报期设置"
        indexes: ClassVar = [models.Index(fields=["kind", "unit", "-starts_from"], name="reportwindow_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}填报期"

    @property
    def terms(self) -> rules.Terms:
        """Its days."""
        return rules.Terms(self.opens_after, self.due_after, self.locks_after)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """The authority's own, in a possible order, no later than the authority above allows, one for a period."""
        if is_new:
            if seat is None:
                raise FieldError("填报期由水行政主管部门设置")
            self.unit = seat.organisation
        if self.unit.is_unit:
            raise FieldError("填报期由水行政主管部门设置")
        self.starts_from = rules.period_of(self.kind, self.starts_from)
        if why := self.terms.fault():
            raise FieldError(why)
        above = terms_for(self.kind, self.starts_from, self.unit.parent_id)
        if self.unit.parent_id and self.due_after > above.due:
            raise FieldError(f"上级要求期末后第 {above.due} 天截止，本级的截止日期不能更晚")
        same = ReportingWindow.objects.filter(kind=self.kind, unit=self.unit, starts_from=self.starts_from)
        if same.exclude(pk=self.pk).exists():
            raise FieldError("这个报告期已设置过，请在原有设置上修改")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """What is not reported yet follows."""
        from ..duty import keep_windows

        keep_windows(self.kind)

    def change_refused(self, seat: "Seat") -> str | None:
        """Who set it changes it."""
        return None if self.unit_id == seat.organisation_id else "由设置单位修改；本级需要更早截止的，请新增本级的设置"


def chain(organisation_id: int | None) -> list[int]:
    """An authority and those above it, nearest first."""
    found: list[int] = []
    while organisation_id is not None and organisation_id not in found and len(found) < LEVELS:
        found.append(organisation_id)
        organisation_id = Organisation.objects.filter(pk=organisation_id).values_list("parent", flat=True).first()
    return found


def terms_for(kind: str, start: date, authority_id: int | None) -> rules.Terms:
    """The days that hold for a period under an authority: its own setting, else the nearest above, else the default."""
    above = chain(authority_id)
    found = ReportingWindow.objects.filter(kind=kind, unit__in=above, starts_from__lte=start)
    nearest = sorted(found, key=lambda one: (above.index(one.unit_id), -one.starts_from.toordinal()))
    return nearest[0].terms if nearest else rules.DEFAULTS[Kind(kind)]
