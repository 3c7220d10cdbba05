"""Works under construction (在建工程): a project, its sections (标段), who takes part in them as what and from when to when.

A project belongs to its owner (项目法人) and is directly supervised (直管) by one water authority, which need not be the one
of the county it stands in. The owner divides it into sections and assigns them; without a section a contractor can't
report. Every later subject of the works hangs its rows on a section or a project by ``WorksRecord``, which says who may
enter for whom, and lets them go up the authorities level by level by ``Upward``.
"""
