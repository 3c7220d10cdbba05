"""The way in: what gateways decode is stored durably, shown to the watchers, and answered, in this order."""

import asyncio
import logging
import math
import threading
from collections import Counter, deque
from collections.abc import Callable

from anlan.kernel.clock import now

from .quantities import BY_NUMBER
from .spool import Spool
from .store import TelemetryStore, Unavailable
from .unreadable import Unread
from .watching import show
from .words import Batch, Position, Reading

log = logging.getLogger("anlan.telemetry")

MOST_AT_ONCE = 20_000
"""Values of one commit: larger ones make the first answer wait without storing more a second."""
HIGH, LOW = 200_000, 50_000
"""Values that may wait: above the first gateways stop reading from their lines, below the second they go on."""
AHEAD = 10 * 60_000
"""A device's clock may be so far ahead (ms); what is later is not believed."""
BEHIND = 400 * 86_400_000
"""What lies further back (ms) is not believed: blind-area batches reach back days, a clock without battery decades."""
PAUSE = 0.5
MOST_FAILED = 16


def now_ms() -> int:
    """Our clock."""
    return int(now().timestamp() * 1000)


class Intake:
    """One thread between all gateways of a process and the store."""

    def __init__(self, store: TelemetryStore, spool: Spool, unread: Unread, clock: Callable[[], int] = now_ms) -> None:
        self.store, self.spool, self.unread, self.clock = store, spool, unread, clock
        self.figures: Counter[str] = Counter()
        self._queue: deque[Batch] = deque()
        self._waiting = 0
        self._something = threading.Condition()
        self._ending = False
        self._paused: list[Callable[[], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._work, name="anlan-intake", daemon=True)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins to store; answers are given in ``loop``."""
        self._loop = loop
        self._thread.start()

    def put(self, batch: Batch) -> bool:
        """Takes a message in. False: too much waits; stop reading until ``when_room`` calls."""
        size = len(batch.readings) + len(batch.positions)
        with self._something:
            self._queue.append(batch)
            self._waiting += size
            if len(self._queue) == 1:
                self._something.notify()
            return self._waiting < HIGH

    def when_room(self, call: Callable[[], None]) -> None:
        """``call`` runs once, in the loop, when there is room again."""
        with self._something:
            self._paused.append(call)

    def stop(self, patience: float = 30.0) -> None:
        """Stores what waits and ends."""
        with self._something:
            self._ending = True
            self._something.notify()
        self._thread.join(patience)

    def _work(self) -> None:
        while True:
            batches = self._take()
            if batches is None:
                return
            try:
                self._bring_in(batches)
            except Exception:
                log.exception("messages could not be taken in together")
                self._bring_in_what_can_be(batches)
            self._give_room()

    def _bring_in_what_can_be(self, batches: list[Batch]) -> None:
        """A message that we fail at stops nobody else's: halves without one are taken in. It is not answered, so its device
        says it again; so do all others once so many have failed that the fault is not theirs.
        """
        parts, failed = [batches], 0
        while parts:
            part = parts.pop()
            try:
                self._bring_in(part)
            except Exception as error:
                if len(part) == 1 or failed >= MOST_FAILED:
                    failed += len(part)
                    log.error("%d messages could not be taken in: %r", len(part), error)
                else:
                    middle = len(part) // 2
                    parts += [part[middle:], part[:middle]]
        self.figures["failed"] += failed

    def _take(self) -> list[Batch] | None:
        with self._something:
            while not self._queue:
                if self._ending:
                    return None
                if not self._something.wait(1.0) and self.spool.waiting:
                    break
            taken, size = [], 0
            while self._queue and size < MOST_AT_ONCE:
                batch = self._queue.popleft()
                size += len(batch.readings) + len(batch.positions)
                taken.append(batch)
            self._waiting -= size
            return taken

    def _bring_in(self, batches: list[Batch]) -> None:
        heard = self.clock()
        readings, positions = self._believed(batches, heard)
        self._keep(readings, positions, heard)
        self.figures["messages"] += len(batches)
        self.figures["readings"] += len(readings)
        self.figures["positions"] += len(positions)
        show(readings, positions, heard)
        answers = [b.stored for b in batches if b.stored is not None]
        if answers and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_answer, answers)

    def _keep(self, readings: list[Reading], positions: list[Position], heard: int) -> None:
        """In the store, or, while that is away, in the spool; where neither has room nobody is answered and we try on."""
        while True:
            try:
                if self.spool.waiting:
                    self.spool.drain(self.store)
                if readings or positions:
                    self.store.append(readings, positions, heard)
                return
            except Unavailable as away:
                if self._spooled(readings, positions, heard, away):
                    return
            with self._something:
                if self._ending:
                    raise Unavailable("ending while neither store nor spool takes anything")
                self._something.wait(PAUSE)

    def _spooled(self, readings: list[Reading], positions: list[Position], heard: int, away: Unavailable) -> bool:
        if not readings and not positions:
            return True
        try:
            self.spool.write(readings, positions, heard)
        except OSError:
            log.error("neither the store (%s) nor the spool takes readings; devices are not answered", away)
            self.figures["refused"] += 1
            return False
        self.figures["spooled"] += len(readings) + len(positions)
        return True

    def _believed(self, batches: list[Batch], heard: int) -> tuple[list[Reading], list[Position]]:
        """What can be: a number, at a time near ours. The rest is set aside where an administrator can read it."""
        earliest, latest = heard - BEHIND, heard + AHEAD
        readings: list[Reading] = []
        positions: list[Position] = []
        for batch in batches:
            for reading in batch.readings:
                if earliest < reading.at < latest and math.isfinite(reading.value):
                    readings.append(reading)
                else:
                    self._doubt(batch, "clock" if math.isfinite(reading.value) else "value", _told(reading))
            for position in batch.positions:
                if not earliest < position.at < latest:
                    self._doubt(batch, "clock", str(position))
                elif _on_earth(position):
                    positions.append(position)
                else:
                    self._doubt(batch, "place", str(position))
        return readings, positions

    def _doubt(self, batch: Batch, reason: str, detail: str) -> None:
        self.figures[f"not believed: {reason}"] += 1
        self.unread.doubted(batch.device, reason, detail)

    def _give_room(self) -> None:
        with self._something:
            if self._waiting > LOW or not self._paused or self._loop is None:
                return
            calls, self._paused = self._paused, []
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_answer, calls)


def _on_earth(position: Position) -> bool:
    """Neither outside of the degrees (latitude and longitude swapped) nor at the point 0, 0 that receivers invent."""
    return abs(position.lat) <= 90 and abs(position.lon) <= 180 and (position.lat != 0 or position.lon != 0)


def _told(reading: Reading) -> str:
    quantity = BY_NUMBER.get(reading.quantity)
    return f"{quantity.name if quantity else reading.quantity} {reading.value} {reading.at}"


def _answer(calls: list[Callable[[], None]]) -> None:
    for call in calls:
        try:
            call()
        except Exception:
            log.exception("an answer to a device failed")
