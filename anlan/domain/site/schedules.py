"""By night: what is wrong with every site. Each morning, with the other papers: inspection reports that run out."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from anlan.domain.enterprise.expiry import Paper, papers
from anlan.kernel.clock import day_of
from anlan.kernel.clock.schedule import payload_due, scheduled

from . import flows, worries
from .models import SiteMachine


@scheduled("site-worries", "项目关注事项", at="00:20")
def weigh_all(payload: dict[str, Any]) -> None:
    """A new day makes and ends reasons by itself."""
    worries.ask_for_all(day_of(payload_due(payload)))


@papers
def reports(low: date, high: date, unit: int | None) -> Iterator[Paper]:
    """检测报告 of machines in use: the people on the site are reminded, and their company."""
    rows = SiteMachine.objects.filter(state__in=(flows.IN_USE, flows.IDLE), inspected_until__range=(low, high))
    if unit is not None:
        rows = rows.filter(Q(unit=unit) | Q(site__department=unit))
    for row in rows.select_related("site").order_by("id").iterator(chunk_size=500):
        assert row.inspected_until is not None
        for place in (row.unit_id, row.site.department_id):
            if place is not None and unit in (None, place):
                yield Paper(
                    place, f"{row.site}{row}检测报告", row.inspected_until,
                    f"machine:{row.pk}:{row.inspected_until}:{place}", record=("sitemachine", row.pk), remedy="重新检测",
                )  # fmt: skip
