"""``anlan import``: a sheet through the same checks and the same door as the page."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anlan.kernel.clock import jobs, now, today
from anlan.kernel.clock.models import Job
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Seat

from ... import intake, workbook


class Command(BaseCommand):
    """Imports a sheet as an account."""

    help = "导入表格：anlan import <登记> <文件.xlsx> --as <用户名>；有一处错误就一行都不保存"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("register")
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="account", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        keys = {r.key for r in registry.every_register()}
        if options["register"] not in keys:
            raise CommandError(f"没有“{options['register']}”这种登记，可用：{'、'.join(sorted(keys))}")
        seat = Seat.objects.filter(Seat.valid_on(today()), account=options["account"]).first()
        if seat is None or not seat.may(f"{options['register']}.import"):
            raise CommandError("这个账号不存在，或没有导入权限")
        if not options["file"].is_file():
            raise CommandError(f"找不到文件 {options['file']}")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(shutil.copy(options["file"], folder))
            if why := workbook.look(copy):
                raise CommandError(why)
            self._run(seat, options["register"], copy, options["file"])

    def _run(self, seat: Seat, register: str, copy: Path, source: Path) -> None:
        payload = {"seat": seat.pk, "register": register, "path": str(copy), "name": source.name}
        key = f"{source.name}:{now().isoformat()}"
        checked = self._done(jobs.ask(intake.CHECK, key, payload))
        if checked.get("bad"):
            wrong = source.with_suffix(".errors.xlsx")
            if checked.get("file"):
                shutil.copy(str(copy) + ".errors.xlsx", wrong)
            told = [
                *checked["faults"],
                *checked["sentences"],
                *([f"标注了错误的表格：{wrong}"] if checked.get("file") else []),
            ]
            raise CommandError("没有导入任何一行：\n" + "\n".join(told))
        saved = self._done(jobs.ask(intake.SAVE, key, payload | {"check": 0}))
        if saved.get("error"):
            raise CommandError(saved["error"])
        self.stdout.write(f"已导入 {saved['saved']} 条")

    def _done(self, job: Job) -> dict[str, Any]:
        jobs.run_one(job)
        job.refresh_from_db()
        if job.done_at is None:
            raise CommandError(f"处理时出了错，没有保存任何内容：{job.error[-500:]}")
        return dict(job.progress)
