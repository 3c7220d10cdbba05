"""A general hazard: drafted inside the firm, reported, put right, accepted by another person."""

import uuid
from datetime import timedelta

import pytest

from anlan.domain.hazard import flows
from anlan.domain.hazard.entry import enter, hazard_values
from anlan.domain.hazard.models import Hazard
from anlan.kernel.act.act import Forbidden, NotYours, Refused
from anlan.kernel.clock import today
from anlan.kernel.flow import desk
from anlan.kernel.flow.models import Step, Switch
from anlan.kernel.register import registry

from .conftest import District


def sees(seat: object, row: Hazard) -> bool:
    return registry.register("hazard").rows(seat).filter(pk=row.pk).exists()  # type: ignore[arg-type]


def test_a_draft_stays_inside_the_firm_until_it_is_reported(district: District) -> None:
    row = district.hazard()
    assert row.state == flows.DRAFT and row.name == "反应釜安全阀未校验"
    assert row.due_on == today() + timedelta(days=15)
    outside = (district.locality, district.department, district.office)
    assert sees(district.colleague, row) and not any(sees(s, row) for s in (*outside, district.neighbour))
    row = district.does(district.owner, "report", row)
    assert row.state == flows.OPEN and row.is_reported and row.reported_at
    assert all(sees(s, row) for s in outside)
    assert not sees(district.neighbour, row) and not sees(district.other_locality, row)


def test_only_the_firm_reports_and_deletes_and_only_a_draft(district: District) -> None:
    row = district.hazard()
    with pytest.raises(NotYours):
        district.does(district.neighbour, "report", row)
    gone = district.hazard()
    assert district.does(district.owner, "delete", gone).state == flows.DELETED
    assert not sees(district.owner, gone)
    row = district.does(district.owner, "report", row)
    with pytest.raises(Forbidden):
        district.does(district.owner, "delete", row)
    with pytest.raises(Forbidden, match="由企业办理"):
        district.does(district.locality, "finish", row)


def test_progress_again_and_again_then_finished_and_accepted(district: District) -> None:
    Switch.objects.update_or_create(flow="rectification", state="review", defaults={"is_on": False})
    row = district.does(district.owner, "report", district.hazard())
    for text in ("已拆下送检", "检验机构排期中"):
        row = district.does(district.owner, "rectify", row, opinion=text)
        assert row.state == flows.OPEN
    row = district.finishes(row, money="0.35")
    assert row.state == flows.FIXED and row.rectified_on == today() and str(row.money) == "0.35"
    row = district.accepts(row)
    assert row.state == flows.CLOSED and row.closed_at and row.acceptance_result == "passed"
    said = Step.objects.filter(register="hazard", record=row.pk, move="rectify").values_list("opinion", flat=True)
    assert list(said) == ["已拆下送检", "检验机构排期中"]
    assert not desk.open_tasks(row).exists()


def test_finishing_takes_a_new_picture(district: District) -> None:
    row = district.does(district.owner, "report", district.hazard())
    told = {"responsible": "王建国", "place": "一车间", "rectification_note": "好了", "photos_after": []}
    with pytest.raises(Refused) as refused:
        district.does(district.owner, "finish", row, **told)
    assert "photos_after" in refused.value.errors


def test_one_person_can_not_put_right_and_accept(district: District) -> None:
    row = district.finishes(district.does(district.owner, "report", district.hazard()))
    with pytest.raises(Refused) as refused:
        district.accepts(row, acceptor="王 建国")
    assert "同一人" in refused.value.errors["acceptor"][0]
    with pytest.raises(Refused, match="同一人"):
        district.hazard(acceptor="王建国")


def test_what_is_not_good_enough_goes_back(district: District) -> None:
    row = district.finishes(district.does(district.owner, "report", district.hazard()))
    with pytest.raises(Refused):
        district.does(district.colleague, "reject", row)
    row = district.does(district.colleague, "reject", row, opinion="铅封缺失")
    assert row.state == flows.OPEN


def test_the_locality_rechecks_where_that_step_is_on(district: District) -> None:
    Switch.objects.update_or_create(flow="rectification", state="review", defaults={"is_on": True})
    row = district.accepts(district.finishes(district.does(district.owner, "report", district.hazard())))
    assert row.state == flows.REVIEW and row.closed_at is None
    row = district.does(district.locality, "fail_review", row, opinion="现场仍无铅封")
    row = district.accepts(district.finishes(row, photos_after=[district.photo(seed=5)]))
    row = district.does(district.locality, "pass_review", row, opinion="现场已核")
    assert row.state == flows.CLOSED and row.closed_at


def test_dates_that_can_not_be(district: District) -> None:
    with pytest.raises(Refused, match="晚于今天"):
        district.hazard(found_on=str(today() + timedelta(days=1)))
    with pytest.raises(Refused, match="早于发现日期"):
        district.hazard(due_on=str(today() - timedelta(days=1)))


def test_in_one_go_with_place_and_person_left_open(district: District) -> None:
    made = enter(district.owner, hazard_values("地面积油"), report=True)
    row = Hazard.objects.get(pk=made.record)
    assert row.state == flows.OPEN and set(row.unknown) == {"place", "responsible"}
    row = district.finishes(row)
    assert row.unknown == [] and row.place == "一车间"


def test_the_same_entry_twice_is_one_hazard(district: District) -> None:
    number = uuid.uuid4()
    first = enter(district.owner, hazard_values("地面积油"), report=True, act_id=number)
    again = enter(district.owner, hazard_values("地面积油"), report=True, act_id=number)
    assert first.record == again.record and Hazard.objects.count() == 1


def test_a_firm_can_not_claim_an_inspectors_finding(district: District) -> None:
    assert district.hazard(found_by_kind="inspected").found_by_kind == "self"


def test_origin_leads_back(district: District) -> None:
    made = enter(district.owner, hazard_values("地面积油"), origin=("selfcheck", 7, "11月自查"))
    assert list(Hazard.of_origin("selfcheck", 7)) == [Hazard.objects.get(pk=made.record)]
    assert not Hazard.of_origin("selfcheck", 8).exists()


def test_an_authority_enters_for_a_firm_and_it_is_reported(district: District) -> None:
    row = district.hazard(district.locality, unit=district.owner.organisation_id)
    assert row.found_by_kind == "reported_for" and row.is_reported and row.state == flows.OPEN
    assert sees(district.owner, row)
    with pytest.raises(Refused):
        district.hazard(district.locality)


def test_a_general_hazard_lies_on_the_firms_desk_alone(district: District) -> None:
    row = district.does(district.owner, "report", district.hazard())
    holders = {t.organisation_id for t in desk.open_tasks(row)}
    assert holders == {district.owner.organisation_id}


def test_an_emptied_form_is_answered_beside_its_fields(district: District) -> None:
    with pytest.raises(Refused) as refused:
        district.hazard(level="", found_on="", problem="", place="", responsible="", due_on="")
    assert set(refused.value.errors) == {"level", "found_on", "problem", "place", "responsible"}
    assert not Hazard.objects.exists()
