"""Hazards that keep a unit in its section: those it has still to put right, to re-check, or to see through 销号."""

from django.db.models import Q

from anlan.domain.project.open_work import unfinished
from anlan.kernel.scope import grounds

from . import water_flows as flows
from .models import WaterHazard


@unfinished("隐患")
def open_hazards(ground: str, unit_id: int) -> int:
    """How many a unit has not finished on a ground."""
    its_own = Q(unit=unit_id) & (Q(state__in=flows.UNFINISHED) | Q(supervision_state__in=flows.UNDER))
    to_recheck = Q(state=flows.RECHECK, section__engineer=unit_id)
    rows = WaterHazard.objects.filter(grounds.on(ground)).exclude(state=flows.DELETED)
    return rows.filter(its_own | to_recheck).count()
