"""A field as the doors need it: the model's column together with what the Register says of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from anlan.kernel.trail.crypto import EncryptedTextField

from .modelfields import FilesField, ManyChoicesField, TableField
from .words import Field

NUMBERS = (models.IntegerField, models.PositiveIntegerField, models.BigIntegerField)


@dataclass(frozen=True, eq=False)
class Spec:
    """One field of a Register, ready for entry and display; each is itself alone, so that others may remember it."""

    name: str
    label: str
    kind: str
    column: Any
    field: Field
    required: bool

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(value, label) of a choice field, without the empty one."""
        if isinstance(self.column, ManyChoicesField):
            return self.column.pairs()
        if self.kind == "yesno":
            yes, no = ("有", "无") if self.label.startswith("有无") else ("是", "否")
            return [("true", yes), ("false", no)]
        return [(str(v), str(t)) for v, t in (self.column.flatchoices or []) if v not in ("", None)]

    @property
    def secret(self) -> bool:
        """Is it shown masked, and told to the trail only as having changed?"""
        return self.field.secret is not None or isinstance(self.column, EncryptedTextField)

    @property
    def most(self) -> int:
        """How many files at most."""
        limit: Any = self.field.most or getattr(self.column, "most", 10)
        return int(limit)

    @cached_property
    def form_field(self) -> forms.Field | None:
        """Django's cleaner for the plain kinds; None for the kinds that ``entry`` cleans itself."""
        if self.kind in ("files", "table", "multichoice", "pick", "area", "yesno"):
            return None
        found = self.column.formfield(required=False)
        return found if found is not None else forms.CharField(required=False)


def kind_of(column: Any, field: Field) -> str:
    """The kind of control a column is entered with (docs/web.md lists them)."""
    if isinstance(column, FilesField):
        return "files"
    if isinstance(column, TableField):
        return "table"
    if isinstance(column, ManyChoicesField):
        return "multichoice"
    if isinstance(column, models.ForeignKey):
        return "area" if column.related_model._meta.label == "scope.Area" else "pick"
    if isinstance(column, models.BooleanField):
        return "yesno"
    if column.flatchoices:
        return "radio" if field.radio or field.ask else "select"
    for types, kind in (
        (models.DateTimeField, "datetime"), (models.DateField, "date"), (models.DecimalField, "decimal"),
        (NUMBERS, "integer"), (EncryptedTextField, "text"), (models.EmailField, "email"), (models.TextField, "textarea"),
    ):  # fmt: skip
        if isinstance(column, types):
            return kind
    return "text"


def make_spec(model: Any, field: Field) -> Spec:
    """The spec of one field; FieldDoesNotExist, also for the far end of a relation, is reported by the start-up checks."""
    column = model._meta.get_field(field.name)
    if not column.concrete:
        raise FieldDoesNotExist(f"{model._meta.label} has no column '{field.name}'")
    required = (
        field.required if field.required is not None else not (column.blank or column.null or column.has_default())
    )
    return Spec(field.name, field.label or str(column.verbose_name), kind_of(column, field), column, field, required)
