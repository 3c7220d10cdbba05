"""What the demo's devices have said since yesterday, so that their curves begin with a past."""

from itertools import islice

from django.conf import settings

from anlan.kernel.clock import now
from anlan.simulate.day import past
from anlan.simulate.devices import devices
from anlan.simulate.kinds import KINDS
from anlan.telemetry.store import close, store
from anlan.telemetry.words import Position, Reading

HOURS = 24
AT_ONCE = 20_000


def tell() -> int:
    """Puts it into the store; how many values that were."""
    end = int(now().timestamp() * 1000)
    told = past(devices(KINDS), end - HOURS * 3_600_000, end)
    count = 0
    while part := list(islice(told, AT_ONCE)):
        readings = [one for one in part if isinstance(one, Reading)]
        store().append(readings, [one for one in part if isinstance(one, Position)], end)
        count += len(part)
    store().roll_up(end)
    return count


def forget() -> None:
    """Empties the embedded store; its devices have been deleted with everything else."""
    close()
    for path in settings.HOME.glob("telemetry.sqlite3*"):
        path.unlink()
