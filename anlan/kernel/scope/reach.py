"""Compiles what a seat may reach into a few legs before any SQL is built (house law 2)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Value

from anlan.kernel.clock import today

if TYPE_CHECKING:
    from .models import Organisation


EVERYTHING = "*"
"""``Stake.reads`` of whoever reads all that happens on a ground."""


@dataclass(frozen=True)
class Leg:
    """One way to reach rows. Exactly one of ``units``, ``area``, ``direct``, ``ground`` is set.

    ``industry`` narrows ``area`` ("" is the whole country). ``reads``: whose rows on a ground (``Stake.reads``);
    ``until``: only what was made up to that day, for who took part in its time.
    """

    units: tuple[int, ...] = ()
    area: str | None = None
    industry: str = ""
    direct: int | None = None
    ground: str = ""
    reads: str = ""
    until: date | None = None


def compile_legs(organisation: "Organisation") -> tuple[Leg, ...]:
    """A unit reaches itself, its sub-units and the grounds it takes part in; an authority its grants and what it supervises.

    Grants that lie within another grant of the same breadth are dropped, and so is the direct link where an unnarrowed
    area already covers it, so that the database sees one range wherever one range is enough.
    """
    if organisation.is_unit:
        below = organisation.children.values_list("id", flat=True)
        return (Leg(units=(organisation.pk, *below)), *_grounds(organisation))
    granted = organisation.grants.values_list("area_id", "industry", Value(False))
    supervised = organisation.supervised.values_list("area_id", Value(""), Value(True)).distinct()
    works = organisation.stakes.values_list("area_id", "industry", Value(True)).distinct()
    reached = list(granted.union(supervised, works, all=True))
    grants = [(area or "", industry) for area, industry, is_direct in reached if not is_direct]
    legs = [
        Leg(area=area, industry=industry)
        for area, industry in dict.fromkeys(grants)
        if not any(area.startswith(a) and i in ("", industry) and (a, i) != (area, industry) for a, i in grants)
    ]
    direct = [(path, industry) for path, industry, is_direct in reached if is_direct]
    if any(not any(path.startswith(a) and i in ("", industry) for a, i in grants) for path, industry in direct):
        legs.append(Leg(direct=organisation.pk))
    return tuple(legs)


def _grounds(organisation: "Organisation") -> list[Leg]:
    """One leg for each ground it takes part in, or took part in."""
    legs = []
    for stake in organisation.stakes.order_by("ground", "id"):
        over = stake.is_over or (stake.ends_on is not None and stake.ends_on < today())
        legs.append(Leg(ground=stake.ground, reads=stake.reads, until=stake.ends_on if over else None))
    return list(dict.fromkeys(legs))
