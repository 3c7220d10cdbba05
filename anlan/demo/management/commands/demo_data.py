"""``anlan demo_data``: fills an empty database with the demo district."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from anlan.demo import foundation, unfinished, yesterday
from anlan.demo.district import build
from anlan.demo.progress import Progress
from anlan.kernel import bulk
from anlan.kernel.scope.models import Organisation

BROKEN_OFF = "已中断：演示数据没有做完。再次运行 make demo 会清空后重新生成。"


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
        """Migrates, and makes the district unless there is one; one that was broken off is made anew."""
        if settings.MODE not in ("demo", "test"):
            raise CommandError("演示数据只能在演示或测试模式下生成（ANLAN_MODE=demo），正式环境不会写入任何虚构数据")
        if options["firms"] < 1 or options["months"] < 1:
            raise CommandError("--firms 与 --months 至少为 1")
        settings.FILES_ROOT.mkdir(parents=True, exist_ok=True)
        # A line that moves is written piece by piece.
        self.stdout.ending = ""
        try:
            with unfinished.alone() as held:
                self._make(held, options)
        except unfinished.BeingMade as error:
            raise CommandError("另一个窗口正在生成这套演示数据，请等它做完") from error
        except KeyboardInterrupt:
            self.stderr.write(f"\n{BROKEN_OFF}" if unfinished.found() else "\n已中断。")
            raise SystemExit(130) from None

    def _make(self, held: IO[bytes], options: dict[str, Any]) -> None:
        progress = Progress(self.stdout, quiet=not options["verbosity"])
        left = unfinished.found()
        if left:
            progress.say("上次的演示数据没有做完，现在清空后重新生成。")
        foundation.lay()
        call_command("migrate", verbosity=0)
        if not (left or options["fresh"]) and Organisation.objects.exists():
            self.stdout.write("已有数据，未作改动；要重新生成请加 --fresh\n")
            return
        unfinished.begin(held)
        if left or options["fresh"]:
            _clear()
        progress.say("正在生成演示数据：")
        with quiet_messages(), bulk.fewer_collections():
            build(options["seed"], options["firms"], options["months"], progress)
            with progress.part("监测数据", 0.02) as part:
                part.result = f"监测数据 {yesterday.tell()} 个"
        unfinished.end(held)
        progress.say(f"演示数据已生成，用时 {progress.took():.0f} 秒")


def _clear() -> None:
    """Nothing is left of an earlier demo."""
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(settings.FILES_ROOT, ignore_errors=True)
    yesterday.forget()


@contextmanager
def quiet_messages() -> Iterator[None]:
    """Text messages of last year's history are nobody's news at the terminal."""
    log = logging.getLogger("anlan.sms")
    before = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(before)
