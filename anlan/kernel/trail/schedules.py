"""The daily seal."""

from typing import Any

from anlan.kernel.clock.schedule import scheduled

from .book import seal_today


@scheduled("trail-seal", "每日封存操作留痕", at="23:50")
def seal(payload: dict[str, Any]) -> None:
    """Seals the head of the chain."""
    seal_today()
