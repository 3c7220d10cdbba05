"""The windows behind 填报记录 and 出入库记录: what was recorded of one source, or of one of the goods."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from anlan.kernel.doors.listing import pager, place
from anlan.kernel.doors.pages import related, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import file_views, text_of
from anlan.kernel.register import registry
from anlan.kernel.register.register import Register

SIZE = 20


def records(request: Any, screen: Any, pk: int) -> HttpResponse:
    """日常监控记录 of a source, newest first."""
    source = _one(request, "risksource", pk)
    rows = registry.register("monitoringrecord").rows(request.seat).filter(source=source)
    columns = ("checked_on", "measures", "checker", "found", "handling", "photos")
    return _window(request, source, rows.order_by("-checked_on", "-id"), columns, {
        "title": "日常监控记录", "add": _adding(request, "monitoringrecord", source, "填报记录", source=source.pk),
        "facts": [("管控措施", source.measures), ("排查频次", source.get_check_every_display()),
                  ("责任单位", source.unit), ("现场管控责任人", source.site_keeper)],
        "nothing": "还没有日常监控记录",
    })  # fmt: skip


def stock(request: Any, screen: Any, pk: int) -> HttpResponse:
    """入库记录 and 出库记录 of one of the goods."""
    goods = _one(request, "dangerousgoods", pk)
    way = "out" if request.GET.get("way") == "out" else "in"
    label = "出库" if way == "out" else "入库"
    rows = registry.register("stockmove").rows(request.seat).filter(goods=goods, way=way)
    limit = f"{goods.safe_limit.normalize():f}{goods.measure}" if goods.safe_limit else "未填写"
    return _window(request, goods, rows.order_by("-moved_on", "-id"), ("moved_on", "amount", "person", "purpose", "left", "files"), {
        "title": "出入库记录", "add": _adding(request, "stockmove", goods, f"登记{label}", goods=goods.pk, way=way),
        "facts": [("现有库存", f"{goods.stock.normalize():f}{goods.measure}"), ("安全存放限量", limit),
                  ("存放地点", goods.place), ("保管人", goods.keeper)],
        "warning": "现有库存超过安全存放限量，请立即采取措施" if goods.is_over else "",
        "parts": [{"title": title, "url": f"?way={key}", "here": key == way} for key, title in (("in", "入库记录"), ("out", "出库记录"))],
        "nothing": f"还没有{label}记录",
    })  # fmt: skip


def _one(request: Any, key: str, pk: int) -> Any:
    register = registry.register(key)
    row = related(register, register.rows(request.seat)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _adding(request: Any, key: str, owner: Any, label: str, **given: Any) -> dict[str, Any] | None:
    """The button that adds a record, grey with its reason for another unit; None for who may never add one."""
    register: Register = registry.register(key)
    pages = request.portal.pages.values()
    page = next((p for p in pages if isinstance(p, Page) and p.register_key == key and p.open_to(request.seat)), None)
    if page is None or not request.seat.may(register.permission("create")):
        return None
    url = page.url(request.portal.key, "create") + "?" + urlencode(given | {"back": request.get_full_path()})
    mine = request.seat.organisation_id == owner.unit_id
    return {"label": label, "url": url, "reason": None if mine else f"由“{owner.unit}”填报，贵单位只能查看"}


def _window(
    request: Any, owner: Any, rows: QuerySet[Any], columns: tuple[str, ...], more: dict[str, Any]
) -> HttpResponse:
    register = registry.register_of(rows.model)
    specs, total = [register.spec(name) for name in columns], rows.count()
    number, pages = place(request, total, SIZE)
    shown = related(register, rows)[(number - 1) * SIZE : number * SIZE]
    lines = [
        {"id": row.pk, "cells": [
            {"label": s.label, "text": text_of(s, row), "files": file_views(getattr(row, s.name)) if s.kind == "files" else [],
             "tone": row.tone_of(s.name)} for s in specs
        ]} for row in shown
    ]  # fmt: skip
    found = registry.register_of(type(owner))
    back = request.portal.page_for(found.key, request.seat, owner.pk)
    context = more | {
        "owner": owner, "heads": [s.label for s in specs], "lines": lines, "total": total,
        "pager": pager(request, total, SIZE, number, pages) | {"sizes": []},
        "crumbs": [(back.title, back.url(request.portal.key)),
                   (str(owner), back.url(request.portal.key, "detail", owner.pk))] if back else [],
    }  # fmt: skip
    return render(request, "risk/window.html", context)
