"""Hazards that inspections of sites find: made with the order, and following its steps, once for each event."""

import uuid
from typing import Any

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event

from ..models import SiteHazard
from ..site_flows import OPEN, REPLIED

NAMES = uuid.UUID("0c1a0e9c-2f0e-4f5c-8f25-7a6b3d1f9e10")


@on("inspection.ordered")
def make(event: Event) -> None:
    """Each finding that was called a hazard; the event carries what is known of it."""
    told = event.payload
    for one in told["findings"]:
        values = {
            "site": str(told["site"]), "name": one["name"], "level": one["level"], "place": one["place"],
            "problem": one["problem"], "found_on": told["found_on"], "due_on": told["due_on"],
            "responsible": told["responsible"],
        }  # fmt: skip
        origin = ("inspection", event.record, told["label"][:200])
        name = uuid.uuid5(NAMES, f"{event.pk}:{one['slot']}")
        deliver(Act(None, "sitehazard", "create", values=values, uuid=name, origin=origin))


@on("inspection.reply")
def reply(event: Event) -> None:
    """The site has answered."""
    _follow(event, "reply", OPEN)


@on("inspection.fail_recheck")
def reopen(event: Event) -> None:
    """It has to go on."""
    _follow(event, "reopen", REPLIED)


@on("inspection.pass_recheck")
def close(event: Event) -> None:
    """Looked at again, and found in order."""
    _follow(event, "close", OPEN, REPLIED)


@on("inspection.delete")
def delete(event: Event) -> None:
    """The record it came from is gone."""
    _follow(event, "delete", OPEN, REPLIED)


def _follow(event: Event, verb: str, *states: str) -> None:
    found: Any = SiteHazard.of_origin("inspection", event.record).filter(state__in=states)
    for row in found:
        deliver(Act(None, "sitehazard", verb, row.pk, uuid=uuid.uuid5(NAMES, f"{event.pk}:{row.pk}")))
