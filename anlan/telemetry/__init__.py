"""Readings of devices: what they are, where they are kept, and the way from a gateway to the store.

Knows neither firms nor alarms: a device is a number here. ``gateways/`` decode what devices say and hand it to the
``intake``; it is stored durably, shown to the watchers (``watching``), and only then answered to the device.
"""
