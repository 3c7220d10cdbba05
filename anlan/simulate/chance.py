"""Chance that can be asked again: numbers that hang on what they are asked for alone."""

import math
from hashlib import blake2b

CHINA = 8 * 3_600_000
DAY = 86_400_000
HOUR = 3_600_000


def unit(*of: object) -> float:
    """A number of [0, 1) that belongs to ``of``."""
    return int.from_bytes(blake2b(repr(of).encode(), digest_size=8).digest(), "big") / 2**64


def between(low: float, high: float, *of: object) -> float:
    """A number of [low, high) that belongs to ``of``."""
    return low + (high - low) * unit(*of)


def wave(at: int, period: int, *of: object) -> float:
    """A smooth wandering between -1 and 1; two moments a ``period`` (ms) apart know nothing of each other."""
    step, rest = divmod(at, period)
    part = (rest / period) ** 2 * (3 - 2 * rest / period)
    return 2 * (unit(*of, step) * (1 - part) + unit(*of, step + 1) * part) - 1


def grain(at: int, *of: object) -> float:
    """What a sensor adds of itself: -1 to 1, another each second."""
    return 2 * unit(*of, at // 1000) - 1


def hour(at: int) -> float:
    """The hour of the day in China, 0 to 24."""
    return (at + CHINA) % DAY / HOUR


def hill(at: float, top: float, width: float) -> float:
    """1 at ``top``, near 0 a few widths away; round the day (hours)."""
    away = abs((at - top + 12) % 24 - 12)
    return math.exp(-((away / width) ** 2))


def at_work(at: int) -> bool:
    """Are building sites at work? 6:30 to 11:30 and 13:00 to 18:00."""
    return 6.5 <= hour(at) < 11.5 or 13 <= hour(at) < 18
