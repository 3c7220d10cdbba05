"""The gateway's process: every protocol's server, the intake, the watchers and the live pages in one event loop."""

import asyncio
import contextlib
import fcntl
import gc
import json
import logging
import resource
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings

from anlan.kernel.clock.threads import tidily
from anlan.kernel.notice.live.hub import Hub
from anlan.kernel.notice.live.server import serve
from anlan.telemetry import watching
from anlan.telemetry.directory import Directory
from anlan.telemetry.intake import Intake, now_ms
from anlan.telemetry.models import PROTOCOLS
from anlan.telemetry.spool import Spool
from anlan.telemetry.store import Unavailable, close, own, store
from anlan.telemetry.unreadable import Unread

from .line import Desk
from .live import LiveValues

log = logging.getLogger("anlan.gateways")
SWEEP, WRITE, SAY = 5.0, 1.0, 60.0
ROLL_UP = 600.0
YOUNG = 100_000
"""New objects after which Python looks for circles among them. Messages have none and live for a moment; at Python's own 700
a third of the processor's time went into walking through those that wait for the store."""


def wanted(text: str) -> dict[str, int]:
    """``hj212:7212,live:7081`` as ports by name. ValueError names what is wrong."""
    known = {key for key, _ in PROTOCOLS} | {"live"}
    ports: dict[str, int] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, port = part.partition(":")
        if name not in known or not port.isdigit() or not 0 <= int(port) < 65536:
            raise ValueError(f"ANLAN_GATEWAYS：不认识 {part}，应为 {'、'.join(sorted(known))} 之一加冒号和端口")
        ports[name] = int(port)
    return ports


def alone(folder: Path) -> TextIO:
    """Holds the folder's lock for as long as the returned file is open; SystemExit when another gateway holds it."""
    held = (folder / "gateway.lock").open("a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SystemExit("已有一个网关进程在这个数据目录上运行，请先停止它") from None
    return held


def more_lines() -> int:
    """As many open files as the system lets us have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft


class Process:
    """Everything, from start to end."""

    def __init__(self, ports: dict[str, int], host: str) -> None:
        self.ports, self.host = ports, host
        self.unread, self.hub = Unread(), Hub()
        own()
        self.intake = Intake(store(), Spool(settings.HOME / "spool"), self.unread)
        self.directories = {key: Directory(key) for key, _ in PROTOCOLS}
        self.desk = Desk(self.intake, self.unread, self.directories)
        # Every line is an open file; what the store, the database, pages and lines on their way out need stays free.
        files = more_lines()
        self.desk.most = max(64, min(self.desk.most, files - max(512, files // 5)))
        self.live = LiveValues(self.hub)
        # Always the same thread: each keeps 30 MB of what it has gone through.
        self._roller = ThreadPoolExecutor(1, thread_name_prefix="anlan-roll-up")
        self._servers: list[Any] = []
        self._runner: Any = None

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Runs until SIGTERM or SIGINT; what was received by then is stored before it ends."""
        loop, ending = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, ending.set)
        for directory in self.directories.values():
            await asyncio.to_thread(directory.refresh)
            directory.start()
        watching.watch(self.live.see)
        end_watching = await asyncio.to_thread(watching.begin)
        self.intake.start(loop)
        going = (self.hub.run(), self._housekeeping(), self._roll_up(), self.live.run())
        work = [asyncio.create_task(one) for one in going]
        try:
            await self._listen()
            # What a start leaves behind stays for good and need not be walked through again.
            gc.freeze()
            gc.set_threshold(YOUNG, 20, 20)
            ready()
            await ending.wait()
        finally:
            await self._end(work, end_watching)

    async def _listen(self) -> None:
        for name, port in self.ports.items():
            if name == "live":
                self._runner = await serve(self.hub, settings.LIVE_HOST, port)
            else:
                start = import_module(f"anlan.gateways.{name}").start
                self._servers.append(await start(self.desk, self.host, port))
            log.info("%s listens on port %d", name, port)

    async def _end(self, work: list[Any], end_watching: Callable[[], None]) -> None:
        for server in self._servers:
            server.close()
        for line in list(self.desk.lines):
            line.close()
        await asyncio.to_thread(self.intake.stop)
        for task in work:
            task.cancel()
        self._roller.shutdown(wait=False, cancel_futures=True)
        self.hub.close()
        if self._runner is not None:
            await self._runner.cleanup()
        await asyncio.to_thread(end_watching)
        for directory in self.directories.values():
            await asyncio.to_thread(directory.end)
        await asyncio.to_thread(tidily, self.unread.write)
        close()

    async def _housekeeping(self) -> None:
        swept = said = time.monotonic()
        while True:
            await asyncio.sleep(WRITE)
            try:
                await asyncio.to_thread(tidily, self.unread.write)
            except Exception:
                # Lines must be swept whatever became of the list of what could not be read.
                log.exception("messages that could not be read could not be noted")
            moment = time.monotonic()
            if moment - swept >= SWEEP:
                swept = moment
                self.desk.sweep()
            if moment - said >= SAY:
                said = moment
                log.info("%s", json.dumps(self.figures(), ensure_ascii=False))

    async def _roll_up(self) -> None:
        """Minutes and hours of what came in; a store that is away is asked again next time."""
        while True:
            await asyncio.sleep(ROLL_UP)
            try:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._roller, self.intake.store.roll_up, now_ms())
            except Unavailable as away:
                log.warning("minutes and hours could not be brought up to date: %s", away)

    def figures(self) -> dict[str, Any]:
        """What has come in since the start."""
        counted = self.desk.figures | self.unread.figures | self.intake.figures
        return {**counted, "open lines": len(self.desk.lines), "viewers": len(self.hub.viewers)}
