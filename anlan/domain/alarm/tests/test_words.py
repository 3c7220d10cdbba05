"""Values of alarms as people read them: as exact as the device measures, with their unit, wherever they are said."""

from decimal import Decimal

import pytest

from anlan.domain.alarm.listeners import hazards_of
from anlan.domain.alarm.telling import body_of
from anlan.domain.alarm.testing import an_alarm
from anlan.domain.device.amounts import amount, duration
from anlan.domain.device.testing import station_of, tank_of
from anlan.kernel.clock import jobs
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast


@pytest.mark.parametrize(("kind", "code", "value", "aspect", "exact", "said"), [
    ("tank", "level", "8.5321", "", False, "8.532 m"),
    ("tank", "level", "8.0000", "", True, "8.000 m"),
    ("tank", "temperature", "40.06", "", False, "40.1℃"),
    ("dust", "pm10", "594.798", "", False, "595 µg/m³"),
    ("dust", "pm10", "75.5000", "", True, "75.5 µg/m³"),
    ("pit", "settlement", "2.2", "rate", False, "2.20 mm/天"),
    ("pit", "water_level", "501.25", "rate", False, "501.2 mm/天"),
    ("tank", "level", "-0.0003", "", False, "0.000 m"),
    ("tank", "", "21600", "seconds", False, "6 小时"),
    ("lorry", "moment", "107.94", "", False, "107.9%"),
    ("no such kind", "no such quantity", "1.5000", "", False, "1.5"),
])  # fmt: skip
def test_a_value_in_words(kind: str, code: str, value: str, aspect: str, exact: bool, said: str) -> None:
    assert amount(kind, code, Decimal(value), aspect, exact) == said


def test_no_value_and_stretches_of_time() -> None:
    assert amount("tank", "level", None) == ""
    assert [duration(n) for n in (45, 90, 3600, 129_600)] == ["45 秒", "1.5 分钟", "1 小时", "1.5 天"]


def test_list_page_notice_and_message_say_it_alike(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), value="8.2040", worst="8.3119", limit="8")
    browser = cast.browser("owner")
    listed = browser.get("/self_check/alarms/").content.decode()
    page = browser.get(f"/self_check/alarms/{row.pk}/").content.decode()
    assert "8.204 m" in listed and "8.2040" not in listed
    assert all(said in page for said in ("8.204 m", "8.312 m", "8.000 m")) and "8.0000 m" not in page
    assert "查看曲线" in page
    assert "当前值 8.204 m，限值 8.000 m" in body_of(row)
    row.refresh_from_db()
    assert [str(one) for one in (row.value, row.worst, row.limit)] == ["8.204", "8.3119", "8"]
    jobs.run_waiting()
    assert Reminder.objects.filter(body__contains="当前值 8.204 m，限值 8.000 m").exists()


def test_the_hazard_says_it_too(cast: Cast) -> None:
    row = an_alarm(station_of(cast), quantity="pm10", level="报警", value="594.798", worst="690.4", limit="300", rank=4)
    cast.does("foreman", "alarm", "confirm", row.pk)
    cast.does("foreman", "alarm", "judge", row.pk, verdict="real", opinion="喷淋没有打开")
    jobs.run_waiting()
    [hazard] = hazards_of(row)
    assert "最严重值 690 µg/m³，限值 300 µg/m³" in hazard.problem


def test_the_page_says_what_was_decided_and_by_whom(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=2)
    cast.does("owner", "alarm", "confirm", row.pk)
    cast.does("owner", "alarm", "judge", row.pk, verdict="fault", opinion="变送器损坏")
    cast.does("owner", "alarm", "handle", row.pk, handler="吴操作", opinion="更换变送器")
    page = cast.browser("owner").get(f"/self_check/alarms/{row.pk}/").content.decode()
    assert "研判结果 故障" in page and "处置人 吴操作" in page


def test_the_wall_rings_for_nobody_who_has_chosen_silence(cast: Cast) -> None:
    tank_of(cast)
    wall = "/self_check/devices-wall/"
    assert "data-wall-sound" in cast.browser("owner").get(wall).content.decode()
    cast.does("owner", "alarmchannel", "create", on_page="true", by_sms="false", least_rank="2", sound="false")
    silent = cast.browser("owner").get(wall).content.decode()
    assert "data-wall-sound" not in silent and "已关闭大屏声音提示" in silent
    assert "data-wall-sound" in cast.browser("colleague").get(wall).content.decode()


def test_the_time_line_says_moments_as_everywhere(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=2, value="8.2")
    page = cast.browser("owner").get(f"/self_check/alarms/{row.pk}/").content.decode()
    assert "2026-05-06 08:01" in page and "2026-05-06T" not in page


def test_what_a_device_reports_itself_has_no_value_and_an_alarm_has_a_number_for_people(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rule="bit", quantity="fault_bits", level="紧急报警", value="1", worst="1", limit="1")
    assert [row.amount(name) for name in ("value", "limit", "worst")] == ["", "", ""]
    page = cast.browser("owner").get(f"/self_check/alarms/{row.pk}/").content.decode()
    assert f"20260506-{row.pk}" in page
