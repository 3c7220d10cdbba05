"""Hazards of works: who may do what along the three axes, and every refusal."""

from typing import Any

import pytest

from anlan.domain.hazard import water_flows as flows
from anlan.domain.hazard.models import WaterHazard
from anlan.domain.project import upward
from anlan.domain.project.testing import build_works
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, Stale, deliver
from anlan.kernel.flow.models import Step
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

from . import works

pytestmark = pytest.mark.django_db
KEY = "waterhazard"


def seen_by(cast: Cast, row: WaterHazard, *names: str) -> set[str]:
    return {n for n in names if registry.register(KEY).rows(cast.seat(n)).filter(pk=row.pk).exists()}


def refused(cast: Cast, member: str, verb: str, row: WaterHazard, **values: Any) -> str:
    with pytest.raises(Forbidden) as told:
        works.does(cast, member, verb, row, **values)
    return str(told.value)


# Entry ----------------------------------------------------------------------------------------------------------------


def test_whoever_enters_it_says_how_it_was_found(cast: Cast) -> None:
    found = [
        works.enter(cast, "contractor"), works.enter(cast, "engineer"), works.enter(cast, "engineer", party="contractor"),
        works.enter(cast, "builder"), works.enter(cast, "builder", party="engineer"),
        works.enter(cast, "province", party="contractor"),
    ]  # fmt: skip
    assert [(r.found_by, r.party, r.unit_id) for r in found] == [
        ("contractor", "contractor", cast.contractor.organisation_id),
        ("engineer", "engineer", cast.engineer.organisation_id),
        ("engineer", "contractor", cast.contractor.organisation_id),
        ("owner", "owner", cast.builder.organisation_id), ("owner", "engineer", cast.engineer.organisation_id),
        ("authority", "contractor", cast.contractor.organisation_id),
    ]  # fmt: skip


def test_without_a_section_nobody_fills_in(cast: Cast) -> None:
    build_works(cast)
    with pytest.raises(Forbidden, match="还没有分配到标段，不能填报；请联系在建项目法人"):
        works.enter(cast, "rival")


def test_the_engineer_enters_for_itself_and_its_contractor_only(cast: Cast) -> None:
    with pytest.raises(Refused, match="不能替项目法人填报"):
        works.enter(cast, "engineer", party="owner")
    with pytest.raises(Refused, match="请选择标段"):
        works.enter(cast, "engineer", section="")


def test_a_major_one_is_judged_and_stays_unreported_no_longer_than_it_must(cast: Cast) -> None:
    with pytest.raises(Refused, match="判定依据"):
        works.enter(cast, level="major", judgement="direct")
    row = works.major(cast)
    assert not row.is_reported and row.due_on is not None and (row.due_on - row.found_on).days == 30


def test_what_the_direct_supervisor_enters_is_reported_at_once_and_others_may_not(cast: Cast) -> None:
    row = works.enter(cast, "province", party="contractor")
    assert (row.reporting_state, row.held_by_id) == (upward.REPORTED, cast.province.organisation_id)
    assert Step.objects.get(register=KEY, record=row.pk).move == "report"
    assert "不能删除" in refused(cast, "contractor", "delete", row)
    with pytest.raises((Refused, Forbidden), match="其他水行政主管单位直接监管"):
        works.enter(cast, "bureau", party="contractor")


def test_dates_and_persons_are_told_apart(cast: Cast) -> None:
    with pytest.raises(Refused, match="晚于今天"):
        works.enter(cast, found_on="2099-01-01")
    with pytest.raises(Refused, match="早于发现日期"):
        works.enter(cast, due_on="2020-05-01")
    row = works.enter(cast)
    with pytest.raises(Refused, match="同一人"):
        works.finish(cast, "contractor", row.pk, acceptor="郑远江")


# Who sees, changes, deletes -------------------------------------------------------------------------------------------


