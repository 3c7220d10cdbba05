"""What gives way slowly: deep pits and high formwork."""

import math

from ..chance import DAY, HOUR, between, grain, hill, hour, unit, wave
from ..stories import NOTHING, Story, Values

LIFE = 200 * DAY
"""After so long a pit is filled in, and its sensors begin anew in another."""
CREEP = 0.03
"""mm a second of the story: 18 mm in its ten minutes, what takes weeks otherwise."""


def pit(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """Fast while it is dug, slower then; ``pit_creep``: over its rate of a day first, over its sum later."""
    age = (at + int(unit(seed, device, "dug") * LIFE)) % LIFE
    given = 1 - math.exp(-age / (45 * DAY))
    crept = CREEP * story.seconds("pit_creep", at)

    def moved(name: str, most: float, share: float) -> float:
        own = between(0.5, 1.0, seed, device, name)
        return (
            most * own * given
            + 0.06 * wave(at, HOUR, seed, device, name)
            + 0.03 * grain(at, seed, device, name)
            + share * crept
        )

    sun = hill(hour(at), 14.5, 4)
    return {
        "displacement_h": moved("h", 13, 1.0), "displacement_v": moved("v", 9, 0.6), "displacement_deep": moved("deep", 17, 1.2),
        "axial_force": between(420, 760, seed, device, "kN") * (0.5 + 0.5 * given) + 22 * sun + 2 * grain(at, seed, device, "kN") + 9 * crept,
        "water_level": -420 * given - 60 * wave(at, 2 * DAY, seed, device, "water") - 25 * crept,
        "settlement": moved("s", 7, 0.5),
    }  # fmt: skip


def formwork(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """Quiet until concrete is poured onto it, every few days for six hours; ``overload``: the props give way."""
    every = 3 * DAY
    since = (at + int(unit(seed, device, "pour") * every)) % every
    poured = min(1.0, since / (6 * HOUR)) * (1.0 if since < 2 * DAY else max(0.0, 3 - since / DAY))
    over = story.strength("overload", at)
    return {
        "displacement_h": 0.4 + 1.6 * poured + 0.08 * grain(at, seed, device, "h") + 14 * over,
        "displacement_v": 0.6 + 3.2 * poured + 0.08 * grain(at, seed, device, "v") + 18 * over,
        "axial_force": 2
        + between(9, 15, seed, device, "kN") * poured
        + 0.1 * grain(at, seed, device, "kN")
        + 14 * over,
        "tilt": 0.1 + 0.15 * poured + 0.02 * grain(at, seed, device, "x") + 1.6 * over,
        "tilt_y": 0.1 + 0.02 * grain(at, seed, device, "y") + 0.4 * over,
    }
