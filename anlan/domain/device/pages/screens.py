"""The live pages of devices as portals take them into their menus."""

from anlan.kernel.doors.portal import Screen

from .area import device_map
from .curve import device_live
from .track import device_track
from .wall import wall

ORDER_WORDS = {"create": "下发指令", "made_for": "下发单位", "saved": "已登记，设备在线时几秒内下发"}
"""How 设备指令 speaks in every portal."""


def screens(audience: str = "both", prefix: str = "") -> tuple[Screen, ...]:
    """设备墙, 设备地图, 车辆轨迹, and the page of one device; a portal that has them twice gives one set ``firm-``."""
    return (
        Screen(f"{prefix}devices-wall", "设备墙", wall, "device.view", audience, "bell"),
        Screen(f"{prefix}devices-map", "设备地图", device_map, "device.view", audience, "map"),
        Screen(f"{prefix}device-track", "车辆轨迹", device_track, "device.view", audience, "truck"),
        Screen(f"{prefix}device-live", "实时数据", device_live, "device.view", audience, "chart-line", menu=False),
    )
