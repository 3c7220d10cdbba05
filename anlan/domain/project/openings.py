"""Where a subject's list is opened in a seat's own portal; a subject knows no portal's menu."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from anlan.kernel.doors.portal import Page, portal

from .warnings import Warning

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def slices_of(seat: "Seat", register_key: str) -> list[Page]:
    """The pages of a seat's menu that show a Register; a book, whose tabs keep one unit, only repeats them."""
    found = portal(seat.role.portal)
    pages = found.pages_of(register_key, seat) if found else []
    return [p for p in pages if found and p.menu and not found.group_of(p.slug).keeps]


def list_url(seat: "Seat", register_key: str, **conditions: Any) -> str:
    """The list of a type under conditions on its columns, as figures write them; "" where the seat has no such list."""
    return next((address_of(page, seat, conditions) for page in slices_of(seat, register_key)), "")


def address_of(page: Page, seat: "Seat", conditions: dict[str, Any]) -> str:
    """A page narrowed by conditions."""
    asked = [(f"f.{name}", "01"[value] if isinstance(value, bool) else value) for name, value in conditions.items()]
    return page.url(seat.role.portal) + (f"?{urlencode(asked, doseq=True)}" if asked else "")


def screen_url(seat: "Seat", view: Callable[..., Any]) -> str:
    """The screen of that view; "" where the seat has none."""
    found = portal(seat.role.portal)
    return found.screen_url(view, seat) if found else ""


def warn_of(seat: "Seat", register_key: str, title: str, tone: str, **where: Any) -> Iterator[Warning]:
    """A warning for each page on which rows meet ``where``, named where there are several; one that shows all is enough.

    It counts page by page, so that each number opens exactly the rows it counts.
    """
    pages = slices_of(seat, register_key)
    pages = next(([page] for page in pages if not page.where), pages)
    for page in pages:
        named = f"{title}（{page.title}）" if len(pages) > 1 else title
        yield Warning(named, page.count(seat, where), address_of(page, seat, where), tone)
