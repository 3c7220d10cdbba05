"""Which rows a door shows: in their order, only those, and of them only what is shown.

The ids come first, out of an index that holds scope, conditions and order together; only then are those few rows
fetched, with the long texts and the foreign keys that are shown. A list of a million rows so costs what its page costs.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, QuerySet

from anlan.kernel.register.register import Register


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


def some(register: Register, rows: QuerySet[Any], order: str, start: int, stop: int, names: Iterable[str]) -> list[Any]:
    """The rows from ``start`` up to ``stop`` in that order, with the columns ``names`` ready to be shown."""
    ids = list(ordered(register, rows, order).values_list("pk", flat=True)[start:stop])
    found = {row.pk: row for row in shown(register, rows.filter(pk__in=ids), names)}
    # A row that was taken away between the two questions is left out.
    return [found[pk] for pk in ids if pk in found]


def shown(register: Register, rows: QuerySet[Any], names: Iterable[str]) -> QuerySet[Any]:
    """The rows with what ``names`` and the desks of the flow look at, and without long texts that nobody looks at."""
    wanted = set(names)
    columns = register.model._meta.concrete_fields
    links = [c.name for c in columns if c.is_relation and (c.name in wanted or c.name == "unit")]
    heavy = [
        c.name
        for c in columns
        if isinstance(c, models.TextField | models.JSONField) and c.name not in wanted and c.name != "unknown"
    ]
    rows = rows.select_related(*links)
    return rows.defer(*heavy) if heavy else rows
