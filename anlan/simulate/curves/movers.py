"""What moves: lorries on the roads of the demo's district, people with helmets on its sites."""

import math
from functools import lru_cache

from anlan.telemetry.words import Position

from ..chance import CHINA, DAY, at_work, between, grain, hour, unit, wave
from ..stories import NOTHING, Story, Values
from .haulage import driven, metres_a_day

ROADS = (
    ((31.7112, 119.9462), (31.7043, 119.9421), (31.6958, 119.9433), (31.6871, 119.9478), (31.6790, 119.9562), (31.6712, 119.9691),
     (31.6655, 119.9842), (31.6601, 119.9987), (31.6488, 120.0051), (31.6365, 120.0078), (31.6240, 120.0093), (31.6118, 120.0165)),
    ((31.6902, 119.8711), (31.6874, 119.8886), (31.6830, 119.9050), (31.6741, 119.9188), (31.6622, 119.9277), (31.6489, 119.9341),
     (31.6360, 119.9398), (31.6237, 119.9482), (31.6129, 119.9590), (31.6015, 119.9668)),
    ((31.7480, 119.9020), (31.7391, 119.9154), (31.7322, 119.9310), (31.7278, 119.9484), (31.7241, 119.9668), (31.7190, 119.9836),
     (31.7098, 119.9969), (31.6980, 120.0068), (31.6853, 120.0141), (31.6721, 120.0206), (31.6590, 120.0281)),
)  # fmt: skip
"""Roads of the demo's district (Wujin) as broken lines: latitude and longitude, WGS-84. The names on a map differ: invented."""
EARTH = 6_371.0
NEAR = 1_200.0
"""So many metres from an end of its road, at most, a lorry loads, and unloads at the other."""
EXTRA = 38.0
"""km/h more than usual when one is speeding."""


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Of two points not far from each other."""
    north = math.radians(b[0] - a[0])
    east = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return EARTH * 1000 * math.hypot(north, east)


@lru_cache(maxsize=4096)
def _milestones(road: int) -> tuple[float, ...]:
    found = [0.0]
    for a, b in zip(ROADS[road], ROADS[road][1:], strict=False):
        found.append(found[-1] + metres_between(a, b))
    return tuple(found)


def along(road: int, metres: float, first: float, last: float) -> tuple[float, float, float]:
    """Latitude, longitude and direction so far along a road, from its metre ``first`` to ``last`` and back again and so on."""
    stones = _milestones(road)
    turn, rest = divmod(metres, last - first)
    back = int(turn) % 2 == 1
    rest = last - rest if back else first + rest
    leg = next((n for n in range(len(stones) - 2) if rest < stones[n + 1]), len(stones) - 2)
    (a, b), part = ROADS[road][leg : leg + 2], (rest - stones[leg]) / (stones[leg + 1] - stones[leg])
    east = (b[1] - a[1]) * math.cos(math.radians(a[0]))
    direction = math.degrees(math.atan2(east, b[0] - a[0])) + (180 if back else 0)
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, direction % 360


def lorry(seed: int, device: int, at: int, story: Story = NOTHING) -> Position:
    """Where a lorry is. ``speeding``: 90 to 105 km/h where 70 are allowed."""
    road = int(unit(seed, device, "road") * len(ROADS))
    first = between(0, NEAR, seed, device, "loads")
    last = _milestones(road)[-1] - between(0, NEAR, seed, device, "unloads")
    metres, speed = driven(seed, device, at, last - first)
    speed *= 3.6
    strength = story.strength("speeding", at)
    metres += story.seconds("speeding", at) * (EXTRA + 20) / 3.6
    speed = max(speed, 55 * strength) + EXTRA * strength + (1.5 * grain(at, seed, device, "km/h") if speed else 0.0)
    lat, lon, direction = along(road, metres, first, last)
    before = (at + CHINA) // DAY % 10_000 * metres_a_day(seed, device, last - first)
    jitter = 0.00002
    return Position(
        device, at, round(lat + jitter * grain(at, seed, device, "lat"), 6), round(lon + jitter * grain(at, seed, device, "lon"), 6),
        6.0 + 2 * wave(at, 60_000, seed, device, "alt"), round(max(0.0, speed), 1), round(direction) % 360,
        mileage=round(between(0, 90_000, seed, device, "odometer") + (before + metres) / 1000, 1),
    )  # fmt: skip


def helmet(seed: int, device: int, at: int, story: Story = NOTHING) -> tuple[Values, Position]:
    """Somebody on a site: walks about, works, charges the helmet at night."""
    base = ROADS[device % len(ROADS)][device % 9]
    busy = at_work(at)
    reach = 0.0006 if busy else 0.00005
    lat = base[0] + reach * wave(at, 300_000, seed, device, "north")
    lon = base[1] + reach * wave(at, 280_000, seed, device, "east")
    pulse = 74 + 24 * busy + 9 * wave(at, 120_000, seed, device, "pulse") + 2 * grain(at, seed, device, "beat")
    worn = min(1.0, max(0.0, (hour(at) - 6) / 13))
    values = {"battery": 100 - 62 * worn, "heart_rate": pulse, "fault_bits": 0.0}
    return values, Position(
        device, at, round(lat, 6), round(lon, 6), speed=round(2.2 * unit(seed, device, at // 5000) if busy else 0, 1)
    )
