"""Measured values in words: as exact as devices of the kind measure, with their unit."""

from decimal import Decimal

from anlan.telemetry.quantities import BY_CODE

from . import kinds

RATE, SECONDS = "rate", "seconds"
CLOSE = ("%", "°", "℃")
"""Units that stand right behind the number."""


def decimals_of(kind: str, code: str) -> int:
    """So many decimals has the quantity on devices of the kind; its own where the kind does not measure it."""
    found = kinds.kind_of(kind)
    measured = next((one for one in found.measures if one.quantity.code == code), None) if found else None
    return measured.decimals if measured else BY_CODE[code].decimals


def amount(kind: str, code: str, value: Decimal | None, aspect: str = "", exact: bool = False) -> str:
    """A value of a quantity with its unit: 8.532 m, 2.20 mm/天, 6 小时; "" for none.

    ``aspect``: what the value is where it is not the quantity itself (``Alarm.aspect``). ``exact``: a limit that was set
    finer than devices measure is shown as it was set.
    """
    if value is None:
        return ""
    if aspect == SECONDS:
        return duration(float(value))
    if code not in BY_CODE:
        return f"{value.normalize():f}"
    # A rate is a quotient: one more decimal than a whole number has is still known.
    places = max(decimals_of(kind, code), 1 if aspect == RATE else 0, _places(value) if exact else 0)
    unit = BY_CODE[code].unit + ("/天" if aspect == RATE else "")
    return f"{fixed(value, places)}{'' if unit in CLOSE or not unit else ' '}{unit}"


def fixed(value: float | Decimal, places: int) -> str:
    """A number with so many decimals; what rounds to zero has no sign."""
    text = f"{value:.{places}f}"
    return text.lstrip("-") if not text.strip("-0.") else text


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def duration(seconds: float) -> str:
    """A stretch of time: 45 秒, 12 分钟, 6 小时, 1.5 天."""
    for size, unit in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{round(seconds / size, 1):g} {unit}"
    return f"{seconds:.0f} 秒"
