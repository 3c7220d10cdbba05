"""Alarms 预警: what the rules of devices tell, and what people do about it.

A rule that is broken makes one alarm, however often it is broken meanwhile; its level, its count and its end follow the
readings by themselves. Who looks after the device confirms it, or it climbs to the company and then to the authority; it is
judged (真实, 误报, 检维修, 故障), handled, verified, closed. What the authority sees of it and when is a setting, since a
sensor that shames its owner at every blip gets unplugged. A real one becomes a hazard that knows its alarm.
"""
