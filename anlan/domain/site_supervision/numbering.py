"""Numbers of papers: one row after the other for each project, kind and year, without a gap, also by two at once."""

from typing import TYPE_CHECKING

from django.db.models import Max

from anlan.domain.project.models import Project
from anlan.kernel.clock import today

from .kinds import number_text

if TYPE_CHECKING:
    from .models import SupervisionPaper


def take(row: "SupervisionPaper") -> None:
    """Gives the row the next number; whoever issues at the same time waits for the project until this act is over."""
    assert row.project is not None
    Project.objects.select_for_update(of=("self",)).get(pk=row.project.pk)
    row.year = today().year
    same = type(row)._default_manager.filter(project=row.project_id, kind=row.kind, year=row.year)
    row.sequence = (same.aggregate(last=Max("sequence"))["last"] or 0) + 1
    row.number = number_text(row.kind, row.year, row.sequence)
