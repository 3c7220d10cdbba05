"""``anlan backup``: database and files in one archive, while the house runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel.upkeep import UpkeepError
from anlan.kernel.upkeep.archive import open_archive
from anlan.kernel.upkeep.backup import keep_newest, left_out, make
from anlan.kernel.upkeep.keys import FORGERY, differences


class Command(BaseCommand):
    """Makes or checks an archive."""

    help = "备份数据库与文件到一个归档（运行中即可）；--verify 只核对归档，不恢复"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("path", type=Path, help="归档的路径，或一个已有的文件夹（自动命名）")
        parser.add_argument("--verify", action="store_true", help="核对这个归档是否完好，不改动任何东西")
        parser.add_argument("--keep", type=int, default=0, help="文件夹里只留最新的几份")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["path"]
        try:
            if options["verify"]:
                return self._verify(path)
            if options["keep"] and not path.is_dir():
                raise CommandError("--keep 只用于文件夹，请给出一个已有的文件夹")
            made = make(path, self.stdout.write)
            trail = made.manifest["trail"]
            self.stdout.write(
                f"已备份到 {made.path}：{made.path.stat().st_size / 1e6:.1f} MB，留痕 {trail['count']} 条"
            )
            if made.missing:
                self.stderr.write(
                    f"缺少 {len(made.missing)} 个附件（记录里有、磁盘上没有），请运行 anlan doctor --full"
                )
            for sentence in filter(None, (say() for say in left_out)):
                self.stderr.write(sentence)
            if options["keep"]:
                for gone in keep_newest(path, options["keep"]):
                    self.stdout.write(f"已删除旧备份 {gone.name}")
        except UpkeepError as error:
            raise CommandError(str(error)) from error

    def _verify(self, path: Path) -> None:
        archive = open_archive(path)
        archive.verify()
        manifest, told = archive.manifest, differences(archive.manifest["keys"])
        if not told and not archive.genuine:
            raise UpkeepError(FORGERY)
        for line in told:
            self.stderr.write(line)
        rows = sum(manifest["tables"].values())
        self.stdout.write(
            f"备份完好：{archive.made_at} 由 {manifest['version']} 版制作，{manifest['members']} 个文件，"
            f"{rows} 行，留痕 {manifest['trail']['count']} 条"
        )
