"""Each morning, with the other papers: what runs out of devices in use, reminded of to whoever looks after them.

And orders that have waited too long.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from anlan.domain.enterprise.expiry import Paper, papers
from anlan.kernel.clock import jobs

from . import flows, sending
from .models import Calibration, Device, DevicePaper


@jobs.job("deviceorder:look")
def look_at_order(payload: dict[str, int]) -> None:
    """At the moment at which an order is over if nothing has become of it."""
    sending.look(payload["order"])


@papers
def device_papers(low: date, high: date, unit: int | None) -> Iterator[Paper]:
    """设备证照."""
    for row in _running_out(DevicePaper, low, high, unit):
        key = f"devicepaper:{row.pk}:{row.until}"
        yield from _of(row, unit, key, "延期或换证")


@papers
def calibrations(low: date, high: date, unit: int | None) -> Iterator[Paper]:
    """检定校准 that passed and has not been done again since."""
    for row in _running_out(Calibration, low, high, unit):
        later = Calibration.objects.filter(device=row.device_id, done_on__gt=row.done_on, state=flows.KEPT)
        if row.result == "passed" and not later.exists():
            yield from _of(row, unit, f"calibration:{row.pk}:{row.until}", "重新检定校准")


@papers
def operators(low: date, high: date, unit: int | None) -> Iterator[Paper]:
    """Certificates of the people who work a device."""
    rows = Device.objects.filter(state__in=flows.STANDING).exclude(operators=[])
    for row in _mine(rows, unit).select_related("site").iterator(chunk_size=500):
        for line in row.operators:
            if line.get("until") and low <= (until := date.fromisoformat(line["until"])) <= high:
                title = f"{row}操作人员{line['name']}的{line.get('certificate') or '证书'}"
                for place in _keepers(row, unit):
                    key = f"operator:{row.pk}:{line['name']}:{until}:{place}"
                    yield Paper(place, title, until, key, record=("device", row.pk), remedy="换证或更换操作人员")


def _running_out(model: Any, low: date, high: date, unit: int | None) -> Iterator[Any]:
    rows = model.objects.filter(state=flows.KEPT, until__range=(low, high), device__state__in=flows.STANDING)
    yield from _mine(rows, unit).select_related("device", "site").order_by("id").iterator(chunk_size=500)


def _mine(rows: Any, unit: int | None) -> Any:
    return rows if unit is None else rows.filter(Q(unit=unit) | Q(keeper=unit))


def _keepers(row: Any, unit: int | None) -> list[int]:
    return [place for place in dict.fromkeys([row.unit_id, row.keeper_id]) if unit in (None, place)]


def _of(row: Any, unit: int | None, key: str, remedy: str) -> Iterator[Paper]:
    title = f"{row.site or ''}{row}"
    for place in _keepers(row, unit):
        yield Paper(place, title, row.until, f"{key}:{place}", record=(row.register_key(), row.pk), remedy=remedy)
