"""What every store of readings can do. ``tests/test_conformance.py`` holds each of them to it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from anlan.telemetry.words import Position, Reading


class Unavailable(Exception):
    """The store does not answer, or there is no room; what was to be stored is not. Try again, or spool."""


class Bucket(NamedTuple):
    """Values of one quantity from ``at`` (ms) on for one step; ``flagged`` of the ``number`` carry a flag of the device."""

    at: int
    number: int
    mean: float
    low: float
    high: float
    flagged: int


class Moment(NamedTuple):
    """The newest value of one quantity of a device. ``heard``: when we received it, ms."""

    quantity: int
    at: int
    value: float
    flag: str
    heard: int


class Correction(NamedTuple):
    """A value that differs from the stored one for the same time: sent later by the device, or put right by a person."""

    device: int
    quantity: int
    at: int
    original: float
    value: float
    flag: str
    by: str
    why: str
    noted: int


class TelemetryStore(Protocol):
    """All times are milliseconds since 1970 UTC, [start, end). All methods may be called from any thread.

    A value that was put right counts everywhere in place of the original, which stands in ``Correction.original``.

    Every method raises ``Unavailable`` when the store is away.
    """

    def append(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        """Stores all of it durably, or nothing of it. The same (device, quantity, time) again changes nothing; with
        another value it is kept beside as a correction by the device, unless the device has said just that before.
        Also moves ``latest`` on. A position is kept once for each (device, time). ValueError: NaN or infinite.
        """

    def correct(self, device: int, quantity: int, at: int, value: float, by: str, why: str) -> None:
        """A person puts a value right: the original stays, curves show the newest correction.

        KeyError: no such value. ValueError: NaN or infinite.
        """

    def corrections(self, device: int, quantity: int, start: int, end: int) -> list[Correction]:
        """Everything that differs from the originals, in the order in which it was noted."""

    def raw(self, device: int, quantity: int, start: int, end: int, most: int = 100_000) -> list[Reading]:
        """The values as they count (corrected), in time order, ``most`` at most."""

    def series(self, device: int, quantity: int, start: int, end: int, points: int = 1_000) -> list[Bucket]:
        """A curve of about ``points`` buckets, from raw values, minutes or hours, whichever is enough and still there."""

    def track(self, device: int, start: int, end: int, most: int = 100_000) -> list[Position]:
        """Where a device was, in time order."""

    def latest(self, devices: Iterable[int]) -> dict[int, list[Moment]]:
        """The newest value of each quantity of each device; devices that never spoke are left out."""

    def latest_positions(self, devices: Iterable[int]) -> dict[int, Position]:
        """The newest position of each device."""

    def heard(self, devices: Iterable[int] | None = None) -> dict[int, int]:
        """When each device was last heard (ms, our clock); of all devices for None."""

    def heard_since(self, moment: int) -> list[int]:
        """Devices heard since; what a page that follows all devices asks again and again."""

    def since(self, heard: int, most: int = 100_000) -> list[tuple[int, Reading]]:
        """(received, reading) of what was received from ``heard`` on, in that order: what rules resume from.

        Whole moments of receipt, so it may be more than ``most``: go on with the last one's moment + 1. Reaches back six
        hours. What a device sent again may stand there again.
        """

    def roll_up(self, until: int) -> int:
        """Brings minutes and hours up to date for all hours that end by ``until``; how many buckets were written.

        Late values and corrections are taken in as well. To be called about every hour; curves are right meanwhile too,
        since what is not rolled up yet is summed from raw values. Other processes may append meanwhile.
        """

    def forget(self, before: dict[int, int], otherwise: int) -> int:
        """Deletes raw values of quantity q older than ``before[q]``, of all others older than ``otherwise``, in whole days
        (UTC); how many. Roll-ups and corrections stay. Positions are quantity 0.
        """

    def close(self) -> None:
        """Ends all work on it."""
