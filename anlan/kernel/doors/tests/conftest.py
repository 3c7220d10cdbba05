"""What the tests of the doors make and send again and again."""

from collections.abc import Callable
from typing import Any

import pytest

from anlan.kernel.testing import Cast

FOUND = {
    "level": "general",
    "problem": "配电箱门缺失",
    "place": "二车间",
    "responsible": "王建国",
    "found_on": "2026-05-06",
}


@pytest.fixture
def hazard(cast: Cast) -> Callable[..., int]:
    """Makes a hazard of the owner, reported unless told otherwise; its id."""

    def make(*, reported: bool = True, member: str = "owner", **values: Any) -> int:
        pk = cast.does(member, "hazard", "create", **(FOUND | values)).record
        if reported and values.get("level") != "major":
            cast.does(member, "hazard", "report", pk)
        return pk

    return make
