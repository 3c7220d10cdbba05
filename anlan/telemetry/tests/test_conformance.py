"""What every store of readings does. The stores are real ones, each on its own files or server."""

import itertools
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from anlan.telemetry.store import Moment, TelemetryStore
from anlan.telemetry.words import Position, Reading

from .naive import DAY, HOUR, MINUTE, T0, Naive, same

FAR = T0 + 10 * DAY
devices = itertools.count(1_000)


def test_order_and_range(store: TelemetryStore) -> None:
    rows = [Reading(1, q, T0 + t * 1000, t + q / 10, "M" if t == 5 else "") for t in range(20) for q in (2, 3)]
    store.append(rows[::-1], [], T0)
    assert store.raw(1, 2, T0, FAR) == [r for r in rows if r.quantity == 2]
    assert store.raw(1, 3, T0 + 3000, T0 + 7000) == [r for r in rows if r.quantity == 3][3:7]
    assert len(store.raw(1, 2, T0, FAR, most=7)) == 7
    assert store.raw(2, 2, T0, FAR) == store.raw(1, 2, T0, T0) == []


def test_each_value_once_though_sent_five_times(store: TelemetryStore) -> None:
    rows = [Reading(1, 2, T0 + t * 1000, float(t)) for t in range(100)]
    for k in range(5):
        store.append(rows[k:] + rows[:k], [], T0 + k)
    store.append(rows + rows, [], T0 + 9)
    assert store.raw(1, 2, T0, FAR) == rows
    assert store.corrections(1, 2, T0, FAR) == []


def test_another_value_is_a_correction_beside_the_original(store: TelemetryStore) -> None:
    store.append([Reading(1, 2, T0, 5.0, "D"), Reading(1, 2, T0 + 1, 6.0)], [], T0)
    store.append([Reading(1, 2, T0, 7.0)], [], T0 + 10)
    # The old message once more, and the new one: neither says anything new.
    store.append([Reading(1, 2, T0, 5.0, "D"), Reading(1, 2, T0, 7.0)], [], T0 + 20)
    assert store.raw(1, 2, T0, FAR) == [Reading(1, 2, T0, 7.0), Reading(1, 2, T0 + 1, 6.0)]
    [found] = store.corrections(1, 2, T0, FAR)
    assert found[:8] == (1, 2, T0, 5.0, 7.0, "", "", "") and found.noted == T0 + 10


def test_two_values_for_one_time_in_one_batch(store: TelemetryStore) -> None:
    store.append([Reading(1, 2, T0, 5.0), Reading(1, 2, T0, 6.0)], [], T0)
    assert [(c.original, c.value) for c in store.corrections(1, 2, T0, FAR)] == [(5.0, 6.0)]
    assert [r.value for r in store.raw(1, 2, T0, FAR)] == [6.0]


def test_a_person_puts_a_value_right(store: TelemetryStore) -> None:
    store.append([Reading(1, 2, T0, 5.0), Reading(1, 2, T0 + 1000, 6.0)], [], T0)
    store.correct(1, 2, T0 + 1000, 8.0, "王工", "校准后复核")
    store.correct(1, 2, T0 + 1000, 9.0, "王工", "再次复核")
    assert [(c.original, c.value, c.by, c.why) for c in store.corrections(1, 2, T0, FAR)] == [
        (6.0, 8.0, "王工", "校准后复核"),
        (6.0, 9.0, "王工", "再次复核"),
    ]
    assert [r.value for r in store.raw(1, 2, T0, FAR)] == [5.0, 9.0]
    assert store.latest([1])[1][0].value == 9.0
    assert store.series(1, 2, T0, T0 + MINUTE, 1)[0][1:5] == (2, 7.0, 5.0, 9.0)
    with pytest.raises(KeyError):
        store.correct(1, 2, T0 + 5, 8.0, "王工", "无此值")
    with pytest.raises(ValueError):
        store.correct(1, 2, T0, math.nan, "王工", "不是数")


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused_with_its_batch(store: TelemetryStore, bad: float) -> None:
    with pytest.raises(ValueError):
        store.append([Reading(1, 2, T0, 1.0), Reading(1, 2, T0 + 1, bad)], [Position(1, T0, 30, 120)], T0)
    assert store.raw(1, 2, T0, FAR) == [] and store.heard() == {} and store.track(1, T0, FAR) == []
    store.append([Reading(1, 2, T0, 1e308)], [], T0)
    assert [r.value for r in store.raw(1, 2, T0, FAR)] == [1e308]


