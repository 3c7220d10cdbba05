"""``anlan export_trail``: the trail and its seals, to be kept elsewhere."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel.trail import book
from anlan.kernel.trail.models import Entry


class Command(BaseCommand):
    """Writes the trail (JSON lines) and the anchors (JSON)."""

    help = "导出操作留痕与封存"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        with (folder / "trail.jsonl").open("w", encoding="utf-8") as out:
            for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
                out.write(json.dumps(entry.facts() | {"hash": entry.hash}, ensure_ascii=False) + "\n")
                count += 1
        (folder / "anchors.json").write_text(json.dumps(book.anchors(), ensure_ascii=False), encoding="utf-8")
        self.stdout.write(f"已导出 {count} 条留痕与 {len(book.anchors())} 个封存到 {folder}")
