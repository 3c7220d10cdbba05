"""Devices that are not there: believable values, sent through real sockets in the protocols real ones speak.

Used by the demo, the tests and whoever tries the platform out. Values are pure functions of seed, device and time, so
the same day can be told again; a story (``stories.py``) lets something happen in it.
"""
