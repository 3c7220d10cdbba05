"""What other subjects ask of papers."""

from anlan.domain.project.open_work import unfinished

from .flows import UNFINISHED
from .models import SupervisionPaper


@unfinished("监理文书")
def open_papers(ground: str, unit_id: int) -> int:
    """Papers a contractor has still to answer, in a section or project that is to be taken back."""
    rows = SupervisionPaper.objects.filter(unit=unit_id, ground__startswith=ground, state__in=UNFINISHED)
    return rows.count()
