"""Figure pages, their export, and the weekly brief."""

import hashlib
import io
import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.clock import today
from anlan.kernel.doors import conditions, xlsx
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import portal_of, related, render, signed_in
from anlan.kernel.doors.portal import Page, audience_fits
from anlan.kernel.doors.show import moment_text, text_of
from anlan.kernel.register import registry
from anlan.kernel.register.plain import storable

from .declare import Figure, Line, brief_numbers, compute, dimension_label, every_figure, figure
from .models import Brief, Frozen, Member

DIMENSION = "by"
MOST_SERIES = 4


def figures_of(seat: Any) -> list[Figure]:
    """The figures a seat may open."""
    return [f for f in every_figure() if audience_fits(f.audience, seat) and seat.may(f"{f.register_key}.view")]


def rows_page(request: Any, register_key: str) -> Page | None:
    """The portal page that lists all rows of a register, where numbers open."""
    return next((p for p in portal_of(request).pages_of(register_key, request.seat) if not p.where), None)


def _asked(request: Any, key: str) -> tuple[Figure, str]:
    one = figure(key)
    if one is None or one not in figures_of(request.seat):
        raise Http404
    by = request.GET.get(DIMENSION, one.by[0])
    return one, by if by in one.by else one.by[0]


def _computed(request: Any, one: Figure, by: str) -> tuple[conditions.Conditions, list[Line], Line]:
    found = conditions.read(one.register, one.register.filters, request.GET, request.seat, {})
    narrowed = one.register.model._default_manager.none() if found.errors else None
    area = storable(request.GET.get("area", ""))
    lines, total = ([], Line("合计", [])) if narrowed is not None else compute(one, by, found.q, request.seat, area)
    return found, lines, total


def first_figure(request: Any, screen: Any) -> HttpResponse:
    """The menu entry: leads to the first figure the seat may open."""
    found = figures_of(request.seat)
    if not found:
        raise Http404
    return HttpResponseRedirect(reverse("web:figure", args=[found[0].key]))


def briefs_screen(request: Any, screen: Any) -> HttpResponse:
    """The menu entry of the briefs."""
    return HttpResponseRedirect(reverse("web:briefs"))


@signed_in
def figure_page(request: Any, key: str) -> HttpResponse:
    """Bar, pie and table of one figure; each number opens its rows."""
    one, by = _asked(request, key)
    found, lines, total = _computed(request, one, by)
    page = rows_page(request, one.register_key)
    kept = [(k, v) for k in request.GET for v in request.GET.getlist(k) if k not in (DIMENSION, "page") and v]

    def opened(pairs: list[tuple[str, str]]) -> str:
        return f"{page.url(portal_of(request).key)}?{urlencode(kept + pairs)}" if page and pairs is not None else ""

    charted = [i for i, m in enumerate(one.measures) if not m.share_of and not m.total_of][:MOST_SERIES]
    series = [
        {
            "name": one.measures[i].label,
            "data": [{"value": x.numbers[i].value, "url": opened(x.numbers[i].conditions)} for x in lines],
        }
        for i in charted
    ]
    return render(request, "figures/figure.html", {
        "title": one.title, "figure": one, "found": found, "dimension": dimension_label(one, by), "by": by,
        "dimensions": [{"key": b, "label": dimension_label(one, b), "here": b == by,
                        "url": conditions.address(request.GET, **{DIMENSION: b})} for b in one.by],
        "table": [{"label": x.label, "cells": [(n.text, opened(n.conditions) if n.conditions or x is total else "")
                                               for n in x.numbers]} for x in [*lines, total]],
        "categories": [x.label for x in lines], "series": series, "pie": series[:1],
        "export_url": reverse("web:figure_export", args=[key]) + "?" + request.GET.urlencode(),
        "others": [{"title": f.title, "url": reverse("web:figure", args=[f.key]), "here": f.key == key}
                   for f in figures_of(request.seat)],
    })  # fmt: skip


@signed_in
def export(request: Any, key: str) -> FileResponse:
    """The figure's table as a spreadsheet."""
    one, by = _asked(request, key)
    _, lines, total = _computed(request, one, by)
    heads = [dimension_label(one, by), *(m.label for m in one.measures)]
    rows = [[x.label, *(n.text for n in x.numbers)] for x in [*lines, total]]
    body = b"".join(xlsx.stream(one.title, heads, rows, len(rows)))
    return _file(body, xlsx.XLSX, f"{one.title}{today():%Y%m%d}.xlsx")


