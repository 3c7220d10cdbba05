"""What no Register can say: the firm's own file behind one menu entry, its facts at home, its book as a PDF."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.clock import today
from anlan.kernel.doors import paper
from anlan.kernel.doors.entry import change_form
from anlan.kernel.doors.home import panel
from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry

from .book import TEMPLATE, book_data


def own_file(request: Any, screen: Any) -> HttpResponse:
    """企业基本信息 of the firm itself: a firm has one file and needs no list to find it."""
    firm = _find(request.seat, None)
    if firm is None:
        return _no_file(request, screen)
    return HttpResponseRedirect(reverse("doors:go", args=["enterprise", firm.pk]))


def own_form(request: Any, screen: Any) -> HttpResponse:
    """本单位信息 (W-3.2.1): the page is the form itself; the sections are those of the portal's page of such files."""
    firm = _find(request.seat, None)
    page = firm and request.portal.page_for("enterprise", request.seat, firm.pk)
    if firm is None or page is None:
        return _no_file(request, screen)
    return change_form(request, page, firm.pk, "enterprise/own_form.html")


def book(request: Any, screen: Any, pk: int | None = None) -> HttpResponse | FileResponse:
    """迎检台账 as one PDF: the firm's own, or for an authority that of the firm ``pk``, else 404."""
    firm = _find(request.seat, pk)
    if firm is None and pk is None and request.seat.organisation.is_unit:
        return _no_file(request, screen)
    if firm is None:
        raise Http404
    made = paper.pdf(TEMPLATE, book_data(firm.organisation, request.seat))
    name = f"迎检台账-{firm.name}-{today().isoformat()}.pdf"
    return FileResponse(BytesIO(made), filename=name, content_type="application/pdf")


def _find(seat: Any, pk: int | None) -> Any:
    """The file of a firm (the seat's own) among the seat's rows; None when there is none."""
    rows = registry.register("enterprise").rows(seat).select_related("organisation")
    return rows.filter(pk=pk or seat.organisation_id).first()


def _no_file(request: Any, screen: Any) -> HttpResponse:
    """A unit may have seats before anybody has registered its file."""
    return render(request, "enterprise/no_file.html", {"title": screen.title, "tabs": tabs(request, screen)})


@panel("firm", "enterprise/panel_firm.html")
def firm_panel(request: Any) -> dict[str, Any] | None:
    """单位概况 at the left of the firm's home page (S-2.1), with what is still to be filled in (S-3.a)."""
    rows = registry.register("enterprise").rows(request.seat).filter(pk=request.seat.organisation_id)
    firm = rows.select_related("area", "organisation__department", "organisation__locality").first()
    if firm is None:
        return None
    facts = (
        ("生产经营单位名称", firm.name), ("行业主管部门", firm.department_name), ("单位类型", firm.kind_title),
        ("所属属地", firm.locality_name), ("单位级别", firm.get_grade_display()),
        ("评级分数", "" if firm.score is None else str(firm.score)), ("标准化级别", firm.get_standard_level_display()),
        ("生产经营单位负责人", firm.head), ("联系电话", firm.head_phone),
    )  # fmt: skip
    return {"facts": facts, "gaps": firm.gaps(), "unknown": len(firm.unknown),
            "url": reverse("doors:go", args=["enterprise", firm.pk])}  # fmt: skip
