"""How simulated devices speak: one module per protocol, each a ``Speaker`` over a real socket."""

from dataclasses import dataclass
from typing import Protocol

from anlan.telemetry.words import Position

SECONDS_FOR_AN_ANSWER = 10.0


@dataclass(frozen=True)
class Told:
    """What a device wants to say: its time, its values by code of ``quantities``, where it is.

    ``flag``: what it says of all these values itself (HJ 212), "" for nothing.
    """

    at: int
    values: dict[str, float]
    place: Position | None = None
    flag: str = ""


class Speaker(Protocol):
    """One device's line. OSError (also TimeoutError) when it breaks or nobody answers in time."""

    async def connect(self) -> None:
        """Opens it and shows who it is."""

    async def say(self, told: Told) -> None:
        """Sends, and returns when the platform has answered for it."""

    async def close(self) -> None:
        """Ends it."""


class NotUnderstood(ConnectionError):
    """The platform refused what was said, or who says it."""
