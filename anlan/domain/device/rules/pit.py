"""Alarm values of a foundation pit by its safety grade, support and item (GB 50497-2019, table 8.0.4): references.

The designer sets the values of a pit; these stand in where he has not. Of the table's ranges the lower end is taken. The
horizontal displacement of the wall's top with bored piles or diaphragm walls, grade 1, was checked against a published
copy; every other row is 依据待核. The numbers of the 2009 edition (25-30 mm at grade 1), still met in many programs, are
not these.
"""

from .words import BANDS, Band, Cumulative

SOURCE = "GB 50497-2019 表8.0.4"
UNCHECKED = f"{SOURCE}（依据待核）"
WALL_TOP = "墙顶水平位移"
PILES, NAILS = "灌注桩/地下连续墙", "土钉墙"
TABLE: dict[tuple[str, str, str], tuple[float, float, float]] = {
    ("一级", PILES, WALL_TOP): (20, 0.2, 2), ("二级", PILES, WALL_TOP): (30, 0.3, 2), ("三级", PILES, WALL_TOP): (40, 0.4, 3),
    ("一级", NAILS, WALL_TOP): (30, 0.3, 3), ("二级", NAILS, WALL_TOP): (40, 0.4, 4), ("三级", NAILS, WALL_TOP): (50, 0.5, 5),
}  # fmt: skip
"""By grade, support, item: millimetres, per cent of the pit's depth (the smaller governs), millimetres a day."""
CHECKED = {("一级", PILES, WALL_TOP)}


def pit_limits(grade: str, support: str, item: str, depth: float | None) -> tuple[float, float]:
    """Cumulative limit in mm and rate in mm a day. ``depth`` in m, None when not told. KeyError for no such row."""
    fixed, percent, rate = TABLE[grade, support, item]
    return (fixed if depth is None else min(fixed, percent / 100 * depth * 1000)), rate


def pit_rule(
    quantity: int, grade: str, support: str, item: str, depth: float | None, bands: tuple[Band, ...] = BANDS
) -> Cumulative:
    """The rule of one monitored quantity of a pit."""
    cumulative, rate = pit_limits(grade, support, item, depth)
    source = SOURCE if (grade, support, item) in CHECKED else UNCHECKED
    return Cumulative(quantity, cumulative, rate, bands, source)
