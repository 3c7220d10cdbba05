"""The home page: panels that subjects contribute, chosen by the portal."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from anlan.kernel.flow import desk

from .inbox import task_view
from .pages import portal_of, render, signed_in
from .portal import Portal, portal

Panel = Callable[[Any], dict[str, Any] | None]
_panels: dict[str, tuple[str, Panel]] = {}
_notice_page: list[Callable[[Any], str]] = []


def panel(name: str, template: str) -> Callable[[Panel], Panel]:
    """Lets a subject contribute a part of the home page; None from the function leaves it out."""

    def register(work: Panel) -> Panel:
        _panels[name] = (template, work)
        return work

    return register


def panel_names() -> set[str]:
    """All panels, for the start-up checks."""
    return set(_panels)


@panel("tasks", "doors/panel_tasks.html")
def tasks(request: Any) -> dict[str, Any] | None:
    """今天要办的: the most urgent of 待办."""
    rows = desk.by_urgency(desk.inbox(request.seat)).select_related("unit")
    return {"tasks": [task_view(t) for t in rows[:8]], "total": rows.count()}


@signed_in
def home(request: Any) -> HttpResponse:
    """系统首页."""
    return _home(request, portal_of(request))


def portal_home(request: Any, portal_key: str) -> HttpResponse:
    """A portal's own entrance: its home, or the way there by signing in; who belongs to another is led to his own home."""
    found = portal(portal_key)
    if found is None:
        raise Http404
    return _entrance(request, found)


@signed_in
def _entrance(request: Any, found: Portal) -> HttpResponse:
    return _home(request, found) if request.seat.role.portal == found.key else redirect("web:home")


def _home(request: Any, found: Any) -> HttpResponse:
    panels, request.portal = [], found
    for name in found.home:
        template, work = _panels[name]
        context = work(request)
        if context is not None:
            panels.append({"name": name, "template": template, "context": context})
    return render(request, "doors/home.html", {"title": "首页", "panels": panels})


def notice_page(find: Callable[[Any], str]) -> Callable[[Any], str]:
    """Lets the subject of notices say where a seat reads its 公告通知."""
    _notice_page.append(find)
    return find


@signed_in
def notices(request: Any) -> HttpResponse:
    """Leads to 公告通知."""
    for find in _notice_page:
        return HttpResponseRedirect(find(request))
    return HttpResponseRedirect(reverse("web:home"))
