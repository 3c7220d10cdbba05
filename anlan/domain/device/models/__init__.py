"""A device, how it speaks, its limits, and what is done to it."""

from .device import Device
from .limit import DeviceLimit
from .order import DeviceOrder
from .present import DeviceNow, PresentRound
from .record import DeviceRecord, OfDevice
from .source import DeviceSource
from .upkeep import Calibration, DevicePaper, Maintenance

__all__ = [
    "Calibration",
    "Device",
    "DeviceLimit",
    "DeviceNow",
    "DeviceOrder",
    "DevicePaper",
    "DeviceRecord",
    "DeviceSource",
    "Maintenance",
    "OfDevice",
    "PresentRound",
]
