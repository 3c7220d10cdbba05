"""超危大工程清单 whose rows unfold, one work with its five parts, and the judgement while the numbers are typed."""

from typing import Any

from django.http import Http404, HttpResponse

from anlan.domain.site.overview import own_page, page_url
from anlan.kernel.clock import today
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.entry import change_form, new_form
from anlan.kernel.doors.listing import list_door
from anlan.kernel.doors.pages import one_row, related, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import file_views
from anlan.kernel.register import registry
from anlan.kernel.register.entry import FieldError, clean_one

from . import gaps, kinds, rules
from .models import DangerousRecord, DangerousWork
from .models.record import ALLOWED

RECORDS_SHOWN = 5
OF_PART = {gaps.BRIEFING: kinds.BRIEFING, gaps.ACCEPTANCE: kinds.ACCEPTANCE, gaps.PROGRESS: kinds.PROGRESS}
SLUGS = {
    kinds.BRIEFING: "dangerous-briefings", kinds.PROGRESS: "dangerous-progress", kinds.ACCEPTANCE: "dangerous-acceptances",
}  # fmt: skip
"""The page of each kind of record in the portals."""


def work_list(request: Any, page: Page) -> HttpResponse:
    """As every list, with a + at each row (J-4.b)."""
    more = next((one for one in request.portal.pages.values() if getattr(one, "view", None) is unfolded), None)
    return list_door(request, page, "dangerous_work/list.html", {"more": more.slug if more else ""})


def unfolded(request: Any, screen: Any, pk: int) -> HttpResponse:
    """What the + of a row opens: scheme, expert review, briefings, acceptance, course; in red what is missing."""
    work = related_work(request.seat, pk)
    return render(request, "dangerous_work/unfolded.html", {"work": work, "parts": parts_of(request, work)})


def work_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """One work: why it is what it is, and the same five parts."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    context |= {"work": row, "parts": parts_of(request, row), "edition": rules.EDITIONS[row.edition].title}
    return render(request, "dangerous_work/detail.html", context)


def create(request: Any, page: Page) -> HttpResponse:
    """The form of a new work, with the judgement beside it."""
    return new_form(request, page, "dangerous_work/form.html")


def edit(request: Any, page: Page, pk: int) -> HttpResponse:
    """The same for one that is there."""
    return change_form(request, page, pk, "dangerous_work/form.html")


def judged(request: Any, screen: Any) -> HttpResponse:
    """危大 or 超危大 by the numbers as they stand in the form, with the reason; nothing is saved."""
    register = registry.register("dangerouswork")
    kind, said = request.GET.get("kind", ""), {}
    for name in (*rules.QUANTITIES, *rules.FACTS):
        try:
            said[name] = clean_one(register.specs[name], request.GET.get(name, ""), request.seat)
        except FieldError:
            # The form says beside the field what is wrong with it.
            said[name] = None
    known = kind in {one.key for one in rules.CURRENT.kinds}
    found = rules.judge(kind, said) if known else None
    tone = {rules.SUPER: "red", rules.DANGEROUS: "orange"}.get(found.level, "grey") if found else ""
    context = {"found": found, "tone": tone, "label": dict(rules.LEVELS)[found.level] if found else ""}
    return render(request, "dangerous_work/judged.html", context | {"edition": rules.CURRENT.title})


def related_work(seat: Any, pk: int) -> DangerousWork:
    """A work of the seat's, or 404."""
    register = registry.register("dangerouswork")
    found: DangerousWork | None = related(register, register.rows(seat)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def parts_of(request: Any, work: DangerousWork) -> list[dict[str, Any]]:
    """The five parts with what is there and what is missing."""
    missing = gaps.gaps_of(work, today())
    shown = [part for part in gaps.PARTS if part[0] != gaps.REVIEW or work.level == rules.SUPER]
    made = {
        gaps.SCHEME: lambda: {"facts": _scheme(work), "files": file_views(work.scheme_files)},
        gaps.REVIEW: lambda: {
            "facts": _review(work), "files": file_views(work.review_files), "experts": work.experts, "text": work.conclusion
        },
    }  # fmt: skip
    return [
        {"title": title, "gaps": [g for g in missing if g.part == part]}
        | (made[part]() if part in made else _records(request, work, OF_PART[part]))
        for part, title in shown
    ]


def _scheme(work: DangerousWork) -> list[tuple[str, Any]]:
    signed = [
        ("编制", work.drafted_by), ("审核", f"{work.checked_by} {work.checked_on or ''}"),
        ("审查", f"{work.approved_by} {work.approved_on or ''}"),
    ]  # fmt: skip
    return [(label, text) for label, text in signed if text.strip()]


def _review(work: DangerousWork) -> list[tuple[str, Any]]:
    if not work.review_result:
        return []
    return [("论证日期", work.reviewed_on), ("论证结论", work.get_review_result_display())]


def _records(request: Any, work: DangerousWork, kind: str) -> dict[str, Any]:
    if not request.seat.may("dangerousrecord.view"):
        return {}
    rows = registry.register("dangerousrecord").rows(request.seat).filter(work=work, kind=kind)
    found = list(rows.order_by("-held_on", "-id")[: RECORDS_SHOWN + 1])
    page = own_page(request, "dangerousrecord", slug=SLUGS[kind])
    new = page_url(request, "dangerousrecord", slug=SLUGS[kind], door="create", work=work.pk, kind=kind)
    mine = request.seat.organisation_id == work.site.department_id and work.state in ALLOWED[kind]
    key = request.portal.key
    return {
        "records": [_record(one, page.url(key, "detail", one.pk) if page else "") for one in found[:RECORDS_SHOWN]],
        "all_url": page_url(request, "dangerousrecord", slug=SLUGS[kind], work=work.pk)
        if len(found) > RECORDS_SHOWN else "", "new_url": new if mine else "",
    }  # fmt: skip


def _record(one: DangerousRecord, url: str) -> dict[str, Any]:
    tone = {"failed": "red", "": ""}.get(one.result, "green")
    return {"row": one, "url": url, "files": file_views([*one.photos, *one.files]), "tone": tone}
