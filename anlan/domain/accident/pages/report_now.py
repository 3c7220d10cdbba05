"""立即报告: whom people on site and the head of a unit tell at once, and by when (W-2.2-accident.a, .b, .c)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from anlan.domain.project.flows import DELETED
from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry

from .. import terms
from ..kinds import Grade

MOST_WORKS = 50


def report_now(request: HttpRequest, screen: Any) -> HttpResponse:
    """The steps, the head of one's own unit, and for each of the works: its owner and its direct supervisor."""
    seat, portal = request.seat, request.portal  # type: ignore[attr-defined]
    works = registry.register("project").rows(seat).exclude(state=DELETED).select_related("unit", "supervisor")
    places = [(str(p), p.unit, p.supervisor) for p in works.order_by("name")[:MOST_WORKS]]
    own = seat.organisation
    places = places or [("本单位", own, own.supervisor or own.department)]
    # A telephone is shown to who may read the unit's file; one's own is always there.
    files = registry.register("enterprise").rows(seat).filter(organisation__in={own.pk, *(p[1].pk for p in places)})
    heads = {one.organisation_id: one for one in files}
    lines = [{"title": t, "owner": o, "head": heads.get(o.pk), "supervisor": s} for t, o, s in places]
    ministry = terms.ministry()
    context = {
        "title": screen.title, "tabs": tabs(request, screen), "lines": lines, "own": own, "head": heads.get(own.pk),
        "ministry": [("一般、较大事故", ministry.said(Grade.GENERAL)), ("重大以上事故", ministry.said(Grade.MAJOR))],
        "urgent_url": portal.new_url("urgentreport", seat), "quick_url": portal.new_url("quickreport", seat),
    }  # fmt: skip
    return render(request, "accident/report_now.html", context)
