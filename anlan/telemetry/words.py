"""What a device says: readings and positions, in the units of their quantities."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

NORMAL = ""
FLAGS = {
    "": "正常", "F": "停运", "M": "维护", "S": "手工输入", "D": "故障", "C": "校准", "T": "超测量上限", "B": "通信异常",
}  # fmt: skip
"""State of a value as the device itself gave it (HJ 212-2017, data flags); normal is empty here."""


class Reading(NamedTuple):
    """One value of one quantity of one device. ``at``: milliseconds since 1970 UTC, by the device's clock."""

    device: int
    quantity: int
    at: int
    value: float
    flag: str = NORMAL


class Position(NamedTuple):
    """Where a device was. Degrees WGS-84, metres, km/h, degrees from north; ``mileage`` in km, None when not told.

    ``status`` and ``alarm`` are the 32 bits of JT/T 808 messages 0x0200; other protocols leave them 0.
    """

    device: int
    at: int
    lat: float
    lon: float
    altitude: float = 0.0
    speed: float = 0.0
    direction: float = 0.0
    status: int = 0
    alarm: int = 0
    mileage: float | None = None


@dataclass(slots=True)
class Batch:
    """What one message held. ``stored`` is called, in the gateway's event loop, once all of it is durable."""

    device: int
    readings: list[Reading] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    stored: Callable[[], None] | None = None
