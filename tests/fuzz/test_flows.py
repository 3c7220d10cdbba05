"""Random walks of every Register with flows, along all its axes, by everybody."""

from collections.abc import Callable

import pytest
from django.db import connection
from hypothesis.stateful import run_state_machine_as_test

from anlan.kernel.register import registry
from anlan.kernel.testing import MEMBERS, Cast
from tests.fuzz import rows
from tests.fuzz.effort import effort
from tests.fuzz.pressing import PressingMachine


def examples(key: str) -> int:
    """How many walks in CI; on PostgreSQL few, since what a table of moves allows hangs on no database."""
    axes = len(registry.register(key).flows)
    if connection.vendor == "postgresql":
        return 6
    return 10 if axes > 1 else 6


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("key", [one.key for one in rows.governed()])
def test_only_what_the_table_allows_moves_it(cast: Cast, count: Callable[[], None], key: str) -> None:
    makers = rows.makers_of(key)
    assert makers, "a Register with flows and no walks"
    done: set[str] = set()
    facts = {
        "done": done,
        "register": registry.register(key),
        "cast": cast,
        "makers": makers,
        "count": staticmethod(count),
    }
    walk = type(f"Walk{key.title()}", (PressingMachine,), facts)
    run_state_machine_as_test(walk, settings=effort(examples(key), stateful_step_count=12))
    # What only the system moves is pressed all the same, in vain.
    moves = [f"{key}.{move.name}" for flow in registry.register(key).flows for move in flow.moves]
    somebody = any(cast.seat(name).may(one) for name in MEMBERS for one in moves)
    assert done or not somebody, "nobody moved anything: the walk proves nothing"
