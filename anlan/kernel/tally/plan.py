"""What is kept of a register: compiled from its ``tallied`` columns and from the figures declared ``kept``."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any

from django.db import models

from anlan.kernel.figures.declare import Figure, every_figure
from anlan.kernel.register import registry
from anlan.kernel.register.register import Register
from anlan.kernel.scope.scopes import Supervised

COUNTY = 7
"""Length of a county's path: no area below it is kept apart."""
SLOTS = 8
TOLD_APART = 40
"""A text column longer than this is free text; a line for each of its values would be no summary."""
DATES = {"day": "YYYY-MM-DD", "month": "YYYY-MM"}
EDITION = 1
"""Raised when lines or facts are written differently, so that every installation counts anew."""


@dataclass(frozen=True)
class Fact:
    """One thing noted of a row. ``kind``: area, plain, number, flag, day, month, or sum with ``scale`` decimal places."""

    key: str
    column: str
    kind: str
    scale: int = 0

    def sql(self, vendor: str, row: str) -> str:
        """The fact of a row (a table's alias, NEW or OLD) as a text or a whole number."""
        column = f'{row}."{self.column}"'
        if self.kind in DATES and vendor == "postgresql":
            return f"TO_CHAR({column}, '{DATES[self.kind]}')"
        if self.kind == "sum" and self.scale:
            return f"CAST(ROUND(COALESCE({column}, 0) * {10**self.scale}) AS BIGINT)"
        return {
            "area": f"SUBSTR({column}, 1, {COUNTY})",
            # Cut to its length, a day is a text to SQLite's driver too, and no date.
            "day": f"SUBSTR({column}, 1, 10)",
            "month": f"SUBSTR({column}, 1, 7)",
            "flag": f"CASE WHEN {column} THEN 1 WHEN NOT {column} THEN 0 END",
            "sum": f"CAST(COALESCE({column}, 0) AS BIGINT)",
        }.get(self.kind, column)


@dataclass(frozen=True)
class Condition:
    """A fact is one of some values, or none of them."""

    fact: str
    values: tuple[Any, ...]
    negated: bool = False

    def meets(self, told: dict[str, Any]) -> bool:
        """Does a row of these facts meet it?"""
        return (told[self.fact] in self.values) != self.negated


@dataclass(frozen=True)
class Slot:
    """One sum: the rows that meet the conditions, or the total of a sum fact over them."""

    conditions: tuple[Condition, ...] = ()
    total_of: str = ""


@dataclass(frozen=True)
class Source:
    """A register's own counts ("") or a figure's. ``by``: what lines are kept by; ``place``: measure -> slot, scale."""

    key: str
    where: tuple[Condition, ...]
    slots: tuple[Slot, ...]
    by: tuple[str, ...]
    place: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """All that is kept of one register. ``told`` are the facts beyond area and industry, ``sums`` come after them."""

    register: Register
    area: Fact
    industry: Fact
    told: tuple[Fact, ...]
    sums: tuple[Fact, ...]
    sources: dict[str, Source]

    @property
    def key(self) -> str:
        """The register's key."""
        return self.register.key

    @property
    def table(self) -> str:
        """The table whose rows are counted."""
        return str(self.register.model._meta.db_table)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """In the order in which they are written down."""
        return (self.area, self.industry, *self.told, *self.sums)

    @cached_property
    def definition(self) -> str:
        """Changes whenever sums made before no longer say what is asked now."""
        said = repr((EDITION, self.table, self.facts, sorted(self.sources.items())))
        return hashlib.sha256(said.encode()).hexdigest()


