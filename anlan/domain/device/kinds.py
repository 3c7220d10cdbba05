"""Kinds of devices, by edition: what one measures, when it counts as offline, and the limits that hold by default.

An edition is a file in ``data/``, or in the folder that ``ANLAN_DEVICE_KINDS`` names; a published one never changes, a new
one is laid beside it with a later first day (house law 7). Where the numbers come from stands at each of them.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

from anlan.kernel.clock import today
from anlan.telemetry.quantities import BY_CODE, Quantity

from .levels import LEVELS


@dataclass(frozen=True)
class Measured:
    """A quantity as devices of a kind measure it.

    ``decimals`` and the range ``low`` to ``high`` are the quantity's own unless the kind is finer or narrower.
    ``flat_after``: seconds after which a value that does not move is doubted, 0 for never. ``apart``: how far it may lie from
    the median of its neighbours on the same site, 0 for any.
    """

    quantity: Quantity
    decimals: int
    low: float
    high: float
    flat_after: int = 0
    apart: float = 0.0


@dataclass(frozen=True)
class Default:
    """A limit that devices of a kind can have. ``value`` None: there is none that fits all, each device brings its own.

    ``delay``: seconds. ``reached``: is the value itself already beyond? ``source``: the text that the number comes from.
    """

    quantity: str
    level: str
    source: str
    value: float | None = None
    hysteresis: float = 0.0
    delay: int = 0
    rank: int = 0
    reached: bool = True


@dataclass(frozen=True)
class DeviceKind:
    """One 设备类型. ``silent_after``: seconds without a word after which it is offline. ``moves``: it says where it is.

    ``bits``: what each bit of its 状态码 means; ``alarm_bits``: which of them are alarms, and how grave (rank 1 to 4).
    """

    key: str
    name: str
    silent_after: int
    measures: tuple[Measured, ...]
    limits: tuple[Default, ...]
    moves: bool = False
    bits: tuple[tuple[int, str], ...] = ()
    alarm_bits: tuple[tuple[int, int], ...] = ()

    def limit(self, quantity: str, level: str) -> Default | None:
        """The limit of that quantity and level, None where the kind knows none."""
        return next((one for one in self.limits if (one.quantity, one.level) == (quantity, level)), None)


@dataclass(frozen=True)
class Edition:
    """One edition of all kinds, in force from ``valid_from`` until a later one is."""

    key: str
    title: str
    valid_from: date
    kinds: tuple[DeviceKind, ...]

    def kind(self, key: str) -> DeviceKind | None:
        """The kind of that key, None where this edition has none."""
        return next((one for one in self.kinds if one.key == key), None)


def read_edition(text: str) -> Edition:
    """An edition as its file says it. ValueError names what is wrong in it."""
    raw = tomllib.loads(text)
    try:
        kinds = tuple(_kind(one) for one in raw["kinds"])
        return Edition(raw["key"], raw["title"], raw["valid_from"], kinds)
    except (KeyError, TypeError) as error:
        raise ValueError(f"设备类型文件 {raw.get('key', '')}：{error}") from error


def _kind(raw: dict[str, Any]) -> DeviceKind:
    measures = tuple(_measured(**one) for one in raw["quantities"])
    limits = tuple(Default(**one) for one in raw["limits"])
    known = {one.quantity.code for one in measures}
    for limit in limits:
        if limit.quantity not in known or limit.level not in LEVELS:
            raise ValueError(f"设备类型 {raw['key']}：没有监测量或级别 {limit.quantity} {limit.level}")
    bits = tuple((int(bit), name) for bit, name in raw.get("bits", {}).items())
    alarming = tuple((int(bit), rank) for bit, rank in raw.get("alarm_bits", {}).items())
    if unnamed := [str(bit) for bit, _ in alarming if bit not in dict(bits)]:
        raise ValueError(f"设备类型 {raw['key']}：bits 中没有 alarm_bits 的第 {'、'.join(unnamed)} 位")
    return DeviceKind(
        raw["key"], raw["name"], raw["silent_after"], measures, limits, raw.get("moves", False), bits, alarming
    )


def _measured(code: str, **more: Any) -> Measured:
    found = BY_CODE[code]
    usual: dict[str, Any] = {"decimals": found.decimals, "low": found.low, "high": found.high}
    return Measured(found, **usual | more)


@lru_cache(maxsize=8)
def _read(folder: str) -> tuple[Edition, ...]:
    return tuple(sorted((read_edition(text) for text in _texts(folder)), key=lambda one: one.valid_from))


def _texts(folder: str) -> Iterator[str]:
    packaged = files("anlan.domain.device").joinpath("data")
    yield from (one.read_text("utf-8") for one in packaged.iterdir() if one.name.endswith(".toml"))
    if folder:
        yield from (one.read_text("utf-8") for one in sorted(Path(folder).glob("*.toml")))


def every_edition() -> tuple[Edition, ...]:
    """The packaged editions and those of the installation, oldest first."""
    return _read(str(settings.DEVICE_KINDS))


def edition_on(day: date | None = None) -> Edition:
    """The edition in force on a day, today unless told; before the first one, the first."""
    day = day or today()
    held = [one for one in every_edition() if one.valid_from <= day]
    return held[-1] if held else every_edition()[0]


def kind_of(key: str, day: date | None = None) -> DeviceKind | None:
    """The kind of that key as it is on a day; one that a later edition has dropped is the last that was."""
    held = [one for one in every_edition() if one.valid_from <= (day or today())] or list(every_edition()[:1])
    return next((found for one in reversed(held) if (found := one.kind(key))), None)


def choices() -> list[tuple[str, str]]:
    """(key, name) of every kind of every edition, as the newest one calls it."""
    return list({kind.key: kind.name for one in every_edition() for kind in one.kinds}.items())


def quantity_choices() -> list[tuple[str, str]]:
    """(code, name with unit) of every quantity."""
    return [(q.code, f"{q.name}（{q.unit}）" if q.unit else q.name) for q in BY_CODE.values()]
