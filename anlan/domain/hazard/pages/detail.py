"""One hazard on one screen: before and after, criterion, plan, where it stands and all that was done."""

from dataclasses import dataclass
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

from .. import flows, water_flows
from .notice import notice

Parts = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Face:
    """How a regime's hazard is shown: what tells why it is major, and the documents with what each holds."""

    judgement: tuple[str, ...]
    parts: Parts


SELF_CHECK = Face(
    ("criterion", "criterion_note", "interim"),
    (
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
    ),
)  # fmt: skip
WATER = Face(
    ("judgement", "criterion_note"),
    (
        ("整改落实", ("plan_measures", "plan_money", "plan_due_on", "plan_emergency")),
        ("整改完成", ("rectified_on", "rectification_note", "acceptor", "closed_at")),
        ("督办", ("listing_number", "listed_on", "listing_due_on", "listing_content", "delisted_on")),
        ("填报和上报", ("made_for", "owner", "reported_at", "held_by")),
    ),
)  # fmt: skip


def filled(page: Page, row: Any, names: tuple[str, ...]) -> list[FieldView]:
    """Those of the columns that hold something, in the words of the move that asks for them."""
    register = page.register
    kept = [n for n in names if getattr(row, n) not in (*EMPTY, 0)]
    asked = _asked_by_moves(register) if kept else {}
    specs = [asked.get(n) or register.spec(n) for n in kept]
    return [field_view(register, s, row, prefix="v", label=page.word(s.name, s.label)) for s in specs]


def _asked_by_moves(register: Register) -> dict[str, Any]:
    moves = [m for flow in register.flows for m in flow.moves if m.fields]
    return {s.name: s for m in moves for s in register.move_specs(m) if s.name not in register.specs}


def photos_after(row: Any) -> list[dict[str, Any]]:
    """The pictures handed in after, each with what an earlier one says against it."""
    warned = {w["new"]: w for w in row.photo_warnings}
    old = {view["id"]: view for view in file_views([w["old"] for w in row.photo_warnings])}
    found = []
    for view in file_views(row.photos_after):
        warning = warned.get(view["id"])
        found.append(view | {"same_as": warning["where"], "old": old.get(warning["old"])} if warning else view)
    return found


def reviewing(page: Page, row: Any, face: Face) -> dict[str, Any]:
    """What the screen shows of a hazard beyond its register's sections."""
    return {
        "before": file_views(row.photos), "after": photos_after(row),
        "judgement": filled(page, row, face.judgement) if row.is_major else [],
        "due_tone": row.due_tone, "due_note": due_note(row.due_on) if row.is_unfinished else "",
        "parts": [{"title": t, "fields": f} for t, names in face.parts if (f := filled(page, row, names))],
    }  # fmt: skip


def _shown(request: Any, page: Page, row: Any, face: Face, **more: Any) -> HttpResponse:
    context = detail_context(request, page, row)
    axes = {f.title: getattr(row, f.column) for f in page.register.flows}
    context["flows"] = [f for f in context["flows"] if axes[f["title"]] != flows.NONE]
    above = {"photos", *face.judgement}
    for section in context["sections"]:
        section["fields"] = [f for f in section["fields"] if f.name not in above]
    context["sections"] = [s for s in context["sections"] if s["fields"]]
    context["due_label"] = page.register.spec("due_on").label
    return render(request, "hazard/detail.html", context | reviewing(page, row, face) | more)


def detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of hazards of self-inspection."""
    row = one_row(page, request.seat, pk)
    unreported = row.is_major and row.is_unfinished and not row.reported_specially_at
    applied = row.supervision_state == flows.APPLIED and request.seat.is_authority
    return _shown(
        request, page, row, SELF_CHECK,
        found_by=row.get_found_by_kind_display(), basis=basis_text(row.criterion) if row.criterion else "",
        criterion=row.criterion, notice_url=_notice_url(request, pk),
        warning="重大隐患还没有提交专项报告（现状及产生原因、危害程度和整改难易程度分析、治理方案）。" if unreported else "",
        told=f"企业已申请销号。{flows.CLOSING_MEANS}，不再另行复查销号。" if applied else "",
    )  # fmt: skip


def water_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of hazards of works."""
    row = one_row(page, request.seat, pk)
    silent = row.is_major and not row.is_reported
    warning = f"已退回：{row.returned_because}" if row.returned_because else ""
    under = row.supervision_state in water_flows.UNDER and row.state == water_flows.CLOSED
    return _shown(
        request, page, row, WATER, found_by=row.get_found_by_display(),
        warning=warning or ("重大隐患应当立即上报，本条还没有上报。" if silent else ""),
        told="本条已督办，整改完成后还须由项目法人申请销号、直管水行政主管单位同意后才办结。" if under else "",
    )  # fmt: skip


def _notice_url(request: Any, pk: int) -> str:
    """Where the portal shows the workers' notice of one hazard; empty where it has no such screen."""
    for slug, screen in request.portal.pages.items():
        if isinstance(screen, Screen) and screen.view is notice and screen.open_to(request.seat):
            return reverse("page:screen", args=[request.portal.key, slug, pk])
    return ""
