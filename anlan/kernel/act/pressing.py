"""催办, 催报: one record to each of many, each by an act of its own, so that it shows who was told and when."""

import json
import uuid
from collections.abc import Iterable
from typing import Any

from anlan.kernel.clock import jobs, today, worker
from anlan.kernel.scope.models import Seat

from .act import Act, NotYours, Refused, deliver

NAMES = uuid.UUID("b1f5a8f2-5a56-4f7e-9c1c-8f0f5f1f6d43")
BATCH = 100


def ask_to_press(seat: Seat, register: str, reminders: Iterable[dict[str, Any]], asked: uuid.UUID) -> int:
    """Asks for the new rows of ``register``, one for each of ``reminders`` (its values); returns their number.

    The same ``asked`` twice is asking once; the same values from the same organisation on the same day are one row.
    """
    values = list(reminders)
    for start in range(0, len(values), BATCH):
        payload = {
            "seat": seat.pk, "register": register, "day": today().isoformat(), "values": values[start : start + BATCH]
        }  # fmt: skip
        jobs.ask("press", f"{asked}:{start}", payload)
    worker.wake()
    return len(values)


@jobs.job("press")
def press_some(payload: dict[str, Any]) -> None:
    """Each once a day by each organisation; whoever has done his part meanwhile is left in peace."""
    seat = Seat.objects.select_related("organisation", "user", "role").get(pk=payload["seat"])
    for values in payload["values"]:
        said = json.dumps(values, ensure_ascii=False, sort_keys=True)
        name = uuid.uuid5(NAMES, f"{seat.organisation_id}:{payload['register']}:{payload['day']}:{said}")
        try:
            deliver(Act(seat, payload["register"], "create", values=values, uuid=name))
        except (NotYours, Refused):
            # A colleague pressed today, or there is nothing left to press: the others go on.
            continue
