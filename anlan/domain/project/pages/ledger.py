"""安全生产台账 (W-3.6): one contractor's book, read by those who look after its work, on screen and bound as a PDF."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect

from anlan.domain.enterprise.book import TEMPLATE, book_data
from anlan.domain.enterprise.chapters import WORKS
from anlan.kernel.clock import today
from anlan.kernel.doors import paper
from anlan.kernel.doors.detail import sections_of
from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole

from ..kinds import Party

CHOSEN = "unit"
"""The condition under which all tabs of the book know whose it is."""


def contractors(seat: Any) -> list[Any]:
    """The files of the contractors whose work the seat may read, by name; its own too when it is one."""
    parts = registry.register("participation").rows(seat).filter(party=Party.CONTRACTOR)
    files = registry.register("enterprise").rows(seat).filter(pk__in=parts.values("unit"))
    return list(files.select_related("organisation", "area", "parent").order_by("name"))


def ledger(request: Any, screen: Any) -> HttpResponse:
    """单位信息 of the chosen contractor; the other tabs are slices of their own subjects, narrowed to it."""
    found = contractors(request.seat)
    if not found:
        return render(request, "project/no_ledger.html", {"title": screen.title, "tabs": {}})
    chosen = _chosen(request, found)
    if chosen is None:
        return HttpResponseRedirect(f"{request.path}?{CHOSEN}={found[0].pk}")
    page = request.portal.page_of("enterprise", request.seat)
    if page is None:
        raise Http404
    others = [{"name": one.name, "url": f"?{CHOSEN}={one.pk}", "here": one.pk == chosen.pk} for one in found]
    context = {
        "title": screen.title, "tabs": tabs(request, screen), "row": chosen, "sections": sections_of(page, chosen),
        "contractors": others if len(others) > 1 else [],
    }  # fmt: skip
    return render(request, "project/ledger.html", context)


def ledger_book(request: Any, screen: Any) -> FileResponse:
    """The whole book of the chosen contractor, bound with a page of contents; 404 for anybody else's."""
    found = contractors(request.seat)
    chosen = _chosen(request, found)
    if chosen is None:
        raise Http404
    made = paper.pdf(TEMPLATE, book_data(chosen.organisation, request.seat, WORKS))
    name = f"安全生产台账-{chosen.name}-{today().isoformat()}.pdf"
    return FileResponse(BytesIO(made), as_attachment=True, filename=name, content_type="application/pdf")


def _chosen(request: Any, found: list[Any]) -> Any:
    """The contractor that the address names, else None; an only one needs no name."""
    if CHOSEN not in request.GET and len(found) == 1:
        return found[0]
    wanted = whole(request.GET.get(CHOSEN))
    return next((one for one in found if one.pk == wanted), None)
