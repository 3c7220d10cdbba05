"""``anlan doctor``: what is wrong, and what to do."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel.upkeep.doctor import examine, is_ill


class Command(BaseCommand):
    """Examines the installation."""

    help = "检查这套系统哪里不对、怎么办；有要处理的问题时返回 1"
    # It must be able to speak even where the start-up checks cannot.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--full", action="store_true", help="逐个核对附件、校验留痕（较慢）")
        parser.add_argument("--json", action="store_true", help="给程序读的 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = examine(options["full"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        else:
            for one in found:
                self.stdout.write(f"[{one.level}] {one.what}" + (f"\n       → {one.todo}" if one.todo else ""))
        if is_ill(found):
            sys.exit(1)
        if not options["json"]:
            self.stdout.write("没有发现要处理的问题")
