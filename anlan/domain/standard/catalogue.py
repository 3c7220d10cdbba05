"""What a firm checks itself by: the edition in force for it, and the items meant for its kinds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.clock import today
from anlan.kernel.scope.areas import ancestors

from .flows import PUBLIC
from .kinds import Kind
from .models import Category, CheckStandard, Item, MajorCriterion, Phrase
from .rules import applies
from .tree import tree as tree

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation


@dataclass(frozen=True)
class Contents:
    """A published edition, read once: it never changes, so it is kept. Callers must not change the rows in it."""

    items: tuple[Item, ...]
    criteria: tuple[MajorCriterion, ...]
    leaves: tuple[Category, ...]


@dataclass(frozen=True)
class Leaf:
    """A second-level category with its items."""

    category: Category
    items: list[Item]


@dataclass(frozen=True)
class Branch:
    """A first-level category (基础管理, 现场管理) with its second-level ones."""

    category: Category
    leaves: list[Leaf]


@lru_cache(maxsize=32)
def _contents(standard: int, published_at: datetime) -> Contents:
    items = Item.kept.filter(standard=standard).select_related("category__parent")
    items = items.order_by("category__parent__order", "category__order", "code")
    leaves = Category.kept.filter(standard=standard).exclude(parent=None).select_related("parent")
    return Contents(
        tuple(items), tuple(MajorCriterion.kept.filter(standard=standard).order_by("code")),
        tuple(leaves.order_by("parent__order", "order", "code")),
    )  # fmt: skip


def contents_of(standard: CheckStandard) -> Contents:
    """All of a published edition. ValueError for a draft, which still changes."""
    if standard.published_at is None:
        raise ValueError(f"{standard} is not published")
    return _contents(standard.pk, standard.published_at)


def current_standard(area_path: str, day: date | None = None, rows: Any = None) -> CheckStandard | None:
    """The edition in force for the self-checks of an area's firms; as ``edition_of``."""
    return edition_of(Kind.SELF_CHECK, area_path, day, rows)


def edition_of(kind: str, area_path: str, day: date | None = None, rows: Any = None) -> CheckStandard | None:
    """The edition of a kind (``kinds.Kind``) in force in an area on a day (today): the nearest area's, the latest of those.

    ``rows``: the rows to look in, e.g. a seat's; all by default. None when there is no edition.
    """
    day = day or today()
    found = (CheckStandard.objects.all() if rows is None else rows).filter(
        Q(valid_to=None) | Q(valid_to__gte=day), kind=kind,
        state__in=PUBLIC, valid_from__lte=day, area_id__in=[*ancestors(area_path), area_path],
    )  # fmt: skip
    return max(found, key=lambda s: (len(s.area_id), s.valid_from, s.pk), default=None)


def kinds_of(unit: "Organisation") -> list[str]:
    """适用标准类型 of a firm; empty when its file does not say."""
    found = Enterprise.objects.filter(pk=unit.pk).values_list("firm_kinds", flat=True).first()
    return list(found or [])


def items_of(standard: CheckStandard, unit: "Organisation") -> list[Item]:
    """The items of an edition that are meant for a firm, in the order of their categories. Not to be changed."""
    kinds = kinds_of(unit)
    return [item for item in contents_of(standard).items if applies(item.applies_to, kinds)]


def items_for(unit: "Organisation", day: date | None = None) -> list[Item]:
    """The items by which a firm checks itself on a day; none when no edition is in force for its area."""
    standard = current_standard(unit.area_id, day)
    return items_of(standard, unit) if standard else []


def criteria_for(unit: "Organisation", day: date | None = None) -> list[MajorCriterion]:
    """The criteria of a major hazard that can apply to a firm."""
    standard = current_standard(unit.area_id, day)
    if standard is None:
        return []
    kinds = kinds_of(unit)
    return [one for one in contents_of(standard).criteria if applies(one.applies_to, kinds)]


def phrases_for(category: int) -> list[str]:
    """Ready wordings of a second-level category, oldest first."""
    return list(Phrase.kept.filter(category=category).order_by("id").values_list("text", flat=True))


def directory(items: Iterable[Item], every: Iterable[Category] = ()) -> list[Branch]:
    """Items under their two levels, in the order they come in.

    ``every``: second-level categories that stand in the directory though no item of theirs is among ``items`` (the
    manual's directory always has 11 and 10, S-4.1.b); others without items are left out.
    """
    branches: dict[int, Branch] = {}
    leaves: dict[int, Leaf] = {}

    def leaf_of(category: Category) -> Leaf | None:
        if category.parent is None:
            return None
        branch = branches.setdefault(category.parent.pk, Branch(category.parent, []))
        if category.pk not in leaves:
            leaves[category.pk] = Leaf(category, [])
            branch.leaves.append(leaves[category.pk])
        return leaves[category.pk]

    for category in every:
        leaf_of(category)
    for item in items:
        if leaf := leaf_of(item.category):
            leaf.items.append(item)
    return list(branches.values())


def basis_text(item: Item | MajorCriterion) -> str:
    """「《…》第…条」 or 「依据待核」."""
    return item.basis