class Compiler:
    """Compiles the plan of one register and gathers what is wrong with its declarations."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.faults: list[str] = []
        self.facts: dict[str, Fact] = {}
        self.columns = {n: c for c in register.model._meta.local_concrete_fields for n in (c.name, c.attname)}

    def compiled(self, figures: list[Figure]) -> Plan:
        """The plan; it must not be used if there are ``faults``."""
        said = f"{type(self.register).__name__}.tallied"
        if not isinstance(self.register.scope, Supervised) or type(self.register).rows is not Register.rows:
            self.faults.append(f"{said}: only rows under scope Supervised(…) are kept")
        area, industry = self.fact("area", said), self.fact("industry", said)
        base = tuple(self._base(said))
        sources = {}
        if self.register.tallied is not None:
            by = tuple(self.fact(name, said).key for name in self.register.tallied)
            sources[""] = Source("", base, (Slot(),), self._lines_of(by))
        for one in figures:
            sources[one.key] = self._figure(one, base)
        told = [f for f in self.facts.values() if f.key not in ("area", "industry") and f.kind != "sum"]
        sums = [f for f in self.facts.values() if f.kind == "sum"]
        return Plan(self.register, area, industry, tuple(told), tuple(sums), sources)

    def fact(self, key: str, said: str) -> Fact:
        """The fact of that key: a column, "month:<date column>" or "sum:<number column>"."""
        prefix, _, name = key.rpartition(":")
        column = self.columns.get(name)
        kind = _kind(prefix, column) if column is not None else ""
        if column is None:
            near = get_close_matches(name, list(self.columns), 1)
            self.faults.append(f"{said}: no '{name}'" + (f", did you mean '{near[0]}'?" if near else ""))
        elif not kind:
            self.faults.append(f"{said}: '{key}' can't be kept, it is a {type(column).__name__}")
        canonical = f"{prefix}:{column.name}" if prefix and column is not None else getattr(column, "name", name)
        scale = getattr(column, "decimal_places", 0) if kind == "sum" else 0
        made = Fact(canonical, str(getattr(column, "column", name)), kind, scale or 0)
        return self.facts.setdefault(canonical, made)

    def condition(self, lookup: str, value: Any, said: str) -> Condition:
        """A condition of a ``where``: exact or ``__in``."""
        name, _, how = lookup.partition("__")
        if how not in ("", "exact", "in") or value is None:
            self.faults.append(f"{said}: '{lookup}' can't be kept; only exact values and __in are")
            return Condition(name, ())
        fact = self.fact(name, said)
        values = value if how == "in" else (value,)
        column = self.columns.get(name)
        return Condition(fact.key, tuple(sorted((plain(column, v) for v in values), key=str)) if column else ())

    def _base(self, said: str) -> Iterator[Condition]:
        if shared := getattr(self.register.scope, "shared", ""):
            yield self.condition(shared, True, said)
        for flow in self.register.flows:
            if flow.hidden:
                yield Condition(self.fact(flow.column, said).key, tuple(sorted(flow.hidden)), negated=True)

    def _figure(self, one: Figure, base: tuple[Condition, ...]) -> Source:
        said = f"figure '{one.key}'"
        where = base + tuple(self.condition(k, v, f"{said}.where") for k, v in one.where.items())
        slots, place = [Slot()], {}
        for m in one.measures:
            if m.share_of:
                continue
            conditions = tuple(self.condition(k, v, f"{said}.{m.key}") for k, v in m.where.items())
            total = self.fact(f"sum:{m.total_of}", f"{said}.{m.key}") if m.total_of else None
            slot = Slot(conditions, total.key if total else "")
            if slot not in slots:
                slots.append(slot)
            place[m.key] = (slots.index(slot), total.scale if total else 0)
        if len(slots) > SLOTS:
            self.faults.append(f"{said}: {len(slots)} sums, at most {SLOTS} are kept (all rows count as one)")
        by = tuple(self.fact(name, f"{said}.by").key for name in one.by)
        return Source(one.key, where, tuple(slots), self._lines_of(by), place)

    def _lines_of(self, by: tuple[str, ...]) -> tuple[str, ...]:
        """Every line has an area and an industry: what is asked by those is read from the lines of all rows."""
        return ("", *(b for b in dict.fromkeys(by) if b not in ("area", "industry")))


def _kind(prefix: str, column: Any) -> str:
    """How a column is noted; "" when it can't be."""
    is_day = isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField)
    if prefix == "month":
        return "month" if is_day else ""
    if prefix == "sum":
        return "sum" if isinstance(column, models.DecimalField | models.IntegerField) else ""
    if prefix:
        return ""
    if column.name == "area":
        return "area"
    if isinstance(column, models.BooleanField) or is_day:
        return "day" if is_day else "flag"
    if isinstance(column, models.IntegerField | models.ForeignKey):
        return "number" if column.get_internal_type() != "ForeignKey" or _numbered(column) else "plain"
    return "plain" if isinstance(column, models.CharField) and (column.max_length or 1000) <= TOLD_APART else ""


def _numbered(column: Any) -> bool:
    return isinstance(column.target_field, models.IntegerField)


def plain(column: Any, value: Any) -> Any:
    """A value as it is noted: texts, and whole numbers for keys and for yes and no."""
    value = column.get_prep_value(getattr(value, "pk", value))
    return int(value) if isinstance(value, bool) else str(value) if isinstance(value, str | date) else value


def _figures_of(register: Register) -> list[Figure]:
    return [f for f in every_figure() if f.kept and f.register_key == register.key]


def faults() -> Iterator[str]:
    """What is wrong with the declarations of what is kept."""
    for register in registry.every_register():
        compiler, figures = Compiler(register), _figures_of(register)
        if register.tallied is not None or figures:
            compiler.compiled(figures)
            yield from compiler.faults


@cache
def plans() -> dict[str, Plan]:
    """The plans by register. The declarations are read once: they are code."""
    found = {}
    for register in registry.every_register():
        figures = _figures_of(register)
        if register.tallied is not None or figures:
            found[register.key] = Compiler(register).compiled(figures)
    return found
