"""超期项目核实: sites more than 90 days past their planned completion, for their company to find out about."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse

from anlan.domain.site.flows import BUILDING, STOPPED
from anlan.kernel.clock import today
from anlan.kernel.doors.listing import pager, place, tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry

from .. import rules
from ..terms import terms

PAGE = 50


def late_sites(seat: Any) -> QuerySet[Any]:
    """The sites a seat may read that are long past their planned completion and not known to be complete."""
    rows = registry.register("site").rows(seat).filter(state__in=(BUILDING, STOPPED))
    return rows.filter(finish_on__lt=rules.overdue_before(today(), terms()))


def overdue(request: Any, screen: Any) -> HttpResponse:
    """The page, the longest late first."""
    rows = late_sites(request.seat)
    total = rows.count()
    number, pages = place(request, total, PAGE)
    shown = list(rows.select_related("branch", "unit").order_by("finish_on", "id")[(number - 1) * PAGE : number * PAGE])
    form = _form(request)
    lines = [
        {"site": s, "late": (today() - s.finish_on).days, "state": s.get_state_display(),
         "url": f"{form}?{urlencode({'site': s.pk})}" if form else ""}
        for s in shown
    ]  # fmt: skip
    return render(request, "evaluation/overdue.html", {
        "title": screen.title, "tabs": tabs(request, screen), "lines": lines, "total": total, "days": terms().overdue_after,
        "before": today() - timedelta(days=terms().overdue_after), "basis": rules.BASIS, "is_authority": request.seat.is_authority,
        "pager": pager(request, total, PAGE, number, pages) | {"sizes": []},
    })  # fmt: skip


def _form(request: Any) -> str:
    """The address of the form 核实; "" for whoever may not."""
    if registry.register("overduecheck").create_refused(request.seat):
        return ""
    items = request.portal.pages.values()
    page = next(
        (i for i in items if isinstance(i, Page) and i.register_key == "overduecheck" and i.open_to(request.seat)), None
    )
    return page.url(request.portal.key, "create") if page else ""
