"""Which devices of the house can be simulated: those that its gateways know, by kind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps

from anlan.telemetry.models import Source

from .kinds import ALIASES, KINDS, Kind
from .lines import Speaker


@dataclass(frozen=True)
class Simulated:
    """A device as its simulator knows it."""

    device: int
    kind: Kind
    protocol: str
    address: str
    secret: str


def devices(kinds: Iterable[str], most: int = 0) -> list[Simulated]:
    """Active devices of the kinds, ``most`` of each kind at most, in the order in which they were entered.

    What kind a device is, its own record knows; this floor asks it by name, so that the domain need not be imported.
    """
    found: list[Simulated] = []
    records = apps.get_model("device", "Device").objects.filter(state="in_use")
    for key in kinds:
        kind = KINDS[ALIASES.get(key, key)]
        rows = Source.objects.filter(
            is_active=True, protocol__in=PORTS, device__in=records.filter(kind=kind.key).values("pk")
        )
        of_kind = rows.order_by("device", "pk")[:most] if most else rows.order_by("device", "pk")
        found += [Simulated(row.device, kind, row.protocol, row.address, row.secret) for row in of_kind]
    return found


PORTS = {"hj212": 7212, "jt808": 7808, "mqtt": 1883, "http": 7080}
"""Where each protocol listens unless the settings say otherwise."""


def speaker(one: Simulated, host: str, ports: dict[str, int]) -> Speaker:
    """Its line."""
    from .lines.hj212 import Hj212Speaker
    from .lines.http import HttpSpeaker
    from .lines.jt808 import Jt808Speaker
    from .lines.mqtt import MqttSpeaker

    speakers: dict[str, Callable[[str, int, str, str], Speaker]] = {
        "hj212": Hj212Speaker, "jt808": Jt808Speaker, "mqtt": MqttSpeaker, "http": HttpSpeaker,
    }  # fmt: skip
    return speakers[one.protocol](host, ports[one.protocol], one.address, one.secret)
