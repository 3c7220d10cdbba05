"""Tanks and the detectors beside them."""

from ..chance import DAY, HOUR, between, grain, hour, unit, wave
from ..stories import NOTHING, Story, Values
from .air import weather

FILLING = 40 * 60_000


def tank(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """12 m high. Emptied through the day, filled from a lorry for 40 minutes; ``tank_overfill``: nobody closes the valve."""
    period = int(between(9, 16, seed, device, "period") * HOUR)
    turn, since = divmod(at + int(unit(seed, device, "turn") * period), period)
    low, high = (between(*span, seed, device, name, turn) for span, name in (((2.2, 3.4), "low"), ((7.4, 8.6), "high")))
    after = between(2.2, 3.4, seed, device, "low", turn + 1)
    level = (
        low + (high - low) * since / FILLING
        if since < FILLING
        else high - (high - after) * (since - FILLING) / (period - FILLING)
    )
    over = story.strength("tank_overfill", at)
    level += (11.3 - level) * over
    warm = weather(seed, device, at)["temperature"]
    return {
        "level": level + 0.002 * grain(at, seed, device, "level"),
        "temperature": 16 + 0.35 * (warm - 13) + 0.8 * wave(at, DAY, seed, device, "t") + 3 * over,
        "pressure": max(
            0.02, 0.42 + 0.012 * (warm - 13) + 0.02 * level + 0.002 * grain(at, seed, device, "p") + 0.25 * over
        ),
    }


def gas_lel(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """Next to nothing, a breath when a hose is taken off; with ``tank_overfill`` it climbs over 25 and 50 %LEL."""
    breath = max(0.0, wave(at, 240_000, seed, device, "hose") - 0.86) * 40 if 7 < hour(at) < 19 else 0.0
    return {
        "gas_lel": max(
            0.0, 0.6 + 0.4 * grain(at, seed, device, "lel") + breath + 62 * story.strength("tank_overfill", at)
        )
    }


def gas_toxic(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """Hydrogen sulphide, ppm."""
    raised = 16 * story.strength("tank_overfill", at)
    return {
        "gas_toxic": max(
            0.0, 0.3 + 0.3 * wave(at, 600_000, seed, device, "ppm") + 0.1 * grain(at, seed, device, "g") + raised
        )
    }
