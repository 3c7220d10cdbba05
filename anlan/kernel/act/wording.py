"""What an act changed, before and after, in the words the trail keeps."""

from collections.abc import Callable
from copy import copy
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import models

from anlan.kernel.register.register import Register
from anlan.kernel.trail.crypto import EncryptedTextField

Word = Callable[[Any, Any], Any]
HOUSEKEEPING = {"version", "updated_at", "created_at", "handed_over"}
EMPTY: tuple[Any, ...] = (None, "", [], {})


def _kept(register: Register) -> list[Any]:
    columns = register.model._meta.concrete_fields
    # What a secret is found by says nothing to a reader, and would outlive the secret and its key in the trail.
    unsaid = HOUSEKEEPING | {c.index for c in columns if isinstance(c, EncryptedTextField)}
    return [c for c in columns if c.name not in unsaid and not c.primary_key]


def snapshot(register: Register, row: Any) -> dict[str, Any]:
    """The row's columns as they are stored, to be held against what they are later."""
    return {c.name: copy(getattr(row, c.attname)) for c in _kept(register)}


def label_of(register: Register, column: Any) -> str:
    """What the trail calls a column."""
    spec = register.specs.get(column.name)
    return spec.label if spec else str(column.verbose_name)


class Words:
    """What stored values are called. One serves an act, or all the rows of a sheet: each name is asked for once."""

    def __init__(self, register: Register) -> None:
        self._names: dict[tuple[str, Any], str] = {}
        self._columns = [
            (
                c.name, label_of(register, c),
                _hidden if register.spec(c.name).secret else self._word_of(c),
            )
            for c in _kept(register)
        ]  # fmt: skip
        self._values = attrgetter(*(c.attname for c in _kept(register)))

    def difference(self, row: Any, before: dict[str, Any]) -> dict[str, list[Any]]:
        """{Chinese label: [before, after]} of what changed, in words; secrets are not written down."""
        found = {}
        for (name, label, word), value in zip(self._columns, self._values(row), strict=True):
            old = before.get(name)
            if (not value and value in EMPTY and old in EMPTY) or old == value:
                continue
            found[label] = [
                old if old is None or old == "" else word(old, None),
                value if value is None or value == "" else word(value, row),
            ]
        return found

    def _word_of(self, column: Any) -> Word:
        """What puts a stored value of this column into words, given also the row it stands on now, if it does."""
        if isinstance(column, models.ForeignKey):
            return partial(self._name, column)
        if choices := dict(column.flatchoices):
            return lambda value, row: str(choices.get(value, value))
        return lambda value, row: plain(value)

    def _name(self, column: Any, key: Any, row: Any) -> str:
        if row is not None and column.is_cached(row):
            return str(getattr(row, column.name))
        if (column.name, key) not in self._names:
            found = (
                getattr(row, column.name)
                if row is not None
                else column.related_model._default_manager.filter(pk=key).first()
            )
            self._names[column.name, key] = str(found or key)
        return self._names[column.name, key]


def hide(value: Any) -> Any:
    """That a secret is there, and how long it is; nothing for none."""
    return f"（已加密，{len(str(value))}位）" if value not in (None, "") else value


def _hidden(value: Any, row: Any) -> Any:
    return hide(value)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, list | dict):
        return copy(value)
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
