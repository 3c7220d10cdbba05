"""The answerability sheet (履职记录), and secrets shown in full by a logged act."""

from pathlib import Path
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse

from anlan.kernel.clock import now
from anlan.kernel.doors import paper
from anlan.kernel.doors.detail import history
from anlan.kernel.doors.pages import related, render, signed_in
from anlan.kernel.doors.show import moment_text
from anlan.kernel.flow.models import Task
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole
from anlan.kernel.scope.models import Organisation

from . import book
from .models import Entry

MOST_LINES = 2000
TEMPLATE = Path(__file__).with_name("answerability.typ")


@signed_in
def answerability(request: Any, register_key: str, pk: int) -> HttpResponse:
    """履职记录: who was told, read, checked, decided, and when; as a page, or as a PDF that can be verified."""
    try:
        register = registry.register(register_key)
    except KeyError as error:
        raise Http404 from error
    row = related(register, register.rows(request.seat)).filter(pk=pk).first()
    if row is None:
        raise Http404
    of_firm = register.model._meta.pk.related_model is Organisation
    about = Q(unit_id=pk) if of_firm else Q(register=register.key, record=str(pk))
    found = list(Entry.objects.filter(about).order_by("-seq")[:MOST_LINES])
    tasks = list(_tasks(register.key, row, of_firm))
    if of_firm:
        records = {(e.register, e.record) for e in found} | {(t.register, str(t.record)) for t in tasks}
        seen = _readable(request.seat, records)
        found = [e for e in found if (e.register, e.record) in seen]
        tasks = [t for t in tasks if (t.register, str(t.record)) in seen]
    entries = sorted(found, key=lambda e: e.seq)
    lines = [
        {
            "seq": e.seq,
            "at": moment_text(e.at),
            "who": e.actor + ("（代填）" if e.proxy else ""),
            "what": e.title,
            "hash": e.hash,
        }
        for e in entries
    ]
    told = [
        {"to": t.organisation.name, "what": f"{t.title} · {t.step}" if of_firm else t.step, "since": moment_text(t.since), "due": str(t.due_on or ""),
         "done": moment_text(t.done_at) if t.done_at else "未办结"}
        for t in tasks
    ]  # fmt: skip
    context = {
        "title": f"履职记录：{row}", "kind": register.title, "lines": lines, "told": told, "made": moment_text(now()),
        "by": f"{request.seat.organisation.name} {request.user.name}", "row": row, "back": reverse("doors:go", args=[register.key, pk]),
    }  # fmt: skip
    if request.GET.get("pdf"):
        book.write(request.seat, [book.Note(register.key, str(pk), "answerability", f"导出履职记录：{row}")])
        body = paper.pdf(TEMPLATE, {k: v for k, v in context.items() if k != "row"})
        response = HttpResponse(body, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="answerability.pdf"'
        return response
    return render(request, "doors/answerability.html", context | {"history": history(register, row)})


def _readable(seat: Any, records: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (register, id) that the seat may read: what a firm keeps to itself stays out of its sheet.

    Rows in hidden states count: that one's own row was deleted belongs to what was done.
    """
    found: set[tuple[str, str]] = set()
    for register in registry.every_register():
        ids = [whole(record) for key, record in records if key == register.key]
        if ids and seat.may(register.permission("view")):
            rows = register.model._default_manager.filter(register.scope.q(seat), pk__in=ids)
            found |= {(register.key, str(pk)) for pk in rows.values_list("pk", flat=True)}
    return found


def _tasks(key: str, row: Any, of_firm: bool) -> list[Task]:
    rows = Task.objects.filter(unit_id=row.pk) if of_firm else Task.objects.filter(register=key, record=row.pk)
    return sorted(rows.select_related("organisation").order_by("-id")[:MOST_LINES], key=lambda t: t.pk)


@signed_in
def reveal(request: Any, register_key: str, pk: int, name: str) -> HttpResponse:
    """A masked value in full; that it was looked at is written into the trail."""
    try:
        register = registry.register(register_key)
    except KeyError as error:
        raise Http404 from error
    spec = register.specs.get(name)
    if (
        request.method != "POST"
        or spec is None
        or not spec.field.secret
        or not request.seat.may(register.permission("reveal"))
    ):
        raise Http404
    row = register.rows(request.seat).filter(pk=pk).first()
    if row is None:
        raise Http404
    book.write(request.seat, [book.Note(register.key, str(pk), "reveal", f"查看完整“{spec.label}”：{row}")])
    return JsonResponse({"value": str(getattr(row, name))})
