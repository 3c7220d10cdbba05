"""Many rows as the texts a sheet shows, read in chunks so that neither memory nor a transaction grows with them."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from anlan.kernel.register.records import Record
from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec

from .show import UNKNOWN, text_of, words_of

# What SQLite has always taken as parameters of one query; more at a time were no faster.
ROWS_A_CHUNK = 999
# Names of other records that are kept from chunk to chunk: some 10 MB.
MOST_NAMES = 50_000


def ids_of(rows: QuerySet[Any]) -> "array[int]":
    """The ids of the rows in their order, eight bytes each: read at once, they fix which rows a download holds."""
    return array("q", rows.values_list("pk", flat=True).iterator(chunk_size=5_000))


def texts(register: Register, seat: Any, specs: list[Spec], ids: "array[int]") -> Iterator[list[str]]:
    """The texts of these fields of these rows, each row as it is when its chunk is read.

    A row that the seat may no longer read by then (deleted, moved to others) is left out. Between two chunks nothing of
    the database is held, however slowly they are taken.
    """
    if getattr(register.model, "said", Record.said) is not Record.said:
        yield from _said(register, seat, specs, ids)
        return
    columns = [_Column(spec) for spec in specs]
    marked = any(f.name == "unknown" for f in register.model._meta.concrete_fields)
    names = ["pk", "unknown" if marked else "pk", *(c.source for c in columns)]
    for start in range(0, len(ids), ROWS_A_CHUNK):
        chunk = ids[start : start + ROWS_A_CHUNK]
        found = {row[0]: row for row in register.rows(seat).filter(pk__in=chunk.tolist()).values_list(*names)}
        for place, column in enumerate(columns, 2):
            column.learn(row[place] for row in found.values())
        says = [c.say for c in columns]
        for pk in chunk:
            if pk in found:
                _, unknown, *values = found[pk]
                said = [say(value) for say, value in zip(says, values, strict=True)]
                if marked and unknown:
                    said = [UNKNOWN if s.name in unknown else t for s, t in zip(specs, said, strict=True)]
                yield said


def _said(register: Register, seat: Any, specs: list[Spec], ids: "array[int]") -> Iterator[list[str]]:
    """The texts of a type whose rows say some values themselves: read whole."""
    others = [spec.name for spec in specs if spec.column.is_relation]
    for start in range(0, len(ids), ROWS_A_CHUNK):
        chunk = ids[start : start + ROWS_A_CHUNK].tolist()
        found = register.rows(seat).select_related(*others).in_bulk(chunk)
        yield from ([text_of(spec, found[pk]) for spec in specs] for pk in chunk if pk in found)


class _Column:
    """A field read as a bare value; the name of a record it points to is asked for once."""

    def __init__(self, spec: Spec) -> None:
        self.source: str = spec.column.attname
        self.say: Callable[[Any], str] = words_of(spec)
        self._names: dict[Any, str] = {}
        self._others: Any = None
        if spec.column.is_relation:
            self._others, self._words = spec.column.related_model._default_manager, self.say
            self.say = lambda value: self._names.get(value, "")

    def learn(self, values: Iterable[Any]) -> None:
        """Makes sure that these values can be said."""
        if self._others is None:
            return
        wanted = set(values) - {None}
        new = wanted - self._names.keys()
        if len(self._names) + len(new) > MOST_NAMES:
            self._names.clear()
            new = wanted
        if new:
            self._names |= {pk: self._words(other) for pk, other in self._others.in_bulk(new).items()}
