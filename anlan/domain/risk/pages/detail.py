"""One source: its colour, and every assessment that was made of it by which edition."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page

from .. import rules
from ..flows import UNSUPERVISED, supervision_flow
from ..kinds import COLOURS, TONES
from ..models import Assessment


def detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of sources."""
    row = one_row(page, request.seat, pk)
    history = [_judgement(one) for one in row.assessments.order_by("-number")]
    context = detail_context(request, page, row)
    if not row.is_grave and row.supervision_state == UNSUPERVISED:
        # What is not reported is not supervised: neither that flow nor its answers are shown.
        context["sections"] = [one for one in context["sections"] if one["title"] != supervision_flow.title]
        context["flows"] = [flow for flow in context["flows"] if flow["title"] != supervision_flow.title]
    return render(request, "risk/detail.html", context | {
        "now": next(iter(history), None), "history_of_risk": history,
        "lacking": row.is_lacking,
    })  # fmt: skip


def _judgement(one: Assessment) -> dict[str, Any]:
    score = "" if one.score is None else f"{one.score.normalize():f}"
    how = {
        "lec": f"D = L·E·C = {one.likelihood}×{one.exposure}×{one.severity} = {score}",
        "ls": f"R = L·S = {one.ls_likelihood}×{one.ls_severity} = {score}",
    }.get(one.method, "直接判定")
    word = rules.danger(Decimal(one.score)) if one.method == "lec" and one.score is not None else ""
    bounds = "、".join(f"{Decimal(bound).normalize():f}" for bound in one.bounds)
    return {
        "number": one.number, "on": one.assessed_on, "level": one.get_level_display(), "risk": one.get_risk_level_display(),
        "tone": TONES[one.risk_level], "colour": COLOURS[one.risk_level], "how": how, "word": word,
        "scheme": one.scheme_title, "bounds": bounds if one.score is not None else "", "who": f"{one.place} {one.actor}".strip(),
        "due": one.reassess_due_on,
    }  # fmt: skip
