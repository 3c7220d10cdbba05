"""预警提示: what a seat should look at today, as each subject says it. The home page asks them all and knows none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


@dataclass(frozen=True)
class Warning:
    """One line of 预警提示: ``count`` rows, and the page that lists just these. ``tone``: red, orange or blue."""

    title: str
    count: int
    url: str
    tone: str = "orange"


Look = Callable[["Seat"], Iterable[Warning]]
_looks: dict[str, Look] = {}


def warning(key: str) -> Callable[[Look], Look]:
    """Lets a subject warn: ``look(seat)`` counts by cheap queries, within what the seat may read.

    ``key`` names the look for good and once; ValueError for a second one of that name.
    """

    def register(look: Look) -> Look:
        if key in _looks:
            raise ValueError(f"warning({key!r}) 已登记")
        _looks[key] = look
        return look

    return register


def warnings_of(seat: "Seat") -> list[Warning]:
    """All warnings that hold for a seat today, red ones first; a count of nothing warns of nothing."""
    found = [one for look in _looks.values() for one in look(seat) if one.count]
    return sorted(found, key=lambda one: one.tone != "red")
