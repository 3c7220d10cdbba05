"""A major hazard: reported at once, reviewed, listed, planned, extended, put right, re-checked and closed."""

from datetime import timedelta

import pytest

from anlan.domain.hazard import flows
from anlan.domain.hazard.models import Hazard
from anlan.kernel.act.act import Act, Forbidden, Refused, deliver
from anlan.kernel.clock import today
from anlan.kernel.flow import desk
from anlan.kernel.flow.models import Step
from anlan.kernel.scope.models import Organisation, Seat

from .conftest import District

PLAN = {
    "plan_goal": "消除泄漏", "plan_measures": "更换反应釜", "plan_money": "12.5", "plan_responsible": "王建国",
    "plan_emergency": "停用一车间，备沙土和应急水源",
}  # fmt: skip


def listed(district: District) -> Hazard:
    row = district.does(district.department, "approve", district.major(), opinion="属实")
    return district.does(district.office, "list", row, **notice())


def notice(days: int = 60) -> dict[str, str]:
    return {
        "listing_number": "武安督〔2026〕3号", "listing_level": "county", "listed_on": str(today()),
        "listing_due_on": str(today() + timedelta(days=days)), "listing_content": "停用，更换，经复查后恢复",
    }  # fmt: skip


def planned(district: District) -> Hazard:
    due = str(today() + timedelta(days=30))
    return district.does(district.owner, "file_plan", listed(district), plan_due_on=due, **PLAN)


def holders(row: Hazard, axis: str) -> dict[int, bool]:
    return {t.organisation_id: t.lead for t in desk.open_tasks(row).filter(axis=axis)}


def place(seat: Seat) -> int:
    return seat.organisation_id


def test_it_is_reported_by_being_made(district: District) -> None:
    row = district.major()
    assert row.state == flows.OPEN and row.is_reported and row.review_state == flows.REPORTED
    assert Step.objects.filter(record=row.pk, move="report", user=district.owner.user).count() == 1
    assert holders(row, "review") == {
        place(district.department): True, place(district.locality): False, place(district.office): False,
    }  # fmt: skip
    assert holders(row, "supervision") == {}


def test_it_can_not_be_changed_or_deleted(district: District) -> None:
    row = district.major()
    for verb, values in (("change", {"problem": "其实没事"}), ("delete", {})):
        with pytest.raises(Forbidden):
            district.does(district.owner, verb, row, **values)
    assert Hazard.objects.get(pk=row.pk).problem == "反应釜安全阀未校验"


def test_it_names_its_criterion_or_says_why(district: District) -> None:
    with pytest.raises(Refused, match="判定依据"):
        district.major(criterion_note="")
    with pytest.raises(Refused) as refused:
        district.hazard(level="major")
    assert {"criterion", "interim"} <= set(refused.value.errors)


def test_a_draft_is_not_turned_into_a_major_one(district: District) -> None:
    row = district.hazard()
    values = {"level": "major", "criterion__unknown": "1", "criterion_note": "须停产", "interim": ["stopped"]}
    with pytest.raises(Refused, match="新填一条"):
        district.does(district.owner, "change", row, **values)


def test_reported_for_by_the_township_it_still_waits_for_the_department(district: District) -> None:
    row = district.major(district.locality, unit=place(district.owner))
    assert (row.found_by_kind, row.review_state) == ("reported_for", flows.REPORTED)


def test_reported_for_by_the_department_itself_it_needs_no_review(district: District) -> None:
    row = district.major(district.department, unit=place(district.owner))
    assert (row.review_state, row.supervision_state) == (flows.ACCEPTED, flows.PENDING)
    assert holders(row, "supervision") == {place(district.office): True}


def test_only_the_department_reviews(district: District) -> None:
    row = district.major()
    for seat in (district.owner, district.locality, district.office):
        with pytest.raises(Forbidden, match="由行业主管部门办理"):
            district.does(seat, "approve", row, opinion="属实")
    row = district.does(district.department, "send_back", row, opinion="缺部位")
    row = district.does(district.owner, "supplement", row, opinion="位于一车间二层")
    row = district.does(district.department, "approve", row, opinion="属实")
    assert (row.review_state, row.supervision_state) == (flows.ACCEPTED, flows.PENDING)


def test_it_can_be_found_to_be_a_general_one(district: District) -> None:
    row = district.does(district.department, "regrade", district.major(), opinion="可立即排除")
    assert row.level == "general" and row.review_state == flows.REGRADED and holders(row, "supervision") == {}


def test_not_listed_it_is_closed_by_the_department(district: District) -> None:
    row = district.does(district.department, "approve", district.major(), opinion="属实")
    row = district.does(district.office, "waive", row, opinion="已控制")
    row = district.accepts(district.finishes(row))
    assert row.state == flows.RECHECK and row.closed_at is None
    assert holders(row, "rectification") == {place(district.department): True}
    row = district.does(district.department, "verify", row, opinion="现场已核")
    assert row.state == flows.CLOSED and row.closed_at


