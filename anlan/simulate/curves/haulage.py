"""A lorry's day between two places: it loads at one and unloads at the other, five or six times, waits at lights on the way, has
one break, and stands where it loads at night. All spans and speeds are ours: what a day looks like, no rule.
"""

from bisect import bisect_right
from functools import lru_cache, partial
from typing import NamedTuple

from ..chance import CHINA, DAY, between

LEAVES = 6.0, 7.1
"""Hours of the day, as the next one."""
BREAK_FROM = 11.2
HOUR, MINUTE = 3600.0, 60.0
LOADING, UNLOADING, BREAK = (25 * MINUTE, 45 * MINUTE), (30 * MINUTE, 50 * MINUTE), (40 * MINUTE, 60 * MINUTE)
LIGHT = 10.0, 80.0
LIGHTS = 4, 8
TOP = 38.0, 65.0
"""km/h between two lights."""
PUSH = 0.6
"""m/s², faster and slower."""


class Leg(NamedTuple):
    """From one standing to the next: begins ``start`` seconds after midnight and ``gone`` metres from the morning, is ``way``
    metres long and driven at ``top`` m/s.
    """

    start: float
    gone: float
    way: float
    top: float

    @property
    def seconds(self) -> float:
        """So long it takes."""
        return self.way / self.top + self.top / PUSH

    def at(self, since: float) -> tuple[float, float]:
        """Metres of it, and m/s, so many seconds after its start."""
        rest, ramp = self.seconds - since, self.top / PUSH
        if rest <= 0:
            return self.way, 0.0
        if since < ramp:
            return PUSH * since**2 / 2, PUSH * since
        if rest < ramp:
            return self.way - PUSH * rest**2 / 2, PUSH * rest
        return self.top * (since - ramp / 2), self.top


def metres_a_day(seed: int, device: int, way: float) -> float:
    """Of every day, so that it begins where the last one ended. ``way``: metres between the two places."""
    return 2 * way * int(between(5, 7, seed, device, "trips"))


def driven(seed: int, device: int, at: int, way: float) -> tuple[float, float]:
    """Metres since midnight, there and back and so on, and m/s, at a moment (ms)."""
    day, ms = divmod(at + CHINA, DAY)
    legs = _day(seed, device, day, way)
    place = bisect_right(legs, (ms / 1000,)) - 1
    if place < 0:
        return 0.0, 0.0
    metres, speed = legs[place].at(ms / 1000 - legs[place].start)
    return legs[place].gone + metres, speed


@lru_cache(maxsize=1024)
def _day(seed: int, device: int, day: int, way: float) -> tuple[Leg, ...]:
    at, legs, eaten = between(*LEAVES, seed, device, day, "leaves") * HOUR, list[Leg](), False
    for trip in range(round(metres_a_day(seed, device, way) / way)):
        chance = partial(_between, seed, device, day, trip)
        eats = at >= BREAK_FROM * HOUR and not eaten
        eaten = eaten or eats
        shares = [chance((0.7, 1.6), "share", n) for n in range(int(chance(LIGHTS, "lights")) + 1)]
        gone = trip * way
        for n, share in enumerate(shares):
            part = way * share / sum(shares)
            legs.append(Leg(at, gone, part, min(chance(TOP, "top", n) / 3.6, (part * PUSH) ** 0.5)))
            gone += part
            at += legs[-1].seconds + chance(BREAK if eats and n == len(shares) // 2 else LIGHT, "waits", n)
        at += chance(LOADING if trip % 2 else UNLOADING, "stands")
    return tuple(legs)


def _between(seed: int, device: int, day: int, trip: int, span: tuple[float, float], *of: object) -> float:
    return between(*span, seed, device, day, trip, *of)
