"""本半年未演练, and 修订 that begins a new edition with what the old one said."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.clock import today
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.listing import pager, place, tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry

from . import duty, flows, rules
from .models import EmergencyPlan

PAGE = 50


def not_drilled(request: HttpRequest, screen: Any) -> HttpResponse:
    """Units and places that have plans and no drill this half year; red who missed the one before too."""
    seat, day = request.seat, today()  # type: ignore[attr-defined]
    rows, all_ = duty.owed(seat, day), duty.bound(seat).count()
    total = rows.count()
    number, pages = place(request, total, PAGE)
    shown = list(rows[(number - 1) * PAGE : number * PAGE])
    context = {
        "title": screen.title, "tabs": tabs(request, screen), "lines": _lines(request, shown), "half": rules.half_title(day),
        "last_day": rules.half_of(day)[1], "bound": all_, "owed": total, "drilled": all_ - total,
        "pager": pager(request, total, PAGE, number, pages) | {"sizes": []},
    }  # fmt: skip
    return render(request, "emergency/not_drilled.html", context)


def _lines(request: Any, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    plans = EmergencyPlan.objects.select_related("unit", "section", "project").in_bulk([one["plan"] for one in shown])
    units = [one["unit"] for one in shown]
    late = {(m["unit"], m["ground"]) for m in duty.missed(duty.in_force(request.seat).filter(unit__in=units), today())}
    last = duty.last_drills(units)
    form = request.portal.new_url("drill", request.seat)
    found = []
    for one in shown:
        plan, here = plans[one["plan"]], (one["unit"], one["ground"])
        own = form and plan.unit_id == request.seat.organisation_id
        found.append({
            "plan": plan, "last": last.get(here), "late": here in late,
            "where": plan.section or plan.project or "全单位", "url": f"{form}?plan={plan.pk}" if own else "",
        })  # fmt: skip
    return found


def revise(request: HttpRequest, screen: Any, pk: int) -> HttpResponse:
    """The form of a new edition, begun with the old one's facts; issued, it replaces that one."""
    seat: Any = request.seat  # type: ignore[attr-defined]
    plan = registry.register("emergencyplan").rows(seat).filter(pk=pk).first()
    page = request.portal.page_of("emergencyplan", seat)  # type: ignore[attr-defined]
    if plan is None or page is None:
        raise Http404
    if plan.unit_id != seat.organisation_id or plan.state not in flows.IN_FORCE:
        tell(request, "warning", "只能修订本单位已发布、没有废止的预案")
        return HttpResponseRedirect(reverse("doors:go", args=["emergencyplan", pk]))
    facts = {"replaces": plan.pk, "title": plan.title, "kind": plan.kind, "note": plan.note, "edition": ""}
    places = {name: value for name in ("section", "project") if (value := getattr(plan, f"{name}_id"))}
    form = page.url(request.portal.key, "create")  # type: ignore[attr-defined]
    return HttpResponseRedirect(f"{form}?{urlencode(facts | places)}")
