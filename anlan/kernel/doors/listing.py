"""The list door."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from anlan.kernel.clock.due import due_note, due_tone
from anlan.kernel.register.plain import whole
from anlan.kernel.register.records import Record

from . import conditions
from .buttons import batch_steps, row_buttons, top_buttons
from .pages import page_view, render
from .portal import Page, Screen
from .rows import count, cut
from .show import file_views, text_of

PICTURES_A_CELL = 3

SIZES = (20, 50, 100)


@dataclass
class Cell:
    """One cell: its text, and what makes it more than text."""

    name: str
    label: str
    text: str
    url: str = ""
    tone: str = ""
    note: str = ""
    state: str = ""
    files: list[dict[str, Any]] | None = None
    short: bool = False
    badge: str = ""


@dataclass
class Head:
    """A column's head; ``url`` sorts by it."""

    name: str
    label: str
    url: str = ""
    sort: str = "none"


def columns_of(page: Page) -> tuple[str, ...]:
    """The columns a page shows."""
    return page.columns or page.register.columns


def sortable(page: Page) -> set[str]:
    """The columns a list may be sorted by: those the Register declares in ``order``."""
    return {name.lstrip("-") for name in (*page.register.order, *page.order)}


def ordering(page: Page, asked: str) -> str:
    """The order asked for, if it is a declared one, else the page's."""
    return asked if asked.lstrip("-") in sortable(page) else (page.order or page.register.order)[0]


def visible_rows(page: Page, request: Any) -> tuple[QuerySet[Any], conditions.Conditions]:
    """The seat's rows of a page under the conditions of the address."""
    names = page.filters or page.register.filters
    found = conditions.read(page.register, names, request.GET, request.seat, page.words)
    return found.narrow(page.rows(request.seat)), found


def list_door(
    request: Any, page: Page, template: str = "doors/list.html", more: dict[str, Any] | None = None
) -> HttpResponse:
    """A page of rows with exact count; the whole state is in the address.

    A subject that has something to say above its list gives a ``template`` that extends the door's own, and what it needs.
    """
    rows, found = visible_rows(page, request)
    asked = request.GET
    size = int(asked["size"]) if asked.get("size") in {str(s) for s in SIZES} else SIZES[0]
    order = ordering(page, asked.get("order", ""))
    total = count(page.register, request.seat, rows, page.where_of(request.seat), found)
    number = max(1, whole(asked.get("page"), 1))
    leaf = cut(page.register, rows, order, number, size, columns_of(page), total)
    back = request.get_full_path()
    faces = faces_of(page, leaf.rows)
    many = batch_steps(page, request.seat)
    above = [s.name for s in many if s.name in page.top]
    context = {
        "page": page, "title": page.title, "found": found, "heads": heads(page, request, order),
        "rows": [_line(page, r, request, faces, back, above) for r in leaf.rows],
        "pager": pager(request, leaf.total, size, leaf.number, leaf.pages), "total": leaf.total,
        "buttons": top_buttons(page, request), "tabs": tabs(request, page), "searchable": bool(page.register.search),
        "batch": [s for s in many if s.name not in page.top],
    }  # fmt: skip
    return render(request, template, context | (more or {}))


def _line(page: Page, row: Any, request: Any, faces: Any, back: str, above: list[str]) -> dict[str, Any]:
    """One row as the template draws it; it can't be ticked where every button above the list would be refused for it."""
    refusals = [page.register.step_refused(row, request.seat, name) for name in above]
    why = refusals[0] if refusals and all(refusals) else None
    buttons = row_buttons(page, row, request, back)
    return {"id": row.pk, "cells": cells(page, row, request, faces), "buttons": buttons, "not_ticked": why}


def tabs(request: Any, page: Page | Screen) -> dict[str, Any]:
    """The sibling pages of the module, and the buttons at its right."""
    group = request.portal.group_of(page.slug)
    seat, key = request.seat, request.portal.key
    open_items = [i for i in group.items if i.open_to(seat)]
    kept = request.GET.get(group.keeps, "") if group.keeps else ""
    tail = "?" + urlencode({group.keeps: kept}) if kept else ""
    return {
        "title": group.title,
        "items": [{"title": i.title, "url": i.url(key) + tail, "here": i.slug == page.slug or i.title == page.title}
                  for i in open_items if i.menu and i.slug not in group.buttons],
        "buttons": [{"label": i.title, "url": i.url(key) + tail, "tone": getattr(i, "tone", "")}
                    for i in open_items if i.slug in group.buttons],
    }  # fmt: skip


