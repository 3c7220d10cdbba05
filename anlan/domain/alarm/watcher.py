"""The rules at work in the gateway's process: every stored reading is judged, what becomes of it goes to a thread that writes.

Judging is done in the intake's thread and costs about a microsecond a reading; acts are delivered by a thread of its own,
which also looks for changed rules, for devices that have fallen silent, and keeps how far the rules have come, so that
after a crash readings that were stored and not yet judged are judged then.
"""

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError

from anlan.domain.device.compiled import changed_since, compiled
from anlan.domain.device.rules.alarm import Alarm as Told
from anlan.domain.device.rules.alarm import Happening
from anlan.domain.device.rules.engine import Engine
from anlan.domain.device.rules.words import DeviceRules, Kind
from anlan.kernel.act.act import Act, NotYours, Refused, Stale, deliver
from anlan.kernel.clock import now
from anlan.telemetry.store import TelemetryStore, store
from anlan.telemetry.watching import End, Rounds, watch, with_gateway
from anlan.telemetry.words import Position, Reading

from .models import Alarm, RuleState
from .replaying import make_up
from .writing import write

log = logging.getLogger("anlan.alarm")

LOOK, SILENCE, COUNT, LATE, KEEP = 2.0, 10.0, 15.0, 30.0, 20.0
"""Seconds between looks for changed rules, silent devices, the counts of open alarms, late readings; between two keepings."""
OVERLAP = timedelta(seconds=30)
"""A change is stamped when it is made and seen when its transaction ends."""
APART = 5.0
"""Seconds between two writings of one alarm that becomes no graver: a value that flutters costs no act for each turn."""
PAGE = 100_000


