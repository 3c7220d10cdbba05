"""Which sites owe an evaluation of a month, and which have one: asked of the sites, by an index of (site, month)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from anlan.domain.site.flows import COMPLETED, DELETED, TERMINATED
from anlan.kernel.register import registry

from . import rules
from .models import MonthlyEvaluation

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def standing(month: date) -> Q:
    """The sites that owe a month: supervised today, begun by its end, not complete before it."""
    begun = Q(started_on=None) | Q(started_on__lt=rules.after_month(month))
    over = Q(state=COMPLETED, completed_on__isnull=False, completed_on__lt=month)
    # Said by what it is not: nearly every site is supervised, and SQLite would take that for a way to find them.
    return begun & ~Q(state__in=(TERMINATED, DELETED)) & ~over


def done(month: date, site: str = "pk") -> Exists:
    """Has a site been evaluated for the month?"""
    return Exists(MonthlyEvaluation.objects.filter(site=OuterRef(site), month=month))


def missing(rows: QuerySet[Any], month: date) -> QuerySet[Any]:
    """Of these sites those that owe the month (未月评)."""
    return rows.filter(standing(month)).exclude(done(month))


def sites(seat: "Seat") -> QuerySet[Any]:
    """The sites that a seat may read."""
    return registry.register("site").rows(seat)


def evaluations(seat: "Seat", month: date) -> QuerySet[Any]:
    """The evaluations of a month that a seat may read (已月评)."""
    return registry.register("monthlyevaluation").rows(seat).filter(month=month)
