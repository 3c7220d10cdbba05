"""设备台账: what devices say now, whole sheets of them, and what of them runs out."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.domain.device.live import standings
from anlan.domain.device.models import Device
from anlan.domain.device.testing import station_of, tank_of
from anlan.domain.enterprise import expiry
from anlan.kernel.clock import at, jobs, now, today
from anlan.kernel.clock.models import Job
from anlan.kernel.notice.live import may_follow
from anlan.kernel.testing import Cast
from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.store import Unavailable, store
from anlan.telemetry.words import Reading

HEADS = ("设备名称", "设备类型", "设备编号", "车牌号", "车牌颜色", "经度", "纬度")


def say(device: Device, value: float, flag: str = "", quantity: str = "level") -> None:
    """The device sends a value now."""
    moment = int(now().timestamp() * 1000)
    store().append([Reading(device.pk, BY_CODE[quantity].number, moment, value, flag)], [], moment)


@pytest.mark.django_db
def test_the_list_says_who_speaks_and_what(cast: Cast) -> None:
    tank, silent = tank_of(cast), tank_of(cast, number="TK-102", name="2号储罐")
    browser = cast.browser("owner")
    assert browser.get("/self_check/devices/").content.decode().count("未上线") == 2
    say(tank, 3.25)
    page = browser.get("/self_check/devices/").content.decode()
    assert "在线" in page and "液位 3.250m" in page and page.count("未上线") == 1
    detail = browser.get(f"/self_check/devices/{tank.pk}/").content.decode()
    assert "3.250" in detail and "高高" in detail
    with at(now() + timedelta(seconds=301)):
        assert [s.word for s in _now(tank, silent)] == ["离线", "未上线"]
    say(tank, 3.3, "D")
    assert _now(tank)[0].word == "故障"


def _now(*devices: Device) -> list[Any]:
    found = standings([(d.pk, d.kind, d.state) for d in devices])
    return [found[d.pk] for d in devices]


@pytest.mark.django_db
def test_the_list_opens_while_the_store_is_away(cast: Cast, monkeypatch: Any) -> None:
    tank_of(cast)

    def away(*args: Any) -> Any:
        raise Unavailable("away")

    monkeypatch.setattr(type(store()), "heard", away)
    page = cast.browser("owner").get("/self_check/devices/")
    assert page.status_code == 200 and "状态未知" in page.content.decode()


@pytest.mark.django_db
def test_who_reads_a_device_may_follow_it(cast: Cast) -> None:
    tank = tank_of(cast)
    for name, may in (("owner", True), ("department", True), ("neighbour", False), ("foreman", False)):
        assert may_follow(cast.seat(name), [f"device:{tank.pk}"]) is may, name
    owner = cast.seat("owner")
    for unknown in ("device:x", "device:", "device", f"devices:{tank.pk}", "rows:user"):
        assert not may_follow(owner, [f"device:{tank.pk}", unknown]), unknown


@pytest.mark.django_db
def test_a_wall_of_devices_is_asked_about_at_once(cast: Cast) -> None:
    tanks, owner = [tank_of(cast, number=f"V-{n}") for n in range(5)], cast.seat("owner")
    counts = []
    for many in (tanks[:1], tanks):
        with CaptureQueriesContext(connection) as asked:
            assert may_follow(owner, [f"device:{tank.pk}" for tank in many])
        counts.append(len(asked))
    assert counts[1] <= counts[0]


def offer(cast: Cast, *lines: tuple[str, ...]) -> tuple[str, Job]:
    """The firm uploads a sheet of devices; the address of its progress and the check."""
    book = openpyxl.Workbook()
    for line in (HEADS, *lines):
        book.active.append(line)
    book.save(out := io.BytesIO())
    answer = cast.browser("owner").post(
        "/self_check/devices/import/", {"file": SimpleUploadedFile("设备.xlsx", out.getvalue())}
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    jobs.run_waiting()
    return answer["Location"], Job.objects.filter(kind="check-sheet").latest("pk")


@pytest.mark.django_db
def test_a_sheet_of_devices_comes_in_whole_or_not_at_all(cast: Cast) -> None:
    tank_of(cast)
    good = [(f"{n}号罐", "储罐", f"T-{n}", "", "", "119.95", "31.7") for n in range(30)]
    lorry = ("苏D危运1", "车载终端", "L-1", "苏D12345", "黄色", "", "")
    cells = [
        ("甲", "锅炉", "X-1", "", "", "", ""), ("", "储罐", "X-2", "", "", "", ""), ("丙", "储罐", "X-4", "", "", "1190", "31.7"),
        ("丁", "车载终端", "X-5", "", "", "", ""),
    ]  # fmt: skip
    _, job = offer(cast, *good, lorry, *cells)
    assert job.progress["bad"] == len(cells)
    for line in (("乙", "储罐", "TK-101", "", "", "", ""), good[0], ("己", "储罐", "X-7", "", "", "119.95", "")):
        url, _ = offer(cast, *good, line)
        answer = cast.browser("owner").post(url)
        jobs.run_waiting()
        told = cast.browser("owner").get(answer["Location"] if answer.status_code == 302 else url).content.decode()
        assert "第 32 行" in told, line
    assert Device.objects.count() == 1
    url, job = offer(cast, *good, lorry)
    assert (job.progress["count"], job.progress["bad"]) == (31, 0)
    assert cast.browser("owner").post(url).status_code == 302
    jobs.run_waiting()
    assert Device.objects.count() == 32
    row = Device.objects.get(number="L-1")
    assert (row.plate, row.plate_colour, row.kind, row.keeper_id) == (
        "苏D12345",
        "yellow",
        "lorry",
        cast.owner.organisation_id,
    )


@pytest.mark.django_db
def test_what_runs_out_is_reminded_of_where_it_is_looked_after(cast: Cast) -> None:
    soon = str(today() + timedelta(days=9))
    people = [{"name": "吴操作", "certificate": "作业证", "number": "1", "until": soon}]
    tank, station = tank_of(cast, operators=people), station_of(cast)
    paper = {"kind": "explosion", "number": "1", "until": soon}
    cast.does("owner", "devicepaper", "create", device=str(tank.pk), **paper)
    cast.does("foreman", "devicepaper", "create", device=str(station.pk), **paper)
    old = {"by": "计量所", "result": "passed", "done_on": "2025-01-01", "until": soon}
    first = cast.does("foreman", "calibration", "create", device=str(station.pk), **old).row
    found = {(p.unit_id, p.title) for p in expiry.due_on(today()) if p.record and p.record[0] in _OURS}
    owner, company, people_there = tank.unit_id, station.unit_id, station.keeper_id
    assert {place for place, _ in found} == {owner, company, people_there}
    assert {t for place, t in found if place == owner} == {
        "1号甲醇储罐防爆合格证", "1号甲醇储罐操作人员吴操作的作业证",
    }  # fmt: skip
    mine = [p for p in expiry.due_on(today(), people_there) if p.record and p.record[0] in _OURS]
    assert {p.unit_id for p in mine} == {people_there} and len(mine) == 2
    again = old | {"done_on": str(today()), "until": str(today() + timedelta(days=365))}
    cast.does("foreman", "calibration", "create", device=str(station.pk), **again)
    left = [p.record for p in expiry.due_on(today()) if p.record and p.record[0] == "calibration"]
    assert left == [], f"{first} was done again"
    cast.does("foreman", "device", "scrap", station.pk, opinion="拆除")
    left = [p.record for p in expiry.due_on(today(), company) if p.record and p.record[0] in _OURS]
    assert left == []


_OURS = ("device", "devicepaper", "calibration")
