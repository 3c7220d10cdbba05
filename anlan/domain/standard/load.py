"""The standards that come with the system, one a kind, and how they get into the database.

The tables in ``data/`` were written for a district of Jiangsu; another one loads them, changes what it must in the draft,
and publishes its own edition. Where they come from and what nobody has read: ``data/SOURCES.md``.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.register.entry import FieldError

from .kinds import Kind
from .models import Category, CheckStandard, Deduction, Item, MajorCriterion, Phrase
from .parts import BasisState

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

TITLE = "生产经营单位事故隐患自查标准"
EDITION = "2025版"
VALID_FROM = date(2025, 1, 1)
"""The day from which a packaged edition counts unless the caller names another; no law sets it."""

BASIS_STATES = {label: value for value, label in BasisState.choices}
YES = "是"


@dataclass(frozen=True)
class Packaged:
    """A standard that comes with the system. ``folder``: of its tables below ``data/``; ``basis``: of all its parts."""

    title: str
    edition: str
    folder: str = ""
    basis: str = ""
    note: str = ""


PACKAGED = {
    Kind.SELF_CHECK: Packaged(TITLE, EDITION),
    Kind.JGJ59: Packaged(
        "建筑施工安全检查标准", "JGJ 59—2011", "jgj59", "建筑施工安全检查标准",
        "扣分标准为自行撰写的示例，不是标准原文，正式评分前请对照原文核对。没有来源的检查评分表留空，标“内容待导入”，"
        "请新建版本后在“检查条目”“扣分标准”中导入。",
    ),
    Kind.DUST: Packaged(
        "建设工地扬尘防治标准", "示例 2026版", "dust", "",
        "示例内容，自行撰写，不是 DGJ32/J 203—2016 的检查评分表。该标准的检查评分表须由使用单位取得原文后导入。",
    ),
    Kind.PROVINCE_WORDING: Packaged(
        "房屋建筑工程施工现场安全检查用语", "示例 2026版", "province_wording", "",
        "示例用语，自行撰写，不是 DGJ32/TJ 218—2017 的用语库。该标准的用语须由使用单位取得原文后导入。",
    ),
}  # fmt: skip


def table(name: str, folder: str = "") -> Iterator[dict[str, str]]:
    """The lines of a packaged table; none where the standard has no such table."""
    place = files("anlan.domain.standard").joinpath("data", folder, f"{name}.csv")
    if not place.is_file():
        return
    with place.open(encoding="utf-8-sig") as lines:
        yield from csv.DictReader(lines)


def fill(standard: CheckStandard) -> int:
    """Fills an empty draft with the packaged tables of its kind; returns the number of items and wordings.

    FieldError if it is not empty, or nothing is packaged for its kind.
    """
    found = PACKAGED.get(Kind(standard.kind))
    if found is None:
        raise FieldError("这种用途没有内置标准，请逐条录入或用表格导入")
    if Category.kept.filter(standard=standard).exists():
        raise FieldError("这份标准里已有检查分类，内置标准只能载入到空的标准")
    same = {
        "standard": standard, "area_id": standard.area_id,
        "made_by_id": standard.made_by_id, "made_for_id": standard.made_for_id,
    }  # fmt: skip
    categories = _categories(found, same)
    items = Item.objects.bulk_create(_items(found, categories, same), batch_size=200)
    by_code = {item.code: item for item in items}
    Deduction.objects.bulk_create(_deductions(found, by_code, same), batch_size=200)
    MajorCriterion.objects.bulk_create(
        MajorCriterion(code=line["code"], title=line["title"], text=line["text"], **_basis(line, line["kinds"]), **same)
        for line in table("major_criteria", found.folder)
    )
    phrases = Phrase.objects.bulk_create(
        Phrase(
            category=categories[line["category"]], text=line["text"], requirement=line.get("requirement", ""), **same
        )
        for line in table("phrases", found.folder)
    )
    return len(items) or len(phrases)


def _categories(packaged: Packaged, same: dict[str, Any]) -> dict[str, Category]:
    lines = list(table("categories", packaged.folder))
    made: dict[str, Category] = {}
    for is_leaf in (False, True):
        level = [
            Category(
                code=line["code"], name=line["name"], order=int(line["order"]), parent=made.get(line["parent"]),
                weight=line.get("weight") or None, **_grounds(packaged, line), **same,
            )
            for line in lines
            if bool(line["parent"]) == is_leaf
        ]  # fmt: skip
        made.update({row.code: row for row in Category.objects.bulk_create(level)})
    return made


def _items(packaged: Packaged, categories: dict[str, Category], same: dict[str, Any]) -> Iterator[Item]:
    for line in table("items", packaged.folder):
        own = {"category": categories[line["category"]], "code": line["code"], "text": line["text"]}
        if "full_marks" not in line:
            own |= {"method": line["method"], "major_hint": line["major_hint"], **_basis(line, line["applies_to"])}
        else:
            own |= {
                "full_marks": line["full_marks"],
                "is_guarantee": line["is_guarantee"] == YES,
                "applies_to": ["all"],
            }
            own |= _grounds(packaged, line)
        yield Item(**own, **same)


def _deductions(packaged: Packaged, items: dict[str, Item], same: dict[str, Any]) -> Iterator[Deduction]:
    for order, line in enumerate(table("deductions", packaged.folder), 1):
        yield Deduction(
            item=items[line["item"]], text=line["text"], how=line["how"], marks=line["marks"],
            least=line["least"] or None, order=order, basis_title=packaged.basis, **same,
        )  # fmt: skip


def _grounds(packaged: Packaged, line: dict[str, str]) -> dict[str, Any]:
    """The basis of a part whose standard is named once for all."""
    if "basis_clause" not in line:
        return {}
    return {
        "basis_title": packaged.basis, "basis_edition": packaged.edition if packaged.basis else "",
        "basis_clause": line["basis_clause"], "basis_state": BASIS_STATES[line["basis_state"]],
    }  # fmt: skip


def _basis(line: dict[str, str], kinds: str) -> dict[str, Any]:
    return {
        "basis_title": line["basis_title"], "basis_edition": line["basis_edition"],
        "basis_clause": line["basis_clause"], "basis_state": BASIS_STATES[line["basis_state"]],
        "applies_to": kinds.split(";"),
    }  # fmt: skip


def load_standard(
    area_path: str,
    seat: "Seat | None" = None,
    *,
    kind: str = Kind.SELF_CHECK,
    edition: str = "",
    valid_from: date = VALID_FROM,
) -> CheckStandard:
    """Publishes the packaged standard of a kind for an area; the edition that is there already is left as it is.

    ``seat``: who does it, whose organisation then maintains it; without one the system does. Refused as any act is;
    KeyError for a kind without a packaged standard.
    """
    packaged = PACKAGED[Kind(kind)]
    values = {"title": packaged.title, "edition": edition or packaged.edition, "area": area_path}
    found = CheckStandard.objects.filter(**values).exclude(state="deleted").first()
    if found is None:
        more = {"kind": kind, "valid_from": valid_from.isoformat(), "note": packaged.note}
        found = deliver(Act(seat, "checkstandard", "create", values=values | more)).row
    if found.state == "draft":
        if not Category.kept.filter(standard=found).exists():
            deliver(Act(seat, "checkstandard", "load_packaged", record=found.pk))
        found = deliver(Act(seat, "checkstandard", "publish", record=found.pk)).row
    return found