def test_positions(store: TelemetryStore) -> None:
    way = [
        Position(7, T0 + t * 1000, 31.7 + t / 1e6, 119.9, 5.5, 40.0, 90.0, 3, 2**31, t / 10 if t % 2 else None)
        for t in range(50)
    ]
    store.append([], way[25:], T0)
    store.append([], way[:30], T0 + 1)
    store.append([], [way[3]._replace(lat=0.5)], T0 + 2)
    assert store.track(7, T0, FAR) == way
    assert store.track(7, T0 + 1000, T0 + 3000) == way[1:3] and len(store.track(7, T0, FAR, most=4)) == 4
    assert store.latest_positions([7, 8]) == {7: way[-1]}


def test_whole_numbers_beside_broken_ones(store: TelemetryStore) -> None:
    way = [Position(7, T0, 31, 119.9, 5, 40.5, 90), Position(8, T0, 31.5, 119, 5.5, 40, 90.5, mileage=7)]
    store.append([Reading(1, 2, T0, 1), Reading(1, 2, T0 + 1, 1.5)], way, T0)
    assert store.latest_positions([7, 8]) == {7: way[0], 8: way[1]}
    assert [r.value for r in store.raw(1, 2, T0, FAR)] == [1, 1.5]


def test_newest_and_heard(store: TelemetryStore) -> None:
    store.append([Reading(1, 2, T0, 1.0), Reading(1, 3, T0, 2.0, "D"), Reading(2, 2, T0 + 5, 3.0)], [], T0 + 100)
    store.append([Reading(1, 2, T0 - DAY, 9.0), Reading(1, 3, T0 + 1000, 4.0)], [], T0 + 200)
    store.append([], [Position(3, T0, 30, 120)], T0 + 300)
    assert store.latest([1, 99]) == {1: [Moment(2, T0, 1.0, "", T0 + 100), Moment(3, T0 + 1000, 4.0, "", T0 + 200)]}
    assert store.heard() == {1: T0 + 200, 2: T0 + 100, 3: T0 + 300}
    assert store.heard([2, 99]) == {2: T0 + 100}
    assert sorted(store.heard_since(T0 + 200)) == [1, 3]
    store.append([Reading(1, 2, T0, 1.0)], [], T0 + 50)
    assert store.heard([1]) == {1: T0 + 200}


def test_latest_of_many_devices(store: TelemetryStore) -> None:
    store.append([Reading(d, 2, T0, float(d)) for d in range(1, 3001)], [], T0)
    found = store.latest(range(1, 5000))
    assert len(found) == 3000 and found[2999] == [Moment(2, T0, 2999.0, "", T0)]
    assert store.latest([]) == {} and store.latest_positions([]) == {}


