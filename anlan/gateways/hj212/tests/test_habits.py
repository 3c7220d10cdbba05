"""Means become readings only of a device that sends nothing finer."""

import pytest

from anlan.gateways.hj212.habits import MOST_HELD, PATIENCE, REMEMBERED, Habits
from anlan.telemetry.words import Batch, Reading

pytestmark = pytest.mark.once


def test_realtime_values_always_count() -> None:
    habits = Habits()
    assert [habits.judge(7, "2011", float(moment)) for moment in range(3)] == [True] * 3


def test_the_finest_kind_counts() -> None:
    habits = Habits()
    assert habits.judge(7, "2061", 0.0) is None
    assert habits.judge(7, "2051", 60.0) is None
    assert habits.judge(7, "2061", 70.0) is False
    assert habits.judge(7, "2051", PATIENCE) is True
    assert habits.judge(7, "2011", PATIENCE + 1) is True
    assert habits.judge(7, "2051", PATIENCE + 2) is False


def test_what_has_stopped_no_longer_hides_the_means() -> None:
    habits = Habits()
    habits.judge(7, "2011", 0.0)
    assert habits.judge(7, "2051", REMEMBERED - 1) is False
    assert habits.judge(7, "2051", REMEMBERED) is True


def test_one_device_says_nothing_of_another() -> None:
    habits = Habits()
    habits.judge(7, "2011", 0.0)
    assert habits.judge(8, "2051", 1.0) is None


@pytest.mark.parametrize("finer, kept", [(True, 0), (False, 1)])
def test_what_waited(finer: bool, kept: int) -> None:
    habits = Habits()
    assert habits.judge(7, "2051", 0.0) is None
    batch = Batch(7, [Reading(7, 1, 1, 1.0)], stored=lambda: None)
    habits.hold("2051", batch)
    assert habits.release(7, 1.0) == [] and habits.held(7)
    if finer:
        habits.judge(7, "2011", 2.0)
    (out,) = habits.release(7, 3.0 if finer else PATIENCE)
    assert len(out.readings) == kept and out.stored is batch.stored
    assert not habits.held(7)


def test_few_wait() -> None:
    habits = Habits()
    for moment in range(MOST_HELD + 5):
        habits.judge(7, "2051", float(moment))
        habits.hold("2051", Batch(7, [Reading(7, 1, moment, 1.0)]))
    assert [batch.readings[0].at for batch in habits.release(7, PATIENCE)] == list(range(5, MOST_HELD + 5))
