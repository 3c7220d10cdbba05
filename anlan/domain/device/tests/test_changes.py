"""What open maps are told: where something has changed among the devices of their seat, once, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from anlan.domain.device import changes, present
from anlan.domain.device.changes import Changes, cell_of
from anlan.domain.device.models import DeviceNow
from anlan.domain.device.testing import station_of, tank_of
from anlan.kernel.clock import at as clock_at
from anlan.kernel.clock import now
from anlan.kernel.notice.live import may_follow
from anlan.kernel.testing import Cast
from anlan.telemetry.store import store
from anlan.telemetry.words import Position, Reading

from .test_pages import LEVEL, LORRY, ms

SECOND = timedelta(seconds=1)


def says(device: int, flag: str = "") -> None:
    store().append([Reading(device, LEVEL, ms(), 4.2, flag)], [], ms())
    present.look_at([device])


def test_a_change_is_told_once_to_the_seats_that_read_the_device(cast: Cast) -> None:
    tank = tank_of(cast)
    seats = {name: str(cast.seat(name).pk) for name in ("owner", "locality", "neighbour")}
    found = Changes()
    assert found.since_last(seats.values()) == {}
    with clock_at(now() + SECOND):
        says(tank.pk)
        cell = cell_of(float(tank.longitude), float(tank.latitude))
        assert found.since_last(seats.values()) == {seats["owner"]: [cell], seats["locality"]: [cell]}
        assert found.since_last(seats.values()) == {}
        assert present.look_at([tank.pk]) == 0
    with clock_at(now() + 2 * SECOND):
        present.alarmed({tank.pk: 4})
        assert found.since_last([seats["owner"]]) == {seats["owner"]: [cell]}
        assert found.since_last([seats["owner"]]) == {}


def test_a_change_that_was_written_before_it_could_be_seen_is_told(cast: Cast) -> None:
    tank, seat = tank_of(cast), str(cast.seat("owner").pk)
    found = Changes()
    found.since_last([seat])
    with clock_at(now() + 5 * SECOND):
        assert found.since_last([seat]) == {}
        DeviceNow.objects.filter(pk=tank.pk).update(standing=3, changed_at=now() - 3 * SECOND)
        assert list(found.since_last([seat])) == [seat]


def test_very_many_changes_at_once_are_told_as_everywhere(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 1)
    tank, station, seat = tank_of(cast), station_of(cast), str(cast.seat("owner").pk)
    found = Changes()
    found.since_last([seat])
    with clock_at(now() + SECOND):
        for one in (tank, station):
            says(one.pk)
        assert found.since_last([seat]) == {seat: None}


def test_nobody_follows_for_another_seat(cast: Cast) -> None:
    owner, other = cast.seat("owner"), cast.seat("neighbour")
    own, others = f"devicemap:{owner.pk}", f"devicemap:{other.pk}"
    assert may_follow(owner, [own])
    assert (
        not may_follow(owner, [others])
        and not may_follow(owner, [own, others])
        and not may_follow(owner, ["devicemap:"])
    )


@pytest.mark.parametrize(("moved", "changed"), [(0.00005, 0), (0.0005, 1)])
def test_a_parked_lorry_that_trembles_has_not_moved(cast: Cast, moved: float, changed: int) -> None:
    lorry: Any = tank_of(cast, **LORRY)
    store().append([], [Position(lorry.pk, ms(20), 31.7, 119.9, speed=0)], ms())
    present.look_at([lorry.pk])
    store().append([], [Position(lorry.pk, ms(10), 31.7 + moved, 119.9, speed=0)], ms())
    assert present.look_at([lorry.pk]) == changed
