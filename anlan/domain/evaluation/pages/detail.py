"""终止监督 with its evidence: before the grade as it is now, afterwards as it was; and the grade given right beside it."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from anlan.domain.site.overview import page_url
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, related, render
from anlan.kernel.doors.portal import Page, Screen
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole

from .. import flows, freezing, rules, sources
from ..terms import terms

MOST = 500


def termination_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of applications for the end of supervision."""
    row = one_row(page, request.seat, pk)
    record = row.grades.order_by("-number").first() if row.grade else None
    context = detail_context(request, page, row)
    may_grade = registry.register("termination").step_refused(row, request.seat, "grade") is None
    return render(request, "evaluation/termination.html", context | {
        "facts": _frozen(request, row, record) if record else _now(request, row), "record": record,
        "intact": record is None or freezing.intact(record), "older": list(row.grades.order_by("number")),
        "prompted": row.prompted_on and row.state in flows.UNAPPLIED, "may_grade": may_grade, "grades": rules.GRADES,
        "proposal": sources.proposal(row.site) if may_grade or not record else "", "basis": rules.BASIS, "terms": terms(),
        "urge_url": page_url(request, "siteurge", door="create", site=row.site_id, matter="termination")
        if row.state in flows.UNAPPLIED else "", "grade_url": page.url(request.portal.key, "move", pk, "grade"), "act": uuid.uuid4(),
    })  # fmt: skip


def _now(request: Any, row: Any) -> list[dict[str, Any]]:
    url = _rows_url(request, row.pk)
    return [
        {"label": f.label, "count": f.count, "required": f.required, "is_short": f.is_short, "url": f"{url}?key={f.key}" if url else ""}
        for f in sources.facts_of(row.site)
    ]  # fmt: skip


def _frozen(request: Any, row: Any, record: Any) -> list[dict[str, Any]]:
    url = _rows_url(request, row.pk)
    return [
        {"label": f.label, "count": f.count, "required": f.required, "is_short": f.is_short,
         "url": f"{url}?key={f.key}&number={record.number}" if url else ""}
        for f in record.evidence.order_by("id")
    ]  # fmt: skip


def _rows_url(request: Any, pk: int) -> str:
    items = request.portal.pages.values()
    found = next(
        (i for i in items if isinstance(i, Screen) and i.view is evidence_rows and i.open_to(request.seat)), None
    )
    return reverse("page:screen", args=[request.portal.key, found.slug, pk]) if found else ""


def evidence_rows(request: Any, screen: Any, pk: int) -> HttpResponse:
    """The rows of one figure (``?key=``): of a grade (``number``) as they were, otherwise as they are."""
    register = registry.register("termination")
    row = related(register, register.rows(request.seat)).filter(pk=pk).first()
    if row is None:
        raise Http404
    number, key = whole(request.GET.get("number")), request.GET.get("key", "")
    record = row.grades.filter(number=number).first() if number else None
    found = _frozen_rows(record, key) if record else _present_rows(row, key)
    if found is None or not request.seat.may(f"{found['register_key']}.view"):
        raise Http404
    seen = (
        registry.register(found["register_key"]).rows(request.seat).filter(pk__in=[m.record for m in found["members"]])
    )
    return render(request, "evaluation/evidence.html", found | {
        "row": row, "record": record, "intact": record is None or freezing.intact(record), "most": MOST,
        "total": len(found["members"]), "members": found["members"][:MOST], "seen": set(seen.values_list("pk", flat=True)),
        "back": reverse("doors:go", args=["termination", pk]),
    })  # fmt: skip


def _frozen_rows(record: Any, key: str) -> dict[str, Any] | None:
    one = record.evidence.filter(key=key).first()
    if one is None:
        return None
    return {"title": one.label, "columns": one.columns, "register_key": one.register, "members": freezing.beside(one)}


def _present_rows(row: Any, key: str) -> dict[str, Any] | None:
    fact = next((f for f in sources.facts_of(row.site) if f.key == key), None)
    if fact is None:
        return None
    register = registry.register(fact.register)
    columns = [register.spec(c).label for c in fact.columns]
    members = [freezing.Then(pk, shown, []) for pk, shown, _ in freezing.rows_of(fact)]
    return {"title": fact.label, "columns": columns, "register_key": fact.register, "members": members}
