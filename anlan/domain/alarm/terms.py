"""What holds in this house of who learns of an alarm when."""

from functools import lru_cache
from typing import Any

from django.conf import settings

from .rules import Terms


def terms() -> Terms:
    """That of the settings; a name that is none of ``Terms`` is an error at the first use."""
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in settings.ALARM_TERMS.items()}
    return _terms(tuple(sorted(plain.items())))


@lru_cache(maxsize=8)
def _terms(pairs: tuple[tuple[str, Any], ...]) -> Terms:
    return Terms(**dict(pairs))
