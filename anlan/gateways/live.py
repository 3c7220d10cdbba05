"""Values as they come, to the pages that show the device: topic ``device:<number>``."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from anlan.kernel.notice.live.hub import Hub
from anlan.telemetry.words import Position, Reading

SECONDS_BETWEEN = 0.5
"""What comes in between is sent together: nobody reads faster, and a thousand pages cost a thousand messages each time."""
MOST_OF_ONE = 200


class LiveValues:
    """Gathers what followed devices say and hands it out a few times a second."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._lock = threading.Lock()
        self._values: dict[int, list[list[Any]]] = defaultdict(list)
        self._places: dict[int, list[Any]] = {}

    def see(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        """A watcher: keeps what somebody follows."""
        wanted = {int(t[7:]) for t in list(self.hub.followed) if t.startswith("device:")}
        if not wanted:
            return
        with self._lock:
            for r in readings:
                if r.device in wanted and len(self._values[r.device]) < MOST_OF_ONE:
                    self._values[r.device].append([r.quantity, r.at, r.value, r.flag])
            for p in positions:
                if p.device in wanted:
                    self._places[p.device] = [p.at, p.lat, p.lon, p.speed, p.direction]

    async def run(self) -> None:
        """Hands out until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN)
            with self._lock:
                values, self._values = self._values, defaultdict(list)
                places, self._places = self._places, {}
            for device in values.keys() | places.keys():
                said = {"values": values.get(device, []), "place": places.get(device)}
                self.hub.publish(f"device:{device}", said)
