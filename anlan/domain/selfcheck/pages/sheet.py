"""自查记录: what one sheet says, class by class; 修改 leads back into the walk."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page

from ..models import Answer, SelfCheck
from ..rules import FOUND, month_title
from .rounds import WALK, address_of

# Buttons that belong to the walk and make no sense beside a whole sheet.
INSIDE_THE_WALK = ("answer", "answer_rest", "save")
# Hundreds of these would bury saving and reporting; the operation log has them all.
EACH_ITEM = "填报标准细则"


def answers_in_order(sheet: SelfCheck) -> list[Answer]:
    """The answers of a sheet in the order of its standard."""
    rows = sheet.answers.select_related("item__category__parent", "hazard")
    first = "item__category__parent"
    return list(rows.order_by(f"{first}__order", f"{first}__code", "item__category__order", "item__code"))


def by_class(answers: list[Answer]) -> list[dict[str, Any]]:
    """The same under their classes, with how many hazards each has."""
    found = []
    for category, group in groupby(answers, key=lambda a: a.item.category):
        held = list(group)
        found.append({"category": category, "answers": held, "found": sum(a.answer in FOUND for a in held)})
    return found


def detail(request: HttpRequest, page: Page, pk: int) -> HttpResponse:
    """One sheet."""
    sheet = one_row(page, request.seat, pk)  # type: ignore[attr-defined]
    answers = answers_in_order(sheet)
    context = detail_context(request, page, sheet)
    context["buttons"] = [b for b in context["buttons"] if b.name not in INSIDE_THE_WALK]
    context["history"] = [line for line in context["history"] if line["verb"] != EACH_ITEM]
    key = request.portal.key  # type: ignore[attr-defined]
    return render(request, "selfcheck/sheet.html", context | {
        "classes": by_class(answers), "findings": [a for a in answers if a.answer in FOUND],
        "month": month_title(sheet.month), "walk_url": address_of(key, sheet),
    })  # fmt: skip


def edit(request: HttpRequest, page: Page, pk: int) -> HttpResponse:
    """修改: the walk, with what was answered; it refuses what is reported."""
    sheet = one_row(page, request.seat, pk)  # type: ignore[attr-defined]
    portal = request.portal  # type: ignore[attr-defined]
    if WALK not in portal.pages or (why := page.register.change_refused(sheet, request.seat)):  # type: ignore[attr-defined]
        reason = why if WALK in portal.pages else "本系统没有“新建自查”页面"
        return render(request, "doors/refused.html", {"title": page.title, "reason": reason}, status=403)
    return HttpResponseRedirect(address_of(portal.key, sheet))
