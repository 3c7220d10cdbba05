"""设备台账 with what each device says now, and one device with its newest values beside the limits that hold."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse

from anlan.kernel.clock import now
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.listing import list_door
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import moment_text
from anlan.kernel.scope.scopes import Participating
from anlan.telemetry.quantities import BY_CODE

from .. import flows
from ..compiled import held_of
from ..levels import LEVELS
from ..live import OfPage, standings
from ..models.order import protocols_of
from ..orders import can_be_asked
from .ways import way

ORDERS_SHOWN = 5
UNDER_WAY = (flows.WAITING, flows.SENT)
ASKS_FOR = timedelta(minutes=5)
"""So long a page asks after an order to which nothing happens: a device that is away may come back tomorrow."""
STOP_ASKING = 286
"""What htmx takes for the end of asking again and again."""


def device_list(request: Any, page: Page) -> HttpResponse:
    """As every list; before each name whether the device speaks, behind it what it says."""
    return list_door(request, page, "device/list.html", {"speaking": OfPage()})


def device_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """One device."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    standing = standings([(row.pk, row.kind, row.state)])[row.pk]
    shown = {
        "standing": standing,
        "quantities": _quantities(row, standing),
        "orders": _orders(request, row),
        "curves": way(request, "device-live", "screen", pk),
    }
    return render(request, "device/detail.html", context | shown)


def order_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """One order: what became of it before what it was. While it is under way the page asks whether it has moved."""
    row = one_row(page, request.seat, pk)
    if "seen" in request.GET and "HX-Request" in request.headers:
        if request.GET["seen"] != str(row.version):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return HttpResponse(status=204 if now() - row.updated_at < ASKS_FOR else STOP_ASKING)
    told = [
        ("下发单位", str(row.made_for or "—")), ("下发人", str(row.made_by or "—")), ("下发时间", _moment(row.sent_at)),
        ("有效期至", _moment(row.valid_until)), ("应答时间", _moment(row.answered_at)), ("应答内容", row.answer or "—"),
    ]  # fmt: skip
    more = {"told": told, "under_way": row.state in UNDER_WAY}
    return render(request, "device/order.html", detail_context(request, page, row) | more)


def _moment(at: Any) -> str:
    return moment_text(at) if at else "—"


def _orders(request: Any, row: Any) -> dict[str, Any] | None:
    """The newest orders to a device, and where a new one is entered; None where there is nothing to show."""
    page = request.portal.page_of("deviceorder", request.seat)
    if page is None:
        return None
    found = list(page.rows(request.seat).filter(device=row.pk).order_by("-created_at", "-id")[:ORDERS_SHOWN])
    url = ""
    if (
        row.state == flows.IN_USE
        and Participating().acts_refused(request.seat, row) is None
        and can_be_asked(protocols_of(row.pk))
    ):
        url = request.portal.new_url("deviceorder", request.seat)
    if not found and not url:
        return None
    state = page.register.flow.state
    listed = [
        {
            "row": one,
            "url": page.url(request.portal.key, "detail", one.pk),
            "state": state(one.state),
            "at": moment_text(one.created_at),
        }
        for one in found
    ]
    here = request.path
    waits = any(one.state in UNDER_WAY and now() - one.updated_at < ASKS_FOR for one in found)
    return {
        "rows": listed,
        "new_url": f"{url}?device={row.pk}&back={here}" if url else "",
        "again": here if waits else "",
    }


def _quantities(row: Any, standing: Any) -> list[dict[str, Any]]:
    """What the device measures: newest value and limits, in the order of its kind."""
    shown = {one.code: one for one in standing.values}
    held, kind = held_of(row, now()), row.kind_now
    codes = [m.quantity.code for m in kind.measures] if kind else []
    found = []
    for code in dict.fromkeys([*codes, *shown]):
        limits = [
            {"name": LEVELS[level].name, "value": None if one.value is None else f"{one.value:g}", "source": one.source}
            for (quantity, level), one in held.items()
            if quantity == code
        ]
        found.append({"quantity": BY_CODE[code], "shown": shown.get(code), "limits": limits})
    return found
