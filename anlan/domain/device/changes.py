"""Tells open maps where something has changed, each of what its seat may read: states that changed, lorries that moved.

A map follows ``devicemap:<seat>`` and is told cells of the earth, no devices: it asks anew when one of them is in view.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from math import floor
from typing import TYPE_CHECKING, Any

from anlan.kernel.clock import now
from anlan.kernel.notice.live import followed, publish, topic
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole
from anlan.kernel.scope.models import Seat
from anlan.telemetry.watching import End, Rounds, with_gateway

from .models import DeviceNow

if TYPE_CHECKING:
    from django.db.models import QuerySet

TOPIC = "devicemap"
OVERLAP = timedelta(seconds=10)
"""A change is stamped when it is written and seen when its transaction ends."""
MOST = 1_000
"""So many changes at once are told one by one; beyond that something has changed everywhere."""
CELLS_A_DEGREE = 50
"""Some two kilometres: wider than what GCJ-02 moves a point by."""
Told = dict[str, list[list[int]] | None]
"""Cells by seat; None for everywhere."""


@topic(TOPIC)
def may_follow(seat: Seat, keys: Collection[str]) -> Collection[str]:
    """Each seat its own devices."""
    return {str(seat.pk)} if seat.may("device.view") else ()


class Changes:
    """What has changed since it was last asked, once each."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._seen: dict[int, datetime] = {}

    def since_last(self, seats: Iterable[str]) -> Told:
        """What is new for these seats. Nothing for the first time: who opens a map reads it whole."""
        began, wanted = now(), [pk for one in seats if (pk := whole(one))]
        if not wanted:
            self._since = None
            return {}
        fresh = self._fresh(self._since or began)
        first, self._since = self._since is None, began
        self._seen = {pk: at for pk, at in self._seen.items() if at > began - OVERLAP} | {
            pk: at for pk, at, *_ in fresh
        }
        if first or not fresh:
            return {}
        if len(fresh) > MOST:
            return {str(pk): None for pk in wanted}
        return self._of_seats(wanted, {pk: cell for pk, _, *place in fresh if (cell := cell_of(*place))})

    def _fresh(self, since: datetime) -> list[Any]:
        rows = DeviceNow.objects.filter(changed_at__gt=since - OVERLAP)
        found = rows.values_list("pk", "changed_at", "longitude", "latitude")
        return [one for one in found if self._seen.get(one[0]) != one[1]]

    def _of_seats(self, seats: list[int], cells: dict[int, list[int]]) -> Told:
        """Seats that ask the same question are asked once."""
        groups: dict[str, tuple[QuerySet[Any], list[int]]] = {}
        for seat in Seat.objects.filter(pk__in=seats).select_related("user", "organisation", "role"):
            rows = registry.register("device").rows(seat)
            groups.setdefault(str(rows.query), (rows, []))[1].append(seat.pk)
        told: Told = {}
        for rows, members in groups.values():
            pks = rows.order_by().filter(pk__in=list(cells)).values_list("pk", flat=True)
            if said := [list(one) for one in sorted({tuple(cells[pk]) for pk in pks})]:
                told |= {str(pk): said for pk in members}
        return told


def cell_of(longitude: float | None, latitude: float | None) -> list[int] | None:
    """The cell of a place, as the map's script counts them; None without one."""
    if longitude is None or latitude is None:
        return None
    return [floor(longitude * CELLS_A_DEGREE), floor(latitude * CELLS_A_DEGREE)]


class Teller(Rounds):
    """Tells again and again in the gateway's process."""

    name = "map"
    between = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.changes = Changes()

    def round(self) -> None:
        """What has changed since the last round."""
        for seat, cells in self.changes.since_last(followed(TOPIC)).items():
            publish(f"{TOPIC}:{seat}", {"cells": cells})


@with_gateway
def tell_maps() -> End:
    """Begins with the gateway, ends with it."""
    return Teller().start()
