"""Writes every encrypted value again under the first key and the present algorithm, and its search index with it."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Cast

from . import book
from .crypto import EncryptedTextField, blind_index, keyring

RAW = "rekey_raw"


def encrypted_fields() -> list[EncryptedTextField]:
    """Every encrypted column of the installation."""
    found = [f for m in apps.get_models() for f in m._meta.local_concrete_fields if isinstance(f, EncryptedTextField)]
    return sorted(found, key=lambda f: (f.model._meta.label, f.name))


def waiting(field: EncryptedTextField) -> Any:
    """The rows whose value is not under the first key and the present algorithm, with the value as it is stored."""
    rows = field.model._base_manager.annotate(**{RAW: Cast(F(field.name), models.TextField())})
    return rows.exclude(Q(**{RAW: ""}) | Q(**{f"{field.name}__isnull": True})).order_by("pk")


def rekey(field: EncryptedTextField, batch: int = 500) -> Iterator[tuple[int, int]]:
    """(rows looked at, rows written) after each batch, which is one transaction: broken off, it goes on where it was."""
    prefix, looked, written, last = keyring().prefix, 0, 0, None
    while True:
        rows = waiting(field) if field.index else waiting(field).exclude(**{f"{RAW}__startswith": prefix})
        chunk = list((rows if last is None else rows.filter(pk__gt=last))[:batch])
        if not chunk:
            return
        with transaction.atomic():
            done = sum(_write(field, row, prefix) for row in chunk)
            if done:
                label = f"{field.model._meta.verbose_name}“{field.verbose_name}”"
                book.write(None, [book.Note("rekey", field.model._meta.label, "rekey", f"重新加密{label}：{done} 条")])
        looked, written, last = looked + len(chunk), written + done, chunk[-1].pk
        yield looked, written


def _write(field: EncryptedTextField, row: Any, prefix: str) -> bool:
    """Writes one value, unless somebody changed it meanwhile: then it already is under the first key."""
    stored, plain = getattr(row, RAW), getattr(row, field.name)
    values = {field.index: blind_index(plain)} if field.index else {}
    if stored.startswith(prefix) and all(getattr(row, name) == value for name, value in values.items()):
        return False
    same = waiting(field).filter(pk=row.pk, **{RAW: stored})
    return bool(same.order_by().update(**{field.name: str(plain), **values}))
