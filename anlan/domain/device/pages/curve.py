"""One device live: its values now, a curve of each quantity over any span, and what it is made of as a sheet."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from anlan.kernel.doors import conditions, xlsx
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole
from anlan.kernel.trail import book
from anlan.telemetry.quantities import BY_CODE, Quantity
from anlan.telemetry.store import Unavailable, store
from anlan.telemetry.store.steps import step_for

from .. import curves
from ..bounds import TONES, Bound, bounds_of
from ..compiled import compiled
from ..marks import marks_of
from ..models import Maintenance
from .wall import AWAY, HIDDEN, cards
from .ways import device_of, way

POINTS = 800
MOST_COMPARED = 200
HEADS = ["时间", "监测量", "数值", "单位", "数据标记", "更正前", "更正说明"]


def device_live(request: Any, screen: Any, pk: int) -> HttpResponseBase:
    """The page; with ``part`` what its scripts and buttons ask for."""
    row = device_of(request, pk)
    parts: dict[str, Callable[[Any, Any], HttpResponseBase]] = {"series": _series, "xlsx": _sheet, "csv": _sheet}
    if (part := parts.get(request.GET.get("part", ""))) is not None:
        return part(request, row)
    span = curves.span_of(request.GET)
    [card], away = cards(request, [pk])
    measured = _measured(row)
    return render(request, "device/live.html", {
        "title": f"{row.name}实时数据", "row": row, "card": card, "away": AWAY if away else "", "span": span, "spans": _spans(request, span),
        "quantities": [_panel(request, one) for one in measured], "compared": _compared(request, row, measured),
        "others": _others(request, row), "wall": way(request, "devices-wall", "list"), "ledger": way(request, "devices", "detail", pk),
        "track": card["track"], "sheet": conditions.address(request.GET, part="xlsx"), "text": conditions.address(request.GET, part="csv"),
        "may_export": request.seat.may("device.export"),
    })  # fmt: skip


def _measured(row: Any) -> list[Quantity]:
    kind = row.kind_now
    return [m.quantity for m in kind.measures if m.quantity.code not in HIDDEN] if kind else []


def _spans(request: Any, here: curves.Span) -> list[dict[str, Any]]:
    return [
        {"title": title, "url": conditions.address(request.GET, span=key, **{"from": None, "to": None}), "here": key == here.key, "key": key}
        for key, title in curves.SPANS
    ]  # fmt: skip


def _panel(request: Any, quantity: Quantity) -> dict[str, Any]:
    url = conditions.address(request.GET, quantity=quantity.code, other=None, second=None, first=None)
    return {"quantity": quantity, "url": f"{url}&part=series"}


def _compared(request: Any, row: Any, measured: list[Quantity]) -> dict[str, Any] | None:
    """Two curves in one picture: another quantity, another device, or both."""
    first, second = request.GET.get("first", ""), request.GET.get("second", "")
    if not second or first not in BY_CODE or second not in BY_CODE or first not in {q.code for q in measured}:
        return None
    other = whole(request.GET.get("other"))
    beside = device_of(request, other) if other and other != row.pk else row
    if (beside.pk, second) == (row.pk, first):
        return None
    span = {name: request.GET[name] for name in ("span", "from", "to") if name in request.GET}
    return {
        "first": BY_CODE[first], "second": BY_CODE[second], "beside": beside if beside.pk != row.pk else None,
        "first_url": _ask(way(request, "device-live", "screen", row.pk), first, span),
        "second_url": _ask(way(request, "device-live", "screen", beside.pk), second, span),
    }  # fmt: skip


def _ask(url: str, code: str, span: dict[str, str]) -> str:
    return (
        url
        + "?"
        + "&".join(f"{name}={quote(value)}" for name, value in {**span, "quantity": code, "part": "series"}.items())
    )


def _others(request: Any, row: Any) -> list[tuple[int, str]]:
    """Devices of the same kind in the same place, to compare with."""
    rows = registry.register("device").rows(request.seat).filter(kind=row.kind, unit=row.unit_id).exclude(pk=row.pk)
    return list(rows.order_by("name").values_list("pk", "name")[:MOST_COMPARED])


def _series(request: Any, row: Any) -> JsonResponse:
    """One curve: bounded points, lines of the limits, marks, windows, corrections. 400 for no such quantity."""
    quantity = BY_CODE.get(request.GET.get("quantity", ""))
    if quantity is None:
        return JsonResponse({"error": "没有这个监测量"}, status=400)
    span = curves.span_of(request.GET)
    kind = row.kind_now
    try:
        buckets = store().series(row.pk, quantity.number, span.start, span.end, POINTS)
        raw = store().raw(row.pk, quantity.number, span.start, span.end) if any(b.flagged for b in buckets) else []
        put_right = store().corrections(row.pk, quantity.number, span.start, span.end)
    except Unavailable:
        return JsonResponse({"error": AWAY}, status=503)
    places = (
        next((m.decimals for m in kind.measures if m.quantity == quantity), quantity.decimals)
        if kind
        else quantity.decimals
    )
    rules = compiled([row.pk])
    bounds = [b for b in bounds_of(rules[row.pk].rules if row.pk in rules else ()) if b.quantity == quantity.number]
    step = step_for(span.end - span.start, POINTS)
    return JsonResponse({
        "device": row.pk, "name": row.name, "quantity": quantity.code, "number": quantity.number, "label": quantity.name, "unit": quantity.unit,
        "decimals": places, "start": span.start, "end": span.end, "live": span.live, "step": step,
        "silent": kind.silent_after if kind else 0, "points": curves.with_gaps(buckets, step, kind.silent_after if kind else 0),
        "lines": [line for b in bounds for line in _lines(b)], "flags": curves.flagged(raw), "marks": _marks(request, row, quantity, span),
        "windows": _windows(row, span), "corrections": curves.corrections_told(put_right)[-100:],
    })  # fmt: skip


def _lines(bound: Bound) -> Iterator[dict[str, Any]]:
    values = (bound.value, -bound.value) if bound.direction == "both" else (bound.value,)
    for value in values:
        yield {"name": bound.name, "value": value, "tone": TONES[bound.rank], "source": bound.source}


def _marks(request: Any, row: Any, quantity: Quantity, span: curves.Span) -> list[dict[str, Any]]:
    found = [m for m in marks_of(request, row.pk, span.start, span.end) if m.quantity in ("", quantity.code)]
    return [{"at": m.at, "until": m.until, "text": m.text, "tone": m.tone, "url": m.url} for m in found]


def _windows(row: Any, span: curves.Span) -> list[list[Any]]:
    rows = Maintenance.objects.filter(device=row.pk).order_by("starts_at")
    listed = ((curves.ms(one.starts_at), curves.ms(one.ends_at), one.reason) for one in rows)
    return [
        [start, end, reason] for start, end, reason in listed if end > span.start and start < span.end and end > start
    ]


def _sheet(request: Any, row: Any) -> HttpResponseBase:
    """导出 of the span: every value, as a stream."""
    if not request.seat.may("device.export"):
        return HttpResponse("你没有导出设备数据的权限，请联系本单位管理员", status=403)
    span, part = curves.span_of(request.GET), request.GET["part"]
    code = request.GET.get("quantity", "")
    wanted = [q for q in _measured(row) if not code or q.code == code]
    book.write(request.seat, [book.Note("device", str(row.pk), "export", f"导出{row.name}监测数据", {}, row.unit_id)])
    lines = _lines_of(row, wanted, span)
    name = f"{row.name}监测数据{span.first:%Y%m%d}-{span.last:%Y%m%d}"
    if part == "csv":
        response = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    else:
        response = StreamingHttpResponse(
            xlsx.stream(row.name, HEADS, lines, 500_000 * len(wanted)), content_type=xlsx.XLSX
        )
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{part}')}"
    return response


def _lines_of(row: Any, wanted: Iterable[Quantity], span: curves.Span) -> Iterator[list[str]]:
    """A quarter of a day at a time, so that nothing longer is held."""
    kind = row.kind_now
    places = {m.quantity.number: m.decimals for m in kind.measures} if kind else {}
    for quantity in wanted:
        for start in range(span.start, span.end, curves.QUARTER):
            end = min(span.end, start + curves.QUARTER)
            put_right = store().corrections(row.pk, quantity.number, start, end)
            readings = store().raw(row.pk, quantity.number, start, end)
            yield from curves.sheet_lines(
                readings, put_right, quantity.name, quantity.unit, places.get(quantity.number, quantity.decimals)
            )


def _csv(lines: Iterable[list[str]]) -> Iterator[str]:
    """With the mark by which spreadsheet programs know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    yield "\ufeff"
    for number, line in enumerate(chain([HEADS], lines)):
        writer.writerow([xlsx.harmless(cell) for cell in line])
        if number % 500 == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()
