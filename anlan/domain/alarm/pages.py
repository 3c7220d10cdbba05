"""One alarm: what it is, and the hazard it became."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from anlan.domain.device.pages.ways import way
from anlan.domain.hazard.models import Hazard, SiteHazard
from anlan.kernel.clock import day_of, now
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry

from . import rules
from .models import Alarm

FRESH = timedelta(minutes=50)
"""So long the hour that is shown live still begins before it."""


def alarm_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of alarms."""
    row = one_row(page, request.seat, pk)
    hazards = [
        hazard
        for model in (Hazard, SiteHazard)
        for hazard in registry.register_of(model).rows(request.seat).filter(origin_type="alarm", origin_id=row.pk)
    ]
    times = [
        ("研判结果", row.get_verdict_display()),
        ("处置人", row.handler),
        ("核实人", row.verifier),
        ("确认用时", rules.duration(row.confirm_seconds) if row.confirmed_at else ""),
        ("关闭用时", rules.duration(row.close_seconds) if row.closed_at else ""),
    ]
    context = {"curve": curve_of(request, row), "hazards": hazards, "times": [one for one in times if one[1]]}
    return render(request, "alarm/detail.html", detail_context(request, page, row) | context)


def curve_of(request: Any, row: Alarm) -> str:
    """Where the curve of its time is drawn, "" for who does not read the device."""
    url = way(request, "device-live", "screen", row.device_id)
    if not url:
        return ""
    if now() - row.began_at < FRESH:
        return f"{url}#curve-{row.quantity}"
    days = {"from": day_of(row.began_at), "to": day_of(row.ended_at or now())}
    return f"{url}?{urlencode({'span': 'range'} | days)}#curve-{row.quantity}"
