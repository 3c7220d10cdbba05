"""SQLite as the store: one file of its own, one writer at a time, any number of readers, several processes."""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from anlan.telemetry.words import Reading

from .face import Unavailable
from .sql import SqlStore
from .sql.engine import DATED, FIXED, INDEXES, NUMBERED, Row

PAGE = 1024
"""Bytes. A commit touches the last page of nearly every series, so small pages write less (decision 0041)."""
PATIENCE = 10.0
"""Seconds a writer waits for another."""
SLICE = 1_000
TOGETHER = (256, 32, 4, 1)
"""Rows of one statement, most first. Each statement lets go of Python's lock and asks for it again: row by row, beside a
thread that is busy with sockets, a row took 230 microseconds instead of one; so it takes three."""
PRAGMAS = (
    "PRAGMA synchronous=FULL", "PRAGMA wal_autocheckpoint=131072", "PRAGMA journal_size_limit=268435456",
    "PRAGMA cache_size=-16384", "PRAGMA temp_store=MEMORY", "PRAGMA foreign_keys=OFF",
)  # fmt: skip
WRITER, WRITTEN = "PRAGMA cache_size=-131072", ("raw_", "track_")
"""The newest pages of all series stay in the memory of the thread that stores what comes in. Those that read need little, and
those that roll up minutes come past each page once: every ten minutes another thread would keep as much."""
_left_behind: list[sqlite3.Connection] = []
"""Connections of the process this one was forked from: neither to be used nor to be closed here."""


class SqliteEngine:
    """The file at ``path``; made when it is not there. Each thread has its own connection."""

    one_of = "IN (SELECT value FROM json_each(?))"
    locked = ""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._made = False
        self._begin()

    def _begin(self) -> None:
        self._pid, self._mine = os.getpid(), threading.local()
        self._open: list[sqlite3.Connection] = []
        self._turn = threading.Lock()

    def _look_for_fork(self) -> None:
        if self._pid != os.getpid():
            _left_behind.extend(self._open)
            self._lock = threading.Lock()
            self._begin()

    def _connection(self) -> sqlite3.Connection:
        self._look_for_fork()
        found: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if found is None:
            found = self._mine.connection = self._connect()
        return found

    def _connect(self) -> sqlite3.Connection:
        made = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            if not self._made:
                # The size of pages and WAL belong to the file and are set before its first table is made.
                made.execute(f"PRAGMA page_size={PAGE}")
                made.execute("PRAGMA journal_mode=WAL")
            for line in PRAGMAS:
                made.execute(line)
            with self._lock:
                if not self._made:
                    _make_tables(made)
                    self._made = True
                self._open.append(made)
        except BaseException:
            made.close()
            raise
        return made

    @contextmanager
    def reading(self) -> "Iterator[SqliteCursor]":
        """See ``Engine``."""
        yield from self._transaction("BEGIN")

    @contextmanager
    def writing(self, dated: Iterable[str] = ()) -> "Iterator[SqliteCursor]":
        """See ``Engine``."""
        self._look_for_fork()
        # Threads of this process wait in a row; SQLite itself would have them look again after ever longer pauses.
        with self._turn:
            yield from self._transaction("BEGIN IMMEDIATE", sorted(dated))

    def _transaction(self, begin: str, dated: Sequence[str] = ()) -> "Iterator[SqliteCursor]":
        try:
            connection = self._connection()
            if not getattr(self._mine, "wide", False) and any(name.startswith(WRITTEN) for name in dated):
                connection.execute(WRITER)
                self._mine.wide = True
            connection.execute(begin)
            try:
                for name in dated:
                    columns = DATED[name.split("_")[0]]
                    connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID")
                yield SqliteCursor(connection)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.InterfaceError):
            raise
        except sqlite3.DatabaseError as error:
            # Locked, no room, a disk that fails, a file that is damaged: the caller can only try again or spool.
            raise Unavailable(f"{self.path}: {error}") from error

    def close(self) -> None:
        """See ``Engine``."""
        with self._lock:
            if self._pid == os.getpid():
                for connection in self._open:
                    connection.close()
            self._begin()


class SqliteCursor:
    """One transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """See ``Cursor``."""
        return self.connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """See ``Cursor``."""
        return self.connection.execute(sql, values).rowcount

    def many(self, head: str, kinds: str, rows: Sequence[Row], tail: str = "") -> int:
        """See ``Cursor``."""
        one, at, changed = f"({', '.join('?' * len(kinds))})", 0, 0
        for many in TOGETHER:
            line = f"{head} VALUES {', '.join([one] * many)} {tail}"
            while len(rows) - at >= many:
                values = list(chain.from_iterable(rows[at : at + many]))
                changed += self.connection.execute(line, values).rowcount
                at += many
        return changed

    def fill(self, table: str, rows: Sequence[Reading]) -> list[tuple[Reading, Reading]]:
        """See ``Cursor``."""
        differ = []
        for start in range(0, len(rows), SLICE):
            part = rows[start : start + SLICE]
            if self.many(f"INSERT OR IGNORE INTO {table}", "iiift", part) < len(part):
                differ += self._differing(table, part)
        return differ

    def _differing(self, table: str, part: Sequence[Reading]) -> list[tuple[Reading, Reading]]:
        wanted = f"SELECT value, flag FROM {table} WHERE device = ? AND quantity = ? AND at = ?"
        found = []
        for row in part:
            [(value, flag)] = self.rows(wanted, *row[:3])
            if value != row[3] or flag != row[4]:
                found.append((Reading(row[0], row[1], row[2], value, flag), row))
        return found

    def drop(self, table: str) -> None:
        """See ``Cursor``."""
        self.run(f"DROP TABLE {table}")

    def tables(self, prefix: str) -> list[str]:
        """See ``Cursor``."""
        return [
            name
            for (name,) in self.rows(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name > ? AND name < ? ORDER BY name",
                f"{prefix}_", f"{prefix}_a",
            )
        ]  # fmt: skip


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for name, columns in FIXED.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID")
    for name, columns in NUMBERED.items():
        numbered = f"id INTEGER PRIMARY KEY AUTOINCREMENT, {columns.format(bytes='BLOB')}"
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({numbered})")
    for line in INDEXES:
        connection.execute(line)
    connection.execute("COMMIT")


def open_sqlite(path: Path) -> SqlStore:
    """The store in that file."""
    return SqlStore(SqliteEngine(path))
