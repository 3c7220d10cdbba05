"""核对: what somebody is told who has the paper in hand and reads its QR code."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import moment_text

from .. import flows
from ..models import SupervisionPaper
from .found import KEY, paper_of


def check(request: Any, screen: Any, pk: int | None = None) -> HttpResponse:
    """Whose it is goes on to the paper; any other seat with the right code learns that it is genuine and what it is.

    A wrong code answers as no paper does.
    """
    # The code in hand takes the place of the scope here: it shows the head of one paper and opens nothing.
    found = SupervisionPaper.objects.select_related("project", "section", "made_for").filter(pk=pk or 0).first()
    if found is None or not found.known_by(request.GET.get("c", "")):
        raise Http404
    if paper_of(request.seat, pk) is not None:
        return HttpResponseRedirect(reverse("doors:go", args=[KEY, pk]))
    facts = (
        ("文书", found.get_kind_display()), ("编号", found.number), ("工程", found.project), ("标段", found.section),
        ("签发单位", found.sheet["house"]), ("签发人", f"{found.sheet['post']} {found.sheet['signer']}"),
        ("签发时间", moment_text(found.issued_at)), ("状态", found.get_state_display()), ("内容校验值", found.digest[:32]),
    )  # fmt: skip
    told = {"title": "文书核对", "facts": facts, "whole": found.is_whole, "withdrawn": found.state == flows.WITHDRAWN}
    return render(request, "site_supervision/check.html", told)
