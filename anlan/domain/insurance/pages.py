"""未投保标段, and 续保 that begins with what the policy before said."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from anlan.kernel.clock import today
from anlan.kernel.doors.listing import pager, place, tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry

from . import coverage, rules

PAGE = 50
YEAR = timedelta(days=365)
KEPT = ("section_id", "unit_id", "insured", "cover", "insurer", "per_person", "people", "premium")
"""What a renewed policy begins with; number, period and file are its own."""


def uninsured(request: HttpRequest, screen: Any) -> HttpResponse:
    """Sections without a policy in force, the longest without first."""
    seat, day = request.seat, today()  # type: ignore[attr-defined]
    rows = coverage.uninsured(seat, day)
    total = rows.count()
    number, pages = place(request, total, PAGE)
    shown = list(rows.select_related("project", "contractor")[(number - 1) * PAGE : number * PAGE])
    last = coverage.last_days(shown)
    form = _form(request)
    lines = [
        {"section": one, "begun": one.begins <= day, "last": last.get(one.pk),
         "url": f"{form}?{urlencode({'section': one.pk})}" if form and one.unit_id == seat.organisation_id else ""}
        for one in shown
    ]  # fmt: skip
    context = {
        "title": screen.title, "tabs": tabs(request, screen), "lines": lines, "total": total, "ahead": rules.WARN_AHEAD,
        "pager": pager(request, total, PAGE, number, pages) | {"sizes": []},
    }  # fmt: skip
    return render(request, "insurance/uninsured.html", context)


def _form(request: Any) -> str:
    """The address of the form for a new policy; "" for whoever may not make one."""
    if registry.register("safetyinsurance").create_refused(request.seat):
        return ""
    return next(
        (
            item.url(request.portal.key, "create")
            for item in request.portal.pages.values()
            if isinstance(item, Page) and item.register_key == "safetyinsurance" and item.open_to(request.seat)
        ),
        "",
    )


def renew(request: HttpRequest, screen: Any, pk: int) -> HttpResponse:
    """The form for the policy that follows, begun with this one's facts and the day after its last."""
    row = registry.register("safetyinsurance").rows(request.seat).filter(pk=pk).first()  # type: ignore[attr-defined]
    form = _form(request)
    if row is None or not form:
        raise Http404
    facts = {name.removesuffix("_id"): getattr(row, name) for name in KEPT}
    first = row.due_on + timedelta(days=1)
    period = {"starts_on": first.isoformat(), "due_on": (first + YEAR - timedelta(days=1)).isoformat()}
    return HttpResponseRedirect(f"{form}?{urlencode(facts | period)}")
