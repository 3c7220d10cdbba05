"""What came too late or without right, kept whole: its sender decides here what becomes of it (house law 5)."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.act.act import Act, NotYours, Refused, deliver
from anlan.kernel.act.effects import opened
from anlan.kernel.act.models import WaitingAct
from anlan.kernel.clock import now
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole

from .context import tell
from .pages import render, signed_in
from .show import moment_text, text_of


def waiting_of(seat: Any) -> Any:
    """The seat's acts that wait for a decision."""
    return WaitingAct.objects.filter(seat_id=seat.pk, settled_at=None)


def _shown(row: WaitingAct, seat: Any) -> dict[str, Any]:
    register = registry.register(row.register)
    present = register.rows(seat).filter(pk=row.record).first() if row.record else None
    pairs = []
    for name, value in opened(row.values).items():
        spec = register.specs.get(name)
        if spec is not None and spec.field.secret:
            pairs.append(
                {
                    "label": spec.label,
                    "mine": spec.field.secret(str(value)),
                    "theirs": text_of(spec, present) if present else "",
                }
            )
        elif spec is not None:
            said = dict(spec.choices).get(str(value), value) if spec.kind in ("select", "radio") else value
            pairs.append({"label": spec.label, "mine": said, "theirs": text_of(spec, present) if present else ""})
    found = register.find_move(row.verb)
    verb = found[1].label if found else {"create": "新增", "change": "修改"}.get(row.verb, row.verb)
    return {"id": row.pk, "title": f"{verb}{register.title}", "label": str(present) if present else "（记录已不在您的范围内）",
            "reason": row.reason, "at": moment_text(row.received_at), "pairs": pairs, "gone": row.record and present is None}  # fmt: skip


@signed_in
def waiting(request: Any) -> HttpResponse:
    """待处理的提交: mine beside what stands now; send again over it, or drop it."""
    if request.method == "POST":
        asked = request.POST.get("act", "")
        row = waiting_of(request.seat).filter(pk=whole(asked)).first()
        if row is None:
            raise Http404
        if request.POST.get("do") == "drop":
            tell(request, "success", "已放弃")
        elif why := _again(request.seat, row):
            tell(request, "error", why)
            return HttpResponseRedirect(reverse("web:waiting"))
        else:
            tell(request, "success", "已按您的内容提交")
        row.settled_at = now()
        row.save(update_fields=["settled_at"])
        return HttpResponseRedirect(reverse("web:waiting"))
    rows = [_shown(r, request.seat) for r in waiting_of(request.seat).order_by("id")[:50]]
    return render(request, "doors/waiting.html", {"title": "待处理的提交", "rows": rows})


def _again(seat: Any, row: WaitingAct) -> str | None:
    act = Act(seat, row.register, row.verb, row.record, opened(row.values), None, uuid.uuid4(), row.claimed_at)
    try:
        deliver(act)
    except Refused as refused:
        return str(refused)
    except NotYours:
        return "这条记录已不在您的范围内，不能提交；如不再需要，请放弃"
    return None
