"""Many acts at once: what each of them writes is held back for a while, so that many rows become few statements.

Who writes a step, a task, an entry of the trail or an event says ``write(model, put, items)`` and need not know whether
a batch is open. Nobody sees the difference: before any query that reads a table with rows held back, they are written.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models

from .insert import insert

__all__ = ["Batch", "fewer_collections", "insert", "opened", "write"]

Put = Callable[[list[Any]], Any]
_open: ContextVar["Batch | None"] = ContextVar("anlan_batch", default=None)


class Batch:
    """What is held back. ``first``: writes the governed rows themselves, on which everything else hangs.

    ``waiting`` tells whether there are such rows; ``table`` is theirs. ``eager``: what follows from saving them may write
    anything, so that any query at all brings it about.
    """

    def __init__(self, table: str, waiting: Callable[[], bool], first: Callable[[], None], *, eager: bool) -> None:
        self.table, self.waiting, self.first, self.eager = f'"{table}"', waiting, first, eager
        self._held: dict[str, tuple[Put, list[Any]]] = {}
        self._writing = False

    def hold(self, model: type[models.Model], put: Put, items: Iterable[Any]) -> None:
        """Keeps items for ``put``; those of one model stay in order."""
        self._held.setdefault(f'"{model._meta.db_table}"', (put, []))[1].extend(items)

    def flush(self) -> None:
        """Writes all that is held back."""
        if self.waiting():
            self.first()
        self._flush_held()

    def _flush_held(self) -> None:
        held, self._held = self._held, {}
        with self.writing():
            for put, items in held.values():
                put(items)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Inside, queries are the batch's own."""
        before, self._writing = self._writing, True
        try:
            yield
        finally:
            self._writing = before

    def before_query(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Brings the tables a query names up to date first. What is taken back was never held."""
        if not self._writing:
            if sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
                self.flush()
            elif sql.startswith("ROLLBACK TO SAVEPOINT"):
                self._held.clear()
            elif self.waiting() and (self.eager or self.table in sql):
                self.flush()
            elif any(table in sql for table in self._held):
                self._flush_held()
        return execute(sql, params, many, context)


@contextmanager
def opened(batch: Batch) -> Iterator[Batch]:
    """Holds back inside; whoever opens it flushes it, and drops it when something went wrong."""
    mark = _open.set(batch)
    try:
        with connection.execute_wrapper(batch.before_query):
            yield batch
    finally:
        _open.reset(mark)


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Rows by the thousand are no garbage: the collector need not look at all of them after every few hundred."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def write(model: type[models.Model], put: Put, items: Iterable[Any]) -> None:
    """``put(items)`` now, or together with those of other acts. ``model`` is what it writes into, for who reads there."""
    batch = _open.get()
    if batch is not None:
        batch.hold(model, put, items)
    elif found := list(items):
        put(found)