@dataclass(slots=True)
class Pending:
    """An alarm as it is to be written, and not before when (monotonic)."""

    told: Told
    due: float


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of an alarm last, and when (monotonic)."""

    at: float
    count: int
    rank: int


UNWRITTEN = Written(0.0, 0, 0)


class Watch(Rounds):
    """The rules of all devices, fed by ``see``."""

    name = "alarms"
    between = 0.5
    patience = 30.0

    def __init__(self, readings: TelemetryStore) -> None:
        super().__init__()
        self.store = readings
        self.engine = Engine()
        self.heard = 0
        self._rules: dict[int, DeviceRules] = {}
        self._looked = now()
        self._began = _now_ms()
        self._lock = threading.Lock()
        self._new: deque[Happening] = deque()
        self._pending: dict[str, Pending] = {}
        self._written: dict[str, Written] = {}
        self._ready = False
        self._every = {self.look: LOOK, self.silences: SILENCE, self.counts: COUNT, self.make_up: LATE, self.keep: KEEP}
        self._due = dict.fromkeys(self._every, 0.0)

    # In the intake's thread ---------------------------------------------------------------------------------------

    def see(self, readings: Sequence[Reading], heard: int) -> None:
        """Judges what was stored. What comes before the rules are ready is found in the store by ``resume``."""
        with self._lock:
            if not self._ready:
                return
            happened = self.engine.feed(readings)
            self.heard = max(self.heard, heard)
            self._new.extend(happened)
        if happened:
            self.call()

    # In its own ---------------------------------------------------------------------------------------------------

    def round(self) -> None:
        """Judges at first what was missed, writes what has happened, and does what is due."""
        if not self._ready:
            self.resume()
        self.write()
        for work, at in self._due.items():
            if time.monotonic() >= at:
                work()
                self._due[work] = time.monotonic() + self._every[work]
                # What has happened meanwhile does not wait for the rest of the round.
                self.write()

    def last(self) -> None:
        """Writes what is left."""
        if self._ready:
            self.keep()

    def resume(self) -> None:
        """Takes the rules, and judges everything that was stored since they were last kept."""
        self._looked = now()
        self._rules = compiled()
        kept = RuleState.objects.order_by("-pk").first()
        engine = Engine(self._rules)
        heard = kept.heard if kept else _now_ms()
        if kept:
            engine.load(json.loads(kept.told))
        found: list[Happening] = []
        while len(page := self.store.since(heard, PAGE)) >= PAGE:
            found += engine.feed(reading for _, reading in page)
            heard = page[-1][0] + 1
        with self._lock:
            rest = self.store.since(heard, PAGE)
            found += engine.feed(reading for _, reading in rest)
            self.engine, self.heard, self._ready = engine, rest[-1][0] if rest else heard, True
            self._new.extend(found)
        self._end_forgotten()

    def _end_forgotten(self) -> None:
        """Alarms that nothing keeps going any more, e.g. of a device that was scrapped while the gateway was down, end now."""
        known = {alarm.key for alarm in self.engine.open_alarms()} | {one.alarm.key for one in self._new}
        for row in Alarm.objects.filter(ended_at=None).exclude(key__in=known).iterator(chunk_size=500):
            self._apart(lambda row=row: _end(row))  # type: ignore[misc]

    def look(self) -> None:
        """Takes changed rules in; alarms of rules that are gone are over."""
        began = now()
        changed = changed_since(self._looked - OVERLAP)
        fresh = compiled(changed) if changed else {}
        self._looked = began
        for device in changed:
            rules = fresh.get(device, DeviceRules(device))
            if self._rules.get(device, DeviceRules(device)) == rules:
                continue
            with self._lock:
                self._new.extend(self.engine.put(rules))
                if device not in fresh:
                    self.engine.drop(device)
            self._rules[device] = rules

    def silences(self) -> None:
        """Which devices have fallen silent. While we were not there nobody could be heard: that is no silence of theirs."""
        if not self.engine.listened_to:
            return
        heard = self.store.heard(self.engine.listened_to)
        with self._lock:
            known = {alarm.device for alarm in self.engine.open_alarms() if alarm.kind == Kind.NO_DATA}
            heard = {device: at if device in known else max(at, self._began) for device, at in heard.items()}
            self._new.extend(self.engine.tick(_now_ms(), heard))

    def counts(self) -> None:
        """Open alarms whose count has doubled since it was written."""
        with self._lock:
            self._take()
            standing = self.engine.open_alarms()
        for told in standing:
            if told.count >= 2 * self._written.get(told.key, UNWRITTEN).count:
                self._pending[told.key] = Pending(told, 0.0)

    def make_up(self) -> None:
        """What devices sent later, e.g. after a stretch without signal, is judged from the store, a device after another."""
        with self._lock:
            late, self.engine.late = self.engine.late, {}
        for device, since in late.items():
            for told in make_up(device, since, self.store):
                self._apart(lambda told=told: write(told))  # type: ignore[misc]

    def keep(self) -> None:
        """Keeps how far the rules have come, once everything up to there is written."""
        with self._lock:
            told, heard = self.engine.dump(), self.heard
            self._take()
        self.write(everything=True)
        if not self._pending:
            RuleState.objects.update_or_create(
                pk=1, defaults={"heard": heard, "told": json.dumps(told), "kept_at": now()}
            )

    # Writing ------------------------------------------------------------------------------------------------------

    def _take(self) -> None:
        """Lays what has happened together, so that each alarm is written as it stands now."""
        while self._new:
            told = self._new.popleft().alarm
            before = self._written.get(told.key)
            waiting = self._pending.get(told.key)
            due = 0.0 if before is None or told.rank > before.rank else before.at + APART
            self._pending[told.key] = Pending(told, min(due, waiting.due) if waiting else due)

    def write(self, everything: bool = False) -> None:
        """Writes what is due; DatabaseError leaves the rest pending."""
        with self._lock:
            self._take()
        moment_now = time.monotonic()
        for key, one in list(self._pending.items()):
            if everything or one.due <= moment_now:
                self._apart(lambda told=one.told: write(told))  # type: ignore[misc]
                del self._pending[key]
                self._written[key] = Written(time.monotonic(), one.told.count, one.told.rank)
                if one.told.ended_at is not None and len(self._written) > PAGE:
                    self._written.clear()

    def _apart(self, work: Callable[[], object]) -> None:
        """An alarm that cannot be written must not keep the others from it."""
        try:
            work()
        except (NotYours, Refused, Stale, IntegrityError):
            log.exception("an alarm could not be written")


def _now_ms() -> int:
    return int(now().timestamp() * 1000)


def _end(row: Alarm) -> None:
    values = {name: getattr(row, name) for name in ("level", "rank", "count", "aspect", "source")}
    numbers = {name: "" if (n := getattr(row, name)) is None else str(n) for name in ("value", "limit", "worst")}
    times = {"worst_at": row.worst_at.isoformat() if row.worst_at else "", "ended_at": now().isoformat()}
    deliver(Act(None, "alarm", "follow", row.pk, values | numbers | times))


_at_work: list[Watch] = []


@watch
def see(readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
    """What the intake shows goes to the rules, in the process in which they are at work."""
    for one in _at_work:
        one.see(readings, heard)


@with_gateway
def begin() -> End:
    """Puts the rules to work in this process; the returned function ends it."""
    one = Watch(store())
    _at_work.append(one)
    one.start()

    def end() -> None:
        _at_work.remove(one)
        one.end()

    return end
