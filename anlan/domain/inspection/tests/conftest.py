"""A site with its people, the editions, and an inspection begun."""

from typing import Any

import pytest

from anlan.domain.inspection.models import Inspection
from anlan.domain.inspection.testing import publish
from anlan.domain.site.testing import build_site
from anlan.domain.standard import catalogue
from anlan.domain.standard.kinds import Kind
from anlan.kernel.testing import Cast


class World:
    """What the tests of inspections act with."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.site = cast, build_site(cast)
        self.edition = publish(Kind.JGJ59)
        self.tables = [t for g in catalogue.tree(self.edition)["groups"] for t in g["tables"]]

    def begin(self, member: str = "director", way: str = "jgj59", **more: Any) -> Inspection:
        """A draft of that member."""
        values = {"site": str(self.site.pk), "way": way, **more}
        row: Inspection = self.cast.does(member, "inspection", "create", **values).row
        return row

    def item(self, number: int, table: int = 0) -> dict[str, Any]:
        """An item of a table."""
        found: dict[str, Any] = self.tables[table]["items"][number]
        return found

    def taken(self, number: int, *which: tuple[int, int], table: int = 0) -> list[dict[str, Any]]:
        """Deductions of an item: (which of its three, how many times)."""
        known = self.item(number, table)["deductions"]
        return [
            {"deduction": known[at]["id"], "times": times, "marks": str(known[at]["least"] or known[at]["marks"])}
            for at, times in which
        ]


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)
