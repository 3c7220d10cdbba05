"""事故快报 from the owner upward: its hour, its levels, what changes, and the one record it makes."""

from datetime import timedelta
from typing import Any

import pytest

from anlan.domain.accident.kinds import GB1986, Grade
from anlan.domain.accident.listeners import make_record
from anlan.domain.accident.models import AccidentRecord, QuickReport, UrgentReport
from anlan.domain.project.testing import build_works
from anlan.kernel.act.act import Forbidden, Refused
from anlan.kernel.act.models import Event
from anlan.kernel.clock import at, jobs, now
from anlan.kernel.flow import desk
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast

from .cases import accident, ago, quick, urgent

pytestmark = pytest.mark.django_db


def made(cast: Cast, **more: Any) -> QuickReport:
    row: QuickReport = cast.does("builder", "quickreport", "create", **quick(cast, **more)).row
    return row


def reported(cast: Cast, **more: Any) -> QuickReport:
    row = made(cast, **more)
    cast.does("builder", "quickreport", "report", row.pk)
    jobs.run_waiting()
    row.refresh_from_db()
    return row


def step(row: Any, move: str) -> Any:
    return desk.steps_of(row).filter(move=move).last()


def test_it_goes_straight_to_the_direct_supervisor(cast: Cast) -> None:
    row = reported(cast, party="contractor")
    assert row.held_by_id == cast.province.organisation_id and row.is_reported and not row.is_late
    assert row.unit_id == cast.contractor.organisation_id and row.grade == Grade.GENERAL
    assert "按时" in step(row, "report").values["上报时限"]
    assert "重伤 1 人" in step(row, "report").values["伤亡和损失"]


