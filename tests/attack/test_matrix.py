"""Every register and every page by every door and every member of the cast: nothing from outside the scope."""

from collections.abc import Callable
from typing import Any

import pytest

from . import walk_api, walk_house, walk_pages, walk_writes
from .conftest import ASKED
from .visitor import Visitor
from .world import BARE, VISITORS, World

WALKS: dict[str, Callable[[Visitor], None]] = {
    "lists": walk_pages.lists, "records": walk_pages.records, "screens": walk_pages.screens,
    "house": walk_house.house, "figures": walk_house.figures, "rows": walk_house.rows, "files": walk_house.files,
    "api": walk_api.api, "writes": walk_writes.writes, "desks": walk_writes.desks,
}  # fmt: skip
WALKED = walk_pages.WALKED | walk_house.WALKED | walk_api.WALKED | walk_writes.WALKED
QUICK = ("owner", "nobody")
ON_POSTGRES = (*QUICK, "stranger", "locality", "department", "builder", "engineer", "province")
"""Whose walks run on PostgreSQL too: the law is the same code for all, and that a scope gives the same rows there is what
RegisterTests try with fifteen of the cast. These are one of each shape of scope: one's own unit, an area with and without
an industry, works as their owner and by part, direct supervision, nothing."""
ALIKE = {"colleague": "owner", "neighbour": "stranger", "other_locality": "locality", "other_department": "department"}
"""Visitors with the role of another, so that every page, button and sentence is the same to both; they differ in which rows
are theirs. What RegisterTests walk with them for every register (lists, records, API) they do not walk again here."""
FOR_ALL = ("screens", "house", "figures", "rows", "files", "writes", "desks")


def pairs() -> list[Any]:
    """Who walks what; what takes long, and what need not be tried on two databases, is marked."""
    return [
        pytest.param(
            name, walk, id=f"{name}-{walk}",
            marks=[*([] if name in QUICK else [pytest.mark.slow]), *([] if name in ON_POSTGRES else [pytest.mark.once])],
        )
        for name in VISITORS for walk in WALKS if name not in ALIKE or walk in FOR_ALL
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "walk"), pairs())
def test_nothing_comes_out(world: World, name: str, walk: str) -> None:
    visitor = Visitor(world, name)
    WALKS[walk](visitor)
    for (door, verb), asked in visitor.asked.items():
        ASKED[door, verb, name] += asked
    if visitor.seat is not None and name != BARE:
        assert visitor.doors >= WALKED[walk], WALKED[walk] - visitor.doors
    assert not visitor.faults, "\n".join(visitor.faults)
