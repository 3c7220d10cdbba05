"""Which devices ``anlan simulate`` speaks for, and which it does not."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from anlan.domain.device.testing import a_source, tank_of
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.testing import Cast
from anlan.simulate.devices import devices
from anlan.simulate.kinds import KINDS
from anlan.simulate.made import make
from anlan.telemetry.models import Source

pytestmark = pytest.mark.django_db


def test_it_speaks_for_devices_of_the_kind_that_have_a_way_in(cast: Cast) -> None:
    tank = tank_of(cast)
    assert devices(["tank"]) == []
    deliver(
        Act(
            cast.seat("owner"),
            "devicesource",
            "create",
            values=a_source(tank, protocol="mqtt", address="tank-77", secret=""),
        )
    )
    found = devices(["tank", "dust"])
    assert [(one.device, one.kind.key, one.protocol, one.address) for one in found] == [
        (tank.pk, "tank", "mqtt", "tank-77")
    ]
    assert found[0].secret == Source.objects.get().secret != ""
    assert devices(["crane"]) == []


def test_without_devices_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="请先登记设备"):
        call_command("simulate", "crane")


def test_made_up_devices_are_refused_in_operation(settings: Any) -> None:
    settings.MODE = "production"
    with pytest.raises(CommandError, match="只允许在演示与测试模式"):
        call_command("simulate", "crane", "--make")
    assert not Source.objects.exists()


def test_made_up_devices_are_made_once_with_addresses_their_protocols_allow() -> None:
    for kind in KINDS.values():
        assert len({one.address for one in make(kind, 3)}) == 3
        assert [one.device for one in make(kind, 3)] == [one.device for one in make(kind, 3)]
    assert Source.objects.count() == 3 * len(KINDS)
    assert all(len(s.address) <= 24 for s in Source.objects.filter(protocol="hj212"))
    assert all(s.address.isdigit() and s.secret == "" for s in Source.objects.filter(protocol="jt808"))
