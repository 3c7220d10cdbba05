"""Keeps the broker's process running: a crashed one is started again, one that swells or hangs is ended first."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger("anlan.gateways")

STARTS_WITHIN = 60.0
SECONDS_BETWEEN_LOOKS = 2.0
PAUSE = 0.3
"""Before a broker that ended is started again; doubled each time it does not even begin, up to ``LONGEST``."""
LONGEST = 20.0
MOST_MEMORY = 512 * 2**20
"""Bytes resident: ten times what four thousand sessions need. Beyond, the broker is started anew (amqtt has leaked)."""
MOST_DEAF = 15
"""Looks in a row without an answer of the broker to the gateway, after which it is taken for hung."""


class Keeper:
    """One broker, again and again at the same port. ``well``: does the gateway hear it?"""

    def __init__(self, host: str, port: int, secret: str, well: Callable[[], bool]) -> None:
        self.host, self.port, self.secret, self.well = host, port, secret, well
        self.pid, self.started = 0, 0
        self._ready = asyncio.Event()
        self._ending = False
        self._process: asyncio.subprocess.Process | None = None
        self._task = asyncio.create_task(self._keep())

    async def ready(self) -> None:
        """Until the first one listens; TimeoutError when none does."""
        await asyncio.wait_for(self._ready.wait(), STARTS_WITHIN)

    def close(self) -> None:
        """Ends it."""
        self._ending = True
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    async def wait_closed(self) -> None:
        """Until it has ended."""
        await self._task

    async def _keep(self) -> None:
        pause = PAUSE
        while not self._ending:
            before = self.started
            await self._live_through_one()
            pause = PAUSE if self.started > before else min(pause * 2, LONGEST)
            if not self._ending:
                log.error("the MQTT broker has ended; it is started again")
                await asyncio.sleep(pause)

    async def _live_through_one(self) -> None:
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "anlan.gateways.mqtt.broker", stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self.pid = process.pid
        try:
            await self._begin(process)
            await self._watch(process)
        except (OSError, ValueError, TimeoutError):
            log.exception("the MQTT broker did not begin")
        finally:
            if self._ending and process.stdin is not None:
                process.stdin.close()
            elif process.returncode is None:
                process.kill()
            await process.wait()

    async def _begin(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        told = {"host": self.host, "port": self.port, "secret": self.secret}
        process.stdin.write(json.dumps(told).encode() + b"\n")
        answer = await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN)
        self.port = int(json.loads(answer)["port"])
        self.started += 1
        self._ready.set()

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        deaf = 0
        while process.returncode is None and not self._ending:
            try:
                await asyncio.wait_for(process.wait(), SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                deaf = 0 if self.well() else deaf + 1
                if deaf > MOST_DEAF or resident(process.pid) > MOST_MEMORY:
                    log.error("the MQTT broker hangs or swells and is ended")
                    return


def resident(pid: int) -> int:
    """Bytes of memory a process holds; 0 where that cannot be told."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
