"""The embedded broker as a process: ``python -m anlan.gateways.mqtt.broker``, started and watched by ``keeper.py``.

Its first line of input says where to listen and the gateway's password; it answers with its port. When its input ends,
the gateway is gone, and so is it: a broker without a gateway could answer nobody.
"""

import asyncio
import json
import logging
import os
import sys
import threading
from typing import Any

SECONDS_BETWEEN_NOTES = 1.0


async def serve(told: dict[str, Any]) -> None:
    """Serves until the input ends."""
    from anlan.kernel.clock.threads import tidily
    from anlan.telemetry.directory import Directory
    from anlan.telemetry.unreadable import Unread

    from .hall import Hall

    loop, over = asyncio.get_running_loop(), asyncio.Event()
    directory, unread = Directory("mqtt"), Unread()
    await asyncio.to_thread(directory.refresh)
    directory.start()
    hall = Hall(told["host"], told["port"], told["secret"], directory, unread)
    await hall.start()
    print(json.dumps({"port": hall.port}), flush=True)
    threading.Thread(target=_until_the_end, args=(loop, over), daemon=True).start()
    while not over.is_set():
        try:
            await asyncio.wait_for(over.wait(), SECONDS_BETWEEN_NOTES)
        except TimeoutError:
            await asyncio.to_thread(tidily, unread.write)
    await asyncio.to_thread(tidily, unread.write)
    # Nothing is kept here that a shutdown could save; the lines end with the process.
    os._exit(0)


def _until_the_end(loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> None:
    while sys.stdin.buffer.read(4096):
        continue
    loop.call_soon_threadsafe(over.set)


def main() -> None:
    """Entry point."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    django.setup()
    # What it warns of are strangers and broken lines, which are counted where an administrator looks for them.
    logging.getLogger("amqtt").setLevel(logging.ERROR)
    logging.getLogger("transitions").setLevel(logging.ERROR)
    asyncio.run(serve(json.loads(sys.stdin.buffer.readline())))


if __name__ == "__main__":
    main()
