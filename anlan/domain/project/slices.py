"""Warnings that count page by page, so that each number opens exactly the rows it counts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from anlan.kernel.doors.portal import Page, portal

from .warnings import Warning

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def slices_of(seat: "Seat", register_key: str) -> list[Page]:
    """The pages of a seat's menu that show a Register; a book, whose tabs keep one unit, only repeats them."""
    found = portal(seat.role.portal)
    items = (i for g in found.groups if not g.keeps for i in g.items) if found else ()
    return [i for i in items if isinstance(i, Page) and i.register_key == register_key and i.menu and i.open_to(seat)]


def warn_of(seat: "Seat", register_key: str, title: str, tone: str, **where: Any) -> Iterator[Warning]:
    """A warning for each page on which rows meet ``where``, named where there are several; one that shows all is enough."""
    pages = slices_of(seat, register_key)
    pages = next(([page] for page in pages if not page.where), pages)
    for page in pages:
        asked = [(f"f.{name}", v) for name, value in where.items() for v in _words(name, value)]
        url = f"{page.url(seat.role.portal)}?{urlencode(asked)}"
        named = f"{title}（{page.title}）" if len(pages) > 1 else title
        yield Warning(named, page.count(seat, where), url, tone)


def _words(name: str, value: Any) -> tuple[Any, ...]:
    """A condition's value as an address says it."""
    if name.endswith("__isnull"):
        return ("1" if value else "0",)
    return value if isinstance(value, tuple) else (value,)
