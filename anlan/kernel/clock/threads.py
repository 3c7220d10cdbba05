"""Work that an event loop hands to a thread."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import close_old_connections

T = TypeVar("T")


def tidily(work: Callable[..., T], *arguments: Any) -> T:
    """Runs it; a connection to the database that broke or grew old meanwhile is not left to the thread's next work."""
    try:
        return work(*arguments)
    finally:
        close_old_connections()
