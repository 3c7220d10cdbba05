"""The self-check's chapter of 迎检台账."""

from anlan.domain.enterprise.chapters import read_chapters
from anlan.kernel.scope.models import Seat

from .conftest import Place


def lines(place: Place, seat: Seat) -> list[list[str]]:
    (block,) = next(c["blocks"] for c in read_chapters(place.firm.organisation, seat) if c["title"] == "自查记录")
    return block["rows"]  # type: ignore[no-any-return]


def test_the_book_lists_what_was_saved_and_authorities_what_was_reported(place: Place) -> None:
    place.sheet("none", saved=False)
    sheet = place.sheet("none", "general")
    (line,) = lines(place, place.firm)
    assert line[:2] == ["2026-11-10", "张三"] and line[3:7] == ["2", "1", "1", "0"]
    assert lines(place, place.town) == []
    place.act("report", sheet.pk)
    assert len(lines(place, place.town)) == 1
    assert lines(place, place.other) == []
