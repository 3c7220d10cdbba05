"""When readings of a device are an alarm: pure. ``words`` says what a rule is, ``engine`` what follows from readings.

Nothing here reads a database, a clock or a setting: the same readings and rules give the same alarms, whether they come
one by one from the gateway or all at once from ``anlan replay``.
"""
