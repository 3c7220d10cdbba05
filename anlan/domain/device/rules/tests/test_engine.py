"""What becomes of readings under each rule."""

import json
from pathlib import Path

import pytest

from anlan.telemetry.words import Reading

from ..alarm import Alarm, What
from ..engine import Engine, replay
from ..gauges import Past, utilisation
from ..pit import pit_rule
from ..words import (
    HIGH,
    LOW,
    Bit,
    Cumulative,
    DeviceRules,
    FlatLine,
    Impossible,
    Limit,
    MaintenanceWindow,
    Neighbours,
    NoData,
    RateOfChange,
    Rule,
    TimeOfDay,
)

LEVEL, NOISE, GAS, MOVED = 10, 4, 12, 25
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
MIDNIGHT = 1_767_196_800_000
"""2026-01-01 00:00 in Shanghai."""
TANK = (
    Limit(LEVEL, "低低", LOW, 0.5, 4), Limit(LEVEL, "低", LOW, 1.0, 2, hysteresis=0.1),
    Limit(LEVEL, "高", HIGH, 8.0, 2, hysteresis=0.1, source="设计文件"), Limit(LEVEL, "高高", HIGH, 9.0, 4, hysteresis=0.1),
)  # fmt: skip


def engine(*rules: Rule, windows: tuple[MaintenanceWindow, ...] = ()) -> Engine:
    return Engine({1: DeviceRules(1, rules, windows)})