def heads(page: Page, request: Any, order: str) -> list[Head]:
    """The heads of the columns."""
    found = []
    for name in columns_of(page):
        label = page.word(name, page.register.spec(name).label)
        head = Head(name, label)
        if name in sortable(page):
            down = order == f"-{name}"
            head.sort = "descending" if down else "ascending" if order == name else "none"
            head.url = conditions.address(request.GET, order=name if down or order != name else f"-{name}", page=None)
            if order == name:
                head.url = conditions.address(request.GET, order=f"-{name}", page=None)
        found.append(head)
    return found


def faces_of(page: Page, rows: list[Any]) -> dict[str, dict[str, Any]]:
    """The attachments that the shown rows' cells show, in one query."""
    names = [n for n in columns_of(page) if page.register.spec(n).kind == "files"]
    ids = [i for row in rows for n in names for i in (getattr(row, n) or [])[:PICTURES_A_CELL]]
    return {view["id"]: view for view in file_views(ids)}


def cells(page: Page, row: Any, request: Any, faces: dict[str, dict[str, Any]]) -> list[Cell]:
    """The cells of one row; the first leads to the record."""
    found = []
    register = page.register
    states = {flow.column: flow for flow in register.flows}
    for place, name in enumerate(columns_of(page)):
        spec = register.spec(name)
        cell = Cell(name, page.word(name, spec.label), text_of(spec, row))
        value = getattr(row, name, None)
        cell.short = isinstance(value, date | Decimal) or name in states
        if place == 0:
            cell.url = page.url(request.portal.key, "detail", row.pk)
            cell.text = cell.text or "（未填写）"
            cell.badge = row.badge(request.seat) if isinstance(row, Record) else ""
        if name in states and value:
            cell.state = states[name].state(value).tone
        elif isinstance(row, Record) and (tone := row.tone_of(name)):
            cell.state = tone
        elif isinstance(value, date) and name.startswith("due"):
            done = all(f.state(getattr(row, f.column)).done for f in register.flows[:1])
            cell.tone = due_tone(value, getattr(row, "level", ""), done)
            cell.note = due_note(value) if cell.tone in ("red", "orange") else ""
        elif spec.kind == "files" and value:
            cell.files = [faces[i] for i in value[:PICTURES_A_CELL] if i in faces]
        found.append(cell)
    return found


def place(request: Any, total: int, size: int) -> tuple[int, int]:
    """(the page asked for, how many there are); a page beyond the end is the last one."""
    pages = max(1, -(-total // size))
    return min(max(1, whole(request.GET.get("page"), 1)), pages), pages


def pager(request: Any, total: int, size: int, number: int, pages: int) -> dict[str, Any]:
    """What the pager macro draws."""
    near = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    links: list[dict[str, Any] | None] = []
    for before, n in zip([0, *near], near, strict=False):
        if before and n - before > 1:
            links.append(None)
        links.append({"n": n, "url": conditions.address(request.GET, page=n), "here": n == number})
    return {
        "total": total,
        "pages": links,
        "prev": conditions.address(request.GET, page=number - 1) if number > 1 else "",
        "next": conditions.address(request.GET, page=number + 1) if number < pages else "",
        "sizes": [
            {"n": s, "url": conditions.address(request.GET, size=s, page=None), "here": s == size} for s in SIZES
        ],
    }


@page_view
def page_or_screen(request: Any, item: Page | Screen) -> HttpResponse:
    """The door behind every menu entry."""
    if isinstance(item, Screen):
        if item.needs_a_row:
            raise Http404
        return item.view(request, item)
    special = item.register.pages.get("list")
    return special(request, item) if special else list_door(request, item)


@page_view
def screen_of_row(request: Any, item: Page | Screen, pk: int) -> HttpResponse:
    """A screen about one row, e.g. a review; ``pk`` is judged by the screen, which starts at ``rows(seat)``."""
    if not isinstance(item, Screen) or not item.of_a_row:
        raise Http404
    return item.view(request, item, pk)


def picked_ids(request: Any) -> list[int]:
    """The ticked rows of a batch."""
    return [n for i in request.POST.getlist("ids") if (n := whole(i))][:1000]
