"""What later subjects add to the pages of devices: marks on a curve (alarms), whether the wall rings for somebody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mark:
    """Something that was the case from ``at`` to ``until`` (ms; None: it still is), and the page that tells of it.

    ``quantity``: code of the quantity it is about, "" for the device as a whole. ``tone``: red orange yellow blue grey.
    """

    at: int
    until: int | None
    text: str
    tone: str = "red"
    url: str = ""
    quantity: str = ""


Marking = Callable[[object, int, int, int], list[Mark]]
_markings: list[Marking] = []


def marking(function: Marking) -> Marking:
    """Names a function of (request, device, start, end) that gives what overlaps [start, end) and whoever asks may see."""
    _markings.append(function)
    return function


def marks_of(request: object, device: int, start: int, end: int) -> list[Mark]:
    """All marks, oldest first."""
    found = [mark for function in _markings for mark in function(request, device, start, end)]
    return sorted(found, key=lambda mark: mark.at)


Ringing = Callable[[Any], bool]
_ringings: list[Ringing] = []


def ringing(function: Ringing) -> Ringing:
    """Names a function of the seat that says whether the wall may ring for whoever sits there."""
    _ringings.append(function)
    return function


def rings(seat: object) -> bool:
    """May the wall ring? Somebody who has chosen silence is not even offered the button."""
    return all(function(seat) for function in _ringings)
