"""``anlan run_due``: what is due now, or was due at a given moment."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from anlan.kernel.clock import at, now
from anlan.kernel.clock.schedule import run_due
from anlan.kernel.clock.worker import do_chores


class Command(BaseCommand):
    """Runs due schedules and waiting jobs."""

    help = "立即运行到期的定时任务和等待中的后台任务"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--at", default="", help="只用于演示和测试：当作这一时刻，如 2026-11-25T20:00")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = now()
        if options["at"]:
            if settings.MODE == "production":
                raise CommandError("--at 只用于演示和测试")
            moment = datetime.fromisoformat(options["at"])
            moment = moment if moment.tzinfo else timezone.make_aware(moment)
        with at(moment):
            self.stdout.write(f"已运行 {run_due(moment)} 项")
            do_chores()
