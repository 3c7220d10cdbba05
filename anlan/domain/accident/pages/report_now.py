"""立即报告: whom people on site and the head of a unit tell at once, and by when (W-2.2-accident.a, .b, .c)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.project.flows import DELETED
from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry

from .. import terms
from ..kinds import Grade


def report_now(request: HttpRequest, screen: Any) -> HttpResponse:
    """The steps, and for each of the works the unit takes part in: its owner and its direct supervisor."""
    seat = request.seat  # type: ignore[attr-defined]
    works = registry.register("project").rows(seat).exclude(state=DELETED).select_related("unit", "supervisor")
    lines = [{"title": str(p), "owner": p.unit, "supervisor": p.supervisor} for p in works.order_by("name")[:50]]
    if not lines:
        place = seat.organisation
        lines = [{"title": "本单位", "owner": place, "supervisor": place.supervisor or place.department}]
    heads = {
        e.organisation_id: e for e in Enterprise.objects.filter(organisation__in={line["owner"].pk for line in lines})
    }
    for line in lines:
        line["head"] = heads.get(line["owner"].pk)
    ministry = terms.ministry()
    context = {
        "title": screen.title, "tabs": tabs(request, screen), "lines": lines,
        "ministry": [("一般、较大事故", ministry.said(Grade.GENERAL)), ("重大以上事故", ministry.said(Grade.MAJOR))],
        "urgent_url": _page_url(request, "urgentreport"), "quick_url": _page_url(request, "quickreport"),
    }  # fmt: skip
    return render(request, "accident/report_now.html", context)


def _page_url(request: Any, key: str) -> str:
    """Where this seat enters a new one of that type; empty where it can't."""
    register = registry.register(key)
    if register.create_refused(request.seat) is not None:
        return ""
    for page in request.portal.pages.values():
        if getattr(page, "register_key", "") == key and page.open_to(request.seat):
            return str(page.url(request.portal.key, "create"))
    return ""
