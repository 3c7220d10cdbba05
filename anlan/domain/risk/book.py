"""The chapter 危险源管理 of 安全生产台账 (W-3.6.c): risk sources, how they were watched, and dangerous goods with their stock."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anlan.domain.enterprise.chapters import WORKS, Block, add_chapter
from anlan.domain.project.book import of_contractor

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat

TABLES = (
    ("risksource", "危险源", (
        "name", "level", "risk_level", "section", "place", "measures", "site_keeper", "unit_keeper", "overseer",
        "reporting_state", "supervision_state",
    )),
    ("monitoringrecord", "日常监控记录", ("source", "checked_on", "checker", "measures", "found", "handling")),
    ("dangerousgoods", "危险物品登记", ("name", "kind", "stock", "measure", "safe_limit", "place", "keeper", "section")),
    ("stockmove", "出入库记录", ("goods", "way", "amount", "moved_on", "person", "purpose")),
)  # fmt: skip


def risk_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """As on the pages of 3.3, whole."""
    for key, heading, names in TABLES:
        yield of_contractor(key, unit, seat, names, heading)


add_chapter("危险源管理", 20, risk_chapter, WORKS)
