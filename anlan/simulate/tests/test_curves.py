"""What simulated devices say: possible, the same when asked again, a day that is one, and stories that cross the limits."""

import itertools

import pytest

from anlan.domain.device import tracks
from anlan.simulate.chance import DAY, HOUR
from anlan.simulate.curves.movers import metres_between
from anlan.simulate.kinds import KINDS
from anlan.simulate.stories import FAULTS, NOTHING, STORIES, Story, faulty
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import Position

MIDNIGHT = 1_795_190_400_000 // DAY * DAY - 8 * HOUR
NOON = MIDNIGHT + 10 * HOUR


def over(
    kind: str, code: str, story: str = "none", began: int = NOON, seconds: int = 700, device: int = 1
) -> list[float]:
    told = Story(story, began)
    return [KINDS[kind].say(32, device, at, told)[0][code] for at in range(began, began + seconds * 1000, 2_000)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_can_be_and_is_the_same_when_asked_again(kind: str) -> None:
    for story in ("none", *KINDS[kind].stories):
        for at in range(MIDNIGHT, MIDNIGHT + DAY, 97_000):
            values, place = said = KINDS[kind].say(32, 7, at, Story(story, MIDNIGHT + 9 * HOUR))
            assert all(BY_CODE[code].low <= value <= BY_CODE[code].high for code, value in values.items()), (at, values)
            assert said == KINDS[kind].say(32, 7, at, Story(story, MIDNIGHT + 9 * HOUR))
            assert place is None or (31.5 < place.lat < 31.8 and 119.8 < place.lon < 120.1)


@pytest.mark.parametrize(("kind", "code", "story", "calm", "limit"), [
    ("tower_crane", "moment", "overload", 90, 105), ("hoist", "weight", "overload", 2.0, 2.0), ("platform", "weight", "overload", 1.5, 1.5),
    ("tank", "level", "tank_overfill", 10, 11), ("gas_lel", "gas_lel", "tank_overfill", 25, 50), ("dust", "tsp", "dust_storm", 800, 1000),
    ("dust", "pm10", "dust_storm", 150, 500), ("formwork", "displacement_v", "overload", 10, 15), ("lorry", "speed", "speeding", 80, 85),
])  # fmt: skip
def test_a_story_crosses_the_limit_and_a_plain_day_does_not(
    kind: str, code: str, story: str, calm: float, limit: float
) -> None:
    assert story in KINDS[kind].stories and story in STORIES
    for device in (1, 2, 3):
        assert max(over(kind, code, device=device)) < calm
        assert max(over(kind, code, story, device=device)) > limit
        assert max(over(kind, code, story, NOON, 20, device)) < calm


def test_a_pit_creeps_faster_than_a_pit_may_a_day() -> None:
    plain, fast = over("pit", "displacement_h"), over("pit", "displacement_h", "pit_creep")
    assert abs(plain[-1] - plain[0]) < 0.5 and 2 < fast[-1] - fast[0] < 25


def test_a_day_has_rush_hours_and_a_night() -> None:
    def mean(kind: str, code: str, begin: float, end: float) -> float:
        found = [
            KINDS[kind].say(32, device, int(MIDNIGHT + begin * HOUR) + step * 60_000, Story())[0][code]
            for device in range(5) for step in range(int((end - begin) * 60))
        ]  # fmt: skip
        return sum(found) / len(found)

    assert mean("dust", "pm10", 7.5, 9) > 1.5 * mean("dust", "pm10", 2, 4)
    assert mean("dust", "noise", 14, 16) > mean("dust", "noise", 1, 3) + 8
    assert mean("tower_crane", "moment", 8, 11) > 5 and mean("tower_crane", "moment", 1, 4) == 0
    assert mean("lorry", "speed", 9, 16) > 8 and mean("lorry", "speed", 1, 4) == 0


def test_a_lorry_goes_where_its_speed_takes_it() -> None:
    way, moved = 0.0, 0.0
    told = [KINDS["lorry"].say(32, 3, at, Story())[1] for at in range(NOON, NOON + HOUR, 10_000)]
    for before, after in itertools.pairwise(told):
        assert before is not None and after is not None
        leg = metres_between((before.lat, before.lon), (after.lat, after.lon))
        assert leg < 300
        way, moved = way + leg, moved + (before.speed + after.speed) / 2 / 3.6 * 10
    assert moved > 5_000 and abs(way - moved) < 0.15 * moved


def lorry(device: int, begin: int, end: int, told: Story = NOTHING) -> list[Position]:
    found = (KINDS["lorry"].say(32, device, at, told)[1] for at in range(begin, end, 10_000))
    return [one for one in found if one is not None]


@pytest.mark.parametrize("device", range(1, 6))
def test_a_lorrys_day_is_loading_unloading_and_a_break(device: int) -> None:
    told = lorry(device, MIDNIGHT, MIDNIGHT + DAY)
    kept = tracks.believed(told)
    stops = tracks.stops(kept)
    assert len(kept) == len(told) and 10 < len(stops) < 16, [(one.start - MIDNIGHT) / HOUR for one in stops]
    lights = len(tracks.stops(kept, 20_000)) - len(stops)
    assert lights > len(stops), "who waits at a light has not stopped"
    assert stops[0].start == MIDNIGHT and stops[-1].end == told[-1].at, "it stands at night"
    assert all(one.end - one.start < 1.1 * HOUR for one in stops[1:-1])
    places = {min(n for n, other in enumerate(stops) if metres_between(one[2:], other[2:]) < 50) for one in stops}
    assert len(places) == 3, "where it loads, where it unloads, where the driver eats"
    (next_,) = lorry(device, MIDNIGHT + DAY, MIDNIGHT + DAY + 1)
    assert metres_between((next_.lat, next_.lon), stops[0][2:]) < 10
    assert 0 <= (next_.mileage or 0) - (told[-1].mileage or 0) < 0.2


def test_a_story_told_again_takes_no_lorry_back() -> None:
    told = lorry(3, NOON, NOON + 2 * HOUR, Story("speeding", NOON, HOUR // 2))
    ways = [metres_between((a.lat, a.lon), (b.lat, b.lon)) for a, b in itertools.pairwise(told)]
    assert max(ways) < 400 and tracks.believed(told) == told
    assert all((a.mileage or 0) <= (b.mileage or 0) for a, b in itertools.pairwise(told))


def test_faults_show() -> None:
    def curve(at: int) -> dict[str, float]:
        return KINDS["dust"].say(32, 1, at, Story())[0]

    def told(fault: str) -> list[tuple[int, dict[str, float]] | None]:
        return [faulty(fault, 32, 1, at, curve) for at in range(MIDNIGHT, MIDNIGHT + 4 * HOUR, 7_000)]

    plain = told("none")
    assert None not in plain and all(found is not None and found[1] == curve(found[0]) for found in plain)
    assert len({str(found[1]) for found in told("flat") if found}) <= 2
    assert 0 < sum(found != same for found, same in zip(told("spikes"), plain, strict=True)) < len(plain) / 10
    assert 0 < told("silence").count(None) < len(plain)
    assert all(found is not None and found[0] < MIDNIGHT - 9_000 * DAY for found in told("clock"))
    assert told("broken") == plain, "it says what it measures, and that it is broken"
    assert set(FAULTS) == {"none", "flat", "spikes", "silence", "clock", "broken"}
