"""Accounts without a seat: what becomes of them is told where the rest of the house would open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Standing:
    """How far the matter of somebody without a seat has come.

    ``portal``: the key of the system that he wants to get into. ``links``: (label, address) of what may be done about it.
    """

    portal: str
    title: str
    sentences: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()


_finders: list[Callable[[Any], Standing | None]] = []


def standing(find: Callable[[Any], Standing | None]) -> Callable[[Any], Standing | None]:
    """Lets a subject say it of a user; None where it knows nothing of him."""
    _finders.append(find)
    return find


def standing_of(user: Any) -> Standing | None:
    """The first that is known of a user."""
    return next((found for find in _finders if (found := find(user))), None)
