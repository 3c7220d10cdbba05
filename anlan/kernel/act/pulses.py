"""Telling live pages that a row has changed, from whatever process it was changed in."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from anlan.kernel import bulk

from .models import Pulse

_followed: set[str] = set()
at_once: list[Callable[[], None]] = []
"""What is called when a change made in this process is there for everybody; others find it in the table."""


def follow(register_key: str) -> None:
    """From now on changes of this register's rows are told."""
    _followed.add(register_key)


def pulse(row: Any) -> None:
    """Notes that a row has changed, in the act's own transaction."""
    key = row.register_key()
    if key in _followed:
        bulk.write(Pulse, bulk.insert, [Pulse(register=key, record=row.pk)])
        for call in at_once:
            transaction.on_commit(call)
