"""The chapters of a unit's whole book as one PDF. Later subjects add theirs from a ``book.py`` of their own.

add_chapter("自查记录", 30, selfcheck_chapter)
add_chapter("危险源管理", 20, risk_chapter, WORKS)

There are two books: 迎检台账 of a firm (``FIRM``), and 安全生产台账 of a contractor in works (``WORKS``).
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat


FIRM, WORKS = "firm", "works"


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


_chapters: dict[tuple[str, str], Chapter] = {}


def add_chapter(title: str, place: int, read: Reader, book: str = FIRM) -> None:
    """Adds a chapter; the enterprise's own stand at 10 to 29. ValueError when the title is taken by another reader."""
    known = _chapters.get((book, title))
    if known and known.read is not read:
        raise ValueError(f"chapter '{title}' of '{book}' declared twice")
    _chapters[book, title] = Chapter(title, place, read)


def chapter_titles(book: str = FIRM) -> list[str]:
    """The titles in the book's order."""
    return [c.title for c in _in_order(book)]


def read_chapters(unit: "Organisation", seat: "Seat", book: str = FIRM) -> list[dict[str, Any]]:
    """All chapters of a unit as plain data for the template."""
    return [{"title": c.title, "blocks": [asdict(b) for b in c.read(unit, seat)]} for c in _in_order(book)]


def _in_order(book: str) -> list[Chapter]:
    return sorted((c for (of, _), c in _chapters.items() if of == book), key=lambda c: (c.place, c.title))
