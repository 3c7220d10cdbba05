"""One paper: the sheet as it is printed, its answers, the photos of the signed one, and what may be done now."""

from typing import Any

from django.http import HttpResponse

from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, related, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import file_views
from anlan.kernel.register import registry

from .. import flows, printing
from .found import KEY, address_of
from .scans import file_scans
from .sheet import sheet


def detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of papers."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    own = {flows.paper_flow.state(key).label for key in flows.STATES_OF[row.kind]}
    for flow in context["flows"]:
        flow["steps"] = [step for step in flow["steps"] if step["label"] in own]
    moves = flows.moves_of(row.kind)
    known = {m.name for m in flows.paper_flow.moves}
    context["buttons"] = [b for b in context["buttons"] if b.name not in known - moves and b.name != "file_scan"]
    register = registry.register(KEY)
    answers = related(register, register.rows(request.seat)).filter(origin_type=KEY, origin_id=pk).order_by("id")
    return render(request, "site_supervision/detail.html", context | {
        "sheet_url": request.portal.screen_url(sheet, request.seat, pk), "pages": range(1, len(printing.pages(row, address_of(request, row))) + 1),
        "scans": file_views(row.scans), "after": file_views(row.reply_photos), "answers": answers,
        "scan_url": "" if row.scan_refused() else request.portal.screen_url(file_scans, request.seat, pk), "broken": row.is_issued and not row.is_whole,
    })  # fmt: skip
