"""``anlan demo_data``: fills an empty database with the demo district."""

import shutil
import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from anlan.demo import yesterday
from anlan.demo.district import build
from anlan.kernel.scope.models import Organisation


class Command(BaseCommand):
    help = "生成演示数据：武进区（区域真实，单位、人员、号码、隐患均为虚构）"

    def add_arguments(self, parser: Any) -> None:
        """The size of the district and its seed."""
        parser.add_argument("--firms", type=int, default=300, help="企业数量")
        parser.add_argument("--months", type=int, default=12, help="历史月数")
        parser.add_argument("--seed", type=int, default=20130110, help="随机种子；同一天同一种子生成同样的数据")
        parser.add_argument("--if-empty", action="store_true", help="已有数据时什么也不做（默认即如此）")
        parser.add_argument("--fresh", action="store_true", help="先清空全部数据再生成")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrates, and makes the district unless there is one."""
        if settings.MODE not in ("demo", "test"):
            raise CommandError("演示数据只能在演示或测试模式下生成（ANLAN_MODE=demo），正式环境不会写入任何虚构数据")
        if options["firms"] < 1 or options["months"] < 1:
            raise CommandError("--firms 与 --months 至少为 1")
        settings.FILES_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        if options["fresh"]:
            call_command("flush", interactive=False, verbosity=0)
            shutil.rmtree(settings.FILES_ROOT, ignore_errors=True)
            yesterday.forget()
        elif Organisation.objects.exists():
            self.stdout.write("已有数据，未作改动；要重新生成请加 --fresh")
            return
        began = time.monotonic()
        say = self.stdout.write if options["verbosity"] else lambda line: None
        say("正在生成演示数据……")
        build(options["seed"], options["firms"], options["months"], lambda line: say(f"  {line}"))
        say(f"  监测数据 {yesterday.tell()} 个")
        say(f"完成，用时 {time.monotonic() - began:.0f} 秒")
