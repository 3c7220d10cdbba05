"""Which sections have begun, or are about to, without a policy in force; and which policies run out."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest

from anlan.domain.project import flows as works
from anlan.kernel.register import registry

from . import flows, rules
from .models import SafetyInsurance

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

GOING_ON = ("prepared", "building", "stopped")
"""A project that is completed needs no further policy."""


def uninsured(seat: "Seat", day: date) -> QuerySet[Any]:
    """Sections the seat may read that no policy covers on ``day``, or on the day they begin within the next weeks.

    Each has ``begins`` (its own 开工日期 or its project's) and ``insured_until`` (the last day of its last policy). Any
    participant's policy for the section counts: the manual has the engineer insure a section too (W-2.2-insurance.g).
    """
    rows = registry.register("section").rows(seat).filter(state=works.LISTED, project__progress__in=GOING_ON)
    begins = Coalesce("started_on", "project__started_on")
    policies = SafetyInsurance.objects.filter(section=OuterRef("pk"), state=flows.LISTED)
    asked = Greatest(Value(day, output_field=DateField()), OuterRef("begins"))
    covered = policies.filter(starts_on__lte=asked, due_on__gte=asked)
    last = day + timedelta(days=rules.WARN_AHEAD)
    return rows.annotate(begins=begins).filter(~Exists(covered), begins__lte=last).order_by("begins", "pk")


def last_days(sections: list[Any]) -> dict[int, date]:
    """The last insured day of each of these sections that ever was insured."""
    rows = SafetyInsurance.objects.filter(section__in=sections, state=flows.LISTED)
    return dict(rows.values_list("section").annotate(last=Max("due_on")).order_by())


def running_out(day: date, days: int) -> Q:
    """Policies whose last day is one of the next ``days``, and which no other follows."""
    return Q(state=flows.LISTED, is_followed=False, due_on__gte=day, due_on__lte=day + timedelta(days=days))
