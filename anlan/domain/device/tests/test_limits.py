"""What holds for a device: the limits of its kind, its own before them, from a moment to a moment; windows; neighbours."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from anlan.domain.device import kinds, units
from anlan.domain.device.compiled import changed_since, compile_limits, compiled, values_of
from anlan.domain.device.models import Device, DeviceLimit, Maintenance
from anlan.domain.device.rules.words import (
    Cumulative,
    DeviceRules,
    Impossible,
    Limit,
    Neighbours,
    NoData,
    Rule,
    TimeOfDay,
)
from anlan.domain.device.testing import a_limit, a_station, a_tank, station_of, tank_of
from anlan.kernel.act.act import Refused
from anlan.kernel.clock import at, now
from anlan.kernel.testing import Cast
from anlan.telemetry.quantities import BY_CODE

LEVEL, NOISE = BY_CODE["level"].number, BY_CODE["noise"].number


def limits(rules: list[Rule], quantity: str) -> dict[str, Limit]:
    """The single bounds of a quantity by level."""
    return {r.level: r for r in rules if isinstance(r, Limit) and r.quantity == BY_CODE[quantity].number}


def typed(moment: datetime) -> str:
    """As a form says it."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def test_the_packaged_edition_names_a_source_for_every_number() -> None:
    edition = kinds.edition_on(date(2026, 6, 1))
    assert {k.key for k in edition.kinds} >= {"tank", "gas_lel", "dust", "tower_crane", "pit", "lorry", "camera"}
    for kind in edition.kinds:
        assert kind.silent_after > 0
        assert all(one.source for one in kind.limits), kind.key
    noise = {o.level: o for o in edition.kind("dust").limits if o.quantity == "noise"}  # type: ignore[union-attr]
    assert (noise["day"].value, noise["night"].value) == (70, 55)


def test_a_later_edition_stands_beside_the_former(tmp_path: Path, settings: Any) -> None:
    text = """key = "t"\ntitle = "另一版"\nvalid_from = 2027-01-01\n[[kinds]]\nkey = "gas_lel"\nname = "可燃气体探测器"
silent_after = 60\nquantities = [{ code = "gas_lel" }]
limits = [{ quantity = "gas_lel", level = "level1", value = 20, source = "地方规定" }]\n"""
    (tmp_path / "2027.toml").write_text(text, "utf-8")
    settings.DEVICE_KINDS = str(tmp_path)
    first = [
        k.limit("gas_lel", "level1")
        for d in (date(2026, 12, 31), date(2027, 1, 1))
        if (k := kinds.kind_of("gas_lel", d))
    ]
    assert [one.value for one in first if one] == [25, 20]
    assert kinds.kind_of("tank", date(2027, 1, 1)) == kinds.kind_of("tank", date(2026, 12, 31)), "dropped kinds stay"


@pytest.mark.parametrize(
    "wrong", ["quantity = 'levle', level = 'high'", "quantity = 'level', level = 'higher'", "level = 'high'"]
)
def test_a_mistake_in_an_edition_is_said(wrong: str) -> None:
    text = "key = 'x'\ntitle = 'x'\nvalid_from = 2027-01-01\n[[kinds]]\nkey = 'tank'\nname = '罐'\nsilent_after = 1\n"
    with pytest.raises(ValueError, match="设备类型"):
        kinds.read_edition(f"{text}quantities = [{{ code = 'level' }}]\nlimits = [{{ {wrong}, source = 'x' }}]\n")


@pytest.mark.django_db
def test_its_own_limit_comes_before_its_kinds_and_goes_again(cast: Cast) -> None:
    tank = tank_of(cast)
    assert not limits(compile_limits(tank), "level"), "a tank's kind knows no level that fits all"
    first = cast.does("owner", "devicelimit", "create", **a_limit(tank, delay="5", hysteresis="0.1")).record
    one = limits(compile_limits(tank), "level")["高"]
    assert (one.value, one.for_seconds, one.hysteresis, one.direction) == (8.5, 5, 0.1, "high")
    assert "储罐设计说明书 3.2" in one.source
    then = now()
    second = cast.does("owner", "devicelimit", "create", **a_limit(tank, value="8.2", reason="变更单 17")).record
    assert limits(compile_limits(tank), "level")["高"].value == 8.2
    cast.does("owner", "devicelimit", "withdraw", second, opinion="变更取消")
    assert limits(compile_limits(tank), "level")["高"].value == 8.5, "the former one holds again"
    assert limits(list(compiled([tank.pk], then)[tank.pk].rules), "level")["高"].value == 8.5
    row = DeviceLimit.objects.get(pk=first)
    with pytest.raises(Refused, match="不能再修改"):
        cast.does("owner", "devicelimit", "change", row.pk, value="9")


@pytest.mark.django_db
def test_a_limit_of_later_counts_later_and_wakes_the_rules(cast: Cast) -> None:
    tank = tank_of(cast)
    begins = now() + timedelta(days=2)
    cast.does("owner", "devicelimit", "create", **a_limit(tank, valid_from=typed(begins)))
    assert not limits(compile_limits(tank), "level")
    with at(begins + timedelta(minutes=1)):
        assert limits(compile_limits(tank), "level")["高"].value == 8.5
        assert tank.pk in changed_since(begins - timedelta(minutes=1))
        assert tank.pk not in changed_since(begins + timedelta(seconds=30))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"quantity": "noise", "level": "day"}, "不监测"), ({"level": "alarm"}, "没有这个级别"), ({"value": "900"}, "超出"),
        ({"level": "low", "value": "9"}, "应小于"), ({"delay": "90000"}, "最长一天"), ({"reason": ""}, "请填写"),
    ],
)  # fmt: skip
def test_limits_that_can_not_be_are_refused(cast: Cast, more: dict[str, str], why: str) -> None:
    tank = tank_of(cast)
    cast.does("owner", "devicelimit", "create", **a_limit(tank))
    with pytest.raises(Refused, match=why):
        cast.does("owner", "devicelimit", "create", **a_limit(tank) | more)


