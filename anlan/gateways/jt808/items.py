"""The additional items of a position in words and units. What is not in the table stays raw (private items E0 to FF too).

Source: JT/T 808-2013 table 27 and JT/T 808-2019 (items 05 and 06); item 14: JT/T 1078.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

MILEAGE, FUEL, CABIN = 0x01, 0x02, 0x06


class Item(NamedTuple):
    """``sizes``: the lengths in which it is understood."""

    key: str
    name: str
    unit: str
    sizes: tuple[int, ...]
    read: Callable[[bytes], Any]


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _tenth(data: bytes) -> float:
    return int.from_bytes(data, "big") / 10


def cabin(data: bytes) -> int:
    """Degrees. The standard's highest bit means minus; some terminals send the two's complement instead. Of the two
    readings of a negative value one is always beyond 16,000 degrees, so the smaller one is meant.
    """
    raw = int.from_bytes(data, "big")
    return max(-(raw & 0x7FFF), raw - 0x10000) if raw & 0x8000 else raw


def _overspeed(data: bytes) -> dict[str, int]:
    return {"area_type": data[0], **({"area": _number(data[1:])} if len(data) == 5 else {})}


def _crossing(data: bytes) -> dict[str, int]:
    return {"area_type": data[0], "area": _number(data[1:5]), "direction": data[5]}


def _stretch(data: bytes) -> dict[str, int]:
    return {"stretch": _number(data[:4]), "seconds": _number(data[4:6]), "result": data[6]}


ITEMS: Mapping[int, Item] = {
    MILEAGE: Item("mileage_km", "里程", "km", (4,), _tenth),
    FUEL: Item("fuel_l", "油量", "L", (2,), _tenth),
    0x03: Item("recorder_speed_kmh", "行驶记录速度", "km/h", (2,), _tenth),
    0x04: Item("manual_alarm_id", "需人工确认的报警编号", "", (2,), _number),
    0x05: Item("tyres", "胎压", "Pa", (30,), list),
    CABIN: Item("cabin_temperature", "车厢温度", "℃", (2,), cabin),
    0x11: Item("overspeed", "超速报警位置", "", (1, 5), _overspeed),
    0x12: Item("crossing", "进出区域或路线", "", (6,), _crossing),
    0x13: Item("stretch", "路段行驶时间", "", (7,), _stretch),
    0x14: Item("video_alarm", "视频报警标志", "", (4,), _number),
    0x25: Item("ext_vehicle_signal", "车辆信号状态", "", (4,), _number),
    0x2A: Item("io_status", "IO 状态", "", (2,), _number),
    0x2B: Item("analog", "模拟量", "", (4,), lambda data: {"ad0": _number(data[2:]), "ad1": _number(data[:2])}),
    0x30: Item("signal_strength", "无线信号强度", "", (1,), _number),
    0x31: Item("satellites", "定位卫星数", "颗", (1,), _number),
}


def told(items: Mapping[int, bytes]) -> dict[str, Any]:
    """Key -> value of the items that are understood."""
    known = ((ITEMS[number], data) for number, data in items.items() if number in ITEMS)
    return {item.key: item.read(data) for item, data in known if len(data) in item.sizes}
