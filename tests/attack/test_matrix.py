"""Every register and every page by every door and every member of the cast: nothing from outside the scope."""

from collections.abc import Callable

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
QUICK = ("owner", "stranger", "locality", "nobody")


@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.parametrize("name", [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in VISITORS])
def test_nothing_comes_out(world: World, name: str, walk: str) -> None:
    visitor = Visitor(world, name)
    WALKS[walk](visitor)
    for (door, verb), asked in visitor.asked.items():
        ASKED[door, verb, name] += asked
    if visitor.seat is not None and name != BARE:
        assert visitor.doors >= WALKED[walk], WALKED[walk] - visitor.doors
    assert not visitor.faults, "\n".join(visitor.faults)
