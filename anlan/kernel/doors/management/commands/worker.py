"""``anlan worker``: runs background jobs until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from anlan.kernel.clock.worker import loop


class Command(BaseCommand):
    """Runs background jobs."""

    help = "运行后台任务，Ctrl+C 停止"

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        self.stdout.write("后台任务已启动")
        loop(stop)
