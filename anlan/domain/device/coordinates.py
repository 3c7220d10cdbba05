"""From WGS-84, in which devices say where they are, to the system of the map that lies below. Pure.

Maps published in China lie in GCJ-02, some hundred metres off. Its formula has never been published; the one here is what
open map tools agree on (WGS-84 to GCJ-02 within a few metres), 依据待核. Outside of China nothing is moved.
"""

from math import cos, pi, sin, sqrt

AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323
"""Of the Krasovsky 1940 ellipsoid: metres, and the square."""
MOST_MOVED = 0.01
"""Degrees by which no point is moved further."""


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """(longitude, latitude) in GCJ-02 of a point in WGS-84."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    east, north = _east(lon - 105, lat - 35), _north(lon - 105, lat - 35)
    angle = lat / 180 * pi
    magic = 1 - ECCENTRICITY * sin(angle) ** 2
    north = north * 180 / (AXIS * (1 - ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    east = east * 180 / (AXIS / sqrt(magic) * cos(angle) * pi)
    return lon + east, lat + north


def _wave(first: float, second: float, third: float, value: float, lengths: tuple[float, float, float]) -> float:
    return (
        first * sin(lengths[0] * value * pi) + second * sin(lengths[1] * value * pi) + third * sin(lengths[2] * value * pi)
    ) * 2 / 3  # fmt: skip


def _north(x: float, y: float) -> float:
    base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    short = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    return base + short + _wave(20, 40, 0, y, (1, 1 / 3, 0)) + _wave(160, 320, 0, y, (1 / 12, 1 / 30, 0))


def _east(x: float, y: float) -> float:
    base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    short = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    return base + short + _wave(20, 40, 0, x, (1, 1 / 3, 0)) + _wave(150, 300, 0, x, (1 / 12, 1 / 30, 0))
