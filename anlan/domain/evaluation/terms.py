"""The times that hold in this house."""

from functools import lru_cache
from typing import Any

from django.conf import settings

from .rules import Terms


def terms() -> Terms:
    """Those of the settings; a name that is none of ``Terms`` is an error at the first use."""
    return _terms(tuple(sorted(settings.EVALUATION_DAYS.items())))


@lru_cache(maxsize=8)
def _terms(pairs: tuple[tuple[str, Any], ...]) -> Terms:
    return Terms(**dict(pairs))
