"""Rows straight into tables, in bulk: the same plain values on SQLite (one prepared statement) and PostgreSQL (COPY)."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

Plain = str | int | None


def plain(value: Any) -> Plain:
    """A value as both databases take it: days and UTC moments in ISO form, JSON as text, yes and no as 1 and 0."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def fill(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple[Plain, ...]], **same: Any) -> None:
    """Puts ``rows`` of plain values for ``columns`` (attnames) into the table; every other column has its default.

    ``same``: columns that have one value in all rows. Indexes are made after the rows, which is far faster.
    """
    others = [
        f for f in model._meta.concrete_fields if f.attname not in columns and not isinstance(f, models.AutoField)
    ]
    tail = tuple(plain(same.get(f.attname, f.get_default())) for f in others)
    by_name = {f.attname: str(f.column) for f in model._meta.concrete_fields}
    names = [by_name[c] for c in (*columns, *(f.attname for f in others))]
    with _without_indexes(model._meta.db_table), transaction.atomic():
        _put(model._meta.db_table, names, (row + tail for row in rows))
    for line in connection.ops.sequence_reset_sql(no_style(), [model]):
        with connection.cursor() as cursor:
            cursor.execute(line)


def _put(table: str, names: list[str], rows: Iterator[tuple[Plain, ...]]) -> None:
    quoted = ", ".join(connection.ops.quote_name(n) for n in names)
    if connection.vendor == "sqlite":
        marks = ", ".join("?" * len(names))
        connection.connection.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write("\t".join(["\\N" if v is None else str(v) for v in row]) + "\n")


@contextmanager
def _without_indexes(table: str) -> Iterator[None]:
    """Takes the plain indexes of a table away and makes them again; those behind a constraint stay."""
    ask = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
        if connection.vendor == "sqlite"
        else "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    with connection.cursor() as cursor:
        cursor.execute(ask, [table])
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, made_by in found:
            cursor.execute(made_by)


@contextmanager
def unchecked() -> Iterator[None]:
    """Foreign keys and durability are off inside: the data is made anew if anything goes wrong."""
    off, on = {
        "sqlite": (
            ["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA threads = 2"],
            ["PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL", "PRAGMA threads = 0"],
        ),
        "postgresql": (
            ["SET session_replication_role = replica", "SET maintenance_work_mem = '256MB'"],
            ["SET session_replication_role = DEFAULT", "RESET maintenance_work_mem"],
        ),
    }[connection.vendor]
    _each(off)
    try:
        yield
    finally:
        _each(on)


def _each(lines: list[str]) -> None:
    with connection.cursor() as cursor:
        for line in lines:
            cursor.execute(line)


def analyse() -> None:
    """Lets the planner know the data, as the nightly upkeep of a running house would."""
    _each(["ANALYZE"] if connection.vendor == "sqlite" else ["VACUUM (ANALYZE)"])
