"""From raised to closed, by its desks; what the clock does; who sees what; the hazard it becomes."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from anlan.domain.alarm.climbing import look
from anlan.domain.alarm.figures import times
from anlan.domain.alarm.models import Alarm
from anlan.domain.alarm.testing import an_alarm, over
from anlan.domain.device.testing import station_of, tank_of
from anlan.domain.hazard.models import Hazard, SiteHazard
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.clock import jobs, now
from anlan.kernel.clock.models import Job
from anlan.kernel.flow import desk
from anlan.kernel.notice import sms
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

REAL = {"verdict": "real", "opinion": "液位计与现场一致"}


def waited(row: Alarm, minutes: int) -> Alarm:
    """As if nobody had confirmed for so long; then the clock looks."""
    Alarm.objects.filter(pk=row.pk).update(waiting_since=now() - timedelta(minutes=minutes))
    look({"alarm": row.pk})
    return Alarm.objects.get(pk=row.pk)


def told(organisation: int) -> list[str]:
    return list(Reminder.objects.filter(organisation=organisation).order_by("pk").values_list("title", flat=True))


def seen(cast: Cast, member: str, row: Alarm) -> bool:
    return bool(registry.register("alarm").rows(cast.seat(member)).filter(pk=row.pk).exists())


def test_a_firm_goes_all_the_way(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=3)
    cast.does("owner", "alarm", "confirm", row.pk)
    cast.does("owner", "alarm", "judge", row.pk, **REAL)
    cast.does("owner", "alarm", "handle", row.pk, handler="吴操作", opinion="停止进料，倒罐")
    with pytest.raises(Refused, match="不能是同一人"):
        cast.does("colleague", "alarm", "verify", row.pk, verifier="吴操作", opinion="正常")
    cast.does("colleague", "alarm", "verify", row.pk, verifier="周安全", opinion="液位已恢复")
    with pytest.raises(Forbidden, match="还没有恢复"):
        cast.does("owner", "alarm", "close", row.pk)
    over(row)
    cast.does("owner", "alarm", "close", row.pk)
    row.refresh_from_db()
    assert (row.state, row.verdict) == ("closed", "real") and row.closed_at and row.confirm_seconds is not None
    assert not desk.open_tasks(row).exists()
    assert times(Alarm.objects.all()) == (row.confirm_seconds, row.close_seconds)


def test_a_false_one_is_closed_without_handling_and_a_real_one_is_not(cast: Cast) -> None:
    row = over(an_alarm(tank_of(cast), rank=2))
    cast.does("owner", "alarm", "confirm", row.pk)
    cast.does("owner", "alarm", "judge", row.pk, **REAL)
    with pytest.raises(Forbidden, match="须处置"):
        cast.does("owner", "alarm", "dismiss", row.pk)
    cast.does("owner", "alarm", "judge_again", row.pk, verdict="false", opinion="液位计受泡沫干扰")
    cast.does("owner", "alarm", "dismiss", row.pk)
    row.refresh_from_db()
    assert (row.state, row.verdict) == ("closed", "false")


def test_two_confirm_at_once_and_one_is_told_why(cast: Cast) -> None:
    row = an_alarm(tank_of(cast))
    first = Act(cast.seat("owner"), "alarm", "confirm", row.pk, base_version=row.version)
    second = Act(cast.seat("colleague"), "alarm", "confirm", row.pk)
    deliver(first)
    assert deliver(first).again
    with pytest.raises(Forbidden, match="当前状态“已确认”不能确认"):
        deliver(second)


def test_a_blip_is_not_shown_to_the_authority_until_somebody_should_have_looked(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=1, level="数值异常")
    assert seen(cast, "owner", row) and not seen(cast, "department", row)
    row = waited(row, 119)
    assert not row.is_shared and not seen(cast, "department", row)
    row = waited(row, 121)
    assert seen(cast, "department", row) and row.climbed == 0
    with pytest.raises(Forbidden, match="由主管部门办理"):
        cast.does("department", "alarm", "confirm_by_authority", row.pk)


@pytest.mark.parametrize(("terms", "rank", "at_once", "when_real"), [
    ({}, 4, True, True), ({}, 3, False, True), ({"share_rank": 2}, 2, True, True),
    ({"share_rank": 5, "share_real": False}, 4, False, False),
])  # fmt: skip
def test_what_the_authority_sees_is_a_setting(
    cast: Cast, settings: Any, terms: dict[str, Any], rank: int, at_once: bool, when_real: bool
) -> None:
    settings.ALARM_TERMS = terms
    row = an_alarm(tank_of(cast), rank=rank)
    assert seen(cast, "department", row) == at_once
    cast.does("owner", "alarm", "confirm", row.pk)
    cast.does("owner", "alarm", "judge", row.pk, **REAL)
    assert seen(cast, "department", row) == when_real


def test_an_unconfirmed_one_of_a_site_climbs_from_desk_to_desk(cast: Cast) -> None:
    station = station_of(cast)
    row = an_alarm(station, rank=3, quantity="pm10", level="报警")
    jobs.run_waiting()
    assert told(station.keeper_id) == ["严重预警：东门扬尘监测站 PM10报警"]
    assert sorted(Job.objects.filter(kind="alarm:look", done_at=None).values_list("run_at", flat=True)) == [
        row.waiting_since + timedelta(minutes=m) for m in (30, 60, 120)
    ]
    assert waited(row, 29).climbed == 0
    with pytest.raises(Forbidden, match="由施工企业办理"):
        cast.does("director", "alarm", "confirm_by_company", row.pk)
    assert waited(row, 31).climbed == 1 and not seen(cast, "inspectorate", row)
    row = waited(row, 61)
    jobs.run_waiting()
    assert row.climbed == 2 and seen(cast, "inspectorate", row)
    assert told(station.unit_id) == told(row.supervisor_id) == ["严重预警：东门扬尘监测站 PM10报警（超时未确认）"]
    holders = set(desk.open_tasks(row).values_list("organisation", flat=True))
    assert holders == {station.keeper_id, station.unit_id, row.supervisor_id}
    cast.does("inspectorate", "alarm", "confirm_by_authority", row.pk, opinion="已电话通知项目部")
    assert set(desk.open_tasks(row).values_list("organisation", flat=True)) == {station.keeper_id}
    assert waited(row, 600).climbed == 2


def test_a_late_clock_does_everything_at_once_and_a_firm_has_no_company_above_it(cast: Cast) -> None:
    row = waited(an_alarm(tank_of(cast), rank=3), 31)
    assert row.climbed == 2 and row.is_shared
    assert waited(an_alarm(station_of(cast), 2, rank=3, quantity="pm10"), 999).climbed == 2


def test_a_confirmed_one_stays_where_it_is(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=4)
    cast.does("owner", "alarm", "confirm", row.pk)
    assert waited(row, 999).climbed == 0


def test_the_hazard_of_a_firm_is_made_once_and_knows_its_alarm(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=4, level="高高")
    cast.does("owner", "alarm", "confirm", row.pk)
    cast.does("owner", "alarm", "judge", row.pk, **REAL)
    with pytest.raises(Forbidden, match="已转为隐患"):
        cast.does("owner", "alarm", "to_hazard", row.pk)
    jobs.run_waiting()
    jobs.run_waiting()
    hazard = Hazard.objects.get(origin_type="alarm", origin_id=row.pk)
    assert (hazard.unit_id, hazard.state, hazard.is_reported) == (row.unit_id, "open", True)
    assert hazard.due_on is not None and hazard.due_on - hazard.found_on == timedelta(days=3)
    assert "1号甲醇储罐" in hazard.problem and hazard.place == "罐区北侧"
    page = cast.browser("owner").get(reverse("doors:go", args=["alarm", row.pk]), follow=True)
    assert page.status_code == 200 and "转出的隐患" in page.content.decode() and "未整改" in page.content.decode()


def test_a_lesser_one_becomes_a_hazard_by_the_button_alone(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=2)
    cast.does("owner", "alarm", "confirm", row.pk)
    cast.does("owner", "alarm", "judge", row.pk, **REAL)
    jobs.run_waiting()
    assert not Hazard.objects.exists()
    cast.does("owner", "alarm", "to_hazard", row.pk)
    jobs.run_waiting()
    assert Hazard.objects.filter(origin_type="alarm", origin_id=row.pk).count() == 1


def test_the_hazard_of_a_site_follows_its_alarm(cast: Cast) -> None:
    row = an_alarm(station_of(cast), rank=4, quantity="pm10", level="报警")
    states = []
    for member, verb, said in (
        ("foreman", "confirm", {}), ("foreman", "judge", REAL), ("foreman", "handle", {"handler": "周正", "opinion": "开启喷淋"}),
        ("director", "send_back", {"opinion": "数值未降"}), ("foreman", "handle", {"handler": "周正", "opinion": "停止土方作业"}),
        ("director", "verify", {"verifier": "陆平", "opinion": "已达标"}),
    ):  # fmt: skip
        cast.does(member, "alarm", verb, row.pk, **said)
        jobs.run_waiting()
        states += SiteHazard.of_origin("alarm", row.pk).values_list("state", flat=True)
    assert states == ["open", "replied", "open", "replied", "closed"]


def test_each_is_told_as_he_has_chosen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(sms, "send", lambda phone, text, key: sent.append(f"{phone} {text}"))
    owner = cast.seat("owner")
    owner.user.phone = "13800000001"
    owner.user.save()
    cast.does("owner", "alarmchannel", "create", on_page="false", by_sms="true", least_rank="3", sound="true")
    with pytest.raises(Refused, match="没有绑定手机号"):
        cast.does("colleague", "alarmchannel", "create", on_page="true", by_sms="true", least_rank="2")
    an_alarm(tank_of(cast), 1, rank=2)
    an_alarm(tank_of(cast), 2, rank=4, level="高高")
    jobs.run_waiting()
    assert told(owner.organisation_id) == []
    assert len(sent) == 1 and sent[0].startswith("13800000001 【安澜】紧急预警")


def test_a_graver_level_is_told_again_and_a_closed_one_that_comes_back_is_open(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=2)
    jobs.run_waiting()
    worse = {"level": "高高", "rank": 4, "value": "9.4", "limit": "9", "count": 12, "worst": "9.4"}
    deliver(Act(None, "alarm", "follow", row.pk, worse))
    jobs.run_waiting()
    assert told(row.keeper_id) == ["一般预警：1号甲醇储罐 液位高", "紧急预警：1号甲醇储罐 液位高高"]
    row = over(Alarm.objects.get(pk=row.pk))
    cast.does("owner", "alarm", "confirm", row.pk)
    cast.does("owner", "alarm", "judge", row.pk, verdict="maintenance", opinion="清罐")
    cast.does("owner", "alarm", "dismiss", row.pk)
    deliver(Act(None, "alarm", "reopen", row.pk, worse | {"ended_at": ""}))
    row.refresh_from_db()
    assert (row.state, row.verdict, row.confirmed_at, row.ended_at) == ("raised", "", None, None)


def test_nobody_presses_what_the_readings_do(cast: Cast) -> None:
    row = an_alarm(tank_of(cast), rank=4)
    for member in ("owner", "department", "office"):
        for verb in ("follow", "climb", "show", "reopen"):
            with pytest.raises(Forbidden):
                cast.does(member, "alarm", verb, row.pk, level="高", rank="1", count="1")
    with pytest.raises(NotYours):
        cast.does("stranger", "alarm", "confirm", row.pk)


def test_the_home_page_of_an_officer_opens_the_rows(cast: Cast) -> None:
    an_alarm(tank_of(cast), rank=4, level="高高")
    page = cast.browser("department").get("/", follow=True).content.decode()
    assert "监测预警" in page and "1号甲醇储罐 液位高高" in page
    link = (
        page.split('id="alarms-now"')[1].split('<ul class="rows"><li><a href="')[1].split('"')[0].replace("&amp;", "&")
    )
    opened = cast.browser("department").get(link)
    assert opened.status_code == 200 and "1号甲醇储罐" in opened.content.decode()
