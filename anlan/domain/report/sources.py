"""What each report counts: rows of an earlier subject, what is shown of them, and the figures they make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from anlan.kernel.register import registry
from anlan.kernel.register.register import Register

from . import rules
from .kinds import Kind


@dataclass(frozen=True)
class Span:
    """The first and the last day of a period."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Does a day lie in it?"""
        return day is not None and self.first <= day <= self.last

    def past(self, day: date | None) -> bool:
        """Has something happened by the end of the period?"""
        return day is not None and day <= self.last


def span_of(kind: str, month: date) -> Span:
    """The days of the period that begins on ``month``."""
    return Span(month, rules.period_end(kind, month))


@dataclass(frozen=True)
class Line:
    """One figure. ``holds(row, span)``: does the row count; ``amount``: what of it is added up instead of 1.

    ``unit``: 条, 起, 人, 万元. ``brief``: stands in the report's summary even when zero. ``below``: a part of the figure above it.
    """

    key: str
    label: str
    unit: str
    holds: Callable[[Any, Span], bool]
    amount: Callable[[Any], Decimal | int] | None = None
    brief: bool = False
    below: bool = False


@dataclass(frozen=True)
class Source:
    """Rows of ``register_key`` that ``where(span)`` finds, shown by ``columns``. A later change of ``facts`` is a correction.

    ``seal(ids, label)``: tells the subject that these rows stand in a report that left the works; ``sealable(ids)``: how many
    of them are not fit for that, and what to do.
    """

    register_key: str
    columns: tuple[str, ...]
    facts: tuple[str, ...]
    where: Callable[[Span], Q]
    lines: tuple[Line, ...]
    seal: Callable[[list[int], str], None] | None = None
    sealable: Callable[[list[int]], str | None] | None = None

    @property
    def register(self) -> Register:
        """Whose rows these are."""
        return registry.register(self.register_key)

    def line(self, key: str) -> Line | None:
        """The figure of that key."""
        return next((one for one in self.lines if one.key == key), None)


_sources: dict[str, Source] = {}


def add_source(kind: Kind, source: Source) -> None:
    """Says what a report counts."""
    _sources[kind] = source


def source_of(kind: str) -> Source:
    """What a report counts."""
    return _sources[kind]
