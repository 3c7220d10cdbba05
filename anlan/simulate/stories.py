"""What happens while somebody watches, and what sensors do wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from .chance import DAY, unit

STORIES = {
    "none": "平常的一天", "overload": "超载", "dust_storm": "扬尘", "tank_overfill": "储罐冒顶", "pit_creep": "基坑变形加快",
    "speeding": "超速",
}  # fmt: skip
FAULTS = {
    "none": "无",
    "flat": "数值不变",
    "spikes": "跳变",
    "silence": "间断失联",
    "clock": "时钟错误",
    "broken": "设备自报故障",
}
FLAGS = {"broken": "D"}
"""Under which flag (HJ 212) a device with a fault speaks."""

CALM, RISE, HOLD, FALL = 20.0, 60.0, 600.0, 120.0
"""Seconds: before it begins, until it is at its worst, so long it stays, and until all is well again."""


@dataclass(frozen=True)
class Story:
    """``name``, and since when it is told (ms); ``again``: after so long (ms) it is told anew, 0 for once."""

    name: str = "none"
    began: int = 0
    again: int = 0

    def strength(self, name: str, at: int) -> float:
        """How far it has come: 0 to 1; 0 where another story is told."""
        if self.name != name:
            return 0.0
        since = self._since(at)
        if since <= 0:
            return 0.0
        if since < RISE:
            return since / RISE
        return min(1.0, max(0.0, 1 - (since - RISE - HOLD) / FALL))

    def seconds(self, name: str, at: int) -> float:
        """Its strength added up over time, over all its tellings."""
        if self.name != name:
            return 0.0
        since = max(0.0, self._since(at))
        rising, falling = min(since, RISE), min(max(0.0, since - RISE - HOLD), FALL)
        told = (at - self.began) // self.again if self.again and at > self.began else 0
        now = rising**2 / 2 / RISE + min(max(0.0, since - RISE), HOLD) + falling - falling**2 / 2 / FALL
        return told * (RISE / 2 + HOLD + FALL / 2) + now

    def _since(self, at: int) -> float:
        since = at - self.began
        return (since % self.again if self.again and since > 0 else since) / 1000 - CALM


NOTHING = Story()
Values = dict[str, float]


def faulty(fault: str, seed: int, device: int, at: int, curve: Callable[[int], Values]) -> tuple[int, Values] | None:
    """What a device with this fault says at ``at``, and which time it tells; None: nothing."""
    if fault == "flat":
        return at, curve(at // (DAY // 4) * (DAY // 4))
    if fault == "spikes" and unit(seed, device, "spike", at // 1000) < 0.03:
        return at, {code: value * 12 + 50 for code, value in curve(at).items()}
    if fault == "silence" and unit(seed, device, "silence", at // 900_000) < 0.3:
        return None
    if fault == "clock":
        return at - 9_800 * DAY, curve(at)
    return at, curve(at)
