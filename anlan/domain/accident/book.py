"""The chapter 事故管理 of 安全生产台账 (W-3.6.e)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anlan.domain.enterprise.chapters import WORKS, Block, add_chapter
from anlan.domain.project.book import of_contractor

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat

RECORD = (
    "name", "grade", "kind", "happened_at", "section", "place", "deaths", "serious", "light", "missing", "loss", "cause", "state",
)  # fmt: skip


def accident_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """事故月报 as on the page of 3.5, whole."""
    yield of_contractor("accidentrecord", unit, seat, RECORD, "事故月报")


add_chapter("事故管理", 40, accident_chapter, WORKS)
