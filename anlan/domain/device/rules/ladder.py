"""The levels of one rule, climbed and left again: durations, hysteresis, one alarm from the first level to the last."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from .alarm import Alarm, Happening, What

FOLD = 300_000
"""An alarm whose value comes back within so long (ms) of its end goes on: a value that flutters is one alarm. Ours."""
NEVER = -1


@dataclass(frozen=True, slots=True)
class Rung:
    """One level. ``bound`` is compared with what climbs (larger is graver); ``limit`` is what people are shown."""

    level: str
    rank: int
    bound: float
    limit: float
    hysteresis: float = 0.0
    patience: int = 0
    reached: bool = True
    source: str = ""

    def beyond(self, x: float) -> bool:
        """Is it broken?"""
        return x >= self.bound if self.reached else x > self.bound

    def held(self, x: float) -> bool:
        """Is a level that was taken still held, the hysteresis counted in?"""
        return x > self.bound - self.hysteresis if self.hysteresis else self.beyond(x)


Shown = Callable[[Rung], tuple[float, float, str]]
"""Value, limit and aspect to show of a rung."""


class Ladder:
    """State of one rule of one quantity of one device."""

    __slots__ = (
        "alarm",
        "back",
        "beyond",
        "cur",
        "device",
        "ended",
        "kind",
        "peak",
        "quantity",
        "rule",
        "rungs",
        "since",
    )

    def __init__(self, device: int, quantity: int, rule: str, kind: str, rungs: tuple[Rung, ...]) -> None:
        self.device, self.quantity, self.rule, self.kind, self.rungs = device, quantity, rule, kind, rungs
        self.cur = -1
        self.since = [NEVER] * len(rungs)
        self.back = NEVER
        self.beyond = 0
        self.peak = -inf
        self.alarm: Alarm | None = None
        self.ended: Alarm | None = None

    @property
    def quiet(self) -> bool:
        """Nothing raised, nothing on its way."""
        return self.cur < 0 and self.since[0] == NEVER

    def forget_pending(self) -> None:
        """What was on its way up or down starts anew: there was a stretch nothing is known of."""
        self.back = NEVER
        for number in range(self.cur + 1, len(self.since)):
            self.since[number] = NEVER
        if self.cur < 0:
            self.beyond = 0

    def step(self, at: int, x: float, value: float, shown: Shown, out: list[Happening]) -> None:
        """Takes one measure in. ``value``: of which the worst is kept."""
        rungs, since = self.rungs, self.since
        reach = top = -1
        for number, rung in enumerate(rungs):
            if rung.beyond(x):
                reach = number
                if since[number] == NEVER:
                    since[number] = at
                if at - since[number] >= rung.patience:
                    top = number
            elif number > self.cur:
                since[number] = NEVER
        if reach >= 0:
            self.beyond += 1
        if top > self.cur:
            self.back = NEVER
            self._climb(at, top, x, value, shown, out)
        elif self.cur >= 0:
            self._rest(at, x, value, reach, shown, out)
        elif reach < 0:
            self.beyond = 0

    def _climb(self, at: int, top: int, x: float, value: float, shown: Shown, out: list[Happening]) -> None:
        rung = self.rungs[top]
        seen, limit, aspect = shown(rung)
        self.cur = top
        alarm, what = self.alarm, What.CHANGED
        if alarm is None:
            alarm, what = self._begin(at, value)
            self.alarm = alarm
        alarm.level, alarm.rank, alarm.source, alarm.aspect = rung.level, rung.rank, rung.source, aspect
        alarm.value, alarm.limit = seen, limit
        self._count(alarm, at, x, value)
        out.append(Happening(what, at, alarm.copy()))

    def _begin(self, at: int, value: float) -> tuple[Alarm, What]:
        old, self.ended = self.ended, None
        if old is not None and old.ended_at is not None and self.since[0] - old.ended_at <= FOLD:
            self.beyond += old.count
            old.ended_at = None
            return old, What.RESUMED
        self.peak = -inf
        return Alarm(
            self.device, self.quantity, self.rule, self.kind, "", 0, 0.0, 0.0, "", self.since[0], at, 0, value, at
        ), What.RAISED  # fmt: skip

    def _count(self, alarm: Alarm, at: int, x: float, value: float) -> None:
        alarm.count = self.beyond
        if x > self.peak:
            self.peak, alarm.worst, alarm.worst_at = x, value, at

    def _rest(self, at: int, x: float, value: float, reach: int, shown: Shown, out: list[Happening]) -> None:
        """At or below the level it has: held, on its way down, or back."""
        assert self.alarm is not None
        if reach >= 0:
            self._count(self.alarm, at, x, value)
        if self.rungs[self.cur].held(x):
            self.back = NEVER
            return
        if self.back == NEVER:
            self.back = at
        if at - self.back < self.rungs[self.cur].patience:
            return
        held = [number for number in range(self.cur) if self.rungs[number].held(x)]
        left, self.back = self.back, NEVER
        for number in range(held[-1] + 1 if held else 0, len(self.since)):
            self.since[number] = NEVER
        if held:
            self.cur = held[-1]
            rung = self.rungs[self.cur]
            self.alarm.value, self.alarm.limit, self.alarm.aspect = shown(rung)
            self.alarm.level, self.alarm.rank, self.alarm.source = rung.level, rung.rank, rung.source
            out.append(Happening(What.CHANGED, at, self.alarm.copy()))
        else:
            self.end(at, left, out)

    def end(self, at: int, left: int, out: list[Happening]) -> None:
        """The alarm is over since ``left``."""
        assert self.alarm is not None
        self.alarm.ended_at, self.cur, self.beyond, self.back = left, -1, 0, NEVER
        self.since = [NEVER] * len(self.rungs)
        self.ended, self.alarm = self.alarm, None
        out.append(Happening(What.CLEARED, at, self.ended.copy()))

    # Kept over a restart ------------------------------------------------------------------------------------------

    def dump(self) -> list[Any]:
        """As JSON keeps it."""
        alarm, ended = self.alarm and self.alarm.plain(), self.ended and self.ended.plain()
        peak = None if self.peak == -inf else self.peak
        return [self.cur, self.since, self.back, self.beyond, peak, alarm, ended]

    def load(self, told: list[Any]) -> None:
        """Takes up what ``dump`` told of a ladder of as many rungs."""
        self.cur, self.since, self.back, self.beyond = told[0], list(told[1]), told[2], told[3]
        self.peak = -inf if told[4] is None else told[4]
        self.alarm = Alarm(*told[5]) if told[5] else None
        self.ended = Alarm(*told[6]) if told[6] else None