def test_the_contractor_sees_at_once_what_the_engineer_entered_for_it(cast: Cast) -> None:
    row = works.enter(cast, "engineer", party="contractor")
    everybody = ("builder", "engineer", "contractor", "rival", "bureau", "province", "owner", "stranger")
    assert seen_by(cast, row, *everybody) == {"builder", "engineer", "contractor"}
    assert row.badge(cast.seat("contractor")) == "新" and row.badge(cast.seat("engineer")) == ""
    works.report(cast, row)
    assert seen_by(cast, row, *everybody) == {"builder", "engineer", "contractor", "bureau", "province"}


def test_the_engineer_edits_only_what_it_entered_itself(cast: Cast) -> None:
    theirs, own = works.enter(cast, "contractor"), works.enter(cast, "engineer", party="contractor")
    assert "填报单位修改" in refused(cast, "engineer", "change", theirs, place="坝顶")
    cast.does("engineer", KEY, "change", own.pk, place="坝顶")
    assert works.now(own).place == "坝顶"
    assert "填报单位修改" in refused(cast, "contractor", "change", own, place="坝脚")


def test_the_engineer_deletes_its_own_and_its_contractors(cast: Cast) -> None:
    theirs, own = works.enter(cast, "contractor"), works.enter(cast, "engineer", party="contractor")
    assert "由填报单位删除" in refused(cast, "contractor", "delete", own)
    assert "由填报单位删除" in refused(cast, "builder", "delete", own)
    for row in (theirs, own):
        works.does(cast, "engineer", "delete", row)
        assert seen_by(cast, row, "engineer", "contractor", "builder") == set()
    told = Entry.objects.get(register=KEY, record=str(theirs.pk), verb="delete")
    assert told.user_id == cast.engineer.user_id and told.unit_id == cast.contractor.organisation_id
    assert WaterHazard.objects.filter(pk=theirs.pk, state=flows.DELETED).exists(), "deleted, and kept for the trail"


@pytest.mark.parametrize("member", ["contractor", "engineer", "builder"])
def test_nobody_deletes_or_edits_what_was_reported(cast: Cast, member: str) -> None:
    row = works.report(cast, works.enter(cast))
    assert "已上报的隐患不能删除" in refused(cast, member, "delete", row)
    assert "不能再修改" in refused(cast, member, "change", row, place="坝脚")
    works.does(cast, "province", "return", row, opinion="部位不清")
    assert "已上报的隐患不能删除" in refused(cast, member, "delete", row), "it has been with an authority"


def test_the_button_and_the_addresses_refuse_too(cast: Cast) -> None:
    row = works.report(cast, works.enter(cast))
    browser = cast.browser("engineer")
    listed = browser.get("/water_works/contractor-hazards/").content.decode()
    assert 'aria-label="选中基坑临边防护缺失" disabled title="已上报的隐患不能删除"' in listed
    assert browser.post(f"/water_works/contractor-hazards/{row.pk}/move/delete/").status_code == 403
    key: dict[str, Any] = {"HTTP_AUTHORIZATION": cast.token("engineer")}
    assert browser.post(f"/api/v1/{KEY}/{row.pk}/delete/", {}, "application/json", **key).status_code == 403
    browser.post("/water_works/contractor-hazards/batch/delete/", {"ids": [row.pk]}, follow=True)
    assert works.now(row).state == flows.OPEN


def test_deleting_what_another_has_just_reported_is_refused(cast: Cast) -> None:
    """Whoever opened the list before it was reported is told so, with and without the version he saw."""
    row = works.enter(cast)
    drawn = row.version
    works.report(cast, row)
    with pytest.raises(Stale):
        deliver(Act(cast.seat("engineer"), KEY, "delete", row.pk, base_version=drawn))
    assert "已上报" in refused(cast, "engineer", "delete", row)
    assert works.now(row).state == flows.OPEN


# 上报 ------------------------------------------------------------------------------------------------------------------