def test_since_goes_on_where_it_ended(store: TelemetryStore) -> None:
    for k in range(6):
        store.append([Reading(1, 2, T0 + 10 * k + j, float(k)) for j in (1, 0)], [], T0 + k // 2)
    everything = store.since(T0)
    assert [heard for heard, _ in everything] == [T0] * 4 + [T0 + 1] * 4 + [T0 + 2] * 4
    assert sorted(r for _, r in everything) == store.raw(1, 2, T0, FAR)
    assert store.since(T0 + 1) == everything[4:] and store.since(T0 + 3) == []
    part, moment = [], T0
    while some_more := store.since(moment, most=3):
        part += some_more
        moment = some_more[-1][0] + 1
    assert part == everything


def test_curves_take_the_right_step(store: TelemetryStore) -> None:
    rows = [Reading(1, 2, T0 + t * 10_000, float(t % 50), "M" if t % 7 == 0 else "") for t in range(2 * 8640)]
    store.append(rows, [], T0)
    naive = Naive()
    naive.append(rows)
    asked = [
        (T0, T0 + HOUR, 1000, 5_000), (T0 + 1, T0 + HOUR - 1, 100, MINUTE), (T0, T0 + DAY, 1440, MINUTE),
        (T0 + 7, T0 + 30 * HOUR + 3, 100, 30 * MINUTE), (T0 - DAY, T0 + 2 * DAY, 10, 12 * HOUR), (T0, T0 + 2 * DAY, 2, DAY),
    ]  # fmt: skip
    for rolled in (False, True):
        for start, end, points, step in asked:
            found = store.series(1, 2, start, end, points)
            assert same(found, naive.series(1, 2, start, end, step)), (rolled, step)
            assert len(found) <= points + 2
        assert rolled or store.roll_up(T0 + 47 * HOUR + 5) > 2800
    assert store.series(1, 2, T0, T0 + DAY, 3000)[0].number == 3


def test_late_values_and_corrections_reach_what_is_rolled_up(store: TelemetryStore) -> None:
    rows = [Reading(1, 2, T0 + t * 60_000, float(t)) for t in range(180)]
    store.append(rows, [], T0)
    store.roll_up(T0 + 5 * HOUR)
    naive, late = Naive(), [Reading(1, 2, T0 + 30_000, 1000.0), Reading(1, 2, T0 + HOUR, 500.0, "C")]
    naive.append(rows + late)
    store.append(late, [], T0 + 1)
    naive.correct(1, 2, T0 + 2 * HOUR, -5.0)
    store.correct(1, 2, T0 + 2 * HOUR, -5.0, "王工", "复核")
    for _ in range(2):
        assert same(store.series(1, 2, T0, T0 + 3 * HOUR, 180), naive.series(1, 2, T0, T0 + 3 * HOUR, MINUTE))
        assert same(store.series(1, 2, T0, T0 + 3 * HOUR, 3), naive.series(1, 2, T0, T0 + 3 * HOUR, HOUR))
        store.roll_up(T0 + 5 * HOUR)
    assert store.roll_up(T0 + 5 * HOUR) == 0


def test_retention_by_quantity(store: TelemetryStore) -> None:
    start = T0 // DAY * DAY
    rows = [Reading(1, q, start + t * HOUR, float(t)) for q in (2, 3, 4) for t in range(72)]
    store.append(rows, [Position(1, start + t * DAY, 30, 120) for t in range(3)], T0)
    store.correct(1, 3, start, 50.0, "王工", "复核")
    whole = {q: store.series(1, q, start, start + 3 * DAY, 72) for q in (2, 3, 4)}
    gone = store.forget({2: start + 2 * DAY + HOUR, 0: start + DAY, 9: start + 3 * DAY}, start + DAY)
    assert gone == 48 + 24 + 24 + 1
    assert [len(store.raw(1, q, start, start + 3 * DAY)) for q in (2, 3, 4)] == [24, 48, 48]
    assert len(store.track(1, start, start + 3 * DAY)) == 2
    assert len(store.corrections(1, 3, start, start + DAY)) == 1
    for q in (2, 3, 4):
        assert same(store.series(1, q, start, start + 3 * DAY, 72), whole[q])
        assert sum(b.number for b in store.series(1, q, start, start + 3 * DAY, 3)) == 72
        # Finer than a minute: minutes where nothing else is left.
        assert len(store.series(1, q, start, start + 12 * HOUR, 40_000)) == 12
    assert store.forget({2: start + 2 * DAY}, start + DAY) == 0
    # A value from before does not make minutes out of itself alone.
    store.append([Reading(1, 2, start + 30_000, 9.0)], [], T0)
    store.roll_up(start + 4 * DAY)
    assert same(store.series(1, 2, start, start + 3 * DAY, 72), whole[2])


values = some.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 3))
readings = some.tuples(
    some.integers(0, 1), some.integers(0, 3 * 60 * 6), values, some.sampled_from(["", "", "", "M", "D"])
).map(lambda t: Reading(0, 2 + t[0], T0 + t[1] * 10_000, t[2] + 0.0, t[3]))
doings = some.one_of(
    some.lists(readings, max_size=30),
    some.tuples(some.integers(0, 200), values),
    some.integers(0, 4).map(lambda hours: T0 + hours * HOUR),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    doings=some.lists(doings, max_size=8), points=some.sampled_from([3, 18, 180, 1080]), shift=some.integers(0, HOUR)
)
def test_whatever_is_done_in_whatever_order(
    store: TelemetryStore, doings: list[object], points: int, shift: int
) -> None:
    device, naive = next(devices), Naive()
    for moment, doing in enumerate(doings):
        if isinstance(doing, list):
            told = [r._replace(device=device) for r in doing]
            naive.append(told)
            store.append(told, [], T0 + moment)
        elif isinstance(doing, int):
            store.roll_up(doing)
        elif isinstance(doing, tuple) and naive.values:
            key = sorted(naive.values)[doing[0] % len(naive.values)]
            naive.correct(*key, doing[1])
            store.correct(*key, doing[1], "王工", "复核")
    start, end = T0 + shift, T0 + 3 * HOUR + shift // 2
    for quantity in (2, 3):
        assert store.raw(device, quantity, T0, FAR) == naive.raw(device, quantity, T0, FAR)
        step = {3: HOUR, 18: 10 * MINUTE, 180: MINUTE, 1080: 10_000}[points]
        found = store.series(device, quantity, T0, T0 + 3 * HOUR, points)
        assert same(found, naive.series(device, quantity, T0, T0 + 3 * HOUR, step))
        wide = store.series(device, quantity, start, end, 3 * 60)
        assert same(wide, naive.series(device, quantity, start, end, MINUTE if end - start <= 3 * HOUR else 2 * MINUTE))
        newest = [r for r in naive.raw(device, quantity, T0, FAR)][-1:]
        found_newest = [m[:4] for m in store.latest([device]).get(device, []) if m.quantity == quantity]
        assert found_newest == [r[1:] for r in newest]
