"""``anlan seal``: seals the head of the trail for today."""

from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel.trail import book


class Command(BaseCommand):
    """Seals the trail."""

    help = "封存今天的链头（平时每天自动进行）"

    def handle(self, *args: Any, **options: Any) -> None:
        row = book.seal_today()
        self.stdout.write(f"{row.day} 已封存：{row.count} 条 {row.hash[:16]}…")
