"""Entering a hazard in one go: made, and reported where that was asked for, or not at all."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction

from anlan.kernel.act.act import Act, Receipt, deliver

from . import flows

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def hazard_values(problem: str, level: str = "general", **more: Any) -> dict[str, Any]:
    """Values of a new hazard of which no more is known than what is wrong; place and person are 待补 unless given."""
    return unknown_unless({"problem": problem, "level": level} | more, "place", "responsible")


def unknown_unless(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """Marks those of the names that have no value as 暂不清楚."""
    return {f"{name}__unknown": "1" for name in names if not values.get(name)} | values


@transaction.atomic
def enter(
    seat: "Seat", values: dict[str, Any], *, report: bool = False, act_id: uuid.UUID | None = None,
    origin: tuple[str, int, str] | None = None,
) -> Receipt:  # fmt: skip
    """Makes a hazard and, if ``report``, reports it in the same transaction. The same ``act_id`` again changes nothing.

    A major hazard is reported by being made. Refused, Forbidden as for any act.
    """
    number = act_id or uuid.uuid4()
    made = deliver(Act(seat, "hazard", "create", values=values, uuid=number, origin=origin))
    if report and made.row.state == flows.DRAFT:
        return deliver(Act(seat, "hazard", "report", made.record, uuid=uuid.uuid5(number, "report")))
    return made
