"""A hazard in four taps from the phone's home: the page, the photo, the wording, 提交."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.domain.standard.kinds import Kind
from anlan.domain.standard.models import Phrase
from anlan.kernel.act.act import NotYours, Refused
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry

from ..entry import enter, hazard_values
from ..kinds import Level
from . import boxes

OWN_WORDINGS, ALL_WORDINGS, PLACES = 4, 12, 8


def quick(request: Any, screen: Any) -> HttpResponse:
    """The page [+隐患]."""
    errors: dict[str, list[str]] = {}
    if why := registry.register("hazard").create_refused(request.seat):
        return render(request, "doors/refused.html", {"title": screen.title, "reason": why}, status=403)
    if request.method == "POST":
        try:
            report = request.POST.get("then") != "keep"
            said, more = boxes.typed(request)
            made = enter(request.seat, hazard_values(said, **more), report=report, act_id=act_id(request))
        except NotYours as taken:
            raise Http404 from taken
        except Refused as refused:
            errors = boxes.in_words_of_the_page(refused.errors, "problem", "主要问题")
        else:
            row = made.row
            said = f"已上报：{row.name}" if row.is_reported else f"已存为未上报：{row.name}"
            tell(request, "success", f"{said}，完成期限 {row.due_on}")
            return HttpResponseRedirect(reverse("doors:go", args=["hazard", made.record]))
    context = {
        "title": screen.title, "fields": boxes.boxes(request, errors, _wordings(request.seat)),
        "act": request.POST.get("act") or uuid.uuid4(),
        "others": [s for name, many in errors.items() if name not in ("problem", "photos", "place") for s in many],
        "places": boxes.recent("hazard", request.seat, "place", PLACES, unit=request.seat.organisation_id),
        "major_url": _major_url(request), "draft": f"hazard-quick-{request.seat.pk}", "submit": "提交",
        "intro": "拍一张，点一句，提交。级别为一般隐患，完成期限自动给出。", "keep": "先存着，不上报",
    }  # fmt: skip
    return render(request, "hazard/quick.html", context, status=422 if errors else 200)


def _wordings(seat: Any) -> list[str]:
    # What was a major hazard must not become a general one by a tap.
    own = boxes.recent("hazard", seat, "name", OWN_WORDINGS, unit=seat.organisation_id, level=Level.GENERAL)
    common = (
        registry.register_of(Phrase)
        .rows(seat)
        .filter(standard__kind=Kind.SELF_CHECK)
        .order_by("-category__parent__order", "category__order", "id")
    )
    # One wording of each class, what is seen on site first: a dozen fit a phone's screen.
    first: dict[int, str] = {}
    for kind, text in common.values_list("category", "text"):
        first.setdefault(kind, text)
    return list(dict.fromkeys([*own, *first.values()]))[:ALL_WORDINGS]


def _major_url(request: Any) -> str:
    """Where a major hazard is entered: it asks for its criterion and more than four taps."""
    for page in request.portal.pages.values():
        if isinstance(page, Page) and page.register_key == "hazard" and "create" in page.top:
            return page.url(request.portal.key, "create") + "?level=major"
    return ""
