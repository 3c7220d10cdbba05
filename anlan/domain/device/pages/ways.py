"""From one page of devices to another, within the portal of whoever looks."""

from typing import Any

from django.http import Http404

from anlan.kernel.register import registry


def way(request: Any, slug: str, door: str, *args: int) -> str:
    """The address of a page's door, "" where it is not the seat's; authorities' pages begin with ``firm-``."""
    for name in (slug, f"firm-{slug}"):
        page = request.portal.pages.get(name)
        if page is not None and page.open_to(request.seat):
            return str(page.url(request.portal.key, door, *args))
    return ""


def begin_of(request: Any) -> str:
    """Where the seat enters its first device; "" for who enters none."""
    return str(request.portal.new_url("device", request.seat))


def device_of(request: Any, pk: int) -> Any:
    """A device of the seat's, or 404: a stranger's and none answer alike."""
    rows = registry.register("device").rows(request.seat)
    row = rows.select_related("unit", "site", "keeper").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
