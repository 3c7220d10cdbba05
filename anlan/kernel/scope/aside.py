"""Conditions that SQLite must not always choose an index for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import F, Func, Q
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan

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
    """A column of a condition, as it is; ``along_the_order`` with the unary plus, which takes it from SQLite's choice.

    (sqlite.org, The SQLite Query Optimizer Overview, "Disqualifying WHERE clause terms using unary +".) PostgreSQL
    weighs by itself how many rows meet a condition and how many are asked for; SQLite takes every range and every
    choice for a narrow one, and sorts a whole province to show twenty rows.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """With the unary plus where the order leads."""
        template = "+%(expressions)s" if _in_order.get() else None
        return self.as_sql(compiler, connection, template=template, **context)


def between(column: str, low: str, high: str) -> Q:
    """``low`` <= column < ``high``."""
    return Q(GreaterThanOrEqual(Aside(F(column)), low)) & Q(LessThan(Aside(F(column)), high))


def equal(column: str, value: Any) -> Q:
    """The column has that value."""
    return Q(Exact(Aside(F(column)), value))
