"""What measures by itself: gauges, detectors, machines, pits, helmets and lorries, of a firm or on a building site.

What a device of a kind measures, and which limits hold for it unless somebody says otherwise, is an edition of data
(``data/``). A device (设备) has a place, papers and operators; its sources (接入方式) say under which address and password it
speaks, and are written through to ``telemetry``, where a device is a number. Limits of its own, with who, when and why,
come before those of its kind; within a maintenance window nothing is raised. ``compiled`` turns all of it into the words of
``rules``; readings are never in these tables but in the store of ``telemetry``.
"""
