"""Keeps ``DeviceNow`` true: by the gateway's process every few seconds, and with every act on a device."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction

from anlan.kernel.clock import now
from anlan.telemetry.store import Unavailable, store
from anlan.telemetry.watching import End, Rounds, with_gateway

from . import flows, kinds
from .live import BROKEN as BROKEN_FLAGS
from .models import Device, DeviceNow, PresentRound
from .models.present import ALARM, BROKEN, NEVER, OFFLINE, OUT, WELL

CHUNK = 500
ROUNDS_BETWEEN_ALL = 10
"""Who falls silent is found within half a minute, who speaks within seconds."""
OVERLAP = 1_000
TREMBLE = 0.0001
"""Degrees, some 10 m. Ours."""
STALE = timedelta(minutes=3)
Fact = tuple[int, str, str, Any, Any]
NAMES = ("pk", "kind", "state", "longitude", "latitude")


def look_at(devices: Iterable[int]) -> int:
    """Writes anew how some devices stand, as far as it has changed; how many have. While the store is away, none."""
    changed = 0
    for some in _batches(devices):
        rows = list(Device.objects.filter(pk__in=some).values_list(*NAMES))
        changed += _write(rows, _asked(some))
    return changed


def look_at_all() -> int:
    """Finds those that have fallen silent; what a device says of itself is not asked again."""
    changed, heard = 0, store().heard(None)
    rows = Device.objects.order_by("pk").values_list(*NAMES).iterator(chunk_size=2000)
    while some := list(islice(rows, 2000)):
        changed += _write(some, ({pk: heard[pk] for pk, *_ in some if pk in heard}, None, None))
    PresentRound.objects.update_or_create(pk=1, defaults={"at": now()})
    return changed


def alarmed(ranks: Mapping[int, int]) -> None:
    """Says the gravest open alarm of devices, 0 for none (any more); in the caller's transaction."""
    found = DeviceNow.objects.select_for_update().in_bulk(sorted(ranks))
    changed = []
    for pk, row in found.items():
        if row.rank != ranks[pk]:
            row.rank = ranks[pk]
            row.standing, row.changed_at = combined(row.speaks, row.rank), now()
            changed.append(row)
    DeviceNow.objects.bulk_update(changed, ["rank", "standing", "changed_at"], batch_size=CHUNK)
    # The very first thing a device said may have been an alarm.
    new = [DeviceNow(device_id=pk, rank=rank, standing=ALARM) for pk, rank in ranks.items() if rank and pk not in found]
    DeviceNow.objects.bulk_create(new, ignore_conflicts=True)


def combined(speaks: int, rank: int) -> int:
    """The one standing of both: an open alarm comes before everything but a device that is out of use."""
    return ALARM if rank and speaks != OUT else speaks


def speaking(kind: str, state: str, heard: int | None, broken: bool, at: int) -> int:
    """How a device stands at a moment (ms) but for its alarms. Pure."""
    if state != flows.IN_USE:
        return OUT
    if heard is None:
        return NEVER
    found = kinds.kind_of(kind)
    if found is not None and at - heard > found.silent_after * 1000:
        return OFFLINE
    return BROKEN if broken else WELL


def stale() -> str:
    """Since when nobody has looked at the devices any more (the gateway is not running); "" while somebody does."""
    at = PresentRound.objects.values_list("at", flat=True).first()
    if at is not None and now() - at < STALE:
        return ""
    return "网关没有运行，设备状态不会更新，请系统管理员启动网关（anlan gateway）"


Heard = tuple[dict[int, int] | None, dict[int, Any] | None, dict[int, Any] | None]
"""When devices were heard, their newest values, their newest places; None for what is not known."""


def _asked(pks: list[int]) -> Heard:
    try:
        return store().heard(pks), store().latest(pks), store().latest_positions(pks)
    except Unavailable:
        return None, None, None


@transaction.atomic
def _write(rows: list[Fact], heard: Heard) -> int:
    before = DeviceNow.objects.select_for_update().in_bulk([row[0] for row in rows])
    at = int(now().timestamp() * 1000)
    changed = []
    for row in rows:
        old = before.get(row[0])
        new = _drawn(row, old or DeviceNow(device_id=row[0]), heard, at)
        if old is None or new.facts() != old.facts():
            changed.append(new)
    fields = ["speaks", "standing", "longitude", "latitude", "changed_at"]
    DeviceNow.objects.bulk_create(
        changed, batch_size=CHUNK, update_conflicts=True, unique_fields=["device"], update_fields=fields
    )
    return len(changed)


def _drawn(row: Fact, old: DeviceNow, known: Heard, at: int) -> DeviceNow:
    pk, kind, state, longitude, latitude = row
    heard, latest, places = known
    new = DeviceNow(device_id=pk, speaks=old.speaks, rank=old.rank, longitude=old.longitude, latitude=old.latitude)
    if heard is not None:
        broken = old.speaks == BROKEN if latest is None else any(m.flag in BROKEN_FLAGS for m in latest.get(pk, ()))
        new.speaks = speaking(kind, state, heard.get(pk), broken, at)
    elif state != flows.IN_USE:
        new.speaks = OUT
    found = kinds.kind_of(kind)
    if places and pk in places and found is not None and found.moves:
        if not trembles(old, places[pk].lon, places[pk].lat):
            new.longitude, new.latitude = places[pk].lon, places[pk].lat
    elif longitude is not None and not (found and found.moves and old.longitude is not None):
        new.longitude, new.latitude = float(longitude), float(latitude)
    new.standing = combined(new.speaks, new.rank)
    return new


def trembles(old: DeviceNow, longitude: float, latitude: float) -> bool:
    """Is that the place it had, as near as satellites tell a parked lorry's? Then nothing has changed on any map."""
    if old.longitude is None or old.latitude is None:
        return False
    return max(abs(longitude - old.longitude), abs(latitude - old.latitude)) < TREMBLE


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, CHUNK)):
        yield some


class Keeper(Rounds):
    """Looks again and again in the gateway's process."""

    name = "present"
    between = 3.0

    def __init__(self) -> None:
        super().__init__()
        self._since, self._rounds = 0, 0

    def round(self) -> None:
        """Those heard since the last round; every tenth time all of them."""
        began = int(now().timestamp() * 1000)
        if self._rounds % ROUNDS_BETWEEN_ALL == 0:
            look_at_all()
        look_at(store().heard_since(self._since))
        self._since, self._rounds = began - OVERLAP, self._rounds + 1


@with_gateway
def keep_present() -> End:
    """Begins with the gateway, ends with it."""
    return Keeper().start()
