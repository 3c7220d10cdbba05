"""Who owes a drill this half year, and which plans are to be looked at again."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from anlan.domain.project.flows import LISTED
from anlan.kernel.register import registry

from . import flows, rules
from .models import Drill, EmergencyPlan

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def in_force(seat: "Seat") -> QuerySet[EmergencyPlan]:
    """The plans in force that the seat may read."""
    return registry.register("emergencyplan").rows(seat).filter(state__in=flows.IN_FORCE)


def _held(first: date, last: date) -> Exists:
    """Did the unit of a plan drill there within these days? Any of its plans for the place will do."""
    same = Drill.objects.filter(unit=OuterRef("unit"), ground=OuterRef("ground"), state=LISTED)
    return Exists(same.filter(held_on__gte=first, held_on__lte=last))


def _places(plans: QuerySet[EmergencyPlan]) -> QuerySet[Any, Any]:
    """Plans by whom they bind: a unit, for itself or in one place of the works."""
    return plans.order_by().values("unit", "ground").annotate(plan=Min("pk"), since=Min("issued_on"))


def without_drill(plans: QuerySet[EmergencyPlan], day: date) -> QuerySet[Any, Any]:
    """Units and places of these plans with no drill in the half year of ``day``, the oldest plan first."""
    return _places(plans.filter(~_held(*rules.half_of(day)))).order_by("since", "plan")


def owed(seat: "Seat", day: date) -> QuerySet[Any, Any]:
    """The same of the plans in force that the seat may read."""
    return without_drill(in_force(seat), day)


def bound(seat: "Seat") -> QuerySet[Any, Any]:
    """Units and places that have to drill at all."""
    return _places(in_force(seat))


def missed(plans: QuerySet[EmergencyPlan], day: date) -> QuerySet[Any, Any]:
    """Units and places that had a plan through the whole half year before and did not drill in it."""
    first, last = rules.half_before(day)
    return _places(plans.filter(~_held(first, last), issued_on__lte=first))


def last_drills(units: list[int]) -> dict[tuple[int, str], date]:
    """When these units last drilled, by unit and place."""
    rows = Drill.objects.filter(unit__in=units, state=LISTED).order_by().values_list("unit", "ground")
    return {(unit, ground): last for unit, ground, last in rows.annotate(last=Max("held_on"))}


def to_review(day: date) -> Q:
    """Plans in force whose review is past, or due within the next weeks."""
    return Q(state__in=flows.IN_FORCE, due_review_on__lte=day + timedelta(days=rules.REMIND_BEFORE))
