"""What a device sends in a unit of its own becomes the quantity's: plain choices, and the arithmetic behind them. Pure."""

from typing import Any

from anlan.telemetry.quantities import BY_CODE

UNITS: dict[str, dict[str, tuple[float, float]]] = {
    "µg/m³": {"mg/m³": (1000, 0)},
    "℃": {"℉": (5 / 9, -160 / 9), "K": (1, -273.15)},
    "kPa": {"hPa": (0.1, 0), "Pa": (0.001, 0), "MPa": (1000, 0), "mmHg": (0.133322, 0)},
    "MPa": {"kPa": (0.001, 0), "Pa": (1e-6, 0), "bar": (0.1, 0)},
    "m": {"cm": (0.01, 0), "mm": (0.001, 0)},
    "mm": {"cm": (10, 0), "m": (1000, 0)},
    "t": {"kg": (0.001, 0)},
    "kN": {"N": (0.001, 0), "tf": (9.80665, 0)},
    "m/s": {"km/h": (1 / 3.6, 0)},
    "km/h": {"m/s": (3.6, 0)},
}
"""By the quantity's own unit: (scale, offset) of each other unit, value = sent x scale + offset."""
SAME = "same"


def unit_choices() -> list[tuple[str, str]]:
    """Every unit that a device may send in."""
    others = dict.fromkeys(unit for known in UNITS.values() for unit in known)
    own = dict.fromkeys(quantity.unit for quantity in BY_CODE.values() if quantity.unit)
    return [(SAME, "与平台相同"), *((unit, unit) for unit in dict.fromkeys([*own, *others]))]


def conversion(quantity: str, unit: str) -> tuple[float, float] | None:
    """(scale, offset) from a unit to the quantity's own; None where the one can't be turned into the other."""
    own = BY_CODE[quantity].unit
    return (1.0, 0.0) if unit in (SAME, own) else UNITS.get(own, {}).get(unit)


def compiled(lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The lines of a source as ``telemetry.Source.units`` wants them, by the name under which the device sends."""
    found = {}
    for line in lines:
        scale, offset = conversion(line["quantity"], line["unit"] or SAME) or (1.0, 0.0)
        factor = float(line.get("factor") or 1)
        found[line["sent_as"] or line["quantity"]] = {
            "quantity": line["quantity"], "scale": scale * factor, "offset": offset,
        }  # fmt: skip
    return found