def test_late_needs_a_reason_and_stays_marked(cast: Cast) -> None:
    row = made(cast, told_at=ago(minutes=95))
    with pytest.raises(Refused, match=r"已超过 1 小时上报时限 3[456] 分钟"):
        cast.does("builder", "quickreport", "report", row.pk)
    cast.does("builder", "quickreport", "report", row.pk, late_reason="现场没有信号")
    row.refresh_from_db()
    assert row.is_late and row.late_reason == "现场没有信号" and "迟报" in step(row, "report").values["上报时限"]
    cast.does("province", "quickreport", "return", row.pk, opinion="补充概况")
    cast.does("builder", "quickreport", "report", row.pk, late_reason="")
    row.refresh_from_db()
    assert row.is_late and row.late_reason == "现场没有信号", "reported again, it is as late as it was"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"happened_at": ago(hours=-1)}, "发生时间晚于现在"),
        ({"told_at": ago(hours=-1)}, "接到报告时间晚于现在"),
        ({"told_at": ago(hours=9)}, "接到报告时间早于发生时间"),
        ({"kind": "1986-09"}, "请在该版本中选择事故类型"),
        ({"deaths": "-1"}, "0"),
        ({"deaths": "100001"}, "100000"),
        ({"overview": ""}, "事故发生单位概况"),
    ],
)
def test_what_is_refused(cast: Cast, more: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        made(cast, **more)
    assert not QuickReport.objects.exists()


def test_an_old_accident_is_told_by_the_old_edition(cast: Cast) -> None:
    row = made(cast, happened_at="2025-03-01 08:00", told_at="2025-03-01 08:10", kind=f"{GB1986.key}-09")
    assert row.name.endswith("“3·1”高处坠落事故") and f"{row.month}" == "2025-03-01"


def test_only_the_owner_reports_quickly(cast: Cast) -> None:
    for member in ("contractor", "engineer", "province"):
        with pytest.raises(Forbidden):
            cast.does(member, "quickreport", "create", **quick(cast))


def test_a_reported_one_is_neither_changed_nor_deleted(cast: Cast) -> None:
    row = reported(cast)
    for verb in ("change", "delete"):
        with pytest.raises(Forbidden):
            cast.does("builder", "quickreport", verb, row.pk, deaths="0")


def test_a_follow_up_keeps_then_and_now(cast: Cast) -> None:
    row = reported(cast, deaths="2")
    said = {"deaths": "3", "serious": "0", "light": "2", "missing": "0", "loss": "80"}
    cast.does("builder", "quickreport", "follow_up", row.pk, **said, opinion="一人抢救无效")
    row.refresh_from_db()
    assert row.grade == Grade.LARGER
    told = step(row, "follow_up").values
    assert told["死亡人数"] == "2 → 3" and told["事故等级"] == "一般事故 → 较大事故"
    jobs.run_waiting()
    assert AccidentRecord.objects.get(quick=row).deaths == 3
    assert (
        Reminder.objects.filter(organisation=cast.province.organisation_id, title__startswith="事故续报").count() == 1
    )


def test_one_record_however_often_it_is_told(cast: Cast) -> None:
    row = reported(cast, party="contractor")
    record = AccidentRecord.objects.get()
    assert (record.quick_id, record.grade, record.serious) == (row.pk, row.grade, 1)
    assert record.unit_id == row.unit_id and record.made_for_id == cast.builder.organisation_id
    assert record.state == "confirmed" and record.month == row.month
    event = Event.objects.get(name="quickreport.report")
    make_record(event)
    make_record(event)
    assert AccidentRecord.objects.count() == 1


def test_returned_and_reported_anew_it_is_still_one_record(cast: Cast) -> None:
    row = reported(cast)
    cast.does("province", "quickreport", "return", row.pk, opinion="地点不清")
    cast.does("builder", "quickreport", "change", row.pk, place="溢洪道进口", deaths="1")
    cast.does("builder", "quickreport", "report", row.pk)
    jobs.run_waiting()
    record = AccidentRecord.objects.get()
    assert (record.place, record.deaths) == ("溢洪道进口", 1)


def test_a_plain_unit_reports_for_itself(cast: Cast) -> None:
    """A reservoir's operator has no works; its accident is its own and lies on no ground."""
    seat = cast.rival
    type(seat.organisation).objects.filter(pk=seat.organisation_id).update(supervisor=cast.bureau.organisation)
    file = seat.organisation.enterprise
    type(file)._default_manager.filter(pk=file.pk).update(works_kind="plain")
    role = seat.role.__class__.objects.get(key="works_unit")
    type(seat).objects.filter(pk=seat.pk).update(role=role)
    row = cast.does("rival", "quickreport", "create", **quick(cast, section="")).row
    cast.does("rival", "quickreport", "report", row.pk)
    jobs.run_waiting()
    row.refresh_from_db()
    assert (row.party, row.ground, row.held_by_id) == ("plain", "", cast.bureau.organisation_id)
    record = AccidentRecord.objects.get(quick=row)
    assert (record.party, record.unit_id, record.state) == ("plain", seat.organisation_id, "confirmed")


def test_each_level_has_two_hours(cast: Cast) -> None:
    """The county's bureau supervises directly; what must go further is passed on within two hours, or marked."""
    project = build_works(cast).project
    cast.does("builder", "project", "change", project.pk, supervisor=str(cast.bureau.organisation_id))
    row = reported(cast)
    assert row.pass_by is not None and row.pass_by - row.held_since == timedelta(hours=2)
    with at(now() + timedelta(hours=2, minutes=20)):
        cast.does("bureau", "quickreport", "pass_up", row.pk)
    row.refresh_from_db()
    assert row.passed_late and "迟报 20 分钟" in step(row, "pass_up").values["逐级上报时限"]
    assert row.held_by_id == cast.province.organisation_id and row.pass_by is None and row.reporting_state == "filed"


def test_a_graver_one_starts_the_two_hours_anew(cast: Cast) -> None:
    row = reported(cast)
    row.held_by = cast.bureau.organisation
    row.pass_by = None
    row._lie_since(now())
    assert row.pass_by is not None, "a county passes on even a general one"
    row.held_by = cast.province.organisation
    row._lie_since(now())
    assert row.pass_by is None, "nobody above the province in the cast"


def test_the_urgent_call_is_with_owner_and_supervisor_at_once(cast: Cast) -> None:
    row = cast.does("contractor", "urgentreport", "create", **urgent(cast)).row
    jobs.run_waiting()
    told = set(Reminder.objects.filter(key__startswith=f"urgent:{row.pk}:").values_list("organisation", flat=True))
    assert told == {cast.builder.organisation_id, cast.province.organisation_id}
    with pytest.raises(Forbidden):
        cast.does("contractor", "urgentreport", "change", row.pk, brief="改")
    cast.does("province", "urgentreport", "take", row.pk, opinion="王值班已接报，请立即组织救援")
    row.refresh_from_db()
    assert row.state == "taken"


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("called_at", {"called_at": ago(hours=3)}), ("called_at", {"called_at": ago(hours=-1)}),
        ("happened_at", {"happened_at": ago(hours=-2)}),
    ],
)  # fmt: skip
def test_calls_that_can_not_be(cast: Cast, field: str, more: dict[str, str]) -> None:
    with pytest.raises(Refused) as told:
        cast.does("contractor", "urgentreport", "create", **urgent(cast, **more))
    assert field in told.value.errors and not UrgentReport.objects.exists()


def test_a_contractor_without_a_section_is_told_whom_to_ask(cast: Cast) -> None:
    build_works(cast)
    for key, values in (("accidentrecord", accident(cast, note="x")), ("urgentreport", urgent(cast))):
        with pytest.raises(Forbidden, match="请联系在建项目法人单位"):
            cast.does("rival", key, "create", **values)
