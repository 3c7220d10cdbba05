"""Ranges so wide that an index on them would only mislead."""

from typing import Any

from django.db.models import F, Func, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan


class Aside(Func):
    """A column that the planner of SQLite shall not choose an index for; PostgreSQL weighs that by itself.

    SQLite takes any range for a narrow one and then sorts a whole province to show twenty rows; by the unary plus
    (sqlite.org, query planner, "Disqualifying WHERE clause terms") it walks the index that is in the asked order.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """With the unary plus."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def wide_range(column: str, low: str, high: str) -> Q:
    """``low`` <= column < ``high``, where most rows of the table are expected to meet it."""
    return Q(GreaterThanOrEqual(Aside(F(column)), low)) & Q(LessThan(Aside(F(column)), high))
