"""系统流程说明: six flows, with links to those of their pages that the reader has."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.portal import Page

from ..guide import COLLECTS, KINDS_OF_USERS, OVERSEES, PROCESSES, Process


def guide(request: Any, screen: Any) -> HttpResponse:
    """The page of help (W-2.2.a to c)."""
    seat = request.seat
    flows = [{"process": one, "links": links_of(request, one)} for one in PROCESSES]
    context = {
        "title": screen.title, "tabs": tabs(request, screen), "flows": flows, "kinds": KINDS_OF_USERS,
        "mine": OVERSEES if seat.is_authority else COLLECTS, "role": seat.role.title,
    }  # fmt: skip
    return render(request, "project/guide.html", context)


def links_of(request: Any, process: Process) -> list[tuple[str, str]]:
    """(title, address) of the pages of a flow that are in the reader's menu, and of what everybody has."""
    found, key = [(label, reverse(name)) for label, name in process.links], request.portal.key
    # The tabs of a book repeat what other pages show.
    pages = (item for group in request.portal.groups if not group.keeps for item in group.items)
    for item in pages:
        shown = isinstance(item, Page) and item.menu and item.register_key in process.registers
        if shown and item.open_to(request.seat):
            found.append((item.title, item.url(key)))
    return found
