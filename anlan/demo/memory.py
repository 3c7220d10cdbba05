"""Makes reading quicker while a whole demo is made, and changes nothing of what is read.

Half of the time of an act goes into asking for the same few organisations, people and works, and into putting the same
statements together again. One process alone writes then, and each of its statements is seen here first: what was read holds
until its table is written to.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.lookups import Exact
from django.db.models.sql.compiler import SQLCompiler

from anlan.domain.hazard import photos
from anlan.kernel import bulk
from anlan.kernel.register.register import Register
from anlan.kernel.trail.models import Entry

READING = ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA")
Rows = dict[Any, tuple[Any, ...]]


class Memory:
    """Rows of other tables that rows point to, as they were read last; forgotten as soon as their table may have changed."""

    def __init__(self) -> None:
        self._kept: dict[str, Rows] = {}

    def before_query(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Sees every statement: one that writes makes the rows of its table be forgotten, a rollback all."""
        if not sql.startswith(READING):
            verb, _, rest = sql.partition(" ")
            if verb not in ("INSERT", "UPDATE", "DELETE"):
                self._kept.clear()
            elif verb != "INSERT" or "ON CONFLICT" in sql:
                self._kept.pop(rest.removeprefix("FROM ").partition('"')[2].partition('"')[0], None)
        return execute(sql, params, many, context)

    def recall(self, read: Callable[..., Any], descriptor: Any, instance: models.Model) -> Any:
        """What a foreign key points to, as an object of its own; by ``read`` the first time."""
        field = descriptor.field
        target, model = field.foreign_related_fields, field.remote_field.model
        if len(target) != 1 or not target[0].primary_key:
            return read(descriptor, instance)
        key, kept = getattr(instance, field.attname), self._kept.setdefault(model._meta.db_table, {})
        if key not in kept:
            found = read(descriptor, instance)
            kept[key] = tuple(getattr(found, column.attname) for column in model._meta.concrete_fields)
            return found
        names = [column.attname for column in model._meta.concrete_fields]
        return model.from_db(connection.alias, names, _own(kept[key]))


def _own(values: tuple[Any, ...]) -> list[Any]:
    """Lists and dictionaries as copies: whoever gets them may add to them."""
    return [_deep(value) if type(value) in (list, dict) else value for value in values]


def _deep(value: Any) -> Any:
    if type(value) is list:
        return [_deep(one) for one in value]
    return {key: _deep(one) for key, one in value.items()} if type(value) is dict else value


class Columns:
    """The list of a model's columns in SQL, put together once for each model."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[Any, ...]] = {}

    def select(self, make: Callable[..., Any], compiler: Any, with_col_aliases: bool = False) -> Any:
        """As ``SQLCompiler.get_select``, by ``make`` for everything but whole rows of one table under its own name."""
        query = compiler.query
        model = query.model
        plain = (
            query.default_cols and not with_col_aliases and not query.select_related and not query.annotations
            and not query.extra and query.selected is None and query.deferred_loading == (frozenset(), True)
            and model is not None and not model._meta.parents and query.base_table == model._meta.db_table
        )  # fmt: skip
        if not plain:
            return make(compiler, with_col_aliases)
        if model not in self._known:
            select, klass_info, _ = make(compiler, with_col_aliases)
            self._known[model] = tuple(select), klass_info["select_fields"]
        columns, places = self._known[model]
        return list(columns), {"model": model, "select_fields": places}, {}


class Reach:
    """The rows a seat may read, as a query for each register, put together once for what the seat reaches."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[Any, Any]] = {}

    def rows(self, make: Callable[..., Any], register: Any, seat: Any) -> Any:
        """As ``Register.rows``. A seat's reach is compiled once and anew when it was forgotten: then so is this."""
        key, basis = (register.key, seat.pk), (seat.legs, seat.permissions, seat.organisation)
        known = self._known.get(key)
        if known is None or any(a is not b for a, b in zip(known[0], basis, strict=True)):
            known = self._known[key] = basis, make(register, seat)
        return known[1].all()


def first(take: Callable[..., Any], rows: Any) -> Any:
    """As ``QuerySet.first``, by ``take``; of what a primary key picks out there is one at most, so that nothing is put in order."""
    where = rows.query.where
    if not rows.ordered and where.connector == "AND" and not where.negated and any(map(_picks_one, where.children)):
        return next(iter(rows[:1]), None)
    return take(rows)


def _picks_one(condition: Any) -> bool:
    return (
        type(condition) is Exact
        and getattr(condition.lhs, "target", None) is not None
        and condition.lhs.target.primary_key
    )


class Ledger(bulk.Batch):
    """Holds back the entries of the trail, and those alone, until somebody looks at the trail or the disk is told."""

    def __init__(self) -> None:
        super().__init__("trail_entry", lambda: False, lambda: None, eager=False)

    def hold(self, model: type[models.Model], put: bulk.Put, items: Iterable[Any]) -> None:
        """Everything else is written at once."""
        if model is Entry:
            super().hold(model, put, items)
        elif found := list(items):
            put(found)

    def before_query(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """The head of the chain belongs to its entries."""
        if '"trail_head"' in sql and not self._writing:
            self.flush()
        return super().before_query(execute, sql, params, many, context)


@contextmanager
def ledger() -> Iterator[None]:
    """A transaction whose entries of the trail are chained by the dozen."""
    with transaction.atomic(), bulk.opened(Ledger()) as held:
        yield
        held.flush()


class Pictures:
    """Whether two pictures are one: the demo's are drawn once and handed in many times, each time as a link to the same file."""

    def __init__(self) -> None:
        self._known: dict[frozenset[tuple[int, int]], bool] = {}

    def same(self, compare: Callable[[Path, Path], bool], a: Path, b: Path) -> bool:
        """As ``same_picture``, by ``compare`` the first time that two files meet."""
        pair = frozenset((found.st_dev, found.st_ino) for found in (a.stat(), b.stat()))
        if pair not in self._known:
            self._known[pair] = compare(a, b)
        return self._known[pair]


PATCHED = (
    (ForwardManyToOneDescriptor, "get_object"), (SQLCompiler, "get_select"), (Register, "rows"), (QuerySet, "first"),
    (photos, "same_picture"),
)  # fmt: skip


@contextmanager
def working() -> Iterator[None]:
    """Remembers inside. Only for a process that alone writes to the database, with one connection."""
    memory, columns, reach, pictures = Memory(), Columns(), Reach(), Pictures()
    before = [getattr(owner, name) for owner, name in PATCHED]
    read, select, rows, take, compare = before
    inside = (
        lambda self, instance: memory.recall(read, self, instance),
        lambda self, *args, **named: columns.select(select, self, *args, **named),
        lambda self, seat: reach.rows(rows, self, seat),
        lambda self: first(take, self),
        lambda a, b: pictures.same(compare, a, b),
    )
    _put(inside)
    gc.freeze()
    try:
        with bulk.fewer_collections(), connection.execute_wrapper(memory.before_query):
            yield
    finally:
        gc.unfreeze()
        _put(before)


def _put(functions: Iterable[Any]) -> None:
    for (owner, name), function in zip(PATCHED, functions, strict=True):
        setattr(owner, name, function)
