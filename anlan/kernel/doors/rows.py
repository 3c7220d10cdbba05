"""Which rows a door shows: in their order, only those, and of them only what is shown.

The ids come first, out of an index that holds scope, conditions and order together; only then are those few rows
fetched, with the long texts and the foreign keys that are shown. A list of a million rows so costs what its page costs.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db import models
from django.db.models import Count, F, QuerySet, Window

from anlan.kernel.register.register import Register
from anlan.kernel.scope.aside import along_the_order
from anlan.kernel.tally import tally

SIZE_KEPT = 300.0
HEAVY = (models.TextField, models.JSONField)


def ordered(register: Register, rows: QuerySet[Any], order: str) -> QuerySet[Any]:
    """The rows in that order, the id settling ties in the same direction, so that one index serves both directions.

    Empty values come last, backwards first, on every database: SQLite left alone has it the other way round.
    """
    name, back = order.lstrip("-"), order.startswith("-")
    if name == "id":
        return rows.order_by(order)
    key: Any = order
    if register.model._meta.get_field(name).null:
        key = F(name).desc(nulls_first=True) if back else F(name).asc(nulls_last=True)
    return rows.order_by(key, "-pk" if back else "pk")


@dataclass
class Cut:
    """One page of a list: its rows, how many rows there are in all, which page it is and of how many."""

    rows: list[Any]
    total: int
    number: int
    pages: int


def cut(
    register: Register, rows: QuerySet[Any], order: str, number: int, size: int, names: Iterable[str],
    total: int | None,
) -> Cut:  # fmt: skip
    """Page ``number`` of the rows in that order; a page beyond the end is the last one.

    ``total`` is how many there are; None has them counted on the way, where finding and counting are the same work (a
    free search).
    """
    counted = total is not None
    if total is None:
        pairs = _counting(register, rows, order, number, size)
        # Nothing on a later page may also mean that the list is shorter than that.
        total = pairs[0][1] if pairs else 0 if number == 1 else rows.count()
    pages = max(1, -(-total // size))
    if counted or number > pages:
        number = min(number, pages)
        wanted = ordered(register, rows, order).values_list("pk", flat=True)[(number - 1) * size : number * size]
        ids = _ids(wanted, total, number * size)
    else:
        ids = [pk for pk, _ in pairs]
    return Cut(_fetch(register, rows, ids, names), total, number, pages)


def count(register: Register, seat: Any, rows: QuerySet[Any], where: dict[str, Any], found: Any) -> int | None:
    """How many rows meet a page's ``where`` and the conditions found in the address; None where a search must look.

    What the kept sums can tell (``kernel.tally``) is not counted again.
    """
    if found.text:
        return None
    told = None
    if not found.errors and not found.beyond_terms and not where.keys() & found.terms.keys():
        told = tally.total(register, seat, where | found.terms)
    return rows.count() if told is None else told


def first(register: Register, rows: QuerySet[Any], order: str, most: int, names: Iterable[str]) -> list[Any]:
    """The first rows in that order, ``most`` of them at the most."""
    return _fetch(register, rows, list(ordered(register, rows, order).values_list("pk", flat=True)[:most]), names)


def _fetch(register: Register, rows: QuerySet[Any], ids: list[int], names: Iterable[str]) -> list[Any]:
    found = {row.pk: row for row in shown(register, rows.filter(pk__in=ids), names)}
    # A row that was taken away between the two questions is left out.
    return [found[pk] for pk in ids if pk in found]


def _counting(register: Register, rows: QuerySet[Any], order: str, number: int, size: int) -> list[tuple[int, int]]:
    every = ordered(register, rows, order).annotate(_all=Window(Count("pk"))).values_list("pk", "_all")
    return list(every[(number - 1) * size : number * size])


def _ids(wanted: QuerySet[Any], total: int, stop: int) -> list[int]:
    """Along the order one entry in ``size / total`` is ours; by the scope all of ours are read, and sorted."""
    with along_the_order() if total * total > stop * _size(wanted.model) else nullcontext():
        return list(wanted)


@lru_cache(maxsize=1024)
def _size_at(model: Any, moment: int) -> int:
    return int(model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0)


def _size(model: Any) -> int:
    """About how many rows the table holds: only ways are weighed by it, no number shown."""
    return _size_at(model, int(monotonic() // SIZE_KEPT))


def shown(register: Register, rows: QuerySet[Any], names: Iterable[str]) -> QuerySet[Any]:
    """The rows with what ``names`` and the desks of the flow look at, and without long texts that nobody looks at."""
    wanted = set(names)
    looked = wanted | {"unit"} | {desk.link for flow in register.flows for desk in flow.desks}
    columns = register.model._meta.concrete_fields
    links = [c for c in columns if c.is_relation and c.name in looked]
    heavy = [c.name for c in columns if isinstance(c, HEAVY) and c.name not in wanted and c.name != "unknown"]
    for link in links:
        heavy += [f"{link.name}__{c.name}" for c in link.related_model._meta.concrete_fields if isinstance(c, HEAVY)]
    return rows.select_related(*(c.name for c in links)).defer(*heavy)
