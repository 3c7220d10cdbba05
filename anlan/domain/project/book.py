"""The chapter 单位信息 of 安全生产台账 (W-3.6.b); risk sources, hazards and accidents are added by their own subjects."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anlan.domain.enterprise.book import facts_of, table
from anlan.domain.enterprise.chapters import WORKS, Block, add_chapter
from anlan.kernel.register import registry

from .kinds import Party

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat

FILE = ("基本信息", "水利单位信息", "安全管理组织信息")
"""The sections of a unit's file that are 本单位信息 in works (W-3.2.1)."""

SECTIONS = ("section", "party", "project", "starts_on", "ends_on", "state")
PEOPLE = ("name", "post", "section", "phone", "certificate", "certificate_until", "starts_on", "ends_on")


def unit_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """The unit's file as it sees it itself, the sections it takes part in, and its people in key posts."""
    yield from facts_of(unit, seat, FILE)
    yield of_contractor("participation", unit, seat, SECTIONS, "参与的标段")
    yield of_contractor("keyperson", unit, seat, PEOPLE, "关键岗位人员")


def of_contractor(key: str, unit: "Organisation", seat: "Seat", names: tuple[str, ...], heading: str = "") -> Block:
    """A table of what a contractor has in a Register, as contractor, as far as the seat may see it. For all chapters."""
    register = registry.register(key)
    columns = {c.name: c for c in register.model._meta.concrete_fields}
    rows = register.rows(seat).filter(unit=unit)
    if "party" in columns:
        rows = rows.filter(party=Party.CONTRACTOR)
    shown = [name for name in names if name in columns and columns[name].is_relation]
    return table(key, rows.select_related(*shown).order_by(register.order[0], "-pk"), names, heading)


add_chapter("单位信息", 10, unit_chapter, WORKS)
