"""What the rules tell: an alarm as it stands, and what has just become of it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple


class What(StrEnum):
    """What became of an alarm. RESUMED: soon after its end it goes on; it is the same alarm."""

    RAISED = "raised"
    CHANGED = "changed"
    CLEARED = "cleared"
    RESUMED = "resumed"


@dataclass(slots=True)
class Alarm:
    """One stretch of time in which one rule of one device was broken. Times in ms; ``ended_at`` None while it lasts.

    ``value`` against ``limit`` made the level it has now; both are the rate per day where ``aspect`` is "rate".
    ``count``: readings beyond a limit so far; ``worst``: the furthest of them, at ``worst_at``.
    """

    device: int
    quantity: int
    rule: str
    kind: str
    level: str
    rank: int
    value: float
    limit: float
    source: str
    began_at: int
    raised_at: int
    count: int
    worst: float
    worst_at: int
    aspect: str = ""
    ended_at: int | None = None

    @property
    def key(self) -> str:
        """What is the same for the same alarm whenever it is found again."""
        return f"{self.device}:{self.quantity}:{self.rule}:{self.began_at}"

    def copy(self) -> "Alarm":
        """As it stands now."""
        return replace(self)

    def plain(self) -> list[Any]:
        """As JSON keeps it."""
        return [getattr(self, name) for name in self.__slots__]


class Happening(NamedTuple):
    """``alarm`` as it stood ``at`` that reading."""

    what: What
    at: int
    alarm: Alarm
