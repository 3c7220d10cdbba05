"""What 预警提示 says of plans and drills."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from anlan.domain.project.openings import list_url, screen_url
from anlan.domain.project.warnings import Warning, warning
from anlan.kernel.clock import today

from . import duty, flows, pages, rules

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


@warning("emergency.review")
def to_review(seat: "Seat") -> Iterator[Warning]:
    """预案待复审: plans in force whose review is past or due within thirty days."""
    day = today()
    rows = duty.in_force(seat).filter(duty.to_review(day))
    before = day + timedelta(days=rules.REMIND_BEFORE + 1)
    url = list_url(seat, "emergencyplan", state__in=flows.IN_FORCE, due_review_on__lt=before)
    yield Warning("预案待复审", rows.count(), url)


@warning("emergency.drills")
def not_drilled(seat: "Seat") -> Iterator[Warning]:
    """本半年未演练: red in the last thirty days of the half year."""
    day = today()
    near = rules.half_of(day)[1] - day <= timedelta(days=rules.REMIND_BEFORE)
    tone = "red" if near else "orange"
    yield Warning("本半年未演练", duty.owed(seat, day).count(), screen_url(seat, pages.not_drilled), tone)
