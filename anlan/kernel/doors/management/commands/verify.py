"""``anlan verify``: does the trail hold?"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel.trail import book
from anlan.kernel.trail.digests import SHA256
from anlan.kernel.trail.models import Entry


def read_copy(path: Path) -> Iterator[Entry]:
    """The entries of an exported copy, one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            facts = json.loads(line)
            yield Entry(
                seq=facts["seq"], at=datetime.fromisoformat(facts["at"]), user_id=facts["user"], actor=facts["actor"],
                organisation_id=facts["organisation"], proxy=facts["proxy"], register=facts["register"],
                record=facts["record"], unit_id=facts["unit"], verb=facts["verb"], title=facts["title"],
                changes=facts["changes"], act=facts["act"], hash=facts["hash"], algorithm=facts.get("algorithm", SHA256),
                claimed_at=datetime.fromisoformat(facts["claimed_at"]) if facts["claimed_at"] else None,
            )  # fmt: skip


class Command(BaseCommand):
    """Verifies the chain against every seal and against anchors kept outside."""

    help = "校验操作留痕：是否有改动、删除、调换、截断，或整体改写"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--file", type=Path, help="导出的副本（export_trail）")
        parser.add_argument("--anchors", type=Path, help="存于库外的封存文件")

    def handle(self, *args: Any, **options: Any) -> None:
        known = json.loads(options["anchors"].read_text(encoding="utf-8")) if options["anchors"] else None
        copied = read_copy(options["file"]) if options["file"] else None
        verdict = book.verify(copied, known) if copied or known else book.verify_and_record()
        if verdict.fault:
            raise CommandError(f"不符：{verdict.fault}。此前相符的最后封存：{verdict.anchor}")
        self.stdout.write(f"相符：共 {verdict.checked} 条，最后相符的封存：{verdict.anchor}")
