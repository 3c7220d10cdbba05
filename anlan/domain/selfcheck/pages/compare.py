"""对比: two reported sheets of one firm side by side."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole

from ..models import Answer, SelfCheck
from ..rules import WORDS, differing
from .sheet import answers_in_order

MOST_CHOICES = 120


def compare(request: HttpRequest, screen: Any, pk: int | None = None) -> HttpResponse:
    """``pk`` or ``a``: the one sheet; ``b``: the other, by default the firm's one before."""
    seat = request.seat  # type: ignore[attr-defined]
    rows = registry.register("selfcheck").rows(seat).filter(is_reported=True).select_related("unit", "standard")
    one = _chosen(rows, request.GET.get("a") or pk)
    if one is None and seat.organisation.is_unit:
        one = rows.filter(unit=seat.organisation_id).order_by("-reported_at", "-id").first()
    same_firm = rows.filter(unit=one.unit_id).order_by("-reported_at", "-id") if one else rows.none()
    other = _chosen(same_firm, request.GET.get("b"))
    if one and other is None:
        other = same_firm.filter(reported_at__lt=one.reported_at).first() or same_firm.exclude(pk=one.pk).first()
    context = {
        "title": screen.title, "one": one, "other": other, "choices": list(same_firm[:MOST_CHOICES]),
        "tabs": tabs(request, screen), "here": reverse("page:list", args=[request.portal.key, screen.slug]),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "selfcheck/compare.html", context | (_both(one, other) if one and other else {}))


def _chosen(rows: Any, raw: Any) -> SelfCheck | None:
    """A sheet named in the address; 404 when it is not one the seat may read."""
    text = str(raw or "")
    if not text:
        return None
    found = rows.filter(pk=whole(text)).first()
    if found is None:
        raise Http404
    return found


def _both(one: SelfCheck, other: SelfCheck) -> dict[str, Any]:
    """The items on which the two differ."""
    left, right = ({a.item.code: a for a in answers_in_order(sheet)} for sheet in (one, other))
    codes = differing({c: a.answer for c, a in left.items()}, {c: a.answer for c, a in right.items()})
    lines = []
    for code in codes:
        item = (left.get(code) or right[code]).item
        lines.append({"item": item, "one": _cell(left.get(code)), "other": _cell(right.get(code))})
    return {"lines": lines, "same": len(left.keys() | right.keys()) - len(codes)}


def _cell(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {"text": "未排查", "answer": "", "hazard": None}
    return {"text": WORDS[answer.answer], "answer": answer.answer, "hazard": answer.hazard}
