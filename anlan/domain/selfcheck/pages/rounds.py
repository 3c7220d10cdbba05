"""A round of self-check as its page shows it: the directory of classes, what is answered, where the person stands."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from anlan.domain.standard import catalogue
from anlan.kernel.doors.show import moment_text
from anlan.kernel.register import registry

from ..answering import edition_for, items_of
from ..flows import FILLING
from ..models import SelfCheck
from ..rules import Progress, progress

if TYPE_CHECKING:
    from anlan.domain.standard.models import Category, Item
    from anlan.kernel.scope.models import Seat

WALK = "selfcheck-new"
MOST_UNFINISHED = 3


@dataclass(frozen=True, eq=False)
class ClassView:
    """One class of the directory: a second-level one with its number, or a first-level one (0) with its parts."""

    category: "Category"
    number: int
    items: "list[Item]"
    progress: Progress
    parts: "tuple[ClassView, ...]" = ()

    @property
    def said(self) -> str:
        """第7类还剩3条."""
        return self.progress.said(self.number)


@dataclass
class Round:
    """The items of a sheet, or of the sheet that the first answer will make (``sheet`` without a key)."""

    sheet: SelfCheck
    start: str = ""
    chosen: int = 0
    person: str = ""
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def items(self) -> "dict[int, Item]":
        """By id, in the standard's order."""
        return items_of(self.sheet)

    @cached_property
    def directory(self) -> list[ClassView]:
        """The first-level classes with their second-level ones."""
        said = {pk: a["answer"] for pk, a in self.answers.items()}
        found = []
        every = catalogue.contents_of(self.sheet.standard).leaves
        for branch in catalogue.directory(self.items.values(), every):
            parts = tuple(
                ClassView(leaf.category, number, leaf.items, progress((i.pk for i in leaf.items), said))
                for number, leaf in enumerate(branch.leaves, 1)
            )
            items = [i for part in parts for i in part.items]
            found.append(ClassView(branch.category, 0, items, progress((i.pk for i in items), said), parts))
        return found

    @cached_property
    def all_classes(self) -> list[ClassView]:
        """Every second-level class in order."""
        return [part for first in self.directory for part in first.parts]

    @cached_property
    def here(self) -> ClassView | None:
        """The class that is looked at: the chosen one, else the first first-level class (S-4.1.b)."""
        every = [*self.directory, *self.all_classes]
        return next((c for c in every if c.category.pk == self.chosen), every[0] if every else None)

    @cached_property
    def shown(self) -> list[ClassView]:
        """The second-level classes on the right side."""
        if self.here is None:
            return []
        return list(self.here.parts) or [self.here]

    def class_of(self, item: "Item") -> ClassView:
        """The second-level class of an item."""
        return next(c for c in self.all_classes if c.category.pk == item.category_id)

    def first_of(self, part: ClassView) -> ClassView:
        """The first-level class of a second-level one."""
        return next(f for f in self.directory if part in f.parts)

    @property
    def total(self) -> Progress:
        """Over all classes."""
        return progress(self.items, {pk: a["answer"] for pk, a in self.answers.items()})

    @property
    def standing(self) -> str:
        """Where one stands: the first class on the right side that is not finished, e.g. 基础管理第7类还剩3条."""
        open_class = next((c for c in [*self.shown, *self.all_classes] if c.progress.left), None)
        if open_class is None:
            return "全部查完"
        return f"{self.first_of(open_class).category.name}{open_class.said}"

    @property
    def following(self) -> ClassView | None:
        """The next class that is not finished, after those on the right side."""
        if not self.shown:
            return None
        place = self.all_classes.index(self.shown[-1])
        ahead = self.all_classes[place + 1 :] + self.all_classes[:place]
        return next((c for c in ahead if c.progress.left and c not in self.shown), None)

    @property
    def last_signer(self) -> str:
        """Who signs for a class: who did so last on this sheet, else who fills it in."""
        signers = [a["signed_by"] for a in self.answers.values() if a["signed_by"]]
        return signers[-1] if signers else self.sheet.checker or self.person


def round_of(sheet: SelfCheck, chosen: int = 0) -> Round:
    """The round of a sheet that exists."""
    rows = sheet.answers.order_by("id").values(
        "item", "answer", "by_class", "signed_by", "hazard", "hazard__name", "hazard__is_reported"
    )
    return Round(sheet, chosen=chosen, answers={row["item"]: dict(row) for row in rows})


def new_round(seat: "Seat", start: str, chosen: int = 0) -> Round:
    """The round of a sheet that is not made before its first answer."""
    sheet = SelfCheck(unit=seat.organisation)
    sheet.standard = edition_for(seat.organisation)
    return Round(sheet, start, chosen)


def unfinished(portal_key: str, seat: "Seat") -> list[dict[str, Any]]:
    """The firm's rounds that were begun and not saved, the latest first: 继续上次未完成的自查."""
    rows = registry.register("selfcheck").rows(seat).filter(unit=seat.organisation_id, state=FILLING, checked__gt=0)
    return [
        {"url": address_of(portal_key, one), "said": f"{moment_text(one.updated_at)}，已查 {one.checked} 条"}
        for one in rows.order_by("-updated_at")[:MOST_UNFINISHED]
    ]


def address_of(portal_key: str, sheet: SelfCheck | None = None) -> str:
    """The address of the walk, of a sheet or new."""
    if sheet is None or sheet.pk is None:
        return reverse("page:list", args=[portal_key, WALK])
    return reverse("page:screen", args=[portal_key, WALK, sheet.pk])
