"""One hazard on one screen: before and after, criterion, plan, where it stands and all that was done."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from anlan.domain.standard.catalogue import basis_text
from anlan.kernel.clock.due import due_note
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page, Screen
from anlan.kernel.doors.show import FieldView, field_view, file_views
from anlan.kernel.register.entry import EMPTY
from anlan.kernel.register.register import Register

from .. import flows
from .notice import notice

SHOWN_ABOVE = {"photos", "criterion", "criterion_note", "interim"}
PARTS = (
    ("整改和验收", (
        "rectification_note", "rectified_on", "acceptor", "review_opinion", "acceptance_result", "accepted_on",
        "closed_at",
    )),
    ("专项报告", ("report_cause", "report_severity", "report_plan", "report_files", "reported_specially_at")),
    ("挂牌督办", (
        "listing_number", "listing_level", "listed_on", "listing_due_on", "listing_content", "extended",
        "extension_due_on", "extension_reason", "delisted_on",
    )),
    ("治理方案", (
        "plan_goal", "plan_measures", "plan_money", "plan_responsible", "plan_due_on", "plan_emergency", "plan_files",
        "planned_at",
    )),
)  # fmt: skip


def filled(register: Register, row: Any, names: tuple[str, ...]) -> list[FieldView]:
    """Those of the columns that hold something."""
    kept = [n for n in names if getattr(row, n) not in (*EMPTY, 0)]
    return [field_view(register, register.spec(n), row, prefix="v") for n in kept]


def photos_after(row: Any) -> list[dict[str, Any]]:
    """The pictures handed in after, each with what an earlier one says against it."""
    warned = {w["new"]: w for w in row.photo_warnings}
    old = {view["id"]: view for view in file_views([w["old"] for w in row.photo_warnings])}
    found = []
    for view in file_views(row.photos_after):
        warning = warned.get(view["id"])
        found.append(view | {"same_as": warning["where"], "old": old.get(warning["old"])} if warning else view)
    return found


def reviewing(register: Register, row: Any) -> dict[str, Any]:
    """What the screen shows of a hazard beyond its register's sections."""
    unfinished = row.state in flows.UNFINISHED
    return {
        "before": file_views(row.photos), "after": photos_after(row),
        "judgement": filled(register, row, ("criterion", "criterion_note", "interim")) if row.is_major else [],
        "basis": basis_text(row.criterion) if row.criterion else "",
        "due_tone": row.due_tone, "due_note": due_note(row.due_on) if unfinished else "",
        "parts": [{"title": t, "fields": f} for t, names in PARTS if (f := filled(register, row, names))],
        "closing_means": flows.CLOSING_MEANS if row.supervision_state == flows.APPLIED else "",
        "no_report": row.is_major and unfinished and not row.reported_specially_at,
    }  # fmt: skip


def detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of hazards."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    axes = {f.title: getattr(row, f.column) for f in page.register.flows}
    context["flows"] = [f for f in context["flows"] if axes[f["title"]] != flows.NONE]
    for section in context["sections"]:
        section["fields"] = [f for f in section["fields"] if f.name not in SHOWN_ABOVE]
    context["sections"] = [s for s in context["sections"] if s["fields"]]
    context["notice_url"] = _notice_url(request, pk)
    return render(request, "hazard/detail.html", context | reviewing(page.register, row))


def _notice_url(request: Any, pk: int) -> str:
    """Where the portal shows the workers' notice of one hazard; empty where it has no such screen."""
    for slug, screen in request.portal.pages.items():
        if isinstance(screen, Screen) and screen.view is notice and screen.open_to(request.seat):
            return reverse("page:screen", args=[request.portal.key, slug, pk])
    return ""
