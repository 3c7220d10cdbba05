"""What a rule is: data, compiled from the limits of a device's kind and the device's own.

Values are in the units of ``telemetry.quantities``, times in milliseconds UTC, spans in seconds. Every rule names its
``source``: the clause or the person it comes from, shown with the alarm.
"""

from dataclasses import dataclass
from enum import StrEnum

NOTICE, MINOR, MAJOR, URGENT = 1, 2, 3, 4
RANKS = ((NOTICE, "提示"), (MINOR, "一般"), (MAJOR, "严重"), (URGENT, "紧急"))
"""How grave a level is, whatever it is called (低低, 一级, 报警). Ours: no standard ranks alarms across kinds."""
HIGH, LOW = "high", "low"
UNCERTAIN = frozenset("FMDCB")
"""Flags of the device (``telemetry.words.FLAGS``) under which a value says nothing about the world: no limit is judged
by it. 手工输入 (S) and 超测量上限 (T) are judged as the value they come with."""


class Kind(StrEnum):
    """What sort of rule raised an alarm."""

    LIMIT = "limit"
    RATE = "rate"
    CUMULATIVE = "cumulative"
    TIME_OF_DAY = "time_of_day"
    NO_DATA = "no_data"
    FLAT_LINE = "flat_line"
    IMPOSSIBLE = "impossible"
    NEIGHBOURS = "neighbours"
    BIT = "bit"


KIND_TITLES = {
    Kind.LIMIT: "超限", Kind.RATE: "变化过快", Kind.CUMULATIVE: "累计值或变化速率超限", Kind.TIME_OF_DAY: "分时段超限",
    Kind.NO_DATA: "无数据", Kind.FLAT_LINE: "数值不变", Kind.IMPOSSIBLE: "数值异常", Kind.NEIGHBOURS: "与邻近设备不一致",
    Kind.BIT: "设备自身报警",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """One level of a quantity. All levels of a quantity in one direction are one ladder, and one alarm that climbs it.

    Beyond: at ``value`` or further, or only further when not ``reached`` (不得超过 is kept at the limit itself). Back:
    ``hysteresis`` on the near side of it. Either must last ``for_seconds`` before the level is taken or left.
    """

    quantity: int
    level: str
    direction: str
    value: float
    rank: int
    hysteresis: float = 0.0
    for_seconds: int = 0
    source: str = ""
    reached: bool = True


@dataclass(frozen=True, slots=True)
class RateOfChange:
    """A quantity that changes by ``value`` per ``per_seconds`` or faster, up or down, measured over ``over_seconds``."""

    quantity: int
    level: str
    value: float
    per_seconds: int
    over_seconds: int
    rank: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """From this share of the limit on it is called so."""

    share: float
    level: str
    rank: int


BANDS = (Band(0.8, "预警", MINOR), Band(1.0, "报警", URGENT))
"""1.0: GB 50497-2019, 8.0.4 (reaching the value is the alarm). 0.8: practice of projects, in no standard; 依据待核."""


@dataclass(frozen=True, slots=True)
class Cumulative:
    """累计值 and 变化速率, whichever comes first (GB 50497-2019, 8.0.4): both as shares of their limits, by ``bands``.

    ``cumulative`` and the value: since the beginning of the works, either sign; ``rate``: per day, measured over a day (or
    from one value to the next where they are rarer). None: that half has no limit.
    """

    quantity: int
    cumulative: float | None
    rate: float | None
    bands: tuple[Band, ...] = BANDS
    source: str = ""


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A limit that differs by day and night, Asia/Shanghai; beyond it, not at it. ``day_from``, ``night_from``: hours.

    70 and 55 dB(A), day 06-22, night 22-06: GB 12523-2011, 4.1 and 3.5 (the 2025 edition was not at hand).
    """

    quantity: int
    level: str
    day: float
    night: float
    rank: int
    day_from: int = 6
    night_from: int = 22
    hysteresis: float = 0.0
    for_seconds: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class NoData:
    """A device that was not heard for so long, by our clock."""

    seconds: int
    rank: int
    level: str = "无数据"
    source: str = ""


@dataclass(frozen=True, slots=True)
class FlatLine:
    """A quantity that moved by no more than ``tolerance`` for so long, though values came: a sensor that hangs."""

    quantity: int
    seconds: int
    rank: int
    tolerance: float = 0.0
    level: str = "数值不变"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A value that cannot be: outside of what the sensor can measure (or outside of the quantity's own range)."""

    quantity: int
    low: float
    high: float
    rank: int
    level: str = "数值异常"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A quantity that differs from the median of its neighbours by more than ``tolerance`` for so long.

    ``devices``: those beside it. A neighbour's value counts for ``fresh_seconds``; two fresh ones at least are needed.
    """

    quantity: int
    devices: tuple[int, ...]
    tolerance: float
    rank: int
    for_seconds: int = 0
    fresh_seconds: int = 600
    level: str = "与邻近设备不一致"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bit:
    """A bit of 状态码 with which the device itself raises an alarm, e.g. the button of a driver. ``level``: what it means."""

    quantity: int
    bit: int
    level: str
    rank: int
    source: str = ""


Rule = Limit | RateOfChange | Cumulative | TimeOfDay | NoData | FlatLine | Impossible | Neighbours | Bit


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """[begin, end) in ms: what the device says meanwhile raises nothing, and what was raised is left as it stands."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class DeviceRules:
    """Everything that is judged of one device."""

    device: int
    rules: tuple[Rule, ...] = ()
    windows: tuple[MaintenanceWindow, ...] = ()
