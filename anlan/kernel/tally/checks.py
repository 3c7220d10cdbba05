"""Start-up checks of what is declared as kept (house law 9)."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from .plan import faults


@register()
def check_kept_sums(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """``tallied`` and ``kept=True`` name only what sums can be kept of."""
    return [Error(text, id="anlan.E003") for text in faults()]
