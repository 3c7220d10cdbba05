"""Where papers lie in a portal, and how one is found among a seat's."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from anlan.kernel.doors.pages import related
from anlan.kernel.doors.portal import Screen
from anlan.kernel.register import registry

from ..codes import SLUG

KEY = "supervisionpaper"


def paper_of(seat: Any, pk: Any) -> Any:
    """A paper among the seat's; None for a stranger's and for none."""
    register = registry.register(KEY)
    return related(register, register.rows(seat)).filter(pk=pk).first()


def screen_url(request: Any, view: Callable[..., Any], pk: int) -> str:
    """The address of the seat's screen with that view, for a row; "" where it has none."""
    for slug, screen in request.portal.pages.items():
        if isinstance(screen, Screen) and screen.view is view and screen.open_to(request.seat):
            return reverse("page:screen", args=[request.portal.key, slug, pk])
    return ""


def address_of(request: Any, row: Any) -> str:
    """What the QR code of a paper says: this house's own address of it, and its code."""
    path = reverse("page:screen", args=[request.portal.key, SLUG, row.pk])
    return str(request.build_absolute_uri(f"{path}?c={row.code}"))
