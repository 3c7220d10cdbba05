"""Asking the kept sums: an exact number, or None where only the rows can tell."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection

from anlan.kernel.register.register import Register
from anlan.kernel.scope.areas import LENGTHS, level, subtree

from .adding import Adding, as_text
from .plan import COUNTY, DATES, Plan, Source, plain, plans

if TYPE_CHECKING:
    from anlan.kernel.figures.declare import Figure
    from anlan.kernel.scope.models import Seat

MOST_WAITING = 2000
"""With more changes waiting than this, counting the rows is no slower than adding them up."""
DEFINITION, LINE, CHANGE = range(3)


@dataclass(frozen=True)
class Reach:
    """A part of the lines: an area and, unless empty, an industry."""

    area: str
    industry: str

    def holds(self, area: str, industry: str) -> bool:
        """Are rows of this county and industry part of it?"""
        return area.startswith(self.area) and self.industry in ("", industry)

    def within(self, area: str, industry: str) -> "Reach | None":
        """What is left of it inside an area and an industry, each "" for all."""
        if industry and self.industry not in ("", industry):
            return None
        if not (self.area.startswith(area) or area.startswith(self.area)):
            return None
        return Reach(max(self.area, area, key=len), industry or self.industry)


@dataclass(frozen=True)
class Question:
    """Sums of one source's lines of one ``by`` within some reaches, grouped by "value", "industry" or "area" (so ``deep``)."""

    plan: Plan
    source: Source
    by: str
    reaches: tuple[Reach, ...]
    values: list[str] | None = None
    grouped: str = "value"
    deep: int = 0

    def answer(self) -> dict[str, list[int]] | None:
        """Sums by group, from lines and waiting changes; None where the lines are not this program's or too much waits.

        It is one statement, so that no fold is ever seen half-way.
        """
        if not self.reaches:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(*self._statement())
            rows = cursor.fetchall()
        waiting = [row for row in rows if row[0] == CHANGE]
        if not any(row[0] == DEFINITION for row in rows) or len(waiting) > MOST_WAITING:
            return None
        groups = {row[1]: list(row[3:]) for row in rows if row[0] == LINE}
        adding, sums_of_none = Adding(self.plan, (self.source, self.by)), [0] * len(self.source.slots)
        for row in waiting:
            adding.change(json.loads(row[2]), row[3])
        for (_, _, area, industry, value), sums in adding.lines.items():
            if any(one.holds(area, industry) for one in self.reaches) and (not self.values or value in self.values):
                group = {"area": area[: self.deep], "industry": industry, "value": value}[self.grouped]
                groups[group] = [a + b for a, b in zip(groups.get(group, sums_of_none), sums, strict=False)]
        return groups

    def _statement(self) -> tuple[str, list[Any]]:
        where, params = self._where()
        grouped = f"SUBSTR(area, 1, {self.deep})" if self.grouped == "area" else self.grouped
        width = len(self.source.slots)
        sums = ", ".join(f"CAST(SUM(n{n}) AS BIGINT)" for n in range(width))
        blanks = ", 0" * (width - 1)
        return (
            f"SELECT {LINE}, {grouped}, NULL, {sums} FROM tally_line WHERE {where} GROUP BY {grouped}"
            f' UNION ALL SELECT {CHANGE}, NULL, told, n{blanks} FROM (SELECT CAST(facts AS TEXT) AS told, "count" AS n'
            f" FROM tally_change WHERE register = %s LIMIT {MOST_WAITING + 1}) c"
            f" UNION ALL SELECT {DEFINITION}, NULL, NULL, 0{blanks} FROM tally_head WHERE register = %s AND definition = %s"
        ), [*params, self.plan.key, self.plan.key, self.plan.definition]

    def _where(self) -> tuple[str, list[Any]]:
        parts: list[str] = []
        params: list[Any] = [self.plan.key, self.source.key, self.by]
        for one in self.reaches:
            parts.append("(area >= %s AND area < %s" + (" AND industry = %s)" if one.industry else ")"))
            params += [*subtree(one.area), *([one.industry] if one.industry else [])]
        where = f'register = %s AND source = %s AND "by" = %s AND ({" OR ".join(parts)})'
        if self.values is None:
            return where, params
        return f"{where} AND value IN ({', '.join(['%s'] * len(self.values))})", params + self.values


