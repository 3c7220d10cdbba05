"""Who is behind an address: all sources of a protocol in memory, kept up to date."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .models import Source
from .watching import Rounds

SECONDS_BETWEEN_WHOLE = 300.0
"""After which everything is read anew: what was deleted leaves no trace to look for."""
OVERLAP = timedelta(seconds=30)
"""A change is stamped when it is made and seen when its transaction ends, maybe after a later one."""


@dataclass(frozen=True, slots=True)
class Known:
    """A source as the gateways use it."""

    address: str
    secret: str
    device: int
    units: dict[str, Any]


class Directory(Rounds):
    """The active sources of one protocol by address. ``find`` costs a look into a dictionary.

    While the database is away, what is known stays valid.
    """

    between = 2.0
    """So long a new device or a new password may take until the gateways know it."""
    patience = 5.0

    def __init__(self, protocol: str) -> None:
        self.protocol, self.name = protocol, f"directory-{protocol}"
        super().__init__()
        self._known: dict[str, Known] = {}
        self._seen: datetime | None = None
        self._whole = 0.0

    def find(self, address: str) -> Known | None:
        """Who speaks from there, or None: nobody we know, or one that is switched off."""
        return self._known.get(address)

    def __len__(self) -> int:
        return len(self._known)

    def refresh(self, whole: bool = False) -> None:
        """Takes in what has changed since the last look, or everything."""
        rows = Source.objects.filter(protocol=self.protocol).order_by("changed_at")
        known = dict(self._known)
        if whole or self._seen is None:
            known, self._whole = {}, time.monotonic()
        else:
            rows = rows.filter(changed_at__gte=self._seen - OVERLAP)
        for row in rows.iterator(chunk_size=2000):
            self._seen = row.changed_at
            if row.is_active:
                known[row.address] = Known(row.address, row.secret, row.device, row.units)
            else:
                known.pop(row.address, None)
        self._known = known

    def round(self) -> None:
        """Looks for changes, and now and then at everything."""
        self.refresh(time.monotonic() - self._whole > SECONDS_BETWEEN_WHOLE)
