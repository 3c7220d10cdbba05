"""What devices say now: read from the store of ``telemetry`` for the rows of a page, never written to a row."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from anlan.kernel.clock import now
from anlan.kernel.doors.show import moment_text
from anlan.kernel.notice.live import topic
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole
from anlan.telemetry.quantities import BY_NUMBER
from anlan.telemetry.store import Moment, Unavailable, store
from anlan.telemetry.words import FLAGS

from . import flows, kinds
from .amounts import fixed
from .models import Device

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

MOST_BRIEF = 4
"""Values in a line of a list; the wall shows all of them."""
BROKEN = frozenset("DB")
"""Flags under which a device says that it is out of order (HJ 212): 故障, 通信异常."""


@dataclass(frozen=True)
class Shown:
    """The newest value of a quantity in words. ``at``: when it was, by the device's clock."""

    code: str
    name: str
    text: str
    unit: str
    at: str
    flag: str


@dataclass(frozen=True)
class Standing:
    """Whether a device speaks. ``heard``: when it last did, "" for never. ``word`` and ``tone`` as lists show it."""

    word: str
    tone: str
    heard: str = ""
    values: tuple[Shown, ...] = ()

    @property
    def brief(self) -> str:
        """The first values in one line; codes that say nothing as a number are left out."""
        shown = [one for one in self.values if one.unit]
        more = " 等" if len(shown) > MOST_BRIEF else ""
        return "，".join(f"{one.name} {one.text}{one.unit}" for one in shown[:MOST_BRIEF]) + more


UNKNOWN = Standing("状态未知", "grey")


def standings(devices: Iterable[tuple[int, str, str]]) -> dict[int, Standing]:
    """How devices, as (pk, kind, state), stand now; all of them unknown while the store is away."""
    wanted = list(devices)
    pks = [pk for pk, _, _ in wanted]
    try:
        heard, latest = store().heard(pks), store().latest(pks)
    except Unavailable:
        return dict.fromkeys(pks, UNKNOWN)
    return {pk: _standing(kind, state, heard.get(pk), latest.get(pk, [])) for pk, kind, state in wanted}


def _standing(kind: str, state: str, heard: int | None, moments: list[Moment]) -> Standing:
    found = kinds.kind_of(kind)
    values = tuple(_shown(one, found) for one in moments if one.quantity in BY_NUMBER)
    at = _time(heard) if heard else ""
    if state != flows.IN_USE:
        return Standing("停用", "grey", at, values)
    if heard is None:
        return Standing("未上线", "grey")
    if found is not None and now().timestamp() - heard / 1000 > found.silent_after:
        return Standing("离线", "grey", at, values)
    if any(one.flag in BROKEN for one in moments):
        return Standing("故障", "orange", at, values)
    return Standing("在线", "green", at, values)


def _shown(one: Moment, kind: kinds.DeviceKind | None) -> Shown:
    quantity = BY_NUMBER[one.quantity]
    measured = next((m for m in kind.measures if m.quantity == quantity), None) if kind else None
    text = fixed(one.value, measured.decimals if measured else quantity.decimals)
    flag = FLAGS.get(one.flag, one.flag) if one.flag else ""
    return Shown(quantity.code, quantity.name, text, quantity.unit, _time(one.at), flag)


def _time(ms: int) -> str:
    return moment_text(datetime.fromtimestamp(ms / 1000, UTC))


class OfPage:
    """The standings of the rows of a page, asked for together when the first of them is drawn."""

    def __init__(self) -> None:
        self._found: dict[int, Standing] | None = None

    def of(self, pk: int, rows: list[Mapping[str, int]]) -> Standing:
        """That of one of the rows that are drawn."""
        if self._found is None:
            listed = Device.objects.filter(pk__in=[row["id"] for row in rows]).values_list("pk", "kind", "state")
            self._found = standings(listed)
        return self._found.get(pk, UNKNOWN)


@topic("device")
def may_follow(seat: "Seat", keys: Collection[str]) -> Collection[str]:
    """Who may read a device may follow it."""
    asked = [pk for key in keys if (pk := whole(key))]
    rows = registry.register("device").rows(seat).filter(pk__in=asked)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}
