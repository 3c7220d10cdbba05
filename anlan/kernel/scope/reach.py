"""Compiles what a seat may reach into a few legs before any SQL is built (house law 2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Value

if TYPE_CHECKING:
    from .models import Organisation


@dataclass(frozen=True)
class Leg:
    """One way to reach rows. Exactly one of ``units``, ``area``, ``direct`` is set; ``industry`` narrows ``area``."""

    units: tuple[int, ...] = ()
    area: str | None = None
    industry: str = ""
    direct: int | None = None


def compile_legs(organisation: "Organisation") -> tuple[Leg, ...]:
    """A unit reaches itself and its sub-units; an authority its grants and what it supervises directly.

    Grants that lie within another grant of the same breadth are dropped, and so is the direct link where an unnarrowed
    area already covers it, so that the database sees one range wherever one range is enough.
    """
    if organisation.is_unit:
        below = organisation.children.values_list("id", flat=True)
        return (Leg(units=(organisation.pk, *below)),)
    granted = organisation.grants.values_list("area_id", "industry", Value(False))
    supervised = organisation.supervised.values_list("area_id", Value(""), Value(True)).distinct()
    reached = list(granted.union(supervised, all=True))
    grants = [(area, industry) for area, industry, is_direct in reached if not is_direct]
    legs = [
        Leg(area=area, industry=industry)
        for area, industry in dict.fromkeys(grants)
        if not any(area.startswith(a) and i in ("", industry) and (a, i) != (area, industry) for a, i in grants)
    ]
    direct = [area for area, _, is_direct in reached if is_direct]
    open_areas = [leg.area for leg in legs if leg.area is not None and not leg.industry]
    if any(not any(path.startswith(a) for a in open_areas) for path in direct):
        legs.append(Leg(direct=organisation.pk))
    return tuple(legs)
