"""设备台账 with what each device says now, and one device with its newest values beside the limits that hold."""

from typing import Any

from django.http import HttpResponse

from anlan.kernel.clock import now
from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.listing import list_door
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page
from anlan.telemetry.quantities import BY_CODE

from ..compiled import held_of
from ..levels import LEVELS
from ..live import OfPage, standings
from .ways import way


def device_list(request: Any, page: Page) -> HttpResponse:
    """As every list; before each name whether the device speaks, behind it what it says."""
    return list_door(request, page, "device/list.html", {"speaking": OfPage()})


def device_detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """One device."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    standing = standings([(row.pk, row.kind, row.state)])[row.pk]
    found = {
        "standing": standing,
        "quantities": _quantities(row, standing),
        "curves": way(request, "device-live", "screen", pk),
    }
    return render(request, "device/detail.html", context | found)


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
