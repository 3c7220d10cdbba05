"""One alarm: what it is, and the hazard it became."""

from typing import Any

from django.http import HttpResponse

from anlan.domain.hazard.models import Hazard, SiteHazard
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry

from . import rules


def alarm_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of alarms."""
    row = one_row(page, request.seat, pk)
    hazards = [
        hazard
        for model in (Hazard, SiteHazard)
        for hazard in registry.register_of(model).rows(request.seat).filter(origin_type="alarm", origin_id=row.pk)
    ]
    times = [
        ("确认用时", rules.duration(row.confirm_seconds) if row.confirmed_at else ""),
        ("关闭用时", rules.duration(row.close_seconds) if row.closed_at else ""),
    ]
    context = {"hazards": hazards, "times": [one for one in times if one[1]]}
    return render(request, "alarm/detail.html", detail_context(request, page, row) | context)