def test_only_the_owner_confirms_and_reports(cast: Cast) -> None:
    row = works.enter(cast)
    for member in ("contractor", "engineer"):
        assert "没有“确认无误”权限" in refused(cast, member, "confirm", row)
        assert "没有“上报”权限" in refused(cast, member, "report", row)
    assert "确认无误" in refused(cast, "builder", "report", row)
    row = works.report(cast, row)
    assert (row.reporting_state, row.held_by_id) == (upward.REPORTED, cast.province.organisation_id)
    assert row.is_reported and row.reported_at is not None


def test_the_county_only_reads(cast: Cast) -> None:
    row = works.report(cast, works.enter(cast))
    assert "由水行政主管单位办理" in refused(cast, "bureau", "return", row, opinion="x")
    assert "由直管水行政主管单位办理" in refused(
        cast, "bureau", "supervise", row, listing_content="x", listing_due_on="2099-01-01"
    )


def test_a_return_goes_straight_to_whoever_filled_it_in_and_comes_again(cast: Cast) -> None:
    row = works.report(cast, works.enter(cast, "engineer", party="contractor"))
    row = works.does(cast, "province", "return", row, opinion="部位写得不清楚")
    assert (row.reporting_state, row.returned_because, row.held_by_id) == (upward.RETURNED, "部位写得不清楚", None)
    assert "由填报单位办理" in refused(cast, "contractor", "resubmit", row)
    cast.does("engineer", KEY, "change", row.pk, place="溢洪道基坑东侧 K0+120")
    row = works.does(cast, "engineer", "resubmit", row)
    assert (row.reporting_state, row.returned_because) == (upward.UNREPORTED, "")
    assert works.report(cast, row).reporting_state == upward.REPORTED


def test_owner_and_engineer_return_before_it_is_reported(cast: Cast) -> None:
    theirs, own = works.enter(cast, "contractor"), works.enter(cast, "engineer")
    assert works.does(cast, "engineer", "engineer_return", theirs, opinion="照片不清").returned_because == "照片不清"
    assert "只能退回施工单位" in refused(cast, "engineer", "engineer_return", own, opinion="x")
    works.does(cast, "contractor", "resubmit", theirs)
    assert works.does(cast, "builder", "send_back", theirs, opinion="不属实").reporting_state == upward.RETURNED


def test_what_is_correct_goes_up_level_by_level(cast: Cast) -> None:
    row = works.report(cast, works.enter(cast))
    assert "已在最高一级" in refused(cast, "province", "pass_up", row), "the cast's province is the highest there is"


def test_a_unit_that_works_for_itself_reports_straight(cast: Cast) -> None:
    builder = cast.builder.organisation
    row = WaterHazard(party="plain", reporting_state=upward.UNREPORTED, unit=builder, owner=builder)
    assert flows.report_refused(row, cast.builder) is None
    row.party = "owner"
    assert "确认无误" in str(flows.report_refused(row, cast.builder))


# 整改 ------------------------------------------------------------------------------------------------------------------


def test_progress_lines_are_steps_that_nothing_overwrites(cast: Cast) -> None:
    row, settled = works.enter(cast), {"responsible": "郑远江", "plan_measures": "补设栏杆"}
    for text in ("已备料", "已完成一半"):
        row = works.does(cast, "contractor", "rectify", row, opinion=text, **settled)
    assert row.state == flows.FIXING
    assert list(Step.objects.filter(register=KEY, move="rectify").values_list("opinion", flat=True)) == [
        "已备料",
        "已完成一半",
    ]
    with pytest.raises(Refused, match="整改措施"):
        works.does(cast, "contractor", "rectify", row, responsible="郑远江")
    with pytest.raises(Refused, match="晚于整改期限"):
        works.does(cast, "contractor", "rectify", row, plan_due_on="2099-01-01", **settled)


def test_a_major_one_needs_all_five_points(cast: Cast) -> None:
    row = works.major(cast)
    with pytest.raises(Refused, match="应急预案"):
        works.finish(cast, "contractor", row.pk, plan_emergency="")
    assert works.finish(cast, "contractor", row.pk, plan_due_on="2020-05-30").state == flows.CLOSED


