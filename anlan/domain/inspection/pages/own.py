"""按企业内部检查: the scan of the paper sheet that the site was given (J-3.2)."""

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.act.act import Act, NotYours, Refused, deliver, delivered_before
from anlan.kernel.doors import api_body
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id, posted
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import field_view
from anlan.kernel.register import registry

from ..kinds import Way
from ..models import Inspection
from .choosing import by_of, records_url

ASKED = ("remark", "inspected_on", "files", "inspectors", "needs_rectification", "rectifier", "requirement", "due_on")
REQUIRED = ("inspected_on", "files", "inspectors", "rectifier", "requirement", "due_on")
KEY = "inspection"


def own(request: Any, screen: Any, site: Any) -> HttpResponse:
    """The form, and 保存检查: the record and its end are made together."""
    register, errors, raw = registry.register(KEY), {}, None
    specs = [register.specs[name] for name in ASKED]
    if request.method == "POST":
        raw = posted(specs, request)
        try:
            made = _save(request, site, raw)
        except NotYours as gone:
            raise Http404 from gone
        except Refused as refused:
            errors = refused.errors
        else:
            tell(request, "success", f"检查已保存：{made}")
            return HttpResponseRedirect(reverse("doors:go", args=[KEY, made.pk]))
    row = Inspection(site=site, way=Way.OWN, inspectors=request.seat.user.name)
    fields = [field_view(register, s, row, raw=raw, errors=errors, user_id=request.seat.user_id) for s in specs]
    for one in fields:
        one.required = one.required or one.name in REQUIRED
        one.shown_when = None if one.name == "files" else one.shown_when
    records, back = records_url(request, by_of(request.seat)), screen.url(request.portal.key)
    return render(request, "inspection/own.html", {
        "title": screen.title, "site": site, "fields": fields, "others": errors.get("", []), "back": back,
        "act": request.POST.get("act") or uuid.uuid4(), "draft": f"inspection-own-{site.pk}-{request.seat.pk}",
        "history": f"{records}?site={site.pk}&way=own" if records else "",
    }, 422 if errors else 200)  # fmt: skip


def _save(request: Any, site: Any, raw: dict[str, Any]) -> Any:
    seat, act = request.seat, act_id(request)
    claimed = api_body.moment(request.POST.get("claimed_at") or None)
    made = Act(seat, KEY, "create", values=raw | {"site": str(site.pk), "way": Way.OWN}, uuid=act, claimed_at=claimed)
    if earlier := delivered_before(made):
        return earlier.row
    with transaction.atomic():
        row = deliver(made).row
        done = uuid.uuid5(act, "generate")
        said = {name: value for name, value in raw.items() if name != "files"}
        return deliver(Act(seat, KEY, "generate", row.pk, said, uuid=done, claimed_at=claimed)).row
