"""Where a subject's list or screen is opened in a seat's own portal; a subject knows no portal's menu."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from anlan.kernel.doors.portal import Page, Screen, portal

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def _items(seat: "Seat") -> list[Page | Screen]:
    found = portal(seat.role.portal)
    return [item for item in found.pages.values() if item.menu and item.open_to(seat)] if found else []


def list_url(seat: "Seat", register_key: str, **conditions: Any) -> str:
    """The list of a type under conditions on its columns, as figures write them; "" where the seat has no such list."""
    for item in _items(seat):
        if isinstance(item, Page) and item.register_key == register_key:
            asked = urlencode({f"f.{name}": value for name, value in conditions.items()}, doseq=True)
            return item.url(seat.role.portal) + (f"?{asked}" if asked else "")
    return ""


def screen_url(seat: "Seat", view: Callable[..., Any]) -> str:
    """The screen of that view; "" where the seat has none."""
    found = (item for item in _items(seat) if isinstance(item, Screen) and item.view is view)
    return next((item.url(seat.role.portal) for item in found), "")
