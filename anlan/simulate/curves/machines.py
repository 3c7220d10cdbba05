"""Machines that lift: tower crane, hoist, unloading platform."""

import math

from ..chance import DAY, at_work, between, grain, unit, wave
from ..stories import NOTHING, Story, Values
from .air import weather

RATED = 160.0
"""t·m: the rated moment of a QTZ160, the crane of most sites with 60 m of jib."""
CAR = 0.6
"""m/s: a hoist of the SC200/200 kind at half its speed."""
OVERLOADED = 0b1
"""Bit of 状态码 (standards of the field: unloading platform, overload)."""


def tower_crane(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """Lift after lift: hook on, raise, slew, lower, hook off, back. ``overload``: 96 %, then 107 % of its moment."""
    period = int(between(150, 320, seed, device, "cycle") * 1000)
    turn, since = divmod(at + int(unit(seed, device, "turn") * period), period)
    part, busy = since / period, at_work(at) and unit(seed, device, "lifts", turn) < 0.85
    over = story.strength("overload", at)
    radius = between(14, 44, seed, device, "radius", turn)
    begin, end = (between(-170, 170, seed, device, "angle", n) for n in (turn, turn + 1))
    share = between(0.25, 0.72, seed, device, "share", turn)
    lifted = _ramp(part, 0.10, 0.16) - _ramp(part, 0.70, 0.76) if busy else 0.0
    moment = 100 * share * lifted * (1 + 0.02 * grain(at, seed, device, "swing"))
    if over > 0:
        moment = max(moment, min(96.0, 110 * over) if over < 0.95 else 107 + grain(at, seed, device, "swing"))
    height = between(35, 90, seed, device, "tall")
    aloft = (
        _ramp(part, 0.16, 0.36) - _ramp(part, 0.52, 0.70) + _ramp(part, 0.76, 0.84) - _ramp(part, 0.94, 1.0)
        if busy
        else 0.9
    )
    return {
        "load": moment / 100 * RATED / radius,
        "moment": moment,
        "radius": radius,
        "height": 2 + (height - 4) * max(0.0, aloft),
        "slewing": begin + (end - begin) * (_ramp(part, 0.34, 0.54) if busy else 0.0),
        "tilt": 0.08 * wave(at, 30_000, seed, device, "tilt") + 0.06 * lifted,
        "wind_speed": weather(seed, device, at)["wind_speed"] * (1 + height / 120),
    }


def hoist(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """Up and down with people and material; ``overload``: 2.3 t in a car for 2 t."""
    period = int(between(110, 200, seed, device, "cycle") * 1000)
    turn, since = divmod(at + int(unit(seed, device, "turn") * period), period)
    top = min(between(20, 80, seed, device, "floor", turn), CAR * period / 1000 * 0.4)
    seconds, way = since / 1000, top / CAR
    if not at_work(at):
        height, speed, people, cargo = 0.0, 0.0, 0, 0.0
    else:
        people = int(between(1, 9, seed, device, "people", turn))
        cargo = between(0, 1.1, seed, device, "cargo", turn) if people < 5 else 0.0
        height, speed = _shuttle(seconds, way, period / 1000)
    over = story.strength("overload", at)
    return {
        "weight": max(0.0, people * 0.075 + cargo + (2.3 - people * 0.075 - cargo) * over),
        "people": people + round((13 - people) * over), "run_speed": speed, "height": height,
        "tilt": 0.05 * wave(at, 20_000, seed, device, "tilt"), "fault_bits": 0b10 if over > 0.9 else 0,
    }  # fmt: skip


def platform(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """Material is laid on it and lifted off; ``overload``: 1.8 t where 1.5 t are allowed."""
    laid = (
        between(0.2, 1.25, seed, device, "laid", at // 900_000)
        if at_work(at) and unit(seed, device, "in use", at // 900_000) < 0.6
        else 0.0
    )
    over = story.strength("overload", at)
    weight = laid + (1.8 - laid) * over
    return {
        "weight": max(0.0, weight + 0.01 * grain(at, seed, device, "kg")), "tilt": 0.3 + 0.25 * weight + 0.05 * grain(at, seed, device, "x"),
        "tilt_y": 0.1 + 0.05 * grain(at, seed, device, "y"), "battery": _battery(seed, device, at, 30),
        "fault_bits": OVERLOADED if over > 0.9 else 0,
    }  # fmt: skip


def _battery(seed: int, device: int, at: int, days: int) -> float:
    """Full after each charge, 35 % when it is charged again."""
    return 100 - 65 * ((at / DAY / days + unit(seed, device, "charged")) % 1)


def _ramp(part: float, begin: float, end: float) -> float:
    """0 before, 1 after, smooth between."""
    if part <= begin:
        return 0.0
    return 1.0 if part >= end else (1 - math.cos(math.pi * (part - begin) / (end - begin))) / 2


def _shuttle(seconds: float, way: float, period: float) -> tuple[float, float]:
    """Height and speed of a car: up, waiting, down, waiting."""
    down = period / 2
    if seconds < way:
        return CAR * seconds, CAR
    if seconds < down:
        return CAR * way, 0.0
    if seconds < down + way:
        return CAR * (way - (seconds - down)), -CAR
    return 0.0, 0.0
