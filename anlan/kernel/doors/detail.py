"""The detail door: sections, photos, the drawn flow, the time line with before and after, related rows."""

from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from anlan.kernel.act.wording import label_of
from anlan.kernel.flow import desk
from anlan.kernel.flow.models import Task
from anlan.kernel.flow.table import Flow
from anlan.kernel.register.records import Record
from anlan.kernel.register.register import Register
from anlan.kernel.scope.models import Organisation
from anlan.kernel.trail.models import Entry

from .buttons import all_buttons
from .listing import tabs
from .pages import one_row, only_register, page_view, render, signed_in
from .portal import Page
from .show import field_view, file_views, moment_text

MOST_ENTRIES = 100


def sections_of(page: Page, row: Any) -> list[dict[str, Any]]:
    """The sections with the values of a row; questions that were not asked are left out."""
    found = []
    for section in page.shown_sections():
        views = []
        for one in section.fields:
            spec = page.register.specs[one.name]
            view = field_view(page.register, spec, row, prefix="v", label=page.word(one.name, spec.label))
            if spec.field.when:
                other, wanted = spec.field.when
                value = getattr(row, other, None)
                if not (value in wanted if isinstance(wanted, tuple | list | set) else value == wanted):
                    continue
            views.append(view)
        if views:
            found.append({"title": section.title, "fields": views})
    return found


def drawn_flow(flow: Flow, row: Any, tasks: list[Task]) -> list[dict[str, Any]]:
    """The flow as it stands for this row: done, here, still to come; at whose desk and since when."""
    here = getattr(row, flow.column)
    steps = [s for s in desk.steps_of(row) if s.axis == flow.key]
    visited = {s.source for s in steps} | {s.target for s in steps}
    off = desk.switched_off(flow)
    shown = [
        s
        for s in flow.states
        if not s.hidden and s.key not in off and (not s.aside or s.key in visited or s.key == here)
    ]
    place = next((i for i, s in enumerate(shown) if s.key == here), 0)
    found = []
    for i, state in enumerate(shown):
        last = next((s for s in reversed(steps) if s.target == state.key), None)
        kind = "here" if state.key == here else "done" if i < place else "todo"
        if state.key == here and state.done:
            kind = "done"
        task = next((t for t in tasks if t.axis == flow.key and t.state == state.key and t.lead), None)
        found.append({
            "label": state.label, "state": kind,
            "desk": task.organisation.name if task and kind == "here" else f"{last.place} {last.actor}" if last and kind == "done" else "",
            "at": moment_text(last.at) if last and kind != "todo" else "",
            "since": f"自 {moment_text(task.since)}" if task and kind == "here" else "",
        })  # fmt: skip
    return found


def history(register: Register, row: Any) -> list[dict[str, Any]]:
    """The time line, newest first: each trail entry with its step's opinion and files."""
    columns = register.model._meta.concrete_fields
    moments = {label_of(register, c) for c in columns if isinstance(c, models.DateTimeField)}
    made = desk.steps_of(row) if isinstance(row, Record) else ()
    steps = {s.at.replace(microsecond=0).isoformat() + s.label: s for s in made}
    found = []
    for entry in Entry.objects.filter(register=register.key, record=str(row.pk)).order_by("-seq")[:MOST_ENTRIES]:
        step = steps.get(entry.at.replace(microsecond=0).isoformat() + entry.title.split("：")[0])
        found.append({
            "at": moment_text(entry.at), "verb": entry.title.split("：")[0], "who": entry.actor,
            "seat": "代填" if entry.proxy else "", "text": step.opinion if step else "",
            "files": file_views(step.files) if step else [],
            "diff": [{"label": k, "before": plain(v[0], k in moments), "after": plain(v[1], k in moments)}
                     for k, v in entry.changes.items() if k != "意见"],
        })  # fmt: skip
    return found


def plain(value: Any, moment: bool = False) -> str:
    """A trail value in words; ``moment``: of a field that holds moments."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return f"{len(value)} 项"
    if moment and value:
        return _moment(str(value))
    return "" if value is None else str(value)


def _moment(kept: str) -> str:
    """What the trail kept of a field before it held moments stays as it is."""
    try:
        found = datetime.fromisoformat(kept)
    except ValueError:
        return kept
    return moment_text(found) if found.tzinfo else kept


def related_rows(request: Any, page: Page, row: Any) -> list[dict[str, Any]]:
    """Pages whose rows belong to this row's organisation or point at it, with their counts."""
    key, links, seen = request.portal.key, [], {page.register_key}
    for other in request.portal.pages.values():
        if not isinstance(other, Page) or other.where or other.register_key in seen or not other.open_to(request.seat):
            continue
        names = [n for n in (other.filters or other.register.filters) if _points_at(other, n, row)]
        if names:
            seen.add(other.register_key)
            count = other.rows(request.seat).filter(**{names[0]: row.pk}).count()
            links.append({"title": other.title, "count": count, "url": f"{other.url(key)}?{names[0]}={row.pk}"})
    return links


def _points_at(other: Page, name: str, row: Any) -> bool:
    column = other.register.model._meta.get_field(name)
    if not column.is_relation:
        return False
    target = column.related_model
    return target is type(row) or (
        target is Organisation and hasattr(row, "organisation_id") and row.pk == row.organisation_id
    )


def detail_context(request: Any, page: Page, row: Any) -> dict[str, Any]:
    """Everything the detail page shows."""
    tasks = list(desk.open_tasks(row).select_related("organisation")) if page.register.flows else []
    return {
        "page": page, "row": row, "title": str(row), "sections": sections_of(page, row), "tabs": tabs(request, page),
        "flows": [{"title": f.title, "steps": drawn_flow(f, row, tasks), "state": f.state(getattr(row, f.column))}
                  for f in page.register.flows if len(f.states) > 2],
        "history": history(page.register, row), "buttons": all_buttons(page, row, request, request.path),
        "list_url": page.url(request.portal.key), "related": related_rows(request, page, row), "print_url": page.url(request.portal.key, "paper", row.pk),
        "reveals": [s.name for s in page.register.specs.values() if s.field.secret and getattr(row, s.name)]
        if request.seat.may(page.register.permission("reveal")) else [],
    }  # fmt: skip


@page_view
def detail(request: HttpRequest, item: Any, pk: int) -> HttpResponse:
    """One record."""
    page = only_register(item)
    if special := page.register.pages.get("detail"):
        return special(request, page, pk)
    row = one_row(page, request.seat, pk)  # type: ignore[attr-defined]
    return render(request, "doors/detail.html", detail_context(request, page, row))


@page_view
def paper(request: HttpRequest, item: Any, pk: int) -> HttpResponse:
    """One record on A4."""
    page = only_register(item)
    row = one_row(page, request.seat, pk)  # type: ignore[attr-defined]
    return render(request, "doors/paper.html", detail_context(request, page, row))


@signed_in
def go(request: Any, register_key: str, pk: int) -> HttpResponse:
    """Leads to the record on whichever page of the seat's portal shows it."""
    from .pages import portal_of

    found = portal_of(request)
    page = found.page_for(register_key, request.seat, pk)
    if page is None:
        raise Http404
    return HttpResponseRedirect(page.url(found.key, "detail", pk))
