"""What holds for any readings: replayed in pieces or at once, doubled or not, and never without a value beyond a limit."""

import json
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from anlan.telemetry.words import Reading

from ..alarm import Happening
from ..engine import Engine, replay
from ..words import HIGH, LOW, Cumulative, DeviceRules, FlatLine, Impossible, Limit, RateOfChange

RULES = {
    1: DeviceRules(
        1,
        (
            Limit(10, "低", LOW, 1.0, 2, for_seconds=60), Limit(10, "高", HIGH, 8.0, 2, hysteresis=0.5),
            Limit(10, "高高", HIGH, 9.0, 4, for_seconds=30), Impossible(10, 0, 20, 1), FlatLine(10, 120, 1),
            RateOfChange(10, "突变", 5.0, 60, 60, 3), Cumulative(25, 20, 2),
        ),
    )
}  # fmt: skip
VALUES = st.sampled_from([-1.0, 0.5, 1.0, 4.0, 7.6, 8.0, 8.5, 9.0, 9.5, 25.0])
STEPS = st.lists(
    st.tuples(st.integers(1, 90), VALUES, st.sampled_from([10, 25]), st.sampled_from(["", "", "M"])), max_size=60
)
LIMITS = {1: DeviceRules(1, tuple(r for r in RULES[1].rules if isinstance(r, Limit)))}


def readings(steps: list[tuple[int, float, int, str]]) -> list[Reading]:
    at, found = 0, []
    for seconds, value, quantity, flag in steps:
        at += seconds * 1000
        found.append(Reading(1, quantity, at, value, flag))
    return found


@given(STEPS, st.lists(st.integers(0, 60), max_size=4))
def test_in_pieces_over_restarts_is_as_at_once(steps: list[tuple[int, float, int, str]], cuts: list[int]) -> None:
    every = readings(steps)
    at_once = Engine(RULES).feed(every)
    told: list[Happening] = []
    one, edges = Engine(RULES), [0, *sorted(min(c, len(every)) for c in cuts), len(every)]
    for start, end in pairwise(edges):
        told += one.feed(every[start:end])
        kept = json.loads(json.dumps(one.dump()))
        one = Engine(RULES)
        one.load(kept)
    assert told == at_once


@given(STEPS, st.randoms(use_true_random=False))
def test_doubles_change_nothing(steps: list[tuple[int, float, int, str]], chance: object) -> None:
    every = readings(steps)
    doubled: list[Reading] = []
    for number, one in enumerate(every):
        doubled += [one, one, every[chance.randint(0, number)]]  # type: ignore[attr-defined]
    assert Engine(RULES).feed(doubled) == Engine(RULES).feed(every)


@given(STEPS)
def test_no_alarm_without_a_value_beyond_a_limit(steps: list[tuple[int, float, int, str]]) -> None:
    for alarm in replay(LIMITS, readings(steps)):
        low = alarm.rule.endswith(LOW)
        assert alarm.worst <= 1.0 if low else alarm.worst >= 8.0
        stretch = [r.value for r in readings(steps) if r.quantity == 10 and alarm.began_at <= r.at and not r.flag]
        assert sum(v <= 1.0 if low else v >= 8.0 for v in stretch) >= alarm.count >= 1
        assert alarm.began_at <= alarm.raised_at and (alarm.ended_at is None or alarm.ended_at > alarm.began_at)


def test_a_value_inside_its_limits_costs_next_to_nothing() -> None:
    limits = (Limit(10, "低", LOW, 1.0, 2), Limit(10, "高", HIGH, 8.0, 2), Impossible(10, 0, 20, 1))
    one = Engine({n: DeviceRules(n, limits) for n in range(1, 1001)})
    rounds = [[Reading(n, 10, turn, 4.0 + turn % 3) for n in range(1, 1001)] for turn in range(1, 51)]
    began = time.perf_counter()
    for batch in rounds:
        one.feed(batch)
    spent = (time.perf_counter() - began) / 50_000
    print(f"{spent * 1e6:.3f} us a reading")
    assert spent < 20e-6, "ten times what it may cost on a machine busy with other things"