@pytest.mark.django_db
def test_an_empty_limit_switches_a_level_off(cast: Cast) -> None:
    station = station_of(cast)
    values = {"quantity": "noise", "level": "night", "value": "", "reason": "夜间施工许可"}
    cast.does("foreman", "devicelimit", "create", **a_limit(station) | values)
    found = next(r for r in compile_limits(station) if isinstance(r, TimeOfDay))
    assert (found.quantity, found.day, found.night) == (NOISE, 70, float("inf"))
    assert values_of(station, "noise", now()) == {"day": 70, "night": None}


@pytest.mark.django_db
def test_a_pit_is_judged_by_total_and_rate(cast: Cast) -> None:
    pit = station_of(cast, kind="pit", number="JK-1", name="基坑监测")
    values = {"quantity": "displacement_h", "level": "cumulative", "value": "30", "reason": "设计图 结施-03"}
    cast.does("foreman", "devicelimit", "create", **a_limit(pit) | values)
    found = {r.quantity: r for r in compile_limits(pit) if isinstance(r, Cumulative)}
    one = found[BY_CODE["displacement_h"].number]
    assert (one.cumulative, one.rate) == (30, 2)
    assert "结施-03" in one.source and "GB 50497-2019" in one.source


@pytest.mark.django_db
def test_windows_neighbours_and_silence_are_compiled_in_few_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    stations = [station_of(cast, number=f"YC-{n}", name=f"{n}号站") for n in range(3)]
    until = now() + timedelta(hours=3)
    values = {"device": str(stations[0].pk), "reason": "换滤膜", "worker": "周师傅", "ends_at": typed(until)}
    window = cast.does("foreman", "maintenance", "create", **values).record
    with django_assert_max_num_queries(4):
        found: dict[int, DeviceRules] = compiled()
    one = found[stations[0].pk]
    assert len(one.windows) == 1 and one.windows[0].end > now().timestamp() * 1000
    assert not found[stations[1].pk].windows
    beside = next(r for r in one.rules if isinstance(r, Neighbours))
    assert set(beside.devices) == {s.pk for s in stations[1:]}
    assert any(isinstance(r, NoData) and r.seconds == 900 for r in one.rules)
    assert any(isinstance(r, Impossible) and r.quantity == NOISE for r in one.rules)
    before = now()
    cast.does("foreman", "maintenance", "finish", window)
    assert not compiled([stations[0].pk])[stations[0].pk].windows
    assert stations[0].pk in changed_since(before)
    assert Maintenance.objects.get(pk=window).ends_at <= now()


@pytest.mark.django_db
def test_a_device_out_of_use_is_not_judged(cast: Cast) -> None:
    tank = tank_of(cast)
    before = now()
    cast.does("owner", "device", "stop", tank.pk, opinion="清罐")
    assert tank.pk not in compiled() and tank.pk in changed_since(before)
    cast.does("owner", "device", "resume", tank.pk)
    assert tank.pk in compiled([tank.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"latitude": ""}, "一起填写"), ({"longitude": "31.7", "latitude": "119.9"}, "无效|90|填反"),
        ({"longitude": "31.7", "latitude": "80"}, "填反"), ({"installed_on": "2099-01-01"}, "不能晚于今天"),
        ({"kind": "lorry"}, "请填写"), ({"number": "tk-101"}, "已有这个设备编号"),
    ],
)  # fmt: skip
def test_devices_that_can_not_be_are_refused(cast: Cast, more: dict[str, str], why: str) -> None:
    tank_of(cast)
    with pytest.raises(Refused, match=why):
        cast.does("owner", "device", "create", **a_tank(cast, number="TK-102") | more)


@pytest.mark.django_db
def test_only_who_looks_after_it_enters_and_changes(cast: Cast) -> None:
    station = station_of(cast)
    for member in ("director", "inspectorate"):
        with pytest.raises(Refused):
            cast.does(member, "device", "create", **a_station(cast, number="YC-77"))
        with pytest.raises(Refused):
            cast.does(member, "devicelimit", "create", **a_limit(station, quantity="tsp", level="alarm", value="500"))
    assert Device.objects.filter(site=station.site).count() == 1
    assert (station.keeper_id, station.unit_id) == (station.site.department_id, station.site.unit_id)


@pytest.mark.parametrize(
    ("quantity", "unit", "sent", "value"),
    [
        ("pm10", "mg/m³", 0.15, 150), ("air_pressure", "hPa", 1013.2, 101.32), ("temperature", "℉", 212, 100),
        ("pressure", "kPa", 250, 0.25), ("weight", "kg", 1500, 1.5), ("pm10", "same", 7, 7), ("wind_speed", "km/h", 36, 10),
    ],
)  # fmt: skip
def test_units_become_the_quantitys_own(quantity: str, unit: str, sent: float, value: float) -> None:
    found = units.conversion(quantity, unit)
    assert found is not None
    assert sent * found[0] + found[1] == pytest.approx(value)
    assert units.conversion("noise", "kPa") is None
