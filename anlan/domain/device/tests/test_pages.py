"""The live pages: who sees what, what they say of it, and what they say when there is nothing."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from anlan.domain.device import marks, present
from anlan.domain.device.models import DeviceNow
from anlan.domain.device.models.present import ALARM, BROKEN, NEVER, OFFLINE, OUT, WELL
from anlan.domain.device.testing import a_limit, station_of, tank_of
from anlan.kernel.clock import at as clock_at
from anlan.kernel.clock import now
from anlan.kernel.testing import Cast
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.store import close, store
from anlan.telemetry.words import Position, Reading

LEVEL = BY_CODE["level"].number
WALL, MAP, LIVE = "devices-wall", "devices-map", "device-live"
LORRY = {
    "name": "危货运输车",
    "kind": "lorry",
    "number": "CL-1",
    "plate": "苏D12345",
    "plate_colour": "yellow",
    "longitude": "",
    "latitude": "",
}


def ms(ago: float = 0) -> int:
    """So many seconds ago."""
    return int((now() - timedelta(seconds=ago)).timestamp() * 1000)


def say(device: int, *values: tuple[float, float, str], quantity: int = LEVEL) -> None:
    """The device says values: (seconds ago, value, flag)."""
    store().append([Reading(device, quantity, ms(ago), value, flag) for ago, value, flag in values], [], ms())


def page(cast: Cast, member: str, slug: str, pk: int | None = None, **asked: Any) -> Any:
    """A page of 自查自改 as somebody gets it."""
    prefix = "" if member in ("owner", "colleague", "neighbour", "stranger") else "firm-"
    path = f"/self_check/{prefix}{slug}/" + (f"{pk}/screen/" if pk else "")
    return browser(cast, member).get(path, asked)


def browser(cast: Cast, member: str) -> Client:
    return cast.browser(member)


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


@pytest.mark.parametrize("member", ["owner", "locality", "department", "office"])
def test_who_reads_the_device_sees_it_on_every_page(cast: Cast, member: str) -> None:
    tank = tank_of(cast)
    say(tank.pk, (10, 4.2, ""))
    present.look_at([tank.pk])
    assert "1号甲醇储罐" in text(page(cast, member, WALL))
    assert "4.200" in text(page(cast, member, LIVE, tank.pk))
    points = json.loads(text(page(cast, member, MAP, part="points", box="119,31,121,32", zoom=10)))["points"]
    assert [(p[2], p[9]) for p in points] == [(1, "1号甲醇储罐")]


@pytest.mark.parametrize("member", ["neighbour", "stranger", "other_locality", "other_department"])
def test_a_strangers_device_is_nowhere(cast: Cast, member: str) -> None:
    tank = tank_of(cast)
    say(tank.pk, (10, 4.2, ""))
    present.look_at([tank.pk])
    assert "1号甲醇储罐" not in text(page(cast, member, WALL))
    points = json.loads(text(page(cast, member, MAP, part="points", box="100,20,121,42", zoom=5)))["points"]
    assert points == []
    for slug in (LIVE, "device-track"):
        assert page(cast, member, slug, tank.pk).status_code == 404
    for part in ("series", "xlsx", "csv"):
        assert page(cast, member, LIVE, tank.pk, part=part, quantity="level").status_code == 404
    assert page(cast, member, "device-track", tank.pk, part="track").status_code == 404


def test_people_of_building_sites_have_the_wall_of_their_own(cast: Cast) -> None:
    station = station_of(cast)
    present.look_at([station.pk])
    for member in ("foreman", "director", "inspectorate"):
        found = browser(cast, member).get("/construction/devices-wall/")
        assert "东门扬尘监测站" in text(found), member
        assert browser(cast, member).get(f"/construction/device-live/{station.pk}/screen/").status_code == 200
    assert "东门扬尘监测站" not in text(browser(cast, "competitor").get("/construction/devices-wall/"))
    assert browser(cast, "competitor").get(f"/construction/device-live/{station.pk}/screen/").status_code == 404


def test_two_strangers_devices_cannot_be_compared(cast: Cast) -> None:
    mine, theirs = tank_of(cast), station_of(cast)
    asked = {"first": "level", "second": "level", "other": theirs.pk}
    assert page(cast, "owner", LIVE, mine.pk, **asked).status_code == 404
    beside = text(page(cast, "owner", LIVE, mine.pk, first="level", second="pressure"))
    assert "data-second=" in beside


def test_states_of_a_device(cast: Cast) -> None:
    tank = tank_of(cast)

    def standing() -> int:
        return DeviceNow.objects.get(pk=tank.pk).standing

    assert standing() == NEVER
    say(tank.pk, (0, 4.2, ""))
    assert present.look_at([tank.pk]) == 1
    assert standing() == WELL
    assert present.look_at([tank.pk]) == 0
    say(tank.pk, (-1, 4.2, "D"))
    present.look_at([tank.pk])
    assert standing() == BROKEN
    with clock_at(now() + timedelta(seconds=400)):
        present.look_at_all()
    assert standing() == OFFLINE
    present.alarmed({tank.pk: 3})
    assert standing() == ALARM
    present.look_at([tank.pk])
    assert (standing(), DeviceNow.objects.get(pk=tank.pk).speaks) == (ALARM, BROKEN)
    present.alarmed({tank.pk: 0})
    assert standing() == BROKEN
    cast.does("owner", "device", "stop", tank.pk, opinion="检修")
    assert standing() == OUT


def test_the_wall_puts_alarms_first_counts_states_and_says_limits_in_words(cast: Cast) -> None:
    quiet = tank_of(cast)
    loud = tank_of(cast, name="2号甲醇储罐", number="TK-102")
    cast.does("owner", "devicelimit", "create", **a_limit(loud))
    with clock_at(now() + timedelta(seconds=5)):
        say(quiet.pk, (0, 4.2, ""))
        say(loud.pk, (0, 9.1, ""))
        present.look_at([quiet.pk, loud.pk])
        present.alarmed({loud.pk: 3})
        shown = text(page(cast, "owner", WALL))
        assert shown.index("2号甲醇储罐") < shown.index("1号甲醇储罐")
        assert "超过高限值 8.5" in shown
        only = text(page(cast, "owner", WALL, state=ALARM))
        assert "2号甲醇储罐" in only
        assert "1号甲醇储罐" not in only
        assert "没有符合条件的设备" in text(page(cast, "owner", WALL, state=BROKEN))
        assert "2号甲醇储罐" not in text(page(cast, "owner", WALL, q="TK-101"))


def test_empty_pages_say_what_to_do(cast: Cast) -> None:
    assert "登记设备" in text(page(cast, "owner", WALL))
    assert "设备由企业或项目部登记" in text(page(cast, "office", WALL))
    assert "登记设备" in text(page(cast, "owner", MAP))
    assert "还没有登记车载终端" in text(page(cast, "owner", "device-track"))
    tank_of(cast, longitude="", latitude="")
    assert "没有带位置的设备" in text(page(cast, "owner", MAP))


def test_a_store_that_is_away_is_said(cast: Cast, settings: Any, tmp_path: Path) -> None:
    tank = tank_of(cast)
    close()
    settings.TELEMETRY = f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3"
    try:
        for found in (
            page(cast, "owner", WALL),
            page(cast, "owner", LIVE, tank.pk),
            page(cast, "owner", "device-track", tank.pk),
        ):
            assert "数据存储暂时无法访问" in text(found)
        assert page(cast, "owner", LIVE, tank.pk, part="series", quantity="level").status_code == 503
    finally:
        close()


def test_a_curve_has_gaps_flags_limits_marks_and_corrections(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tank = tank_of(cast)
    cast.does("owner", "devicelimit", "create", **a_limit(tank))
    cast.does(
        "owner",
        "maintenance",
        "create",
        device=str(tank.pk),
        reason="更换变送器",
        worker="周师傅",
        ends_at=(now() + timedelta(hours=1)).isoformat(),
    )
    mark = marks.Mark(ms(100), None, "液位高", quantity="level", url="/x/")
    monkeypatch.setattr(marks, "_markings", [lambda request, device, start, end: [mark] if device == tank.pk else []])
    with clock_at(now() + timedelta(seconds=5)):
        say(
            tank.pk,
            *((ago, 4.0, "") for ago in range(3000, 2400, -30)),
            *((ago, 5.0, "") for ago in range(600, 0, -30)),
            (15, 7.5, "D"),
        )
        wrong = ms(2400 + 30)
        [first] = [r.at for r in store().raw(tank.pk, LEVEL, wrong - 500, wrong + 500)]
        store().correct(tank.pk, LEVEL, first, 4.4, "吴操作", "抄错")
        data = json.loads(text(page(cast, "owner", LIVE, tank.pk, part="series", quantity="level")))
    gaps = [n for n, one in enumerate(data["points"]) if one[1] is None]
    assert len(gaps) == 1
    assert (data["points"][gaps[0] - 1][1], data["points"][gaps[0] + 1][1]) == (4.4, 5.0)
    assert len(data["points"]) == 42
    assert [one[2] for one in data["flags"]] == ["故障"]
    assert ("高", 8.5, "orange") in [(one["name"], one["value"], one["tone"]) for one in data["lines"]]
    assert [(one["text"], one["until"]) for one in data["marks"]] == [("液位高", None)]
    assert [one[2] for one in data["windows"]] == ["更换变送器"]
    assert [(one["original"], one["value"], one["by"]) for one in data["corrections"]] == [(4.0, 4.4, "吴操作")]


def test_a_curve_of_any_span_has_bounded_points(cast: Cast) -> None:
    tank = tank_of(cast)
    values = [Reading(tank.pk, LEVEL, ms(n * 20), 4 + n % 7 / 10) for n in range(20_000)]
    store().append(values, [], ms())
    for asked, least in (
        ({"span": "month"}, 100),
        ({"span": "today"}, 1),
        ({"span": "range", "from": "2020-01-01", "to": "2099-01-01"}, 0),
    ):
        data = json.loads(text(page(cast, "owner", LIVE, tank.pk, part="series", quantity="level", **asked)))
        assert least <= len(data["points"]) <= 2000, asked
    assert page(cast, "owner", LIVE, tank.pk, part="series", quantity="nonsense").status_code == 400
    assert "开始日期晚于结束日期" in text(
        page(cast, "owner", LIVE, tank.pk, **{"span": "range", "from": "2026-02-02", "to": "2026-01-01"})
    )


def test_a_span_is_exported_whole_with_what_was_put_right(cast: Cast) -> None:
    tank = tank_of(cast)
    say(tank.pk, (30, 4.0, ""), (20, 4.1, "C"), (10, 4.2, ""))
    store().correct(tank.pk, LEVEL, ms_of(tank.pk, 4.0), 4.4, "吴操作", "抄错")
    sheet = b"".join(page(cast, "owner", LIVE, tank.pk, part="xlsx", quantity="level").streaming_content)
    lines = [[c for c in row] for row in load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True)]
    assert lines[0][:4] == ["时间", "监测量", "数值", "单位"]
    assert [line[1:7] for line in lines[1:]] == [
        ["液位", "4.400", "m", "正常", "4", "吴操作 抄错"], ["液位", "4.100", "m", "校准", None, None], ["液位", "4.200", "m", "正常", None, None],
    ]  # fmt: skip
    csv = b"".join(page(cast, "owner", LIVE, tank.pk, part="csv").streaming_content).decode()
    assert csv.startswith("\ufeff时间,")
    assert csv.count("\n") == 4


def ms_of(device: int, value: float) -> int:
    """When the device said that value."""
    return next(r.at for r in store().raw(device, LEVEL, 0, ms(-60)) if r.value == value)


def test_a_day_of_a_lorry(cast: Cast) -> None:
    lorry = tank_of(cast, **LORRY)
    day = now().replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(days=1)
    begin = int(day.timestamp() * 1000)
    way = [Position(lorry.pk, begin + n * 10_000, 31.7 + n * 0.0015, 119.9, speed=60) for n in range(100)]
    stand = [Position(lorry.pk, begin + (100 + n) * 10_000, 31.8485, 119.9, speed=0) for n in range(40)]
    store().append([], [*way, *stand], ms())
    present.look_at([lorry.pk])
    shown = text(page(cast, "owner", "device-track", lorry.pk, day=day.date()))
    assert "16.5" in shown
    assert "6 分" in shown
    data = json.loads(text(page(cast, "locality", "device-track", lorry.pk, part="track", day=day.date())))
    assert len(data["points"]) == 140
    assert [len(one) for one in data["stops"]] == [4]
    assert "没有位置数据" in text(page(cast, "owner", "device-track", lorry.pk))
    found = DeviceNow.objects.get(pk=lorry.pk)
    assert (found.longitude, found.latitude) == (119.9, 31.8485)


def test_devices_close_together_are_one_point_until_one_looks_closer(cast: Cast) -> None:
    for n in range(4):
        tank_of(cast, name=f"储罐{n}", number=f"TK-2{n}", longitude=f"119.95{n}", latitude="31.7")
    tank_of(cast, name="远处的储罐", number="TK-30", longitude="120.9", latitude="31.7")
    asked = {"part": "points", "box": "119,31,122,33"}
    far = json.loads(text(page(cast, "owner", MAP, **asked, zoom=7)))["points"]
    assert sorted(p[2] for p in far) == [1, 4]
    near = json.loads(text(page(cast, "owner", MAP, **asked, zoom=17)))["points"]
    assert [p[2] for p in near] == [1] * 5
    for bad in ("", "1,2,3", "nan,1,2,3", "9,9,1,1", "1,2,3,4,5"):
        assert page(cast, "owner", MAP, part="points", box=bad, zoom=5).status_code == 400


def test_ground_of_the_map_is_data_of_the_installation(cast: Cast, settings: Any, tmp_path: Path) -> None:
    tank_of(cast)
    found = page(cast, "owner", MAP)
    assert "没有配置底图" in text(found)
    assert "img-src 'self' data: blob:;" in found["Content-Security-Policy"]
    assert page(cast, "owner", MAP, part="boundaries").status_code == 404
    shape = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[119.9, 31.7], [120, 31.7], [120, 31.8], [119.9, 31.7]]],
                },
            }
        ],
    }
    (tmp_path / "b.geojson").write_text(json.dumps(shape), "utf-8")
    settings.MAP_BOUNDARIES, settings.MAP_SYSTEM = str(tmp_path / "b.geojson"), "gcj02"
    settings.MAP_TILES = "https://tile{s}.example.cn:8443/{z}/{x}/{y}.png"
    found = page(cast, "owner", MAP)
    assert "img-src 'self' data: blob: https://*.example.cn:8443;" in found["Content-Security-Policy"]
    moved = json.loads(text(page(cast, "owner", MAP, part="boundaries")))["features"][0]["geometry"]["coordinates"][0][
        0
    ]
    assert moved == [pytest.approx(119.9045, abs=1e-3), pytest.approx(31.6979, abs=1e-3)]


def test_a_gateway_that_does_not_run_is_said(cast: Cast) -> None:
    tank_of(cast)
    assert "网关没有运行" in text(page(cast, "owner", WALL))
    present.look_at_all()
    assert "网关没有运行" not in text(page(cast, "owner", WALL))
