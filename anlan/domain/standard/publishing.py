"""What an edition still lacks before it can be published, by the way it is judged."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F

from .kinds import Judging
from .models import Category, Deduction, Item, Phrase
from .rules import marks_faults, publishing_faults, wording_faults

if TYPE_CHECKING:
    from .models import CheckStandard


def faults_of(standard: "CheckStandard") -> list[str]:
    """Every reason why the edition can't be published yet; none when it can."""
    leaves = Category.kept.filter(standard=standard).exclude(parent=None)
    items = Item.kept.filter(standard=standard)
    if standard.judging == Judging.WORDING:
        return wording_faults(_counted(leaves, Phrase.kept.filter(standard=standard)), standard.valid_from)
    if standard.judging == Judging.MARKS:
        lines = Category.kept.filter(standard=standard, parent=None).values_list("name", "weight")
        beyond = Deduction.kept.filter(standard=standard, marks__gt=F("item__full_marks"), item__in=items)
        return marks_faults(
            lines, leaves.count(), items.values_list("code", "text", "full_marks"),
            beyond.values_list("item__code", flat=True).distinct(), standard.valid_from,
        )  # fmt: skip
    return publishing_faults(_counted(leaves, items), items.values_list("code", "text"), standard.valid_from)


def _counted(leaves: Any, hanging: Any) -> list[tuple[str, int]]:
    per_leaf = dict(hanging.values_list("category").annotate(n=Count("id")).order_by())
    return [(str(leaf), per_leaf.get(leaf.pk, 0)) for leaf in leaves]
