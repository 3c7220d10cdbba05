"""项目信息 (the worst first, many given to a branch at once) and 项目概况, to which every subject adds its block."""

from typing import Any

from django.http import HttpResponse

from anlan.kernel.clock import today
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.listing import list_door
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry

from . import flows
from .overview import blocks_of, page_url

FACTS = (
    "unit", "branch", "area", "address", "kind", "client", "engineer", "manager", "safety_officer", "manager_phone",
    "floor_area", "cost",
)  # fmt: skip
"""What 项目概况 says first; the rest of the file unfolds below it, and what belongs to the site in its blocks."""


def site_list(request: Any, page: Page) -> HttpResponse:
    """As every list; who may give sites to a branch chooses it beside the ticked rows."""
    branches: list[Any] = []
    if request.seat.may("site.assign"):
        rows = registry.register("branch").rows(request.seat).filter(state=flows.OPEN)
        branches = list(rows.order_by("name").values_list("pk", "name"))
    return list_door(request, page, "site/list.html", {"branches": branches})


def site_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """项目概况 (J-2.1.b): what is wrong, the basic data, then a block of each subject whose numbers open their rows."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    views = {view.name: view for section in context["sections"] for view in section["fields"]}
    context |= {
        "facts": [views[name] for name in FACTS if name in views],
        "others": [view for name, view in views.items() if name not in FACTS], "sections": [], "related": [], "blocks": blocks_of(request, row),
        "reasons": [text for text in row.reasons.split("；") if text], "tone": row.tone_of("reasons"),
        "spent": _spent(row), "urge_url": page_url(request, "siteurge", door="create", site=pk),
        "urges_url": page_url(request, "siteurge", site=pk),
    }  # fmt: skip
    return render(request, "site/overview.html", context)


def _spent(site: Any) -> dict[str, Any] | None:
    """How much of the planned time has gone, for the picture; None without both days."""
    if not site.started_on or not site.finish_on or site.finish_on <= site.started_on:
        return None
    whole = (site.finish_on - site.started_on).days
    gone = ((site.completed_on or today()) - site.started_on).days
    return {
        "part": max(0, min(100, round(100 * gone / whole))), "over": gone - whole, "left": whole - gone,
        "done": site.completed_on is not None,
    }  # fmt: skip
