"""PostgreSQL as the store: a schema of its own, a table a day, in the installation's database or another one."""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors, sql

from anlan.telemetry.words import Reading

from .face import Unavailable
from .sql import SqlStore
from .sql.engine import DATED, FIXED, INDEXES, NUMBERED, Row

SCHEMA = "telemetry"
KINDS = {"i": "bigint", "f": "double precision", "t": "text"}
MAKING = 7_041_001
"""The advisory lock under which tables are made: two at once would collide in the catalogue."""
STAGING = "CREATE TEMPORARY TABLE IF NOT EXISTS staging (device BIGINT, quantity BIGINT, at BIGINT, value DOUBLE PRECISION, flag TEXT)"
COLUMNS = "device, quantity, at, value, flag"
FILL = "INSERT INTO {0} SELECT * FROM staging ON CONFLICT DO NOTHING"
DIFFERING = """SELECT s.device, s.quantity, s.at, r.value, r.flag, s.value, s.flag FROM staging s
JOIN {0} r USING (device, quantity, at) WHERE r.value <> s.value OR r.flag <> s.flag
ORDER BY s.device, s.quantity, s.at, s.ctid"""
_left_behind: list[psycopg.Connection[Row]] = []
"""Connections of the process this one was forked from: neither to be used nor to be closed here."""


NAME = "anlan-telemetry"
"""Under which administrators find the store's connections among the server's."""


class PostgresEngine:
    """The database at that address. Each thread has its own connection."""

    one_of = "IN (SELECT value::bigint FROM json_array_elements_text(?::json))"
    locked = "FOR UPDATE"

    def __init__(self, address: str) -> None:
        self.address = address
        self._begin()

    def _begin(self) -> None:
        self._pid, self._mine, self._lock = os.getpid(), threading.local(), threading.Lock()
        self._open: list[psycopg.Connection[Row]] = []
        self._made: set[str] = set()

    def _connection(self) -> "psycopg.Connection[Row]":
        if self._pid != os.getpid():
            _left_behind.extend(self._open)
            self._begin()
        found: psycopg.Connection[Row] | None = getattr(self._mine, "connection", None)
        if found is None or found.closed:
            found = self._mine.connection = self._connect()
        return found

    def _connect(self) -> "psycopg.Connection[Row]":
        made = psycopg.connect(
            self.address, autocommit=True, connect_timeout=10, options="-c timezone=UTC", application_name=NAME
        )
        with self._lock:
            self._open = [c for c in self._open if not c.closed] + [made]
            if not self._made:
                with made.transaction():
                    made.execute("SELECT pg_advisory_xact_lock(%s)", [MAKING])
                    made.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                    made.execute(f"SET LOCAL search_path TO {SCHEMA}")
                    _make_tables(made)
                self._made.update(FIXED)
        made.execute(f"SET search_path TO {SCHEMA}")
        made.execute(STAGING)
        return made

    @contextmanager
    def reading(self) -> "Iterator[PostgresCursor]":
        """See ``Engine``."""
        with self._errors():
            connection = self._connection()
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield PostgresCursor(connection, self._made)

    @contextmanager
    def writing(self, dated: Iterable[str] = ()) -> "Iterator[PostgresCursor]":
        """See ``Engine``."""
        with self._errors():
            connection = self._connection()
            if missing := set(dated) - self._made:
                with connection.transaction():
                    connection.execute("SELECT pg_advisory_xact_lock(%s)", [MAKING])
                    for name in sorted(missing):
                        columns = DATED[name.split("_")[0]]
                        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
                self._made.update(missing)
            with connection.transaction():
                yield PostgresCursor(connection, self._made)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except errors.UndefinedTable as error:
            # Another process has dropped a day; the next try makes it again.
            self._made.intersection_update(FIXED)
            raise Unavailable(str(error)) from error
        except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as error:
            raise Unavailable(str(error)) from error

    def close(self) -> None:
        """See ``Engine``."""
        with self._lock:
            if self._pid == os.getpid():
                for connection in self._open:
                    with suppress(psycopg.Error):
                        connection.close()
        self._begin()


class PostgresCursor:
    """One transaction."""

    def __init__(self, connection: "psycopg.Connection[Row]", made: set[str]) -> None:
        self.connection, self.made = connection, made

    def rows(self, text: str, *values: Any) -> list[Row]:
        """See ``Cursor``."""
        return self.connection.execute(_ours(text), values).fetchall()

    def run(self, text: str, *values: Any) -> int:
        """See ``Cursor``."""
        return self.connection.execute(_ours(text), values).rowcount

    def many(self, head: str, kinds: str, rows: Sequence[Row], tail: str = "") -> int:
        """See ``Cursor``."""
        if not rows:
            return 0
        arrays = ", ".join(f"%s::{KINDS[kind]}[]" for kind in kinds)
        columns = [
            [None if v is None else float(v) for v in column] if kind == "f" else list(column)
            for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)
        ]  # fmt: skip
        text = f"{head} SELECT * FROM unnest({arrays}) {tail}"
        return self.connection.execute(sql.SQL(text), columns).rowcount

    def fill(self, table: str, rows: Sequence[Reading]) -> list[tuple[Reading, Reading]]:
        """See ``Cursor``."""
        self.run("TRUNCATE staging")
        with self.connection.cursor().copy(f"COPY staging ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "int8", "int8", "float8", "text"])
            for row in rows:
                copy.write_row(row)
        if self.run(FILL.format(table)) == len(rows):
            return []
        found = self.rows(DIFFERING.format(table))
        return [(Reading(*row[:5]), Reading(*row[:3], *row[5:])) for row in found]

    def drop(self, table: str) -> None:
        """See ``Cursor``."""
        self.run(f"DROP TABLE {table}")
        self.made.discard(table)

    def tables(self, prefix: str) -> list[str]:
        """See ``Cursor``."""
        found = self.rows(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = ? AND starts_with(tablename, ?) ORDER BY tablename",
            SCHEMA, f"{prefix}_",
        )  # fmt: skip
        return [name for (name,) in found]


def _ours(text: str) -> sql.SQL:
    """Values stand as %s here; the text is always one of this package."""
    return sql.SQL(text.replace("%", "%%").replace("?", "%s"))


def _make_tables(connection: "psycopg.Connection[Row]") -> None:
    for name, columns in FIXED.items():
        # Rows change with every commit: room in their pages keeps the index still.
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}) WITH (fillfactor = 70)")
    for name, columns in NUMBERED.items():
        numbered = f"id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, {columns.format(bytes='BYTEA')}"
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({numbered})")
    for line in INDEXES:
        connection.execute(line)


def open_postgres(address: str) -> SqlStore:
    """The store in that database."""
    return SqlStore(PostgresEngine(address))