def test_only_the_unit_puts_it_right(cast: Cast) -> None:
    row = works.enter(cast, "engineer", party="contractor")
    assert "由责任单位办理" in refused(cast, "engineer", "finish", row, **works.DONE)
    with pytest.raises(NotYours):
        works.does(cast, "rival", "rectify", row)


def test_the_recheck_is_skipped_only_while_it_is_switched_off(cast: Cast) -> None:
    assert works.finish(cast, "contractor", works.enter(cast).pk).state == flows.CLOSED
    works.switch_recheck_on()
    row = works.finish(cast, "contractor", works.enter(cast).pk)
    assert row.state == flows.RECHECK
    assert works.recheck(cast, row.pk, passed=False).state == flows.FIXING
    works.finish(cast, "contractor", row.pk)
    done = works.recheck(cast, row.pk, passed=True)
    assert done.state == flows.CLOSED and done.closed_at is not None
    own = works.finish(cast, "engineer", works.enter(cast, "engineer").pk)
    assert own.state == flows.CLOSED, "nobody re-checks the engineer's own"


def test_the_owner_notifies_the_engineer_by_hand(cast: Cast) -> None:
    row = works.enter(cast, "engineer")
    works.does(cast, "builder", "notify", row, opinion="请于三日内补设监测点")
    assert Step.objects.get(register=KEY, move="notify").opinion == "请于三日内补设监测点"
    own = works.enter(cast, "builder")
    assert "无须通知" in refused(cast, "builder", "notify", own, opinion="x")


# 督办 ------------------------------------------------------------------------------------------------------------------


def test_only_what_was_reported_is_supervised_and_only_by_the_direct_supervisor(cast: Cast) -> None:
    row = works.enter(cast)
    with pytest.raises(NotYours):
        works.supervise(cast, row)
    row = works.supervise(cast, works.report(cast, row), due="2099-03-01")
    assert row.supervision_state == flows.SUPERVISED and str(row.due_on) == "2099-03-01"
    assert "请在督办中提出要求" in refused(cast, "province", "return", row, opinion="x")
    with pytest.raises(Refused, match="早于今天"):
        works.supervise(cast, works.report(cast, works.enter(cast)), due="2020-06-01")


def test_no_closing_without_rectification(cast: Cast) -> None:
    row = works.supervise(cast, works.report(cast, works.enter(cast)))
    assert "整改还没有完成" in refused(cast, "builder", "apply", row, opinion="x")
    assert "不能同意销号" in refused(cast, "province", "agree", row, opinion="x")


def test_supervised_until_the_authority_agrees(cast: Cast) -> None:
    row = works.supervise(cast, works.report(cast, works.enter(cast)))
    works.finish(cast, "contractor", row.pk)
    assert "没有“申请销号”权限" in refused(cast, "contractor", "apply", row, opinion="x")
    works.does(cast, "builder", "apply", row, opinion="整改完成")
    row = works.does(cast, "province", "refuse", row, opinion="栏杆间距不符合要求")
    assert (row.supervision_state, row.state, row.closed_at) == (flows.SUPERVISED, flows.FIXING, None)
    works.finish(cast, "contractor", row.pk)
    works.does(cast, "builder", "apply", row, opinion="已重新整改")
    row = works.does(cast, "province", "agree", row, opinion="确认整改无误")
    assert (row.supervision_state, row.state) == (flows.DELISTED, flows.CLOSED) and row.delisted_on is not None


def test_what_is_not_supervised_is_done_with_the_rectification(cast: Cast) -> None:
    row = works.report(cast, works.enter(cast))
    row = works.finish(cast, "contractor", row.pk)
    assert (row.state, row.supervision_state) == (flows.CLOSED, flows.NONE) and row.is_over
    assert "无须督办" in refused(cast, "province", "supervise", row, listing_content="x", listing_due_on="2099-01-01")
