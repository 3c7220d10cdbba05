"""新建版本: a draft that begins as a copy of a published edition."""

from typing import TYPE_CHECKING, Any

from anlan.kernel.act.act import Act, apply
from anlan.kernel.register.registry import register

from .kinds import Kind
from .models import Category, CheckStandard, Deduction, Item, MajorCriterion, Phrase
from .rules import next_edition, next_revision

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def copy_edition(source: CheckStandard, seat: "Seat") -> CheckStandard:
    """The new draft with copies of all parts, inside the caller's act. Forbidden if the seat may not make one.

    施行日期 stays empty: whoever publishes the draft has to say it.
    """
    taken = CheckStandard.objects.filter(area=source.area_id, title=source.title).exclude(state="deleted")
    numbered = next_edition if source.kind == Kind.SELF_CHECK else next_revision
    edition = numbered(source.edition, taken.values_list("edition", flat=True))
    values = {
        "title": source.title, "edition": edition, "area": source.area_id, "note": source.note,
        "kind": source.kind, "judging": source.judging,
    }  # fmt: skip
    made: CheckStandard = apply(register("checkstandard"), Act(seat, "checkstandard", "create", values=values)).row
    made.replaces = source
    made.save(update_fields=["replaces"])
    categories = _copy_categories(source, made)
    items = _copy(Item, source, made, "category", categories)
    _copy(Phrase, source, made, "category", categories)
    _copy(Deduction, source, made, "item", items)
    criteria = MajorCriterion.kept.filter(standard=source).order_by("id")
    MajorCriterion.objects.bulk_create([row.copied_to(made) for row in criteria], batch_size=200)
    return made


def _copy(part: Any, source: CheckStandard, made: CheckStandard, above: str, ids: dict[int, int]) -> dict[int, int]:
    """Copies the parts of a sort under the copies of what they hang on; ids of the originals to those of the copies."""
    rows = [row for row in part.kept.filter(standard=source).order_by("id") if getattr(row, f"{above}_id") in ids]
    copies = [row.copied_to(made, **{f"{above}_id": ids[getattr(row, f"{above}_id")]}) for row in rows]
    made_now = part.objects.bulk_create(copies, batch_size=200)
    return {row.pk: copy.pk for row, copy in zip(rows, made_now, strict=True)}


def _copy_categories(source: CheckStandard, made: CheckStandard) -> dict[int, int]:
    """Ids of the source's categories to those of the copies; parents come first."""
    ids: dict[int, int] = {}
    for is_leaf in (False, True):
        rows = list(Category.kept.filter(standard=source, parent__isnull=not is_leaf))
        copies = [row.copied_to(made, parent_id=ids.get(row.parent_id or 0)) for row in rows]
        for row, copy in zip(rows, Category.objects.bulk_create(copies), strict=True):
            ids[row.pk] = copy.pk
    return ids
