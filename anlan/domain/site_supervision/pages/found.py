"""Where papers lie in a portal, and how one is found among a seat's."""

from typing import Any

from django.urls import reverse

from anlan.kernel.doors.pages import related
from anlan.kernel.register import registry

from ..codes import SLUG

KEY = "supervisionpaper"


def paper_of(seat: Any, pk: Any) -> Any:
    """A paper among the seat's; None for a stranger's and for none."""
    register = registry.register(KEY)
    return related(register, register.rows(seat)).filter(pk=pk).first()


def address_of(request: Any, row: Any) -> str:
    """What the QR code of a paper says: this house's own address of it, and its code."""
    path = reverse("page:screen", args=[request.portal.key, SLUG, row.pk])
    return str(request.build_absolute_uri(f"{path}?c={row.code}"))
