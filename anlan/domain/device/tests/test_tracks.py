"""A lorry's day in figures, against days made by hand."""

from itertools import pairwise
from math import cos

import pytest

from anlan.domain.device import tracks
from anlan.domain.device.coordinates import to_gcj02
from anlan.telemetry.words import Position

BEGIN = 1_764_550_800_000
KM_NORTH = 1 / tracks.DEGREE


def at(second: float, km: float, speed: float, mileage: float | None = None, east: float = 0.0) -> Position:
    lat = 31.7 + km * KM_NORTH
    return Position(1, BEGIN + int(second * 1000), lat, 119.9 + east, speed=speed, mileage=mileage)


def a_day() -> list[Position]:
    """An hour north at 60 km/h, ten minutes standing, half an hour at 90 km/h: 60 + 45 km."""
    out = [at(s, s / 60, 60, 1000 + s / 60) for s in range(0, 3600, 10)]
    stand = [at(s, 60, 0.4, 1060) for s in range(3600, 4200, 10)]
    fast = [at(s, 60 + (s - 4200) / 40, 90, 1060 + (s - 4200) / 40) for s in range(4200, 6001, 10)]
    return [*out, *stand, *fast]


def test_kilometres_stops_and_speed_of_a_day() -> None:
    day = a_day()
    kept = tracks.believed(day)
    found = tracks.figures(day, kept)
    assert found.number == len(day)
    assert found.dropped == 0
    assert found.km == pytest.approx(105, abs=0.2)
    assert found.odometer == pytest.approx(105)
    assert found.top == 90
    assert found.moving == pytest.approx(5_410_000, abs=20_000)
    [stop] = tracks.stops(kept)
    assert (stop.start, stop.end) == (BEGIN + 3_600_000, BEGIN + 4_190_000)
    [stretch] = tracks.over(kept, 80)
    assert (stretch.start, stretch.end, stretch.top) == (BEGIN + 4_200_000, BEGIN + 6_000_000, 90)
    assert tracks.over(kept, 90) == []


def test_a_terminal_that_sleeps_while_it_is_parked_has_stopped_once() -> None:
    parked = [at(0, 0, 0), at(7200, 0.02, 0), at(7210, 0.2, 30)]
    assert [(one.end - one.start) // 1000 for one in tracks.stops(tracks.believed(parked))] == [7200]


def test_two_places_are_two_stops_and_five_minutes_are_needed() -> None:
    first = [at(s, 0, 0) for s in range(0, 301, 30)]
    second = [at(s, 1, 0) for s in range(400, 699, 30)]
    assert [one.start for one in tracks.stops(tracks.believed([*first, *second]))] == [BEGIN]


def test_places_that_cannot_be_are_left_out_and_counted() -> None:
    day = [at(s, s / 60, 60) for s in range(0, 600, 10)]
    wrong = [Position(1, BEGIN + 105_000, 0, 0), at(205, 40, 60), at(200, 3.3, 60), at(305, 5, 60, east=10)]
    mixed = sorted([*day, *wrong], key=lambda p: p.at)
    kept = tracks.believed(mixed)
    assert [p.lat for p in kept] == [p.lat for p in day]
    assert tracks.figures(mixed, kept).dropped == 4


def test_when_the_first_place_was_the_wrong_one_the_others_are_believed() -> None:
    day = [at(s, s / 60, 60) for s in range(10, 600, 10)]
    kept = tracks.believed([at(0, 900, 60), *day])
    assert kept[-40:] == day[-40:]


def test_a_hundred_thousand_places_become_few_that_look_the_same() -> None:
    many = [
        Position(1, BEGIN + n * 800, 31.7 + n * 1e-5, 119.9 + 0.05 * cos(n / 4_000), speed=50) for n in range(100_000)
    ]
    some = tracks.simplified(many)
    assert len(some) <= 2_000
    assert (some[0], some[-1]) == (many[0], many[-1])
    drawn = sum(tracks.distance(a, b) for a, b in pairwise(some))
    assert drawn == pytest.approx(sum(tracks.distance(a, b) for a, b in pairwise(many)), rel=0.01)


def test_a_corner_stays_and_a_straight_line_goes() -> None:
    way = [at(n, n / 100, 50) for n in range(3_000)] + [at(3_000 + n, 30, 50, east=n / 9000) for n in range(1, 3_000)]
    some = tracks.simplified(way, 100)
    assert len(some) <= 4
    assert tracks.distance(some[1], way[2_999]) < 0.05


def test_an_empty_day_has_no_figures_and_no_line() -> None:
    assert tracks.simplified([]) == tracks.stops([]) == tracks.over([], 60) == []
    assert tracks.figures([], []) == (0, 0, 0.0, None, 0, 0.0)


def test_gcj02_lies_some_hundred_metres_off_in_china_and_nowhere_else() -> None:
    lon, lat = to_gcj02(116.404, 39.915)
    assert (lon, lat) == (pytest.approx(116.410244, abs=1e-5), pytest.approx(39.916404, abs=1e-5))
    moved = tracks.distance(Position(1, 0, 39.915, 116.404), Position(1, 0, lat, lon))
    assert 0.3 < moved < 0.8
    assert to_gcj02(2.35, 48.85) == (2.35, 48.85)
