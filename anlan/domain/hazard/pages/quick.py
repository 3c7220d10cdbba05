"""A hazard in four taps from the phone's home: the page, the photo, the wording, 提交."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.domain.standard.models import Phrase
from anlan.kernel.act.act import NotYours, Refused
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import FieldView, sent_file_views
from anlan.kernel.register import registry

from ..entry import enter, hazard_values
from ..kinds import Level

OWN_WORDINGS, ALL_WORDINGS, PLACES, LOOKED_AT = 4, 12, 8, 60
ASKED = "哪里不对"


def quick(request: Any, screen: Any) -> HttpResponse:
    """The page [+隐患]."""
    errors: dict[str, list[str]] = {}
    if why := registry.register("hazard").create_refused(request.seat):
        return render(request, "doors/refused.html", {"title": screen.title, "reason": why}, status=403)
    if request.method == "POST":
        try:
            report = request.POST.get("then") != "keep"
            made = enter(request.seat, _typed(request), report=report, act_id=act_id(request))
        except NotYours as taken:
            raise Http404 from taken
        except Refused as refused:
            errors = _in_words_of_this_page(refused.errors)
        else:
            row = made.row
            said = f"已上报：{row.name}" if row.is_reported else f"已存为未上报：{row.name}"
            tell(request, "success", f"{said}，完成期限 {row.due_on}")
            return HttpResponseRedirect(reverse("doors:go", args=["hazard", made.record]))
    context = {
        "title": screen.title, "fields": _fields(request, errors), "act": request.POST.get("act") or uuid.uuid4(),
        "others": [s for name, many in errors.items() if name not in ("problem", "photos", "place") for s in many],
        "places": _recent(request.seat, "place", PLACES), "major_url": _major_url(request),
        "draft": f"hazard-quick-{request.seat.pk}",
    }  # fmt: skip
    return render(request, "hazard/quick.html", context, status=422 if errors else 200)


def _in_words_of_this_page(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    own = [s.replace("主要问题", ASKED) for s in errors.get("problem", ())]
    return errors | {"problem": own} if own else errors


def _typed(request: Any) -> dict[str, Any]:
    own = request.POST.get("problem", "").strip()
    photos = [v for v in request.POST.getlist("photos") if v]
    place = request.POST.get("place", "").strip()
    return hazard_values(own or request.POST.get("phrase", ""), photos=photos, place=place)


def _recent(seat: Any, column: str, most: int, **where: Any) -> list[str]:
    """What the firm wrote there lately, the latest first, each once."""
    rows = registry.register("hazard").rows(seat).filter(unit=seat.organisation_id, **where).order_by("-id")
    found = dict.fromkeys(v for v in rows.values_list(column, flat=True)[:LOOKED_AT] if v)
    return list(found)[:most]


def _wordings(seat: Any) -> list[str]:
    # What was a major hazard must not become a general one by a tap.
    own = _recent(seat, "name", OWN_WORDINGS, level=Level.GENERAL)
    common = registry.register_of(Phrase).rows(seat).order_by("-category__parent__order", "category__order", "id")
    # One wording of each class, what is seen on site first: a dozen fit a phone's screen.
    first: dict[int, str] = {}
    for kind, text in common.values_list("category", "text"):
        first.setdefault(kind, text)
    return list(dict.fromkeys([*own, *first.values()]))[:ALL_WORDINGS]


def _fields(request: Any, errors: dict[str, list[str]]) -> list[FieldView]:
    data = request.POST
    photos = sent_file_views(data.getlist("photos"), request.user.pk, None)
    return [
        FieldView(
            "photos", "f-photos", "照片", "files", photos, accept="image/jpeg,image/png",
            errors=errors.get("photos", []),
        ),
        FieldView(
            "phrase", "f-phrase", ASKED, "radio", data.get("phrase", ""), errors=errors.get("problem", []),
            choices=[(w, w) for w in _wordings(request.seat)],
        ),
        FieldView(
            "problem", "f-problem", "或自己写", "textarea", data.get("problem", ""), max_length=2000,
            help="写了以这里为准",
        ),
        FieldView(
            "place", "f-place", "隐患部位", "text", data.get("place", ""), max_length=120,
            errors=errors.get("place", []), help="可以以后再补",
        ),
    ]  # fmt: skip


def _major_url(request: Any) -> str:
    """Where a major hazard is entered: it asks for its criterion and more than four taps."""
    for page in request.portal.pages.values():
        if isinstance(page, Page) and page.register_key == "hazard" and "create" in page.top:
            return page.url(request.portal.key, "create") + "?level=major"
    return ""
