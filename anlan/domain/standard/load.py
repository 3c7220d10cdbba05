"""The check standard that comes with the system, and how it gets into the database.

The tables in ``data/`` were written for a district of Jiangsu; another district loads them, changes what it must in the
draft, and publishes its own edition.
"""

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.register.entry import FieldError

from .models import Category, CheckStandard, Item, MajorCriterion, Phrase
from .parts import BasisState

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

TITLE = "生产经营单位事故隐患自查标准"
EDITION = "2025版"
VALID_FROM = date(2025, 1, 1)
"""The day from which the packaged edition counts unless the caller names another; no law sets it."""

BASIS_STATES = {label: value for value, label in BasisState.choices}


def table(name: str) -> Iterator[dict[str, str]]:
    """The lines of a packaged table."""
    with files("anlan.domain.standard").joinpath("data", f"{name}.csv").open(encoding="utf-8-sig") as lines:
        yield from csv.DictReader(lines)


def fill(standard: CheckStandard) -> int:
    """Fills an empty draft with the packaged tables; returns the number of items. FieldError if it is not empty."""
    if Category.kept.filter(standard=standard).exists():
        raise FieldError("这份标准里已有检查分类，内置标准只能载入到空的标准")
    same = {
        "standard": standard, "area_id": standard.area_id,
        "made_by_id": standard.made_by_id, "made_for_id": standard.made_for_id,
    }  # fmt: skip
    categories = _categories(standard, same)
    items = [
        Item(category=categories[line["category"]], method=line["method"], major_hint=line["major_hint"],
             code=line["code"], text=line["text"], **_basis(line, line["applies_to"]), **same)
        for line in table("items")
    ]  # fmt: skip
    Item.objects.bulk_create(items, batch_size=200)
    MajorCriterion.objects.bulk_create(
        MajorCriterion(code=line["code"], title=line["title"], text=line["text"], **_basis(line, line["kinds"]), **same)
        for line in table("major_criteria")
    )
    Phrase.objects.bulk_create(
        Phrase(category=categories[line["category"]], text=line["text"], **same) for line in table("phrases")
    )
    return len(items)


def _categories(standard: CheckStandard, same: dict[str, Any]) -> dict[str, Category]:
    lines = list(table("categories"))
    made: dict[str, Category] = {}
    for is_leaf in (False, True):
        level = [
            Category(
                code=line["code"], name=line["name"], order=int(line["order"]), parent=made.get(line["parent"]), **same
            )
            for line in lines
            if bool(line["parent"]) == is_leaf
        ]
        made.update({one.code: one for one in Category.objects.bulk_create(level)})
    return made


def _basis(line: dict[str, str], kinds: str) -> dict[str, Any]:
    return {
        "basis_title": line["basis_title"], "basis_edition": line["basis_edition"],
        "basis_clause": line["basis_clause"], "basis_state": BASIS_STATES[line["basis_state"]],
        "applies_to": kinds.split(";"),
    }  # fmt: skip


def load_standard(
    area_path: str, seat: "Seat | None" = None, *, edition: str = EDITION, valid_from: date = VALID_FROM
) -> CheckStandard:
    """Publishes the packaged standard for an area; the edition that is there already is left as it is.

    ``seat``: who does it, whose organisation then maintains it; without one the system does. Refused as any act is.
    """
    found = CheckStandard.objects.filter(area=area_path, title=TITLE, edition=edition).exclude(state="deleted").first()
    if found is None:
        values = {"title": TITLE, "edition": edition, "area": area_path, "valid_from": valid_from.isoformat()}
        found = deliver(Act(seat, "checkstandard", "create", values=values)).row
    if found.state == "draft":
        if not Category.kept.filter(standard=found).exists():
            deliver(Act(seat, "checkstandard", "load_packaged", record=found.pk))
        found = deliver(Act(seat, "checkstandard", "publish", record=found.pk)).row
    return found
