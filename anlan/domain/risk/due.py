"""Which sources are due for assessment, and which sections have assessed none in a quarter: for reminders and reports."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from anlan.domain.project.flows import DELETED as SECTION_DELETED
from anlan.domain.project.models import Section

from . import rules
from .flows import DELETED
from .models import Assessment, RiskSource

REMIND_BEFORE = 7
"""Days before the next assessment on which its unit is told."""


def due_by(day: date) -> QuerySet[RiskSource]:
    """The sources whose next assessment falls due by a day."""
    return RiskSource.objects.filter(reassess_due_on__lte=day).exclude(reporting_state=DELETED)


def nearly_due(day: date) -> QuerySet[RiskSource]:
    """Those that are told of on a day: due within a week, or past."""
    return due_by(day + timedelta(days=REMIND_BEFORE))


def sections_without(day: date, where: Q | None = None) -> QuerySet[Section]:
    """The sections assigned to a contractor of which nothing was assessed in the quarter of a day ("3个标段未报")."""
    start, end = rules.quarter(day)
    made: Any = Assessment.objects.filter(
        source__section=OuterRef("pk"), assessed_on__gte=start, assessed_on__lte=min(end, day)
    )
    sections = Section.objects.exclude(state=SECTION_DELETED).exclude(contractor=None).filter(where or Q())
    return sections.filter(~Exists(made)).order_by("project_id", "id")
