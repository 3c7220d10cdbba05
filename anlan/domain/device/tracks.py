"""A lorry's way over a day: what counts of it, how far, where it stood, where it was too fast. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from typing import NamedTuple

from anlan.telemetry.words import Position

EARTH = 6371.0088
"""Mean radius in km (IUGG)."""
STANDING_BELOW = 3.0
"""km/h: below it the speed of a satellite receiver is noise. The platform's own number, as the next ones."""
STOP_AFTER = 300_000
"""ms for which a lorry must stand to be listed."""
SAME_PLACE = 0.2
"""km that positions of one stop may lie apart: receivers drift, and terminals sleep while the engine is off."""
FASTEST = 300.0
"""km/h: whoever would have had to be faster was not there."""
MOST_ASTRAY = 5
"""So many impossible positions one after another are believed: the first one was the wrong one."""
MOST_EXACT = 20_000
"""Positions that are simplified one by one; of more every n-th, which nobody sees on a screen."""
DEGREE = 111.195
"""km of a degree of latitude."""


class Stop(NamedTuple):
    """Where it stood, [start, end] in ms."""

    start: int
    end: int
    lat: float
    lon: float


class Stretch(NamedTuple):
    """Where it was faster than the limit: [start, end] in ms, the highest speed, and where that was."""

    start: int
    end: int
    top: float
    lat: float
    lon: float


class Figures(NamedTuple):
    """Of all believed positions. ``km``: along them, while it moved; ``odometer``: by the lorry's own, None where it has none."""

    number: int
    dropped: int
    km: float
    odometer: float | None
    moving: int
    top: float


def distance(a: Position, b: Position) -> float:
    """km over ground (haversine)."""
    north, east = radians(b.lat - a.lat), radians(b.lon - a.lon)
    part = sin(north / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(part)))


def believed(positions: Sequence[Position]) -> list[Position]:
    """Without those at 0°, 0° (no fix), those out of order and those that nothing on wheels could have reached."""
    kept: list[Position] = []
    astray = 0
    for one in positions:
        if abs(one.lat) < 1e-6 and abs(one.lon) < 1e-6:
            continue
        if kept:
            hours = (one.at - kept[-1].at) / 3_600_000
            if hours <= 0:
                continue
            if distance(kept[-1], one) > FASTEST * hours + 0.05 and astray < MOST_ASTRAY:
                astray += 1
                continue
        astray = 0
        kept.append(one)
    return kept


def figures(positions: Sequence[Position], kept: Sequence[Position]) -> Figures:
    """Of a day: ``positions`` as stored, ``kept`` those that are believed."""
    km, moving = 0.0, 0
    for a, b in pairwise(kept):
        if max(a.speed, b.speed) >= STANDING_BELOW:
            km += distance(a, b)
            moving += min(b.at - a.at, STOP_AFTER)
    told = [p.mileage for p in kept if p.mileage is not None]
    odometer = told[-1] - told[0] if len(told) > 1 and told[-1] >= told[0] else None
    top = max((p.speed for p in kept), default=0.0)
    return Figures(len(kept), len(positions) - len(kept), km, odometer, moving, top)


def stops(kept: Sequence[Position], least: int = STOP_AFTER) -> list[Stop]:
    """Where it stood for ``least`` ms or longer, slower than 3 km/h all the time."""
    return [
        Stop(run[0].at, run[-1].at, run[0].lat, run[0].lon)
        for run in _runs(kept)
        if run[-1].at - run[0].at >= least
    ]  # fmt: skip


def _runs(kept: Sequence[Position]) -> Iterator[list[Position]]:
    run: list[Position] = []
    for one in kept:
        if one.speed >= STANDING_BELOW or (run and distance(run[0], one) > SAME_PLACE):
            if run:
                yield run
            run = []
        if one.speed < STANDING_BELOW:
            run.append(one)
    if run:
        yield run


def over(kept: Sequence[Position], limit: float) -> list[Stretch]:
    """Where it was faster than ``limit`` km/h."""
    found: list[Stretch] = []
    run: list[Position] = []
    for one in [*kept, None]:
        if one is not None and one.speed > limit:
            run.append(one)
        elif run:
            worst = max(run, key=lambda p: p.speed)
            found.append(Stretch(run[0].at, run[-1].at, worst.speed, worst.lat, worst.lon))
            run = []
    return found


def simplified(kept: Sequence[Position], most: int = 2_000) -> list[Position]:
    """At most about ``most`` of them that look the same on a map (Douglas-Peucker), first and last among them."""
    step = -(-len(kept) // MOST_EXACT) or 1
    some = list(kept[::step])
    if kept and some[-1] is not kept[-1]:
        some.append(kept[-1])
    if len(some) <= most:
        return some
    tolerance = 0.005
    while True:
        marks = _marked(some, tolerance)
        if sum(marks) <= most:
            return [one for one, mark in zip(some, marks, strict=True) if mark]
        tolerance *= 2


def _marked(some: Sequence[Position], tolerance: float) -> list[bool]:
    """Which of them Douglas and Peucker keep when the line may lie ``tolerance`` km off."""
    squeeze = cos(radians(some[0].lat))
    flat = [(p.lon * squeeze * DEGREE, p.lat * DEGREE) for p in some]
    marks = [False] * len(some)
    marks[0] = marks[-1] = True
    open_ = [(0, len(some) - 1)]
    while open_:
        first, last = open_.pop()
        at, away = _furthest(flat, first, last)
        if away > tolerance:
            marks[at] = True
            open_ += [(first, at), (at, last)]
    return marks


def _furthest(flat: Sequence[tuple[float, float]], first: int, last: int) -> tuple[int, float]:
    (ax, ay), (bx, by) = flat[first], flat[last]
    dx, dy = bx - ax, by - ay
    length = hypot(dx, dy)
    found, away = first, -1.0
    for at in range(first + 1, last):
        x, y = flat[at][0] - ax, flat[at][1] - ay
        off = abs(dx * y - dy * x) / length if length else hypot(x, y)
        if off > away:
            found, away = at, off
    return found, away
