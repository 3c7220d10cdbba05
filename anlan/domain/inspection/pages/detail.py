"""One inspection: its score by table, its findings with photos, the files of a paper sheet, and what may be done now."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.act.act import Act, Refused, deliver
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import file_views

from .. import scoring
from ..contents import TABLE, is_finding, parts_of
from ..flows import DRAFT
from ..kinds import Way
from ..rules import shown
from .papers import wording
from .showing import papers_of

HIDDEN = ("answer", "join", "drop_file", "stop", "generate")
"""Done on pages of their own, or by nobody."""


def detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of inspections."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    context["buttons"] = [b for b in context["buttons"] if b.name not in HIDDEN]
    for section in context["sections"]:
        section["fields"] = [f for f in section["fields"] if f.name != "files"]
    refused = row.drop_refused(request.seat)
    may = request.seat.may("inspection.drop_file") and row.way == Way.OWN
    return render(request, "inspection/detail.html", context | {
        "is_made": row.state != DRAFT, "papers": papers_of(request, row) if row.way != Way.OWN else {},
        "lines": _lines(row), "counted": shown(scoring.exact(row.scores.get("counted"))), "findings": _findings(row),
        "scans": file_views(row.files), "after": file_views(row.reply_photos), "may_drop": may, "drop_refused": refused,
        "drop_url": reverse("page:move", args=[request.portal.key, page.slug, pk, "drop_file"]), "new_act": uuid.uuid4,
    })  # fmt: skip


def _lines(row: Any) -> list[dict[str, Any]]:
    return [
        one | {name: shown(scoring.exact(one[name])) for name in ("weight", "score", "points")}
        for one in row.scores.get("lines", ())
    ]


def _findings(row: Any) -> list[dict[str, Any]]:
    if row.standard is None:
        return []
    parts, found = parts_of(row.standard), []
    for one in row.answers.filter(is_removed=False).order_by("id"):
        part = parts[one.slot]
        if part.kind != TABLE and is_finding(one.content):
            found.append({
                "part": part.table["name"], "text": wording(part, one.content), "off": one.off, "level": one.get_hazard_display(),
                "note": one.content["note"], "place": one.content["place"], "photos": file_views(one.content["photos"]),
            })  # fmt: skip
    return found


def drop_file(request: Any, page: Page, pk: int) -> HttpResponse:
    """删除 beside a file of a paper sheet: the page asks before it posts."""
    row, back = page.register.rows(request.seat).filter(pk=pk).first(), reverse("doors:go", args=["inspection", pk])
    if row is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(back)
    values = {"file": request.POST.get("file", "")}
    try:
        deliver(Act(request.seat, "inspection", "drop_file", row.pk, values, uuid=act_id(request)))
    except Refused as refused:
        told = {"title": "删除文件", "reason": str(refused), "back": back}
        return render(request, "doors/refused.html", told, 403)
    tell(request, "success", "文件已删除")
    return HttpResponseRedirect(back)
