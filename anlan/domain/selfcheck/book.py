"""The chapter 自查记录 of 迎检台账: which checks a firm has made, and what they found."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anlan.domain.enterprise.book import table
from anlan.domain.enterprise.chapters import Block, add_chapter
from anlan.kernel.register import registry

from .flows import FILLING

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat

COLUMNS = (
    "checked_on", "checker", "standard", "checked", "none_count", "general_count", "major_count", "state", "reported_at"
)  # fmt: skip


def checks_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """Every sheet that was saved, the latest first; one that is still being filled in is no record yet."""
    rows = registry.register("selfcheck").rows(seat).filter(unit=unit).exclude(state=FILLING)
    sheets = list(rows.select_related("standard").order_by("-checked_on", "-id"))
    yield table("selfcheck", sheets, COLUMNS) if sheets else Block(note="暂无记录")


add_chapter("自查记录", 30, checks_chapter)
