"""Which kinds there are: how they speak, how often, and their curve."""

from collections.abc import Callable
from dataclasses import dataclass

from anlan.telemetry.words import Position

from .curves import air, machines, movers, vessels, works
from .stories import Story, Values

Said = tuple[Values, Position | None]


@dataclass(frozen=True)
class Kind:
    """``every``: seconds between two messages of a real one. ``stories``: which of them it can tell."""

    key: str
    title: str
    protocol: str
    every: float
    say: Callable[[int, int, int, Story], Said]
    stories: tuple[str, ...] = ()


def _values(curve: Callable[[int, int, int, Story], Values]) -> Callable[[int, int, int, Story], Said]:
    return lambda seed, device, at, story: (curve(seed, device, at, story), None)


def _lorry(seed: int, device: int, at: int, story: Story) -> Said:
    place = movers.lorry(seed, device, at, story)
    return {"speed": place.speed, "mileage": place.mileage or 0.0}, place


KINDS = {
    kind.key: kind
    for kind in (
        Kind("dust", "扬尘噪声气象监测站", "hj212", 60, _values(air.dust), ("dust_storm",)),
        Kind("tank", "储罐", "http", 10, _values(vessels.tank), ("tank_overfill",)),
        Kind("gas_lel", "可燃气体探测器", "http", 10, _values(vessels.gas_lel), ("tank_overfill",)),
        Kind("gas_toxic", "有毒气体探测器", "http", 10, _values(vessels.gas_toxic), ("tank_overfill",)),
        Kind("tower_crane", "塔式起重机", "mqtt", 5, _values(machines.tower_crane), ("overload",)),
        Kind("hoist", "施工升降机", "mqtt", 5, _values(machines.hoist), ("overload",)),
        Kind("platform", "卸料平台", "mqtt", 30, _values(machines.platform), ("overload",)),
        Kind("pit", "深基坑监测", "mqtt", 60, _values(works.pit), ("pit_creep",)),
        Kind("formwork", "高支模监测", "mqtt", 30, _values(works.formwork), ("overload",)),
        Kind("helmet", "智能安全帽", "mqtt", 30, movers.helmet),
        Kind("lorry", "车载终端", "jt808", 10, _lorry, ("speeding",)),
    )
}
ALIASES = {"crane": "tower_crane", "gas": "gas_lel"}
"""What people type."""
