"""The chapters of 迎检台账, a firm's whole book as one PDF. Later subjects add theirs from a ``book.py`` of their own.

add_chapter("自查记录", 30, selfcheck_chapter)
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat


@dataclass(frozen=True)
class Block:
    """Part of a chapter: facts (label, value) in pairs, or a table, with a heading and a note of what is left out.

    ``widths``: relative widths of the columns; empty makes them equal. Everything is text, as the reader shall see it.
    """

    heading: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    note: str = ""


Reader = Callable[["Organisation", "Seat"], Iterable[Block]]
"""Reads the chapter of a unit as far as the seat may see it: it starts at ``register.rows(seat)``."""


@dataclass(frozen=True)
class Chapter:
    """A title, its place among the chapters, and who reads it."""

    title: str
    place: int
    read: Reader


_chapters: dict[str, Chapter] = {}


def add_chapter(title: str, place: int, read: Reader) -> None:
    """Adds a chapter; the enterprise's own stand at 10 to 29. ValueError when the title is taken by another reader."""
    known = _chapters.get(title)
    if known and known.read is not read:
        raise ValueError(f"chapter '{title}' declared twice")
    _chapters[title] = Chapter(title, place, read)


def chapter_titles() -> list[str]:
    """The titles in the book's order."""
    return [c.title for c in _in_order()]


def read_chapters(unit: "Organisation", seat: "Seat") -> list[dict[str, Any]]:
    """All chapters of a unit as plain data for the template."""
    return [{"title": c.title, "blocks": [asdict(b) for b in c.read(unit, seat)]} for c in _in_order()]


def _in_order() -> list[Chapter]:
    return sorted(_chapters.values(), key=lambda c: (c.place, c.title))
