"""From readings to alarms: state for every device and quantity, fed in the order in which readings come."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any

from anlan.telemetry.words import Reading

from .alarm import Alarm, Happening
from .building import gauges_of
from .gauges import FlatGauge, Gauge
from .ladder import Ladder, Rung
from .words import UNCERTAIN, DeviceRules, Kind, MaintenanceWindow, Neighbours, NoData


class Track:
    """What is known of one quantity of one device: its newest value, and its rules at work.

    Between ``low`` and ``high`` a value changes nothing while ``quiet``, but for how long it has stood still (``flat``):
    the way nearly every reading takes.
    """

    __slots__ = ("at", "flat", "gauges", "high", "low", "quiet", "value")

    def __init__(self, gauges: Sequence[Gauge] = ()) -> None:
        self.at, self.value, self.gauges = -1, 0.0, tuple(gauges)
        self.flat = next((g for g in gauges if isinstance(g, FlatGauge)), None)
        bounds = [g.calm for g in gauges if g is not self.flat]
        self.low, self.high = max((b[0] for b in bounds), default=-inf), min((b[1] for b in bounds), default=inf)
        self.settle()

    def settle(self) -> None:
        """Looks whether anything is raised or on its way."""
        self.quiet = all(gauge.ladder.quiet for gauge in self.gauges)


class Engine:
    """The rules of many devices at work. Not for several threads at once.

    ``late``: devices that have sent something later that may have broken a limit, and the earliest time of it.
    """

    def __init__(self, rules: Mapping[int, DeviceRules] | None = None) -> None:
        self.ignored = 0
        self.late: dict[int, int] = {}
        self._touched: set[tuple[int, int]] = set()
        self._tracks: dict[tuple[int, int], Track] = {}
        self._windows: dict[int, tuple[MaintenanceWindow, ...]] = {}
        self._silences: dict[int, tuple[NoData, Ladder]] = {}
        self._quantities: dict[int, tuple[int, ...]] = {}
        for one in (rules or {}).values():
            self.put(one)

    # Readings -----------------------------------------------------------------------------------------------------

    def feed(self, readings: Iterable[Reading]) -> list[Happening]:
        """What becomes of alarms by these. A value no later than the one before of its quantity is not judged."""
        out: list[Happening] = []
        tracks, windows = self._tracks, self._windows
        for reading in readings:
            device, quantity, at, value, flag = reading
            track = tracks.get((device, quantity))
            if track is None:
                continue
            if at <= track.at:
                self.ignored += 1
                if at < track.at and not track.low <= value <= track.high and flag not in UNCERTAIN:
                    self.late[device] = min(at, self.late.get(device, at))
                continue
            track.at, track.value = at, value
            if track.quiet and track.low <= value <= track.high and (track.flat is None or track.flat.moves(at, value)):
                continue
            if flag in UNCERTAIN or (device in windows and self._kept_out(device, at)):
                for gauge in track.gauges:
                    gauge.ladder.forget_pending()
            else:
                self._judge(track, at, value, out)
            self._touched.add((device, quantity))
            track.settle()
        return out

    def _judge(self, track: Track, at: int, value: float, out: list[Happening]) -> None:
        for gauge in track.gauges:
            if gauge.take(at, value, self._tracks, out):
                # What cannot be says nothing about the world: neither does it break another limit nor keep one.
                for other in track.gauges:
                    if other is not gauge:
                        other.ladder.forget_pending()
                return

    def _kept_out(self, device: int, at: int) -> bool:
        return any(window.begin <= at < window.end for window in self._windows[device])

    # Silence ------------------------------------------------------------------------------------------------------

    @property
    def listened_to(self) -> list[int]:
        """Devices whose silence is an alarm."""
        return list(self._silences)

    def tick(self, now: int, heard: Mapping[int, int]) -> list[Happening]:
        """Which devices have fallen silent or speak again. ``heard``: when each was last heard, by our clock (ms)."""
        out: list[Happening] = []
        for device, (rule, ladder) in self._silences.items():
            last = heard.get(device)
            if last is None or (device in self._windows and self._kept_out(device, now)):
                continue
            silent = (now - last) / 1000
            if silent < rule.seconds:
                if ladder.alarm is not None:
                    ladder.end(now, last, out)
                continue
            if ladder.alarm is None:
                ladder.since[0] = last
            ladder.step(now, silent, silent, lambda rung, seen=silent: (seen, rung.limit, "seconds"), out)  # type: ignore[misc]
        return out

    # Rules --------------------------------------------------------------------------------------------------------

    def put(self, rules: DeviceRules) -> list[Happening]:
        """Takes the rules of a device, new or changed. An alarm whose level is still in the rules goes on."""
        before = {(t.at, g.ladder.quantity, g.ladder.rule): g for t in self._of(rules.device) for g in t.gauges}
        known = {key[1:]: (key[0], gauge) for key, gauge in before.items()}
        silence = self._silences.get(rules.device)
        self.drop(rules.device)
        out: list[Happening] = []
        made = gauges_of(rules)
        for quantity, gauges in made.items():
            track = self._tracks[rules.device, quantity] = Track(gauges)
            for gauge in gauges:
                if found := known.pop((quantity, gauge.ladder.rule), None):
                    track.at = max(track.at, found[0])
                    _hand_on(found[1], gauge, found[0], out)
            track.settle()
            if not track.quiet or track.flat is not None:
                self._touched.add((rules.device, quantity))
        for at, gauge in known.values():
            if gauge.ladder.alarm is not None:
                gauge.ladder.end(at, at, out)
        self._quantities[rules.device] = tuple(made)
        for rule in rules.rules:
            if isinstance(rule, Neighbours):
                for other in rule.devices:
                    self._tracks.setdefault((other, rule.quantity), Track())
        self._put_silence(rules, silence, out)
        if rules.windows:
            self._windows[rules.device] = rules.windows
        return out

    def _put_silence(self, rules: DeviceRules, before: tuple[NoData, Ladder] | None, out: list[Happening]) -> None:
        rule = next((one for one in rules.rules if isinstance(one, NoData)), None)
        ladder = before[1] if before else None
        if rule is None:
            if ladder is not None and ladder.alarm is not None:
                ladder.end(ladder.alarm.raised_at, ladder.alarm.raised_at, out)
            return
        rung = Rung(rule.level, rule.rank, float(rule.seconds), float(rule.seconds), source=rule.source)
        fresh = Ladder(rules.device, 0, str(Kind.NO_DATA), Kind.NO_DATA, (rung,))
        if ladder is not None:
            fresh.load(ladder.dump())
        self._silences[rules.device] = rule, fresh

    def drop(self, device: int) -> None:
        """Forgets a device."""
        for quantity in self._quantities.pop(device, ()):
            del self._tracks[device, quantity]
        self._silences.pop(device, None)
        self._windows.pop(device, None)

    def _of(self, device: int) -> list[Track]:
        return [self._tracks[device, quantity] for quantity in self._quantities.get(device, ())]

    def __contains__(self, device: int) -> bool:
        return device in self._quantities

    @property
    def devices(self) -> list[int]:
        """Everybody whose rules are known."""
        return list(self._quantities)

    # Kept over a restart ------------------------------------------------------------------------------------------

    def open_alarms(self) -> list[Alarm]:
        """As they stand now."""
        ladders = [g.ladder for _, t in self._moved() if not t.quiet for g in t.gauges]
        ladders += [ladder for _, ladder in self._silences.values()]
        return [ladder.alarm.copy() for ladder in ladders if ladder.alarm is not None]

    def _moved(self) -> list[tuple[tuple[int, int], Track]]:
        """The tracks on which anything but the quiet way has been taken; of a hundred thousand devices, few."""
        return [(key, self._tracks[key]) for key in self._touched if key in self._tracks]

    def dump(self) -> list[Any]:
        """Everything that the next readings may ask about, as JSON keeps it."""
        told: list[Any] = []
        for (device, quantity), track in self._moved():
            if track.quiet and not any(g.remembers(track.at) for g in track.gauges):
                if track.flat is None:
                    self._touched.discard((device, quantity))
                continue
            gauges = [[g.ladder.rule, len(g.ladder.rungs), g.ladder.dump(), g.dump()] for g in track.gauges]
            told.append([device, quantity, track.at, track.value, gauges])
        for device, (_, ladder) in self._silences.items():
            if ladder.alarm is not None:
                told.append([device, 0, -1, 0.0, [[ladder.rule, 1, ladder.dump(), []]]])
        return told

    def load(self, told: list[Any]) -> None:
        """Takes up what ``dump`` told, as far as the rules are still the same."""
        for device, quantity, at, value, gauges in told:
            if quantity == 0:
                if device in self._silences:
                    self._silences[device][1].load(gauges[0][2])
                continue
            track = self._tracks.get((device, quantity))
            if track is None:
                continue
            track.at, track.value = at, value
            self._touched.add((device, quantity))
            known = {g.ladder.rule: g for g in track.gauges}
            for rule, rungs, ladder, own in gauges:
                if rule in known and len(known[rule].ladder.rungs) == rungs:
                    known[rule].ladder.load(ladder)
                    known[rule].load(own)
            track.settle()


def _hand_on(old: Gauge, new: Gauge, at: int, out: list[Happening]) -> None:
    """An alarm goes on in the new ladder at the level of the same name; where there is none any more it is over."""
    if [r.level for r in old.ladder.rungs] == [r.level for r in new.ladder.rungs]:
        new.ladder.load(old.ladder.dump())
        new.load(old.dump())
    elif old.ladder.alarm is not None:
        old.ladder.end(at, at, out)


def replay(rules: Mapping[int, DeviceRules], readings: Iterable[Reading]) -> list[Alarm]:
    """The alarms that follow from stored readings, in the order in which they were raised; the last known state of each."""
    engine, found = Engine(rules), dict[str, Alarm]()
    for one in engine.feed(sorted(readings, key=lambda reading: reading.at)):
        found[one.alarm.key] = one.alarm
    found.update((alarm.key, alarm) for alarm in engine.open_alarms())
    return list(found.values())
