"""Each night: sections whose contractor or engineer changes with the day."""

from datetime import timedelta
from typing import Any

from anlan.kernel.clock import today
from anlan.kernel.clock.schedule import scheduled
from anlan.kernel.scope.models import Stake

from . import standing
from .models import Section


@scheduled("project-standing", "标段参建单位到期更新", at="00:05")
def look_at_standing(payload: dict[str, Any]) -> None:
    """Looks at the sections in which somebody begins today or ended yesterday."""
    day = today()
    turning = Stake.objects.filter(starts_on=day) | Stake.objects.filter(ends_on=day - timedelta(days=1))
    for ground in set(turning.values_list("ground", flat=True)):
        for section in Section.objects.filter(ground__startswith=ground).select_related("project"):
            standing.refresh(section)
