"""The daily seal."""

from typing import Any

from anlan.kernel.clock.schedule import scheduled

from .book import seal_today, verify_and_record


@scheduled("trail-seal", "每日封存操作留痕", at="23:50")
def seal(payload: dict[str, Any]) -> None:
    """Seals the head of the chain."""
    seal_today()


@scheduled("trail-verify", "每日校验操作留痕", at="02:10")
def verify(payload: dict[str, Any]) -> None:
    """Walks the chain; what it finds is for 审计管理员 to read."""
    verify_and_record()
