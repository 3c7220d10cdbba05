"""The page on which one inspects: it holds the standard and what was said, and so works without a connection."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from anlan.kernel.clock import today
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import field_view
from anlan.kernel.register import registry

from ..flows import DRAFT, inspection_flow
from ..kinds import KIND_OF, MARKED, Way
from ..models import Inspection
from .choosing import by_of, choose, records_url, sites_of
from .own import own
from .showing import embedded, state_of
from .taking import take


def inspect(request: Any, screen: Any, pk: int | None = None, *, way: Way = Way.OWN) -> HttpResponse:
    """Without a site the list of sites; with one the inspection of it, in that way."""
    if pk is None:
        return choose(request, screen, way)
    site = sites_of(request.seat).select_related("unit", "branch", "supervisor", "department").filter(pk=pk).first()
    if site is None:
        raise Http404
    if way == Way.OWN:
        return own(request, screen, site)
    return take(request, site, way) if request.method == "POST" else _page(request, screen, site, way)


def _page(request: Any, screen: Any, site: Any, way: Way) -> HttpResponse:
    seat, back = request.seat, screen.url(request.portal.key)
    rows = registry.register("inspection").rows(seat)
    draft = rows.filter(site=site.pk, way=way, state=DRAFT, made_for=seat.organisation_id).order_by("id").first()
    row = draft or Inspection(site=site, unit=site.unit, way=way, inspected_on=today(), inspectors=seat.user.name)
    row.by = row.by or by_of(seat)
    if draft is None:
        try:
            row._take_standard()
        except Exception as error:
            return render(
                request, "doors/refused.html", {"title": screen.title, "reason": str(error), "back": back}, 403
            )
    records = records_url(request, by_of(seat))
    data = {
        "way": way, "site": site.pk, "today": today().isoformat(), "ref": str(uuid.uuid4()), "seat": seat.pk,
        "me": seat.user.name, "url": reverse("page:screen", args=[request.portal.key, screen.slug, site.pk]),
        "title": f"{screen.title}：{site.name}", "back": back, "upload": reverse("files:create"),
        **embedded(row.standard), "server": state_of(row) if draft is not None else None,
    }  # fmt: skip
    return render(request, f"inspection/{'marks' if way in MARKED else 'wording'}.html", {
        "title": screen.title, "site": site, "row": row, "draft": draft, "data": data, "back": back, "way": way,
        "fields": head_fields(row, seat), "history": f"{records}?site={site.pk}&way={way}" if records else "",
        "kind": KIND_OF[way].label,
    })  # fmt: skip


def head_fields(row: Any, seat: Any) -> list[Any]:
    """The questions about the whole inspection that this way asks."""
    register, move = registry.register("inspection"), inspection_flow.move("generate")
    assert move is not None
    found = []
    for spec in register.move_specs(move):
        if spec.name == "comment" and row.way not in MARKED:
            continue
        view = field_view(register, spec, row, user_id=seat.user_id)
        view.shown_when = None if spec.name == "comment" else view.shown_when
        view.required = view.required or spec.name == "comment"
        found.append(view)
    return found
