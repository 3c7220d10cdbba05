"""Profiles, the world that is attacked, and the count of examples that the report of a run names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from anlan.kernel.testing import Cast, make_cast
from tests.fuzz import rows
from tests.fuzz.effort import PROFILE, register_profiles

register_profiles()


@dataclass
class World:
    """The cast, a row of every Register, and what a new row of each needs."""

    cast: Cast
    ids: dict[str, list[int]]
    keys: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Made once for all tests of a file, and gone after them; each example undoes what it did (``undone``)."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(FILES_ROOT=tmp_path_factory.mktemp("files")):
            cast = make_cast()
            made = World(cast, rows.make_every(cast))
        made.keys = {
            name: cast.token(name) for name in ("owner", "colleague", "office", "viewer", "stranger", "platform")
        }
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Iterator[Callable[[], None]]:
    """Call it once an example."""
    tally = [0]

    def one() -> None:
        tally[0] += 1

    yield one
    request.node.user_properties.append(("examples", tally[0]))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many examples were tried, all processes together."""
    reports = [r for many in terminalreporter.stats.values() for r in many if getattr(r, "when", "") == "teardown"]
    tried = sum(value for r in reports for name, value in r.user_properties if name == "examples")
    if tried:
        terminalreporter.write_line(f"fuzzing: {tried} examples, profile {PROFILE}")
