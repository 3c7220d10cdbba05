"""How devices speak: what the gateways know of it, whose an address is, and what becomes of passwords."""

from typing import Any

import pytest

from anlan.domain.device.models import DeviceSource
from anlan.domain.device.testing import a_source, station_of, tank_of
from anlan.kernel.act.act import Refused
from anlan.kernel.clock import jobs
from anlan.kernel.testing import Cast
from anlan.telemetry.directory import Directory
from anlan.telemetry.models import Source, Unreadable

MN = "ANL3204010000000000001A"


def known(protocol: str = "hj212") -> Any:
    """What a gateway that has just started knows."""
    directory = Directory(protocol)
    directory.refresh(whole=True)
    return directory


@pytest.mark.django_db
def test_a_gateway_knows_it_within_the_act(cast: Cast) -> None:
    station = station_of(cast)
    lines = [{"sent_as": "a34002", "quantity": "pm10", "unit": "mg/m³", "factor": ""}]
    pk = cast.does("foreman", "devicesource", "create", **a_source(station, units=lines)).record
    one = known().find(MN)
    assert (one.device, one.secret) == (station.pk, "A1B2C3D4")
    assert one.units == {"a34002": {"quantity": "pm10", "scale": 1000, "offset": 0}}
    cast.does("foreman", "devicesource", "change", pk, address="ANL2", secret="")
    assert known().find(MN) is None and known().find("ANL2").secret == "A1B2C3D4", "an empty box leaves the password"


@pytest.mark.django_db
def test_it_is_silenced_with_its_device_and_its_address_given_back(cast: Cast) -> None:
    station = station_of(cast)
    pk = cast.does("foreman", "devicesource", "create", **a_source(station)).record
    cast.does("foreman", "device", "stop", station.pk, opinion="检修")
    assert known().find(MN) is None
    cast.does("foreman", "device", "resume", station.pk)
    assert known().find(MN).device == station.pk
    cast.does("foreman", "device", "scrap", station.pk, opinion="拆除")
    assert known().find(MN) is None
    jobs.run_waiting()
    assert DeviceSource.objects.get(pk=pk).state == "stopped"
    tank = tank_of(cast)
    cast.does("owner", "devicesource", "create", **a_source(tank, secret="ZZZZZZ"))
    assert (known().find(MN).device, known().find(MN).secret) == (tank.pk, "ZZZZZZ")
    with pytest.raises(Refused, match="已被使用"):
        cast.does("foreman", "devicesource", "resume", pk)
    assert known().find(MN).device == tank.pk


@pytest.mark.django_db
def test_an_address_of_somebody_else_is_refused_without_a_name(cast: Cast) -> None:
    cast.does("foreman", "devicesource", "create", **a_source(station_of(cast)))
    tank = tank_of(cast)
    with pytest.raises(Refused) as refused:
        cast.does("owner", "devicesource", "create", **a_source(tank))
    assert "已被使用" in str(refused.value)
    assert "扬尘" not in str(refused.value) and "宏基" not in str(refused.value)
    cast.does("owner", "devicesource", "create", **a_source(tank, address="ANL9"))
    with pytest.raises(Refused, match="甲醇储罐"):
        cast.does("owner", "devicesource", "create", **a_source(tank, address="ANL9"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"address": "有汉字"}, "MN"), ({"address": "A" * 25}, "MN"), ({"secret": "不行"}, "PW"),
        ({"protocol": "jt808", "address": "12345x"}, "手机号"), ({"protocol": "mqtt", "address": "a b"}, "MQTT"),
        ({"protocol": "mqtt", "address": "gas-01", "secret": "short"}, "12 位"),
        ({"protocol": "http", "address": "tank-1", "secret": "ABCDEF.GHIJKL"}, "点"),
        ({"units": [{"sent_as": "LA", "quantity": "noise", "unit": "kPa"}]}, "不能换算"),
        ({"units": [{"sent_as": "", "quantity": "pm10", "unit": "mg/m³"}]}, "因子编码"),
    ],
)  # fmt: skip
def test_what_no_device_could_send_is_refused(cast: Cast, more: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        cast.does("owner", "devicesource", "create", **a_source(tank_of(cast)) | more)
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_a_password_is_made_shown_once_and_made_anew(cast: Cast) -> None:
    tank = tank_of(cast)
    values = a_source(tank, protocol="mqtt", address="tank-01", secret="")
    made = cast.does("owner", "devicesource", "create", **values)
    first = known("mqtt").find("tank-01").secret
    assert len(first) == 20 and first in made.result["show"]
    page = cast.browser("owner").get(f"/self_check/device-sources/{made.record}/").content.decode()
    assert first not in page and "******" in page
    told = cast.does("owner", "devicesource", "renew_secret", made.record).result["show"]
    second = known("mqtt").find("tank-01").secret
    assert second in told and second != first


@pytest.mark.django_db
def test_a_terminal_keeps_the_code_it_was_given_until_it_is_taken(cast: Cast) -> None:
    tank = tank_of(cast)
    values = a_source(tank, protocol="jt808", address="013800138000", secret="")
    pk = cast.does("owner", "devicesource", "create", **values).record
    assert known("jt808").find("13800138000").secret == "", "it may register"
    Source.objects.filter(address="13800138000").update(secret="CODE000000000001")
    cast.does("owner", "devicesource", "change", pk, note="换了 SIM 卡")
    assert known("jt808").find("13800138000").secret == "CODE000000000001"
    cast.does("owner", "devicesource", "renew_secret", pk)
    assert known("jt808").find("13800138000").secret == ""


@pytest.mark.django_db
def test_unreadable_messages_are_the_system_administrators(cast: Cast) -> None:
    Unreadable.objects.create(
        protocol="hj212", peer="203.0.113.9:50123", address="NOBODY7", reason="stranger", body="2323"
    )
    page = cast.browser("platform").get("/self_check/unreadable/")
    assert page.status_code == 200 and "NOBODY7" in page.content.decode()
    for name in ("office", "owner", "security", "auditor"):
        assert cast.browser(name).get("/self_check/unreadable/").status_code == 404, name