def total(register: Register, seat: "Seat", terms: dict[str, Any]) -> int | None:
    """How many rows of a register a seat reaches that meet exact terms; None: count the rows.

    ``terms``: at most one tallied column, exact or with ``__in``, and beside it ``area`` (a path down to the county)
    and ``industry``. None also where the seat's reach can't be told by counties and industries.
    """
    plan = plans().get(register.key)
    if plan is None or "" not in plan.sources or not seat.may(f"{register.key}.view"):
        return None
    left = dict(terms)
    area, industry = (left.pop(name, "") for name in ("area", "industry"))
    area = getattr(area, "pk", area)
    if any(name in terms and not terms[name] for name in ("area", "industry")) or (area and len(area) not in LENGTHS):
        return None
    reaches, term, source = _reaches(seat, area, industry), _term(plan, left), plan.sources[""]
    if reaches is None or term is None or term[0] not in source.by:
        return None
    groups = Question(plan, source, term[0], tuple(reaches), term[1]).answer()
    return None if groups is None else sum(sums[0] for sums in groups.values())


def _term(plan: Plan, terms: dict[str, Any]) -> tuple[str, list[str] | None] | None:
    """(column, its wanted values as JSON or None for all); None if the terms are more than lines can tell."""
    if not terms:
        return "", None
    lookup, value = next(iter(terms.items()))
    name, _, how = lookup.partition("__")
    columns = {n: c for c in plan.register.model._meta.local_concrete_fields for n in (c.name, c.attname)}
    values = [value] if how in ("", "exact") and value is not None else list(value or ()) if how == "in" else []
    if len(terms) > 1 or name not in columns or not values:
        return None
    try:
        return columns[name].name, [as_text(plain(columns[name], v)) for v in values]
    except (ValidationError, ValueError, TypeError):
        return None


def figure_groups(
    figure: "Figure", by: str, seat: "Seat", area: str = "", within: str = ""
) -> list[dict[str, Any]] | None:
    """The groups of a kept figure as its query would give them, all of them; None: count the rows.

    ``area``: whose parts an area dimension shows, as in ``compute``. ``within``: only rows of this area.
    """
    plan = plans().get(figure.register_key)
    if plan is None or figure.key not in plan.sources or not seat.may(f"{figure.register_key}.view"):
        return None
    source, reaches = plan.sources[figure.key], _reaches(seat, within, "")
    deep = LENGTHS[min(level(area) if area else 0, len(LENGTHS) - 1)] if by == "area" else 0
    if reaches is None or deep > COUNTY:
        return None
    grouped = by if by in ("area", "industry") else "value"
    groups = Question(plan, source, by if grouped == "value" else "", tuple(reaches), None, grouped, deep).answer()
    if groups is None:
        return None
    found = [{"_by": _value(plan, by, k)} | _measures(source, sums) for k, sums in groups.items() if sums[0]]
    return sorted(found, key=lambda g: _as_ordered(g["_by"]))


def together(figure: "Figure", groups: list[dict[str, Any]]) -> dict[str, Any]:
    """The sums over all groups, by measure."""
    return {m.key: sum(g[m.key] for g in groups) for m in figure.measures if not m.share_of}


def _as_ordered(value: Any) -> tuple[bool, Any]:
    """The database's own order of what a figure is grouped by: PostgreSQL puts what is not filled in last."""
    missing = value is None
    return (missing == (connection.vendor == "postgresql"), "" if missing else value)


def _value(plan: Plan, by: str, key: str) -> Any:
    if by in ("area", "industry"):
        return key
    value, kind = json.loads(key), next(f.kind for f in plan.told if f.key == by)
    return date.fromisoformat(f"{value}-01"[:10]) if kind in DATES and value else value


def _measures(source: Source, sums: list[int]) -> dict[str, Any]:
    return {
        key: Decimal(sums[slot]).scaleb(-scale) if scale else sums[slot] for key, (slot, scale) in source.place.items()
    }


def _reaches(seat: "Seat", area: str, industry: str) -> list[Reach] | None:
    """What a seat reaches, in counties and industries; None where that can't say it."""
    if not seat.is_authority or len(area) > COUNTY:
        return None
    found = []
    for leg in seat.legs:
        if leg.area is None or len(leg.area) > COUNTY or leg.units or leg.direct is not None:
            return None
        found.append(Reach(leg.area, leg.industry).within(area, industry))
    return [one for one in dict.fromkeys(found) if one is not None]
