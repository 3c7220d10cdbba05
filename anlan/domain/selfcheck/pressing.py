"""催办: many firms at once, each by its own act, so that it shows who was told and when."""

import uuid
from collections.abc import Iterable
from datetime import date

from anlan.kernel.act.pressing import ask_to_press
from anlan.kernel.scope.models import Seat

from .rules import urge_text


def ask_to_urge(seat: Seat, units: Iterable[int], month: date, asked: uuid.UUID) -> int:
    """Asks for reminders to these firms, each once a day by each authority; returns their number."""
    values = ({"unit": unit, "month": month.isoformat(), "text": urge_text(month)} for unit in units)
    return ask_to_press(seat, "urge", values, asked)
