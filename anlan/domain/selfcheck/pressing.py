"""催办: many firms at once, each by its own act, so that it shows who was told and when."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from anlan.kernel.act.act import Act, NotYours, Refused, deliver
from anlan.kernel.clock import jobs, today, worker
from anlan.kernel.scope.models import Seat

from .rules import urge_text

NAMES = uuid.UUID("b1f5a8f2-5a56-4f7e-9c1c-8f0f5f1f6d43")
BATCH = 100


def ask_to_urge(seat: Seat, units: Iterable[int], month: date, asked: uuid.UUID) -> int:
    """Asks for reminders to these firms; returns their number. The same ``asked`` twice is asking once."""
    ids = list(units)
    for start in range(0, len(ids), BATCH):
        payload = {
            "seat": seat.pk, "units": ids[start : start + BATCH], "month": month.isoformat(), "day": today().isoformat()
        }  # fmt: skip
        jobs.ask("selfcheck-urge", f"{asked}:{start}", payload)
    worker.wake()
    return len(ids)


@jobs.job("selfcheck-urge")
def urge_some(payload: dict[str, Any]) -> None:
    """Each firm once a day by each authority; who has reported meanwhile is left in peace."""
    seat = Seat.objects.select_related("organisation", "user", "role").get(pk=payload["seat"])
    month = date.fromisoformat(payload["month"])
    for unit in payload["units"]:
        name = uuid.uuid5(NAMES, f"{seat.organisation_id}:{unit}:{month}:{payload['day']}")
        values = {"unit": unit, "month": month.isoformat(), "text": urge_text(month)}
        try:
            deliver(Act(seat, "urge", "create", values=values, uuid=name))
        except (NotYours, Refused):
            # A colleague urged it today, or there is nothing left to urge: the others go on.
            continue
