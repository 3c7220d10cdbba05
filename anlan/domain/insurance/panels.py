"""What 预警提示 says of insurance: sections without a policy, policies that run out within thirty days."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from anlan.domain.project.openings import list_url, screen_url
from anlan.domain.project.warnings import Warning, warning
from anlan.kernel.clock import today
from anlan.kernel.register import registry

from . import coverage, flows, pages, rules

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


@warning("insurance.uninsured")
def uninsured(seat: "Seat") -> Iterator[Warning]:
    """未投保标段: begun ones in red, those about to begin with them."""
    if not seat.may("safetyinsurance.view"):
        return
    yield Warning("未投保标段", coverage.uninsured(seat, today()).count(), screen_url(seat, pages.uninsured), "red")


@warning("insurance.running-out")
def running_out(seat: "Seat") -> Iterator[Warning]:
    """保单30天内到期, without those that another policy follows."""
    day, days = today(), max(rules.REMIND_AT)
    rows = registry.register("safetyinsurance").rows(seat).filter(coverage.running_out(day, days))
    conditions = {
        "state": flows.LISTED, "is_followed": "False", "due_on__gte": day, "due_on__lt": day + timedelta(days=days + 1),
    }  # fmt: skip
    yield Warning(f"保单{days}天内到期", rows.count(), list_url(seat, "safetyinsurance", **conditions))
