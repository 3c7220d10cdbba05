"""Devices of a part of the map, those that lie close together as one point: counted in SQL, however many there are."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, F, IntegerField, Max, Min, Q, QuerySet, When
from django.db.models.functions import Cast

from .models.present import ALARM, BROKEN, NEVER, OFFLINE, OUT, WELL

PIXELS = 56
"""Width of a cell on the screen."""
TILE = 256
ALONE_FROM = 18
"""From this zoom on devices stand each for itself, but for those at the very same place."""
MOST = 3_000
"""Cells of one answer; a screen has no room for more."""
WORLD = 400.0
"""Added before cutting off the fraction, so that it is cut off downwards everywhere."""


@dataclass(frozen=True)
class Box:
    """A part of the map in degrees WGS-84, at a zoom of the usual web maps."""

    west: float
    south: float
    east: float
    north: float
    zoom: int

    @property
    def cell(self) -> float:
        """Degrees of longitude of a cell."""
        return 360.0 / 2 ** min(self.zoom, 20) * PIXELS / TILE / (1 if self.zoom < ALONE_FROM else 16)


def box_of(text: str, zoom: str, margin: float = 0.0) -> Box | None:
    """A box from ``west,south,east,north`` and a zoom; None where that says none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
        found = Box(west - margin, south - margin, east + margin, north + margin, int(zoom))
    except ValueError:
        return None
    sound = -400 < found.west <= found.east < 400 and -91 < found.south <= found.north < 91
    return found if sound and 0 <= found.zoom <= 24 else None


def clusters(rows: QuerySet[Any], box: Box) -> list[dict[str, Any]]:
    """Each cell of the box that has devices of ``rows``: how many by standing, its middle, and one of them."""
    inside = rows.order_by().filter(
        now__longitude__range=(box.west, box.east), now__latitude__range=(box.south, box.north), now__standing__lt=OUT,
    )  # fmt: skip
    x = Cast((F("now__longitude") + WORLD) / box.cell - 0.5, IntegerField())
    y = Cast((F("now__latitude") + WORLD) / box.cell - 0.5, IntegerField())
    found = inside.annotate(x=x, y=y).values("x", "y").annotate(
        n=Count("pk"), alarm=_of(ALARM), offline=_of(OFFLINE), broken=_of(BROKEN), well=_of(WELL), never=_of(NEVER),
        lon=Avg("now__longitude"), lat=Avg("now__latitude"), one=Min("pk"), worst=Min("now__standing"),
    )  # fmt: skip
    return list(found[:MOST])


def _of(standing: int) -> Count:
    return Count(Case(When(now__standing=standing, then=1)))


def extent(rows: QuerySet[Any]) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) of all placed devices of ``rows``, None where none has a place."""
    placed = rows.order_by().filter(Q(now__longitude__isnull=False), now__standing__lt=OUT)
    found = placed.aggregate(
        west=Min("now__longitude"), south=Min("now__latitude"), east=Max("now__longitude"), north=Max("now__latitude")
    )
    return None if found["west"] is None else (found["west"], found["south"], found["east"], found["north"])
