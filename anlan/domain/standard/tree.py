"""A published edition as plain data, for pages that must work without a connection."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .kinds import Judging
from .models import Category, CheckStandard, Deduction, Item, Phrase
from .parts import BasisState, GroundedPart
from .rules import table_lack

Plain = dict[str, Any]


def tree(edition: CheckStandard) -> Plain:
    """The edition with its groups (汇总表 lines), tables, items, deductions and wordings, ready for JSON.

    Marks are numbers with at most one decimal; ``basis`` is 「依据待核」 where nobody read the clause; ``lack`` of a table
    says what is missing in it (内容待导入), "" for nothing. Kept, since a published edition never changes: callers must not
    change it. ValueError for a draft.
    """
    if edition.published_at is None:
        raise ValueError(f"{edition} is not published")
    return _tree(edition.pk, edition.published_at)


@lru_cache(maxsize=32)
def _tree(pk: int, published_at: datetime) -> Plain:
    return drawn(CheckStandard.objects.get(pk=pk))


def drawn(edition: CheckStandard) -> Plain:
    """The tree of any edition as it stands now, also of a draft; read anew each time."""
    pk = edition.pk
    below = _under(Category.kept.filter(standard=pk).order_by("order", "code"), "parent_id")
    items = _under(Item.kept.filter(standard=pk).order_by("code"), "category_id")
    phrases = _under(Phrase.kept.filter(standard=pk).order_by("id"), "category_id")
    costs = _under(Deduction.kept.filter(standard=pk).order_by("order", "id"), "item_id")
    groups = [
        _named(group) | {
            "weight": number(group.weight),
            "tables": [_table(one, edition.judging, items[one.pk], costs, phrases[one.pk]) for one in below[group.pk]],
        }
        for group in below[None]
    ]  # fmt: skip
    return {
        "id": pk, "name": edition.name, "title": edition.title, "edition": edition.edition, "kind": edition.kind,
        "judging": edition.judging, "valid_from": edition.valid_from and edition.valid_from.isoformat(),
        "note": edition.note, "groups": groups,
    }  # fmt: skip


def _under(rows: Iterable[Any], column: str) -> defaultdict[int | None, list[Any]]:
    found: defaultdict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _named(one: Category) -> Plain:
    return {"id": one.pk, "code": one.code, "name": one.name} | _standing(one)


def _standing(one: GroundedPart) -> Plain:
    return {"basis": one.basis, "is_checked": one.basis_state == BasisState.CHECKED}


def _table(
    table: Category, judging: str, items: list[Item], costs: dict[int | None, list[Deduction]], phrases: list[Phrase]
) -> Plain:
    return _named(table) | {
        "full": number(sum((one.full_marks or Decimal(0) for one in items), Decimal(0))),
        "lack": table_lack(one.full_marks for one in items) if judging == Judging.MARKS else "",
        "items": [_item(one, costs.get(one.pk, [])) for one in items],
        "phrases": [{"id": one.pk, "text": one.text, "requirement": one.requirement} for one in phrases],
    }


def _item(item: Item, costs: list[Deduction]) -> Plain:
    return {
        "id": item.pk, "code": item.code, "name": item.text, "method": item.method,
        "full": number(item.full_marks), "guarantee": item.is_guarantee, **_standing(item),
        "deductions": [
            {
                "id": one.pk, "text": one.text, "how": one.how, "least": number(one.least), "marks": number(one.marks),
                "worded": one.worded, **_standing(one),
            }
            for one in costs
        ],
    }  # fmt: skip


def number(marks: Decimal | None) -> float | int | None:
    """Marks as JSON knows numbers."""
    if marks is None:
        return None
    return int(marks) if marks == marks.to_integral_value() else float(marks)
