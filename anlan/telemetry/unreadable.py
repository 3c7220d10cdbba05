"""Keeps what could not be read: counted at once, written in bulk once a second, the same from one peer as one row."""

import logging
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.db.models import F

from anlan.kernel.clock import day_of, now

from .models import Source, Unreadable

log = logging.getLogger("anlan.telemetry")

MOST_BYTES = 4096
MOST_WAITING = 2_000
"""Rows that may wait to be written; what comes beyond is counted only, so that a flood costs no memory."""


@dataclass(slots=True)
class _Seen:
    times: int
    address: str
    detail: str
    body: bytes
    first: datetime
    last: datetime


class Unread:
    """One for all gateways of a process."""

    def __init__(self) -> None:
        self.figures: Counter[str] = Counter()
        self._waiting: dict[tuple[str, str, str], _Seen] = {}
        self._lock = threading.Lock()

    def note(
        self, protocol: str, peer: str, reason: str, body: bytes = b"", *, detail: str = "", address: str = ""
    ) -> None:
        """A message of ``peer`` could not be read; ``reason``: a key of ``REASONS``."""
        key, moment = (protocol, _plain(peer, 64), reason), now()
        with self._lock:
            self.figures[f"{protocol} {reason}"] += 1
            seen = self._waiting.get(key)
            if seen is not None:
                seen.times, seen.last = seen.times + 1, moment
            elif len(self._waiting) < MOST_WAITING:
                self._waiting[key] = _Seen(
                    1, _plain(address, 64), _plain(detail, 200), bytes(body[:MOST_BYTES]), moment, moment
                )

    def doubted(self, device: int, reason: str, detail: str) -> None:
        """A value of a known device that cannot be true."""
        self.note("", f"device {device}", reason, detail=detail)

    def write(self) -> int:
        """Writes what has come together; how many rows. While the database is away it stays."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
        try:
            for (protocol, peer, reason), seen in taken.items():
                _write(protocol, peer, reason, seen)
        except DatabaseError:
            log.warning("messages that could not be read could not be noted either", exc_info=True)
            with self._lock:
                self._waiting = taken | self._waiting
            return 0
        return len(taken)


def _plain(text: str, most: int) -> str:
    """What strangers put into their names and no database takes (NUL, half of a surrogate pair) is a "?"."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:most])


def _write(protocol: str, peer: str, reason: str, seen: _Seen) -> None:
    """Adds to the row of this peer and reason of the last day, else makes one."""
    address = seen.address
    if not protocol and (source := Source.objects.filter(device=int(peer.split()[1])).first()):
        protocol, address = source.protocol, source.address
    same = Unreadable.objects.filter(
        protocol=protocol, peer=peer, reason=reason, last_at__date=day_of(seen.last)
    ).values_list("pk", flat=True)[:1]
    if changed := Unreadable.objects.filter(pk__in=list(same)).update(times=F("times") + seen.times, last_at=seen.last):
        assert changed == 1
        return
    Unreadable.objects.create(
        protocol=protocol, peer=peer, address=address, reason=reason, detail=seen.detail, body=seen.body.hex(),
        times=seen.times, first_at=seen.first, last_at=seen.last,
    )  # fmt: skip
