"""What is found: wordings of general and major hazards, and the item of the standard that each belongs to."""

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from random import Random

from anlan.domain.standard import catalogue
from anlan.domain.standard.models import Category, Item, MajorCriterion
from anlan.kernel.scope.models import Organisation

from .world import Firm

SHOPS = ("一车间", "二车间", "三号厂房", "装配车间", "包装车间", "机修间")
CHEM_PLACES = ("配料间", "反应车间", "调漆间", "原料暂存区")


@dataclass(frozen=True)
class Finding:
    """One wording: the picture's scene, the class, where, what, what is to be done, what was done."""

    scene: str
    category: str
    place: str
    problem: str
    measures: str
    done: str = ""


@lru_cache(maxsize=1)
def general() -> tuple[Finding, ...]:
    """All wordings of general hazards."""
    return tuple(Finding(**line) for line in _table("findings"))


def named(beginning: str) -> Finding:
    """The general hazard whose wording begins so."""
    return next(one for one in general() if one.problem.startswith(beginning))


@lru_cache(maxsize=1)
def major() -> tuple[tuple[str, Finding], ...]:
    """(code of the criterion, wording) of major hazards."""
    lines = [(line.pop("criterion"), line) for line in _table("majors")]
    return tuple((code, Finding(category="", **line)) for code, line in lines)


def _table(name: str) -> list[dict[str, str]]:
    with files("anlan.demo").joinpath("data", f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def placed(finding: Finding, random: Random) -> str:
    """The finding's place, in one of the usual rooms."""
    return finding.place.format(shop=random.choice(SHOPS), chem=random.choice(CHEM_PLACES))


class Standard:
    """The edition in force, as the generator asks it."""

    def __init__(self, unit: Organisation) -> None:
        self.edition = catalogue.current_standard(unit.area_id)
        assert self.edition is not None
        self._items: dict[tuple[str, ...], list[Item]] = {}
        self._findings: dict[tuple[str, ...], list[tuple[Finding, Item]]] = {}

    @cached_property
    def first_level(self) -> dict[str, int]:
        """基础管理 and 现场管理 by code."""
        rows = Category.kept.filter(standard=self.edition, parent=None)
        return dict(rows.values_list("code", "pk"))

    @cached_property
    def second_level(self) -> dict[str, int]:
        """The classes by code."""
        return dict(Category.kept.filter(standard=self.edition).exclude(parent=None).values_list("code", "pk"))

    @cached_property
    def criteria(self) -> dict[str, MajorCriterion]:
        """By code."""
        return {one.code: one for one in MajorCriterion.kept.filter(standard=self.edition)}

    def items(self, firm: Firm) -> list[Item]:
        """The items meant for a firm, in order."""
        if firm.kinds not in self._items:
            assert self.edition is not None
            self._items[firm.kinds] = catalogue.items_of(self.edition, firm.unit)
        return self._items[firm.kinds]

    def item_of(self, firm: Firm, finding: Finding) -> Item | None:
        """The item of the finding's class that speaks of the most similar things; None if none is meant for the firm."""
        fitting = [i for i in self.items(firm) if i.category.code == finding.category]
        wanted = _pairs(finding.problem + finding.measures)
        return max(fitting, key=lambda i: (len(wanted & _pairs(i.text + i.method)), i.code), default=None)

    def findings_for(self, firm: Firm) -> list[tuple[Finding, Item]]:
        """What may be found in a firm."""
        if firm.kinds not in self._findings:
            fitting = [f for f in general() if "{chem}" not in f.place or "chemical" in firm.kinds]
            self._findings[firm.kinds] = [(f, item) for f in fitting if (item := self.item_of(firm, f))]
        return self._findings[firm.kinds]

    def majors_for(self, firm: Firm) -> list[tuple[MajorCriterion, Finding]]:
        """The major hazards that can be found in a firm."""
        # Those of chemical works hold for whoever stores chemicals too, but their wordings speak of chemical works.
        kinds = {"all", *firm.kinds}
        return [
            (self.criteria[code], finding)
            for code, finding in major()
            if kinds & set(self.criteria[code].applies_to) and (not code.startswith("WH") or "chemical" in kinds)
        ]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
