"""Grounds: where works are done that have no firm of their own. Paths of digits, like those of areas.

====== ================ ============ ================
level  what             path length  example
====== ================ ============ ================
1      the whole works  8            ``00000012``
2      a part of them   12           ``000000120003``
====== ================ ============ ================

A later subject gives the numbers out, once and for ever; rows carry the path of what they belong to, so that whoever
takes part in the whole reads one range, and whoever takes part in one part reads one value.
"""

from django.db.models import Q

WORKS, PART = 8, 12
"""Length of a ground's path at levels 1 and 2."""


def works_path(number: int) -> str:
    """The path of the works of that number."""
    return f"{number:0{WORKS}d}"


def part_path(works: str, number: int) -> str:
    """The path of a part of the works."""
    return f"{works}{number:0{PART - WORKS}d}"


def on(ground: str, column: str = "ground") -> Q:
    """The condition of rows on a ground or below it."""
    if len(ground) == PART:
        return Q(**{column: ground})
    return Q(**{f"{column}__gte": ground, f"{column}__lt": works_path(int(ground) + 1)})


def above(ground: str) -> list[str]:
    """The grounds that a ground is part of, without itself."""
    return [ground[:WORKS]] if len(ground) > WORKS else []
