"""The field protocols: one folder each, which decodes bytes and answers them. Knows the telemetry floor, no firm.

A folder holds ``protocol.py`` (pure functions over bytes), ``session.py`` (one line to one device), ``samples/``
(recorded messages) and its tests.
"""
