"""``anlan restore``: an archive in the place of what is there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel.upkeep import UpkeepError
from anlan.kernel.upkeep.restore import restore


class Command(BaseCommand):
    """Restores an archive."""

    help = "从归档恢复数据库与文件（先停止 serve 与 worker）"
    # The present database may be empty, older, or broken.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="替换现有数据；原来的留在一旁")
        parser.add_argument("--force", action="store_true", help="密钥不同或留痕校验不符也恢复")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore(
                options["path"], replace=options["replace"], force=options["force"], say=self.stdout.write
            )  # fmt: skip
        except UpkeepError as error:
            raise CommandError(str(error)) from error
        manifest = done.archive.manifest
        self.stdout.write(f"已恢复 {done.archive.made_at} 的备份：{sum(manifest['tables'].values())} 行")
        for line in done.warnings:
            self.stderr.write(line)
        if done.pending:
            self.stdout.write("备份来自旧版本：请运行 anlan migrate、anlan seed，再用 anlan verify 校验留痕")
        elif not done.warnings:
            self.stdout.write(f"留痕相符：共 {done.checked} 条")
        if done.kept:
            files = f"，多出的文件留在 {done.aside}" if done.aside and (done.aside / "files").exists() else ""
            self.stdout.write(f"原来的数据库留在 {done.kept}{files}；确认无误后可以删除")
