"""Conditions that SQLite must not always choose an index for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import F, Func, Q
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan

from .areas import level, subtree

_in_order: ContextVar[bool] = ContextVar("in_order", default=False)


@contextmanager
def along_the_order() -> Iterator[None]:
    """Inside, SQLite walks the index that is in the asked order and tests the conditions on the way."""
    token = _in_order.set(True)
    try:
        yield
    finally:
        _in_order.reset(token)


class Aside(Func):
    """A column of a condition that SQLite must not choose an index for: it gets the unary plus.

    (sqlite.org, The SQLite Query Optimizer Overview, "Disqualifying WHERE clause terms using unary +".) PostgreSQL
    weighs by itself how many rows meet a condition and how many are asked for; SQLite takes every range and every
    choice for a narrow one, and sorts a whole province to show twenty rows.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """With the unary plus."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class AsideInOrder(Aside):
    """The same, but only ``along_the_order``."""

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """With the unary plus where the order leads."""
        if _in_order.get():
            return super().as_sqlite(compiler, connection, **context)
        return self.as_sql(compiler, connection, **context)


def within(column: str, area: str) -> Q:
    """The column lies in that area: a province is never a way to find rows, what is smaller is one unless the order is."""
    if not area:
        return Q()
    low, high = subtree(area)
    path = (Aside if level(area) == 1 else AsideInOrder)(F(column))
    return Q(GreaterThanOrEqual(path, low)) & Q(LessThan(path, high))


def chosen(column: str, value: Any) -> Q:
    """The column has that value, which many rows may share."""
    return Q(Exact(Aside(F(column)), value))


def meeting(lookup: str, value: Any) -> Q:
    """``lookup`` as ``filter`` takes it. What lies before a day is most of a table's history and no way to rows."""
    column, _, how = lookup.rpartition("__")
    return Q(LessThan(Aside(F(column)), value)) if how == "lt" and column else Q(**{lookup: value})
