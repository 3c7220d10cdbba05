"""What follows on the ways in of a device from what becomes of it."""

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event

from . import changes, flows  # noqa: F401  what follows for open maps begins with the gateway
from .models import DeviceSource


@on("device.scrap", "device.delete")
def give_addresses_back(event: Event) -> None:
    """A device that is gone leaves its addresses to others; it can't speak any more since the act itself."""
    for pk in DeviceSource.objects.filter(device=event.record, state=flows.IN_USE).values_list("pk", flat=True):
        deliver(Act(None, "devicesource", "stop", pk))
