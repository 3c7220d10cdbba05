"""Sources without a device's record behind them: for trying out how much a gateway takes. Demo and test mode only."""

from anlan.telemetry.models import Source

from .devices import Simulated
from .kinds import KINDS, Kind

FIRST = 1 << 40
"""Their device numbers begin here, where no record's own key will come in a hundred years."""
PASSWORD = "simulated-only"


def address(kind: Kind, number: int) -> str:
    """One that its protocol allows and no real device has: simulated ones begin with 99 or SIM."""
    place = list(KINDS).index(kind.key)
    if kind.protocol == "jt808":
        return f"199{number:08d}"
    return f"SIM{place:02d}{number:019d}" if kind.protocol == "hj212" else f"sim-{kind.key}-{number}"


def make(kind: Kind, many: int) -> list[Simulated]:
    """So many sources of that kind, those that are there already included."""
    first = FIRST + list(KINDS).index(kind.key) * 10_000_000
    wanted = {address(kind, number): first + number for number in range(1, many + 1)}
    there = Source.objects.filter(protocol=kind.protocol, address__in=wanted)
    known = {row.address: row.secret for row in there}
    secret = "" if kind.protocol == "jt808" else PASSWORD
    Source.objects.bulk_create(
        Source(protocol=kind.protocol, address=one, secret=secret, device=device)
        for one, device in wanted.items() if one not in known
    )  # fmt: skip
    return [Simulated(device, kind, kind.protocol, one, known.get(one, secret)) for one, device in wanted.items()]
