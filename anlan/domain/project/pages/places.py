"""A project with its sections, a section with its participants; and the two buttons of a section's row."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from anlan.kernel.doors.buttons import row_buttons
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.entry import way_back
from anlan.kernel.doors.pages import one_row, related, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry

from ..chart import place_chart
from ..flows import ACTIVE
from ..kinds import Party

ON_A_SECTION = ("assign", "taken-part", "change")


def project_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """A project: where it stands, and who builds and supervises each of its sections."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    sections = registry.register("section")
    found = related(sections, sections.rows(request.seat).filter(project=row)).order_by("ground")
    own = request.portal.page_of("section", request.seat)
    context["parts"] = [
        {
            "row": one, "url": own.url(request.portal.key, "detail", one.pk) if own else "",
            "buttons": row_buttons(own, one, request, request.path, _allowed(own, one)) if own else [],
        }
        for one in found
    ]  # fmt: skip
    context["chart"] = place_chart(row, page.register.rows(request.seat))
    context["new_url"] = _new_section(request, own, row)
    return render(request, "project/project.html", context)


def section_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """A section: who takes part in it, as what, since when."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    register = registry.register("participation")
    own = request.portal.page_of("participation", request.seat)
    rows = register.rows(request.seat).filter(project=row.project, ground__in=(row.ground, row.project.ground))
    context["participants"] = [
        {"row": one, "state": register.flows[0].state(one.state),
         "buttons": row_buttons(own, one, request, request.path, ("take_back",)) if own else []}
        for one in related(register, rows).order_by("state", "-starts_on", "-id")
    ]  # fmt: skip
    return render(request, "project/section.html", context)


def assign(request: Any, screen: Any, pk: int) -> HttpResponse:
    """分配标段 of a section's row: the form of 参建单位 with the section, and the part that is still missing, filled in."""
    section = _section(request, pk)
    missing = Party.CONTRACTOR if section.contractor_id is None else Party.ENGINEER
    taken = section.contractor_id is not None and section.engineer_id is not None
    given = {"section": section.pk} | ({} if taken else {"party": missing.value})
    return _to_participations(request, "create", given)


def taken_part(request: Any, screen: Any, pk: int) -> HttpResponse:
    """收回标段 of a section's row: its participants of today, each with its 收回标段."""
    return _to_participations(request, "list", {"section": _section(request, pk).pk, "state": ACTIVE})


def _allowed(page: Page, section: Any) -> tuple[str, ...]:
    names = ON_A_SECTION if section.was_assigned else tuple(n for n in ON_A_SECTION if n != "taken-part")
    return tuple(name for name in names if name in page.row)


def _new_section(request: Any, page: Page | None, project: Any) -> str:
    """Where the owner divides the project further; "" for everybody else."""
    seat = request.seat
    if page is None or project.unit_id != seat.organisation_id or page.register.create_refused(seat):
        return ""
    return f"{page.url(request.portal.key, 'create')}?{urlencode({'project': project.pk, 'back': request.path})}"


def _section(request: Any, pk: int) -> Any:
    row = registry.register("section").rows(request.seat).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _to_participations(request: Any, door: str, given: dict[str, Any]) -> HttpResponse:
    page = request.portal.page_of("participation", request.seat)
    if page is None:
        raise Http404
    back = way_back(request, "")
    given |= {"back": back} if back and door == "create" else {}
    return HttpResponseRedirect(f"{page.url(request.portal.key, door)}?{urlencode(given)}")
