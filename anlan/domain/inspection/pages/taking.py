"""What the inspection page sends: each save is one act, which may come late, twice, or after a colleague's."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse

from anlan.domain.site.models import Site
from anlan.kernel.act.act import Act, NotYours, Receipt, Refused, deliver
from anlan.kernel.act.effects import cleaning_seat
from anlan.kernel.act.models import Delivered
from anlan.kernel.clock import now, today
from anlan.kernel.doors import api_body
from anlan.kernel.doors.entry import act_id, posted
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry
from anlan.kernel.register.entry import clean_values
from anlan.kernel.register.plain import whole

from ..contents import Plain
from ..flows import DRAFT, HEAD, inspection_flow
from ..models import Inspection
from .showing import papers_of, state_of

KEY = "inspection"
SKEW = timedelta(minutes=10)
"""A phone's clock that is further ahead than this is told of."""


def take(request: Any, site: Any, way: str) -> HttpResponse:
    """Answers in JSON: the inspection as it stands afterwards, or why nothing was saved."""
    try:
        claimed = api_body.moment(request.POST.get("claimed_at") or None)
        row = _begun(request, site, way, claimed)
        receipt, saying = _done(request, row, claimed)
    except NotYours as gone:
        raise Http404 from gone
    except Refused as refused:
        return _refused(request, refused)
    row = Inspection.objects.select_related("standard", "site").get(pk=receipt.record)
    if not _wants_json(request):
        return HttpResponseRedirect(request.path)
    return JsonResponse(
        state_of(row) | {"ok": True, "saying": saying, "clock": clock_note(claimed), "papers": papers_of(request, row)}
    )


def _wants_json(request: Any) -> bool:
    """The page itself asks; what waited on the phone comes as an ordinary form and is answered as one."""
    return "application/json" in request.headers.get("Accept", "")


def _refused(request: Any, refused: Refused) -> HttpResponse:
    if _wants_json(request):
        errors = {name or "others": sentences for name, sentences in refused.errors.items()}
        return JsonResponse({"error": str(refused), "errors": errors}, status=422)
    told = {"title": "没有保存", "reason": str(refused), "back": request.path}
    return render(request, "doors/refused.html", told, status=422)


def clock_note(claimed: datetime | None) -> str:
    """What is said of a phone's clock that runs ahead of ours; one behind can't be told from a late arrival."""
    if claimed is None or claimed - now() < SKEW:
        return ""
    minutes = round((claimed - now()).total_seconds() / 60)
    ahead = f"{round(minutes / 60)} 小时" if minutes >= 60 else f"{minutes} 分钟"
    return f"手机时间比系统时间快约 {ahead}：手机时间已原样保留，以系统收到的时间为准，请校准手机时间"


def _begun(request: Any, site: Any, way: str, claimed: datetime | None) -> Any:
    """The inspection that is meant: by id, or by the page's own ``ref`` where it was begun without a connection.

    Who begins one while a colleague's of the same site and way is open joins that one: one inspection comes of it.
    """
    seat, rows = request.seat, registry.register(KEY).rows(request.seat).filter(site=site.pk, way=way)
    if known := whole(request.POST.get("inspection")):
        return _one(rows, known)
    try:
        ref = uuid.UUID(request.POST.get("ref", ""))
    except ValueError as error:
        raise Refused("缺少检查编号，请刷新页面后重试") from error
    if found := Delivered.objects.filter(uuid=ref, register=KEY, user=seat.user_id).first():
        return _one(rows, found.record)
    with transaction.atomic():
        Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
        draft = rows.filter(state=DRAFT, made_for=seat.organisation_id).order_by("id").first()
        if draft is not None:
            return deliver(Act(seat, KEY, "join", draft.pk, uuid=ref, claimed_at=claimed)).row
        values = {"site": str(site.pk), "way": way, "inspected_on": _day(request), "inspectors": seat.user.name}
        return deliver(Act(seat, KEY, "create", values=values, uuid=ref, claimed_at=claimed)).row


def _one(rows: Any, pk: int) -> Any:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Refused("这次检查已被删除，内容没有保存；需要时请重新检查")
    return row


def _day(request: Any) -> str:
    return request.POST.get("begun_on") or today().isoformat()


def _done(request: Any, row: Any, claimed: datetime | None) -> tuple[Receipt, list[str]]:
    seat, said = request.seat, request.POST.get("do", "")
    if said == "answer":
        values = {"entries": _entries(request), "said": request.POST.get("said", "")}
        receipt = deliver(Act(seat, KEY, "answer", row.pk, values, uuid=act_id(request), claimed_at=claimed))
        told = receipt.result or {}
        return receipt, [*told.get("said", []), *_disputed(told.get("disputed", []))]
    specs = registry.register(KEY).move_specs(_generate())
    raw = posted(specs, request)
    if said == "head":
        _, _, errors = clean_values(specs, raw, cleaning_seat(seat), row, partial=False)
        if errors:
            raise Refused(errors)
        return deliver(Act(seat, KEY, "change", row.pk, raw, uuid=act_id(request), claimed_at=claimed)), []
    if said == "generate":
        return deliver(Act(seat, KEY, "generate", row.pk, raw, uuid=act_id(request), claimed_at=claimed)), []
    raise Refused("没有这个操作，请刷新页面后重试")


def _generate() -> Any:
    move = inspection_flow.move("generate")
    assert move is not None and move.fields == HEAD
    return move


def _disputed(names: list[str]) -> list[str]:
    if not names:
        return []
    return [f"{len(names)} 项和别人填写的不同，两份都已保留，请逐项选择：{'、'.join(names[:3])}"]


def _entries(request: Any) -> list[Plain]:
    """The entries; a photo that came with the same form (``photo-<its name on the phone>``) takes its attachment's id."""
    try:
        entries = json.loads(request.POST.get("entries", ""))
    except ValueError as error:
        raise Refused("内容没有传完整，请重试") from error
    if not isinstance(entries, list):
        raise Refused("内容没有传完整，请重试")
    for one in entries:
        content = one.get("content") if isinstance(one, dict) else None
        if isinstance(content, dict) and isinstance(content.get("photos"), list):
            content["photos"] = [_arrived(request, str(photo)) for photo in content["photos"]]
    return entries


def _arrived(request: Any, photo: str) -> str:
    return (
        f"{photo}={request.POST[f'photo-{photo[1:]}']}"
        if photo.startswith("@") and f"photo-{photo[1:]}" in request.POST
        else photo
    )