def feed(
    one: Engine, quantity: int, *values: float, start: int = 0, step: int = MINUTE, flag: str = ""
) -> list[tuple[str, str, int]]:
    found = one.feed(Reading(1, quantity, start + n * step, v, flag) for n, v in enumerate(values))
    return [(str(h.what), h.alarm.level, (h.at - start) // step) for h in found]


def last(rules: tuple[Rule, ...], quantity: int, *values: float, step: int = MINUTE) -> Alarm:
    readings = [Reading(1, quantity, n * step, v) for n, v in enumerate(values)]
    return replay({1: DeviceRules(1, rules)}, readings)[-1]


def test_levels_climb_and_fall_as_one_alarm() -> None:
    told = feed(engine(*TANK), LEVEL, 7, 8.2, 8.5, 9.1, 8.95, 8.7, 7.95, 7.9)
    assert told == [("raised", "高", 1), ("changed", "高高", 3), ("changed", "高", 5), ("cleared", "高", 7)]


def test_at_the_limit_is_beyond_it_and_a_hairbreadth_before_is_not() -> None:
    assert feed(engine(*TANK), LEVEL, 7.9999) == []
    assert feed(engine(*TANK), LEVEL, 8.0) == [("raised", "高", 0)]
    assert feed(engine(*TANK), LEVEL, 0.2) == [("raised", "低低", 0)]


def test_the_alarm_tells_what_made_it() -> None:
    found = last(TANK, LEVEL, 7, 8.2, 9.5, 9.1, 5)
    assert (found.level, found.limit, found.value, found.source) == ("高高", 9.0, 9.5, "")
    assert (found.began_at, found.raised_at, found.ended_at) == (MINUTE, MINUTE, 4 * MINUTE)
    assert (found.count, found.worst, found.worst_at) == (3, 9.5, 2 * MINUTE)
    assert last(TANK, LEVEL, 0.9, 0.4, 0.45, 3).worst == 0.4


def test_a_level_must_last_before_it_is_taken_and_before_it_is_left() -> None:
    slow = engine(Limit(LEVEL, "高", HIGH, 8.0, 2, for_seconds=120))
    assert feed(slow, LEVEL, 9, 9, 7, 9, 9, 9) == [("raised", "高", 5)]
    assert slow.open_alarms()[0].began_at == 3 * MINUTE
    assert feed(slow, LEVEL, 7, 9, 7, 7, 7, start=10 * MINUTE) == [("cleared", "高", 4)]


def test_a_flutter_is_one_alarm_and_a_later_one_another() -> None:
    both = (Limit(GAS, "一级", HIGH, 25.0, 2),)
    found = replay({1: DeviceRules(1, both)}, [Reading(1, GAS, n * 1000, 30 if n % 2 else 20) for n in range(10_000)])
    assert len(found) == 1 and found[0].count == 5_000
    apart = [Reading(1, GAS, 0, 30), Reading(1, GAS, 1000, 20), Reading(1, GAS, HOUR, 30)]
    assert len(replay({1: DeviceRules(1, both)}, apart)) == 2


def test_flags_of_the_device_raise_nothing() -> None:
    one = engine(*TANK)
    for flag in "FMDCB":
        assert feed(one, LEVEL, 9.5, 9.5, start=DAY * ord(flag), flag=flag) == []
    assert feed(one, LEVEL, 9.5, start=100 * DAY, flag="T") == [("raised", "高高", 0)]


def test_a_flag_or_a_window_interrupts_what_was_on_its_way() -> None:
    slow = engine(Limit(LEVEL, "高", HIGH, 8.0, 2, for_seconds=120), windows=(MaintenanceWindow(10 * MINUTE, HOUR),))
    assert feed(slow, LEVEL, 9, 9) == []
    assert feed(slow, LEVEL, 9, start=2 * MINUTE, flag="M") == []
    assert feed(slow, LEVEL, 9, 9, 9, start=3 * MINUTE) == [("raised", "高", 2)]
    assert feed(slow, LEVEL, *[5.0] * 40, start=11 * MINUTE) == []
    assert feed(slow, LEVEL, *[5.0] * 3, start=HOUR) == [("cleared", "高", 2)]


def test_late_and_doubled_readings_change_nothing() -> None:
    one = engine(*TANK)
    assert feed(one, LEVEL, 8.2, 8.2) == [("raised", "高", 0)]
    assert feed(one, LEVEL, 8.2, 8.2) == [] and feed(one, LEVEL, 9.9, 5.0) == []
    assert one.ignored == 4 and one.open_alarms()[0].count == 2


def test_noise_by_day_and_by_night() -> None:
    noise = TimeOfDay(NOISE, "噪声超标", 70, 55, 2)
    by_day = engine(noise)
    assert feed(by_day, NOISE, 70.0, 56.0, start=MIDNIGHT + 12 * HOUR) == []
    assert feed(by_day, NOISE, 70.1, start=MIDNIGHT + 13 * HOUR) == [("raised", "噪声超标", 0)]
    turn = feed(engine(noise), NOISE, *[60.0] * 4, start=MIDNIGHT + 21 * HOUR + 58 * MINUTE)
    assert turn == [("raised", "噪声超标", 2)]
    assert feed(engine(noise), NOISE, *[60.0] * 3, start=MIDNIGHT + 5 * HOUR + 58 * MINUTE) == [
        ("raised", "噪声超标", 0), ("cleared", "噪声超标", 2),
    ]  # fmt: skip


def test_rate_of_change() -> None:
    falling = engine(RateOfChange(LEVEL, "液位突降", 1.0, 3600, 600, 3))
    assert feed(falling, LEVEL, *[8.0] * 10) == []
    told = feed(falling, LEVEL, *[8.0 - 0.05 * n for n in range(10)], start=10 * MINUTE)
    assert told[0][:2] == ("raised", "液位突降")


def test_pits_whichever_comes_first() -> None:
    both = (Cumulative(MOVED, 20.0, 2.0),)
    slow = last(both, MOVED, *[0.5 * n for n in range(41)], step=DAY)
    assert (slow.level, slow.value, slow.limit, slow.aspect) == ("报警", 20.0, 20.0, "")
    fast = last(both, MOVED, 0, 0.2, 0.4, 2.6, step=DAY)
    assert (fast.level, fast.value, fast.limit, fast.aspect) == ("报警", pytest.approx(2.2), 2.0, "rate")


CASES = json.loads((Path(__file__).parent / "data" / "pit_monitor.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['cumulative_mm']}-{case['rate_mm_d']}")
def test_pit_cases(case: dict[str, float]) -> None:
    rule = pit_rule(MOVED, str(case["level"]), str(case["support"]), str(case["item"]), case["H_m"])
    assert (rule.cumulative, rule.rate) == (case["cumulative_limit_mm"], case["rate_limit_mm_d"])
    assert utilisation(rule, case["cumulative_mm"], case["rate_mm_d"]) == pytest.approx(case["utilisation"])
    two_days = [case["cumulative_mm"] - case["rate_mm_d"], case["cumulative_mm"]]
    readings = [Reading(1, MOVED, n * DAY, value) for n, value in enumerate(two_days)]
    found = replay({1: DeviceRules(1, (rule,))}, readings)
    assert [a.level for a in found] == ([] if case["state"] == "正常" else [case["state"]])


def test_a_rate_is_measured_over_its_span() -> None:
    past = Past(DAY)
    assert past.rate(0, 0.0, DAY) == 0.0
    assert past.rate(HOUR, 1.0, DAY) == 0.0
    assert past.rate(12 * HOUR, 1.0, DAY) == 2.0
    assert past.rate(24 * HOUR, 3.0, DAY) == 3.0


def test_a_sensor_that_hangs() -> None:
    flat = engine(FlatLine(LEVEL, 600, 1, tolerance=0.001))
    assert feed(flat, LEVEL, *[5.0] * 12) == [("raised", "数值不变", 10)]
    assert flat.open_alarms()[0].began_at == 0
    assert feed(flat, LEVEL, 5.2, start=20 * MINUTE) == [("cleared", "数值不变", 0)]


def test_an_impossible_value_breaks_no_other_limit() -> None:
    one = engine(*TANK, Impossible(LEVEL, 0, 20, 1))
    assert feed(one, LEVEL, 5, 65.0, 5) == [("raised", "数值异常", 1), ("cleared", "数值异常", 2)]


def test_neighbours_disagree() -> None:
    rules = {1: DeviceRules(1, (Neighbours(1, (2, 3, 4), 100, 1, for_seconds=60),))}
    one = Engine(rules)

    def minute(n: int, mine: float, *others: float) -> list[What]:
        told = [Reading(2 + k, 1, n * MINUTE, v) for k, v in enumerate(others)]
        return [h.what for h in one.feed([*told, Reading(1, 1, n * MINUTE + 1, mine)])]

    assert minute(0, 150, 100, 110, 900) == [] and minute(1, 400, 100, 110, 900) == []
    assert minute(2, 400, 100, 110, 900) == [What.RAISED]
    assert minute(3, 150, 100, 110, 900) == [] and minute(4, 150, 100, 110, 900) == [What.CLEARED]
    assert minute(60, 800) == [], "values of an hour ago count no more"


def test_silence_and_its_end() -> None:
    one = engine(NoData(600, 2))
    assert one.tick(0, {}) == [] and one.tick(HOUR, {1: HOUR - 599_000}) == []
    raised = one.tick(HOUR, {1: HOUR - 600_000})
    assert [(h.what, h.alarm.began_at) for h in raised] == [(What.RAISED, HOUR - 600_000)]
    assert one.tick(HOUR + 1, {1: HOUR - 600_000}) == []
    assert [h.what for h in one.tick(HOUR + 2, {1: HOUR + 1})] == [What.CLEARED]


def test_changed_rules_keep_an_alarm_whose_level_they_still_know() -> None:
    one = engine(*TANK)
    feed(one, LEVEL, 8.2)
    moved = tuple(Limit(r.quantity, r.level, r.direction, r.value - 0.1, r.rank) for r in TANK)
    assert one.put(DeviceRules(1, moved)) == [] and len(one.open_alarms()) == 1
    assert [h.what for h in one.put(DeviceRules(1, TANK[:2]))] == [What.CLEARED]
    assert one.open_alarms() == []


def test_a_device_says_itself_that_something_is_wrong() -> None:
    """The alarm word of a lorry: bit 0 the button, bit 30 lying on its side; others are none of these."""
    rules = (Bit(36, 0, "紧急报警", 4), Bit(36, 30, "侧翻报警", 4))
    word = 1 << 30
    told = feed(engine(*rules), 36, 0, 2, 1, 3, word | 1, word, 0)
    assert told == [
        ("raised", "紧急报警", 2), ("raised", "侧翻报警", 4), ("cleared", "紧急报警", 5), ("cleared", "侧翻报警", 6),
    ]  # fmt: skip
    assert last(rules, 36, 1, 1, 1).rule == "bit:0" and last(rules, 36, 1, 1, 1).count == 3
    kept = engine(*rules)
    feed(kept, 36, 1)
    again = engine(*rules)
    again.load(json.loads(json.dumps(kept.dump())))
    assert feed(again, 36, 1, 0, start=MINUTE) == [("cleared", "紧急报警", 1)]
