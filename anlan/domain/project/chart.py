"""A small chart of where a project stands among the others that the reader sees: dots in a net of degrees, no map service."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

WIDTH, HEIGHT, MARGIN = 320, 200, 34
"""Pixels of the drawing, and what stays free at its edges for dots and numbers."""

LEAST = 0.2
"""Degrees that the chart shows at least (about 20 km), so that a project alone does not fill it."""

OTHERS = 200
"""Dots of others at most; more would be a blot."""

STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10)


@dataclass(frozen=True)
class Dot:
    """A project in the drawing."""

    name: str
    x: float
    y: float


@dataclass
class Chart:
    """What the template draws. Lines: (pixel, degrees in words)."""

    here: Dot
    others: list[Dot] = field(default_factory=list)
    columns: list[tuple[float, str]] = field(default_factory=list)
    lines: list[tuple[float, str]] = field(default_factory=list)


def place_chart(project: Any, rows: QuerySet[Any]) -> Chart | None:
    """The chart of a project among ``rows``; None while its coordinates are unknown."""
    if project.longitude is None or project.latitude is None:
        return None
    known = rows.exclude(pk=project.pk).filter(longitude__isnull=False, latitude__isnull=False)
    others = [(n, float(x), float(y)) for n, x, y in known.values_list("name", "longitude", "latitude")[:OTHERS]]
    here = (project.name, float(project.longitude), float(project.latitude))
    across, up = _scale([p[1] for p in (here, *others)], WIDTH), _scale([p[2] for p in (here, *others)], HEIGHT)

    def dot(place: tuple[str, float, float]) -> Dot:
        return Dot(place[0], across.pixel(place[1]), HEIGHT - up.pixel(place[2]))

    return Chart(
        dot(here), [dot(one) for one in others],
        [(across.pixel(at), f"{at:g}°E") for at in across.ticks()],
        [(HEIGHT - up.pixel(at), f"{at:g}°N") for at in up.ticks()],
    )  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """Degrees to pixels along one side."""

    low: float
    span: float
    pixels: int

    def pixel(self, at: float) -> float:
        """Where a degree lies."""
        return round(MARGIN + (at - self.low) / self.span * (self.pixels - 2 * MARGIN), 1)

    def ticks(self) -> list[float]:
        """Two to five round degrees within the drawing."""
        step = next((s for s in STEPS if self.span / s <= 4), 30)
        first = int(self.low / step)
        marks = [round(step * (first + i), 1) for i in range(7)]
        return [m for m in marks if self.low <= m <= self.low + self.span]


def _scale(values: list[float], pixels: int) -> Scale:
    low, high = min(values), max(values)
    spare = max(0.0, LEAST - (high - low)) / 2
    return Scale(low - spare, high - low + 2 * spare, pixels)
