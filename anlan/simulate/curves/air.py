"""A station at the fence of a site: dust, noise, weather."""

from ..chance import HOUR, at_work, between, grain, hill, hour, wave
from ..stories import NOTHING, Story, Values


def weather(seed: int, device: int, at: int) -> Values:
    """Weather is the same for the whole district, but for a little."""
    clock = hour(at)
    warm = hill(clock, 14.5, 5)
    rain = max(0.0, wave(at, 9 * HOUR, seed, "rain") - 0.55)
    wind = max(
        0.1, 2.2 + 1.8 * wave(at, 3 * HOUR, seed, "wind") + 1.2 * warm + 0.4 * wave(at, 60_000, seed, device, "gust")
    )
    return {
        "temperature": 13
        + 9 * warm
        + 5 * wave(at, 30 * HOUR, seed, "front")
        - 8 * rain
        + 0.2 * grain(at, seed, device, "t"),
        "humidity": min(99.0, max(15.0, 72 - 28 * warm + 40 * rain + 6 * wave(at, 5 * HOUR, seed, "wet"))),
        "air_pressure": 101.6 + 0.9 * wave(at, 40 * HOUR, seed, "air") + 0.01 * grain(at, seed, device, "p"),
        "wind_speed": wind,
        "wind_direction": (160 + 120 * wave(at, 8 * HOUR, seed, "from") + 8 * grain(at, seed, device, "d")) % 360,
    }


def dust(seed: int, device: int, at: int, story: Story = NOTHING) -> Values:
    """Rush hours and work raise it, wind and rain lower it; a storm (``dust_storm``) raises it tenfold."""
    found, clock = weather(seed, device, at), hour(at)
    rush = hill(clock, 8, 1.3) + 0.9 * hill(clock, 18, 1.6)
    work = (0.55 + 0.45 * wave(at, 12 * 60_000, seed, device, "work")) if at_work(at) else 0.0
    still = 1.5 / (0.8 + found["wind_speed"])
    pm25 = (
        (18 + 16 * rush + 6 * wave(at, 6 * HOUR, seed, "haze"))
        * (0.6 + 0.7 * still)
        * (1 - 0.004 * max(0.0, found["humidity"] - 80))
    )
    storm = story.strength("dust_storm", at)
    pm10 = pm25 * 1.6 + 38 * work * between(0.7, 1.4, seed, device, "ground") + 620 * storm
    rough = 1 + 0.04 * grain(at, seed, device, "g")
    loud = (
        44
        + 5 * rush
        + 15 * work
        + 4 * wave(at, 90_000, seed, device, "loud")
        + 1.5 * grain(at, seed, device, "n")
        + 6 * storm
    )
    return found | {
        "wind_speed": found["wind_speed"] + 8.5 * storm, "pm25": max(3.0, pm25 + 90 * storm) * rough,
        "pm10": max(5.0, pm10) * rough, "tsp": max(8.0, pm10 * 1.7 + 150 * storm) * rough, "noise": max(32.0, loud),
    }  # fmt: skip
