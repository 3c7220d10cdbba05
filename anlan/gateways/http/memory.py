"""What is remembered of senders: which messages were answered how, and how often each came within a minute."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass

from .protocol import Push

MOST_ANSWERS = 50_000
"""Answers remembered, of all devices together. A repetition that comes later, or after a restart, is answered alike and
changes nothing either: the store keeps each (device, quantity, time) once."""
MOST_A_MINUTE = 600
"""Messages of one device; what is gathered goes into one message."""
MOST_WRONG_A_MINUTE = 30
"""Wrong tokens for one device from one peer, after which it is not listened to; a device tries once and stops."""
MOST_COUNTED = 200_000


@dataclass(slots=True)
class Given:
    """The answer to one message: there once it is stored."""

    digest: bytes
    end: "asyncio.Future[None]"


class Answers:
    """By device and id of the message."""

    def __init__(self) -> None:
        self._given: OrderedDict[tuple[int, str], Given] = OrderedDict()

    def find(self, device: int, named: str) -> Given | None:
        return self._given.get((device, named))

    def keep(self, device: int, named: str, given: Given) -> None:
        self._given[device, named] = given
        if len(self._given) > MOST_ANSWERS:
            self._given.popitem(last=False)

    def forget(self, device: int, named: str) -> None:
        """It could not be stored in time: a repetition is handed in anew."""
        self._given.pop((device, named), None)


class Minutes:
    """How often each of many came within its last minute begun."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._seen: OrderedDict[int | str, tuple[float, int]] = OrderedDict()

    def full(self, who: int | str) -> bool:
        """Whether ``who`` has come as often as it may."""
        began, times = self._seen.get(who, (0.0, 0))
        return times >= self.most and time.monotonic() - began < 60

    def count(self, who: int | str) -> None:
        """``who`` came once more."""
        moment = time.monotonic()
        began, times = self._seen.pop(who, (moment, 0))
        self._seen[who] = (began, times + 1) if moment - began < 60 else (moment, 1)
        if len(self._seen) > MOST_COUNTED:
            self._seen.popitem(last=False)


def digest(push: Push) -> bytes:
    """Tells one content from another."""
    return hashlib.sha256(repr((push.readings, push.positions)).encode()).digest()
