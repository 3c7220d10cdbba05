"""When the doer says that it was done: for the length of one request, every act of his carries it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

CLAIMED: ContextVar[datetime | None] = ContextVar("claimed", default=None)


@contextmanager
def claimed(at: datetime | None) -> Iterator[None]:
    """Acts made meanwhile carry this time beside ours; None is the ordinary case."""
    token = CLAIMED.set(at)
    try:
        yield
    finally:
        CLAIMED.reset(token)
