"""Many new rows into one table: prepared column by column, each distinct value once, and handed over in one go.

Django's ``bulk_create`` prepares every value for itself and writes SQL anew for every few rows: on a type of 69 columns that is
two thirds of an import's time (decision 0027). Few rows, and what is unusual about a table, are left to it.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

FEW = 20


def insert(rows: list[Any]) -> None:
    """Inserts new rows of one model; they have their keys afterwards. Like ``bulk_create``: no ``save``, no signals."""
    if not rows:
        return
    model = type(rows[0])
    columns = model._meta.local_concrete_fields
    put = {"sqlite": _run, "postgresql": _copy}.get(connection.vendor)
    plain = not model._meta.get_parent_list() and not any(c.generated or c.has_db_default() for c in columns)
    if len(rows) < FEW or put is None or not plain:
        model._default_manager.bulk_create(rows)
        return
    with transaction.atomic(savepoint=False):
        _give_keys(model, rows)
        values = zip(*[_prepared(c, rows) for c in columns], strict=True)
        names = ", ".join(connection.ops.quote_name(str(c.column)) for c in columns)
        put(f"{connection.ops.quote_name(model._meta.db_table)} ({names})", len(columns), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _give_keys(model: type[models.Model], rows: list[Any]) -> None:
    """Keys as the database would have given them: SQLite has one writer at a time, PostgreSQL hands them out."""
    key = model._meta.pk
    if not isinstance(key, models.AutoField):
        return
    table, column = model._meta.db_table, str(key.column)
    free = [row for row in rows if row.pk is None]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or [0])[0]
            keys = list(range(last + 1, last + 1 + len(free)))
        else:
            ask = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(ask, [f'"{table}"', column, len(free)])
            keys = [found for (found,) in cursor.fetchall()]
    for row, pk in zip(free, keys, strict=True):
        row.pk = pk


def _prepared(column: Any, rows: list[Any]) -> list[Any]:
    """One column's values as the driver takes them."""
    if type(column).pre_save in (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save):
        values = list(map(attrgetter(column.attname), rows))
    else:
        values = [column.pre_save(row, True) for row in rows]

    # A type of our own may prepare equal values differently (encryption does, by a fresh nonce each time).
    own = not type(column).get_prep_value.__module__.startswith("django.")
    if not own and {*map(type, values)} <= {_as_is(column), type(None)}:
        return values
    # Not ``connection``: it looks for the thread's own at every touch.
    database = connections[DEFAULT_DB_ALIAS]

    def prepare(value: Any) -> Any:
        return column.get_db_prep_save(value, database)

    if own:
        return list(map(prepare, values))
    try:
        by_value = {value: prepare(value) for value in set(values)}
    except TypeError:
        return _json(values, prepare)
    return [by_value[value] for value in values]


def _as_is(column: Any) -> type | None:
    """The Python type that drivers take for this column just as it is."""
    while isinstance(column, models.ForeignKey):
        column = column.target_field
    if isinstance(column, models.CharField | models.TextField):
        return str
    return int if isinstance(column, models.IntegerField) else None


def _json(values: list[Any], prepare: Callable[[Any], Any]) -> list[Any]:
    """Lists and dicts, most of them empty."""
    empty: dict[Any, Any] = {list: prepare([]), dict: prepare({})}
    return [prepare(v) if v or type(v) not in empty else empty[type(v)] for v in values]


def _run(into: str, width: int, values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * width)})", values)


def _copy(into: str, width: int, values: Any) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)
