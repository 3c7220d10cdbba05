"""The chapter 单位信息 of 安全生产台账 (W-3.6.b); risk sources, hazards and accidents are added by their own subjects."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anlan.domain.enterprise.book import facts_of, table
from anlan.domain.enterprise.chapters import WORKS, Block, add_chapter
from anlan.kernel.register import registry

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat

FILE = ("基本信息", "水利单位信息", "安全管理组织信息")
"""The sections of a unit's file that are 本单位信息 in works (W-3.2.1)."""

SECTIONS = ("section", "party", "project", "starts_on", "ends_on", "state")
PEOPLE = ("name", "post", "section", "phone", "certificate", "certificate_until", "starts_on", "ends_on")


def unit_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """The unit's file as it sees it itself, the sections it takes part in, and its people in key posts."""
    yield from facts_of(unit, seat, FILE)
    for key, names, heading in (("participation", SECTIONS, "参与的标段"), ("keyperson", PEOPLE, "关键岗位人员")):
        register = registry.register(key)
        rows = register.rows(seat).filter(unit=unit).select_related("unit", "section", "project")
        yield table(key, rows.order_by(*register.order), names, heading)


add_chapter("单位信息", 10, unit_chapter, WORKS)