def test_it_is_not_closed_before_it_is_reviewed(district: District) -> None:
    row = district.accepts(district.finishes(district.major()))
    with pytest.raises(Forbidden, match="请先审核"):
        district.does(district.department, "verify", row, opinion="好")
    row = district.does(district.department, "approve", row, opinion="属实")
    assert row.supervision_state == flows.NONE
    assert district.does(district.department, "verify", row, opinion="好").state == flows.CLOSED


def test_listing_needs_review_and_a_date_that_can_be(district: District) -> None:
    with pytest.raises(Forbidden):
        district.does(district.office, "list", district.major(), **notice())
    row = district.does(district.department, "approve", district.major(), opinion="属实")
    with pytest.raises(Refused) as refused:
        district.does(district.office, "list", row, **notice(days=0))
    assert "listing_due_on" in refused.value.errors
    with pytest.raises(Forbidden, match="由安委办办理"):
        district.does(district.locality, "list", row, **notice())


def test_a_listed_one_is_closed_by_nobody_but_who_listed_it(district: District) -> None:
    row = planned(district)
    assert row.due_on == row.listing_due_on
    with pytest.raises(Forbidden, match="请先完成整改"):
        district.does(district.owner, "apply", row, opinion="已治理")
    row = district.accepts(district.finishes(row))
    assert row.state == flows.RECHECK and holders(row, "rectification") == {}
    for seat, verb in ((district.department, "verify"), (district.owner, "close")):
        with pytest.raises(Forbidden):
            district.does(seat, verb, row, opinion="好", files=[district.photo(seat, seed=9)])
    row = district.does(district.owner, "apply", row, opinion="已治理")
    with pytest.raises(Refused) as refused:
        district.does(district.office, "close", row, opinion="复查合格")
    assert "files" in refused.value.errors
    seen = [district.photo(district.office, seed=8)]
    row = district.does(district.office, "close", row, opinion="复查合格", files=seen)
    assert (row.supervision_state, row.state, row.delisted_on) == (flows.DELISTED, flows.CLOSED, today())
    assert row.closed_at and not desk.open_tasks(row).exists()
    assert Step.objects.filter(record=row.pk, axis="rectification", move="close", target=flows.CLOSED).exists()


def test_refused_closing_opens_rectification_again(district: District) -> None:
    row = district.accepts(district.finishes(planned(district)))
    row = district.does(district.owner, "apply", row, opinion="已治理")
    row = district.does(district.office, "refuse", row, opinion="法兰仍渗漏")
    assert (row.supervision_state, row.state) == (flows.PLANNED, flows.OPEN)
    assert holders(row, "rectification") == {place(district.owner): True}


def test_the_plan_lies_within_the_listing(district: District) -> None:
    row = listed(district)
    with pytest.raises(Refused) as refused:
        district.does(district.owner, "file_plan", row, plan_due_on=str(today() + timedelta(61)), **PLAN)
    assert "plan_due_on" in refused.value.errors


def test_extension_moves_every_date(district: District) -> None:
    row = planned(district)
    wanted = today() + timedelta(days=90)
    asked = {"extension_due_on": str(wanted), "extension_reason": "设备交货延迟"}
    with pytest.raises(Refused) as refused:
        district.does(district.owner, "request_extension", row, **asked | {"extension_due_on": str(row.listing_due_on)})
    assert "extension_due_on" in refused.value.errors
    row = district.does(district.owner, "request_extension", row, **asked)
    denied = district.does(district.office, "deny_extension", row, opinion="加快")
    assert denied.listing_due_on == today() + timedelta(days=60)
    row = district.does(district.owner, "request_extension", row, **asked)
    row = district.does(district.office, "grant_extension", row, opinion="同意")
    assert row.listing_due_on == row.due_on == wanted and row.extended == 1
    assert desk.open_tasks(row).filter(axis="rectification").get().due_on == wanted


def test_the_special_report_is_filed_beside_the_review(district: District) -> None:
    row = district.major()
    told = {"report_cause": "未按期校验", "report_severity": "超压无泄放", "report_plan": "更换并校验"}
    row = district.does(district.owner, "file_report", row, **told)
    assert row.review_state == flows.REPORTED and row.reported_specially_at
    assert row.report_cause == "未按期校验"
    with pytest.raises(Refused):
        district.does(district.owner, "file_report", row, **told | {"report_plan": ""})


def test_a_unit_without_a_department_is_reviewed_by_the_office(district: District) -> None:
    Organisation.objects.filter(pk=place(district.owner)).update(department=None)
    row = district.major(Seat.objects.get(pk=district.owner.pk))
    assert holders(row, "review")[place(district.office)] is True


def test_the_system_reports_too(district: District) -> None:
    values = {
        "unit": place(district.owner), "level": "major", "problem": "氨气泄漏", "place": "冷库",
        "responsible__unknown": "1", "criterion__unknown": "1", "criterion_note": "液氨", "interim": ["withdrawn"],
        "found_by_kind": "inspected",
    }  # fmt: skip
    row = deliver(Act(None, "hazard", "create", values=values)).row
    assert row.found_by_kind == "inspected" and row.review_state == flows.REPORTED