def _file(body: bytes, kind: str, name: str) -> FileResponse:
    response = FileResponse(io.BytesIO(body), content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@signed_in
def briefs(request: Any) -> HttpResponse:
    """The briefs of the seat's organisation."""
    _authority(request)
    rows = Brief.objects.filter(organisation=request.seat.organisation_id).order_by("-made_at")[:100]
    start = today() - timedelta(days=today().weekday())
    context = {"title": "周报", "rows": rows, "moment": moment_text, "start": start, "end": today()}
    return render(request, "figures/briefs.html", context)


def _authority(request: Any) -> None:
    if not request.seat.is_authority:
        raise Http404


@signed_in
def make_brief(request: Any) -> HttpResponse:
    """生成周报: freezes every number with its members."""
    _authority(request)
    if request.method != "POST":
        raise Http404
    try:
        start = conditions.plain_day(request.POST.get("start", ""))
        end = conditions.plain_day(request.POST.get("end", ""))
    except ValueError:
        tell(request, "error", "起止日期不对，请按 2026-01-31 的格式填写")
        return HttpResponseRedirect(reverse("web:briefs"))
    if not start <= end:
        tell(request, "error", "开始日期晚于结束日期，请改正")
        return HttpResponseRedirect(reverse("web:briefs"))
    return HttpResponseRedirect(reverse("web:brief", args=[freeze_brief(request.seat, start, end).pk]))


@transaction.atomic
def freeze_brief(seat: Any, start: date, end: date) -> Brief:
    """A brief for the days from ``start`` to ``end``, both included."""
    title = f"安全生产隐患排查治理周报（{start:%m月%d日}—{end:%m月%d日}）"
    brief = Brief.objects.create(
        title=title, organisation_id=seat.organisation_id, starts_on=start, ends_on=end, made_by_id=seat.user_id
    )
    for number in brief_numbers():
        register = registry.register(number.register_key)
        if not seat.may(register.permission("view")):
            continue
        columns = number.columns or register.columns
        specs = [register.spec(c) for c in columns]
        rows = related(register, register.rows(seat).filter(**number.where(start, end + timedelta(days=1)))).order_by(
            "pk"
        )
        members = [Member(record=r.pk, shown=[text_of(s, r) for s in specs]) for r in rows.iterator(chunk_size=500)]
        frozen = Frozen.objects.create(
            brief=brief, key=number.key, label=number.label, register=register.key, columns=[s.label for s in specs],
            count=len(members), digest=members_digest(members),
        )  # fmt: skip
        for member in members:
            member.frozen = frozen
        Member.objects.bulk_create(members, batch_size=500)
    return brief


def members_digest(members: list[Member]) -> str:
    """SHA-256 over the members in order: what was frozen can be shown not to have changed."""
    body = json.dumps([[m.record, m.shown] for m in members], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def _brief(request: Any, pk: int) -> Brief:
    row = Brief.objects.filter(pk=pk, organisation=request.seat.organisation_id).first()
    if row is None or not all(_may_read(request.seat, number) for number in row.numbers.all()):
        raise Http404
    return row


def _may_read(seat: Any, number: Frozen) -> bool:
    """A frozen number is its organisation's, and within it for whose role may see such rows at all."""
    return bool(seat.may(f"{number.register}.view"))


@signed_in
def brief_page(request: Any, pk: int) -> HttpResponse:
    """A brief; each number opens the rows it was frozen with."""
    row = _brief(request, pk)
    units = {n.key: n.unit for n in brief_numbers()}
    numbers = [{"label": f.label, "count": f.count, "unit": units.get(f.key, "条"),
                "url": reverse("web:frozen", args=[f.pk])} for f in row.numbers.order_by("id")]  # fmt: skip
    context = {"title": row.title, "brief": row, "numbers": numbers, "moment": moment_text}
    return render(request, "figures/brief.html", context)


@signed_in
def brief_word(request: Any, pk: int) -> FileResponse:
    """The brief as an editable Word file."""
    from .word import brief_document

    row = _brief(request, pk)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _file(brief_document(row), kind, f"{row.title}.docx")


@signed_in
def frozen_rows(request: Any, pk: int) -> HttpResponse:
    """The rows of a frozen number as they were, and whether they still match their seal."""
    row = Frozen.objects.filter(pk=pk, brief__organisation=request.seat.organisation_id).select_related("brief").first()
    if row is None or not _may_read(request.seat, row):
        raise Http404
    members = list(row.members.order_by("record"))
    return render(request, "figures/frozen.html", {
        "title": row.label, "frozen": row, "members": members, "moment": moment_text,
        "intact": members_digest(members) == row.digest and len(members) == row.count,
    })  # fmt: skip
