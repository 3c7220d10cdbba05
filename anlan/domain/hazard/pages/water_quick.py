"""A hazard of works from the phone: the section is chosen already, then photo, wording, level, 保存."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.domain.project.kinds import ENTERS, Party
from anlan.domain.project.works import part_of
from anlan.kernel.act.act import Act, NotYours, Refused, deliver
from anlan.kernel.clock import today
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import FieldView, field_view
from anlan.kernel.register import registry

from ..entry import unknown_unless
from ..kinds import WATER_WORDINGS
from . import boxes

KEY = "waterhazard"
OWN_WORDINGS, ALL_WORDINGS, PLACES, FEW = 3, 6, 8, 2
SHOWN = ("name", "photos", "place", "section", "party", "level", "judgement", "criterion_note")


def water_quick(request: Any, screen: Any) -> HttpResponse:
    """The page 随手报隐患."""
    register, seat, errors = registry.register(KEY), request.seat, {}
    if why := register.create_refused(seat):
        return render(request, "doors/refused.html", {"title": screen.title, "reason": why}, status=403)
    if request.method == "POST":
        try:
            made = deliver(Act(seat, KEY, "create", values=_typed(request), uuid=act_id(request)))
        except NotYours as taken:
            raise Http404 from taken
        except Refused as refused:
            errors = boxes.in_words_of_the_page(refused.errors, "name", "隐患名称")
        else:
            tell(request, "success", "保存成功")
            return HttpResponseRedirect(reverse("doors:go", args=[KEY, made.record]))
    last = register.rows(seat).filter(made_for=seat.organisation_id).order_by("-id").first()
    mine = {"made_for": seat.organisation_id}
    own = boxes.recent(KEY, seat, "name", OWN_WORDINGS, **mine, level="general")
    wordings = list(dict.fromkeys([*own, *WATER_WORDINGS]))[:ALL_WORDINGS]
    context = {
        "title": screen.title, "act": request.POST.get("act") or uuid.uuid4(), "submit": "保存",
        "fields": [
            *_where(request, last, errors), *boxes.boxes(request, errors, wordings, "name", 120), *_level(request, errors),
        ],
        "others": [s for name, many in errors.items() if name not in SHOWN for s in many],
        "places": boxes.recent(KEY, seat, "place", PLACES, **mine), "draft": f"{KEY}-quick-{seat.pk}",
        "intro": "拍一张，点一句，选级别，保存。整改期限自动给出，整改责任人可以以后再补。",
    }  # fmt: skip
    return render(request, "hazard/quick.html", context, status=422 if errors else 200)


def _typed(request: Any) -> dict[str, Any]:
    said, more = boxes.typed(request, "name")
    asked = {name: request.POST[name] for name in SHOWN[3:] if name in request.POST}
    return unknown_unless({"name": said} | more | asked, "place", "responsible")


def _where(request: Any, last: Any, errors: dict[str, list[str]]) -> list[FieldView]:
    """The section, fixed where there is but one, else the one used last; and whose hazard it is."""
    found = sections_of(request.seat)
    if not found:
        return []
    first = str(last.section_id) if last is not None and str(last.section_id) in found else next(iter(found))
    chosen = request.POST.get("section", first)
    kind = "hidden" if len(found) == 1 else "radio" if len(found) <= FEW else "select"
    fields = [FieldView("section", "f-section", "标段", kind, chosen, required=True, choices=list(found.items()),
                        errors=errors.get("section", []))]  # fmt: skip
    if kind == "hidden":
        fields.append(FieldView("told", "f-told", "标段", "text", found[first], display=found[first], readonly=True))
    if parties := _parties(request.seat):
        usual = Party.CONTRACTOR.value if Party.CONTRACTOR in dict(parties) else parties[0][0]
        fields.append(FieldView("party", "f-party", "所属单位", "radio", request.POST.get("party", usual),
                                choices=parties, errors=errors.get("party", [])))  # fmt: skip
    return fields


def sections_of(seat: Any) -> dict[str, str]:
    """The sections the seat takes part in today, by their id."""
    rows = registry.register("section").rows(seat).order_by("project", "id")
    found = {str(pk): (name, ground) for pk, name, ground in rows.values_list("pk", "name", "ground")}
    return {pk: name for pk, (name, ground) in found.items() if any(s.holds(ground, today()) for s in seat.stakes)}


def _parties(seat: Any) -> list[tuple[str, str]]:
    """For whom the seat may enter besides itself, the contractor first: that is what one sees on site."""
    held = {part_of(seat, stake.ground) for stake in seat.stakes if stake.holds(stake.ground, today())}
    may = {p for part in held if part for p in ENTERS.get(Party(part), ())}
    order = (Party.CONTRACTOR, Party.ENGINEER, Party.OWNER)
    return [(p.value, str(p.label)) for p in order if p in may]


def _level(request: Any, errors: dict[str, list[str]]) -> list[FieldView]:
    register, raw = registry.register(KEY), {"level": "general"} | {n: request.POST.get(n, "") for n in request.POST}
    names = ("level", "judgement", "criterion_note")
    return [field_view(register, register.spec(n), None, raw=raw, errors=errors) for n in names]
