"""From a hazard to a paper: the words are there, one tap issues it."""

import uuid
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.act.act import Act, NotYours, Receipt, Refused, deliver
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id, posted
from anlan.kernel.doors.files import stored, take_in
from anlan.kernel.doors.pages import related, render
from anlan.kernel.doors.show import field_view, file_views
from anlan.kernel.register import registry
from anlan.kernel.trail.models import Attachment

from ..drafting import asked_before, drafted, found_in
from ..kinds import Kind
from .found import KEY

HAZARD = "waterhazard"
ASKED = ("title", "text", "due_on", "reply_due_on", "signer_post", "signer")
MOST_PHOTOS = 4


def make(kind: Kind, request: Any, screen: Any, pk: int | None = None) -> HttpResponse:
    """The page behind a hazard's button: what will be issued, to be read, changed where need be, and issued."""
    hazard = _hazard(request.seat, pk)
    if hazard is None:
        raise Http404
    back = reverse("doors:go", args=[HAZARD, pk])
    register = registry.register(KEY)
    if why := register.create_refused(request.seat) or _refused(hazard):
        return render(request, "doors/refused.html", {"title": screen.title, "reason": why, "back": back}, status=403)
    earlier = list(related(register, asked_before(register.rows(request.seat), HAZARD, hazard.pk))[:5])
    issued = next((one for one in earlier if one.is_issued), None)
    raw: dict[str, Any] = dict(drafted(kind, found_in(hazard), request.seat, issued))
    errors: dict[str, list[str]] = {}
    asked = [name for name in ASKED if name in raw]
    if request.method == "POST":
        raw |= posted([register.specs[n] for n in asked], request)
        try:
            return _led(request, _made(request, hazard, raw))
        except NotYours as taken:
            raise Http404 from taken
        except Refused as refused:
            errors = refused.errors
    context = {
        "title": screen.title, "hazard": hazard, "back": back, "earlier": earlier, "kind": kind,
        "fields": [field_view(register, register.specs[n], None, raw=raw, errors=errors) for n in asked],
        "others": [s for name, many in errors.items() if name not in asked for s in many],
        "kinds": _kinds(request, hazard.pk), "act": request.POST.get("act") or uuid.uuid4(),
        "photos": file_views(list(hazard.photos)[:MOST_PHOTOS]),
    }  # fmt: skip
    return render(request, "site_supervision/make.html", context, status=422 if errors else 200)


def _led(request: Any, made: Receipt) -> HttpResponse:
    """To the paper, with what became of it."""
    tell(request, "success", f"已签发{made.row.number}" if made.row.is_issued else "已存为草稿，签发前还可以修改")
    return HttpResponseRedirect(reverse("doors:go", args=[KEY, made.record]))


make_notice = partial(make, Kind.NOTICE)
make_stop = partial(make, Kind.STOP)
make_report = partial(make, Kind.REPORT)


def _kinds(request: Any, pk: int) -> list[dict[str, Any]]:
    """The three papers that a hazard may lead to, as tabs of one another."""
    views = ((Kind.NOTICE, make_notice), (Kind.STOP, make_stop), (Kind.REPORT, make_report))
    found = [(kind, request.portal.screen_url(view, request.seat, pk)) for kind, view in views]
    return [{"title": kind.label, "url": url, "here": url == request.path} for kind, url in found if url]


def _hazard(seat: Any, pk: int | None) -> Any:
    register = registry.register(HAZARD)
    return related(register, register.rows(seat)).filter(pk=pk).first() if pk is not None else None


def _refused(hazard: Any) -> str | None:
    if hazard.section is None:
        return "这条隐患没有标段；监理文书发给标段的施工单位，请在有标段的隐患上生成"
    return None if hazard.section.contractor_id else "该标段还没有分配施工单位，请联系项目法人分配标段"


def _made(request: Any, hazard: Any, raw: dict[str, Any]) -> Receipt:
    """Drafted and issued, or neither; the same form sent twice is one paper."""
    one = act_id(request)
    origin = (HAZARD, hazard.pk, str(hazard)[:200])
    with transaction.atomic():
        values = raw | {"photos": _copied(request, hazard)}
        made = deliver(Act(request.seat, KEY, "create", values=values, uuid=one, origin=origin))
        if request.POST.get("then") == "keep":
            return made
        return deliver(Act(request.seat, KEY, "issue", made.record, uuid=uuid.uuid5(one, "issue")))


def _copied(request: Any, hazard: Any) -> list[str]:
    """Pictures of the hazard as the paper's own: what was issued stays, whatever becomes of the hazard."""
    wanted = [i for i in hazard.photos if i in request.POST.getlist("photos")][:MOST_PHOTOS]
    found = Attachment.objects.in_bulk(wanted)
    kept = [(one.name, stored(one)) for one in found.values()]
    return [str(take_in(name, path.read_bytes(), request.user.pk).pk) for name, path in kept if path.exists()]
