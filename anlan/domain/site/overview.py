"""项目概况: blocks that later subjects contribute to the one page of a site; the page asks them all and knows none.

@overview("检查信息", order=20)
def inspections(request, site):
    rows = registry.register("inspection").rows(request.seat).filter(site=site)
    return Block(figures=(Figure("企业检查", rows.count(), page_url(request, "inspection", site=site.pk)),))
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry

if TYPE_CHECKING:
    from .models import Site


@dataclass(frozen=True)
class Figure:
    """A number and the list of just these rows (``page_url``). ``tone``: red, orange, green, blue; ``note``: a few words."""

    label: str
    value: int | str
    url: str = ""
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """A count as a picture: one bar in parts, each part of a tone with its number and its list."""

    title: str
    parts: tuple[Figure, ...]

    @property
    def total(self) -> int:
        """What the whole bar stands for."""
        return sum(int(part.value) for part in self.parts)

    def drawn(self, width: int) -> list[dict[str, Any]]:
        """The parts that are not empty, each from where to where of ``width``."""
        found, at, total = [], 0.0, self.total
        for part in self.parts:
            if part.value:
                span = width * int(part.value) / total
                found.append({"x": round(at, 1), "width": round(span, 1), "part": part})
                at += span
        return found


@dataclass(frozen=True)
class Block:
    """What a subject says of one site. ``lines``: short sentences, (text, address, tone). ``more``: (label, address) of its
    own buttons. ``template`` is included below with ``data`` as ``block.data`` where figures can't say it."""

    figures: tuple[Figure, ...] = ()
    bars: tuple[Bar, ...] = ()
    lines: tuple[tuple[str, str, str], ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    empty: str = ""
    template: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


Work = Callable[[Any, "Site"], Block | None]
_blocks: dict[str, tuple[int, Work]] = {}


def overview(title: str, order: int) -> Callable[[Work], Work]:
    """Lets a subject add its block under a title that is its own; None from the function leaves it out.

    A few queries each, always from ``rows(seat)``. ValueError for a second block of that title.
    """

    def register(work: Work) -> Work:
        if title in _blocks:
            raise ValueError(f"overview({title!r}) 已登记")
        _blocks[title] = (order, work)
        return work

    return register


def blocks_of(request: Any, site: "Site") -> list[tuple[str, Block]]:
    """(title, block) of every subject that has something to say to this seat, in order."""
    ordered = sorted(_blocks.items(), key=lambda one: (one[1][0], one[0]))
    made = ((title, work(request, site)) for title, (_, work) in ordered)
    return [(title, block) for title, block in made if block is not None]


def page_url(request: Any, register_key: str, slug: str = "", door: str = "list", **conditions: Any) -> str:
    """The list of a type in the seat's portal under conditions of its filters; "" where the seat has no such page.

    ``slug``: that page of several. ``door``: "create" for the form of a new row.
    """
    page = own_page(request, register_key, slug)
    if page is None or (door == "create" and registry.register(register_key).create_refused(request.seat)):
        return ""
    asked = urlencode(conditions, doseq=True)
    return page.url(request.portal.key, door) + (f"?{asked}" if asked else "")


def own_page(request: Any, register_key: str, slug: str = "") -> Page | None:
    """The first page (or that of the slug) of the portal that shows this type to the seat."""
    pages = request.portal.pages_of(register_key, request.seat)
    return next((p for p in pages if slug in ("", p.slug)), None)


def counted(rows: Any, column: str, values: Iterable[str]) -> dict[str, int]:
    """How many rows have each of these values, in one query."""
    from django.db.models import Count

    found = dict(rows.order_by().values_list(column).annotate(Count("pk")))
    return {value: found.get(value, 0) for value in values}
