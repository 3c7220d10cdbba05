"""A plan from its draft to its revision, drills that are owed, and who is told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.emergency import duty, rules, schedules
from anlan.domain.emergency.models import EmergencyContact, EmergencyPlan
from anlan.domain.emergency.tests.test_doors import a_plan, issued
from anlan.domain.project.warnings import warnings_of
from anlan.kernel.act.act import Forbidden, NotYours, Refused
from anlan.kernel.clock import at, jobs, today
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Any:
    """The twentieth of November."""
    with at(NOON):
        yield


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_each_day_lies_in_its_half_and_halves_adjoin(day: date) -> None:
    first, last = rules.half_of(day)
    assert first <= day <= last and rules.half_of(first) == rules.half_of(last) == (first, last)
    before = rules.half_before(day)
    assert before[1] + timedelta(days=1) == first and rules.half_of(before[0]) == before
    assert rules.half_title(first) == rules.half_title(last) != rules.half_title(before[1])


def test_years_after_the_29th_of_february() -> None:
    assert rules.years_after(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert rules.years_after(date(2026, 11, 2), 3) == date(2029, 11, 2)


def sees(cast: Cast, member: str, pk: int) -> bool:
    """Is the plan among the member's rows?"""
    return registry.register("emergencyplan").rows(cast.seat(member)).filter(pk=pk).exists()


@pytest.mark.django_db
def test_issued_filed_and_returned(cast: Cast) -> None:
    pk = cast.does("contractor", "emergencyplan", "create", **a_plan(cast)).record
    assert not sees(cast, "province", pk)
    with pytest.raises(Refused, match="晚于今天"):
        cast.does("contractor", "emergencyplan", "issue", pk, issued_by="郑", issued_on="2026-11-21")
    row = cast.does("contractor", "emergencyplan", "issue", pk, issued_by="郑", issued_on="2026-11-02").row
    assert (row.state, row.due_review_on, sees(cast, "bureau", pk)) == ("issued", date(2029, 11, 2), True)
    cast.does("contractor", "emergencyplan", "ask_filing", pk)
    for member in ("bureau", "contractor", "builder"):
        with pytest.raises(Forbidden):
            cast.does(member, "emergencyplan", "file", pk, filing_number="一", filed_on="2026-11-20")
    with pytest.raises(Refused, match="退回原因"):
        cast.does("province", "emergencyplan", "send_back", pk)
    cast.does("province", "emergencyplan", "send_back", pk, opinion="缺物资清单")
    cast.does("contractor", "emergencyplan", "ask_filing", pk)
    with pytest.raises(Refused, match="备案日期"):
        cast.does("province", "emergencyplan", "file", pk, filing_number="一", filed_on="2026-11-01")
    row = cast.does("province", "emergencyplan", "file", pk, filing_number="一", filed_on="2026-11-20").row
    assert row.state == "filed"
    with pytest.raises(Forbidden):
        cast.does("contractor", "emergencyplan", "change", pk, note="另行修改")


@pytest.mark.django_db
def test_a_new_edition_replaces_the_old_one_which_stays_readable(cast: Cast) -> None:
    old = issued(cast)
    new = cast.does("contractor", "emergencyplan", "create", **a_plan(cast, edition="二", replaces=str(old))).record
    assert EmergencyPlan.objects.get(pk=old).state == "issued"
    with pytest.raises(Refused, match="已有修订版"):
        cast.does("contractor", "emergencyplan", "create", **a_plan(cast, edition="三", replaces=str(old)))
    with pytest.raises(Forbidden):
        cast.does("contractor", "emergencyplan", "replace", old)
    cast.does("contractor", "emergencyplan", "issue", new, issued_by="郑", issued_on="2026-11-20")
    assert EmergencyPlan.objects.get(pk=old).state == "replaced" and sees(cast, "province", old)
    with pytest.raises(Refused, match="重新选择"):
        cast.does("contractor", "emergencyplan", "create", **a_plan(cast, edition="四", replaces=str(old)))


@pytest.mark.django_db
def test_a_revision_is_not_issued_over_a_plan_that_was_abolished(cast: Cast) -> None:
    old = issued(cast)
    new = cast.does("contractor", "emergencyplan", "create", **a_plan(cast, edition="二", replaces=str(old))).record
    cast.does("contractor", "emergencyplan", "abolish", old, opinion="工程完工")
    with pytest.raises(Refused, match="已废止"):
        cast.does("contractor", "emergencyplan", "issue", new, issued_by="郑", issued_on="2026-11-20")
    assert EmergencyPlan.objects.get(pk=new).state == "draft"


@pytest.mark.django_db
def test_nobody_revises_another_units_plan(cast: Cast) -> None:
    old = issued(cast)
    facts = a_plan(cast, "engineer", replaces=str(old))
    with pytest.raises(Refused, match="只能修订本单位"):
        cast.does("engineer", "emergencyplan", "create", **facts)


@pytest.mark.django_db
def test_a_plan_of_the_whole_unit_needs_no_section(cast: Cast) -> None:
    row = cast.does("contractor", "emergencyplan", "create", **a_plan(cast, section="", kind="general")).row
    assert (row.ground, row.party, row.section_id) == ("", "plain", None)
    assert not sees(cast, "engineer", row.pk) and sees(cast, "contractor", row.pk)


@pytest.mark.django_db
def test_a_review_names_the_next_one_within_the_years(cast: Cast) -> None:
    pk = issued(cast)
    for day in ("2026-11-20", "2029-11-21"):
        with pytest.raises(Refused, match="下次评估日期"):
            cast.does("contractor", "emergencyplan", "review", pk, opinion="适用", due_review_on=day)
    row = cast.does("contractor", "emergencyplan", "review", pk, opinion="适用", due_review_on="2029-11-20").row
    assert (row.state, row.due_review_on) == ("issued", date(2029, 11, 20))


def drill(cast: Cast, plan: int, day: str, member: str = "contractor") -> Any:
    """A drill of a plan."""
    facts = dict(plan=str(plan), title="救援演练", kind="practical", people="30", grade="good", evaluation="良好")
    return cast.does(member, "drill", "create", held_on=day, **facts)


@pytest.mark.django_db
def test_a_drill_is_owed_each_half_year(cast: Cast) -> None:
    plan = issued(cast)
    for member in ("contractor", "engineer", "builder", "province"):
        assert [one["plan"] for one in duty.owed(cast.seat(member), today())] == [plan]
    assert not duty.owed(cast.seat("rival"), today()).exists()
    drill(cast, plan, "2026-06-30")
    assert duty.owed(cast.seat("contractor"), today()).exists()
    row = drill(cast, plan, "2026-07-01").row
    assert row.half == "2026年下半年"
    assert not duty.owed(cast.seat("contractor"), today()).exists()
    cast.does("contractor", "drill", "delete", row.pk)
    assert duty.owed(cast.seat("contractor"), today()).exists()


@pytest.mark.django_db
def test_what_is_refused_of_a_drill(cast: Cast) -> None:
    plan = issued(cast)
    with pytest.raises(Refused, match="晚于今天"):
        drill(cast, plan, "2026-11-21")
    with pytest.raises(Refused, match="本单位"):
        drill(cast, plan, "2026-11-20", "engineer")
    draft = cast.does("contractor", "emergencyplan", "create", **a_plan(cast)).record
    with pytest.raises(Refused, match="重新选择"):
        drill(cast, draft, "2026-11-20")


@pytest.mark.django_db
def test_warnings_open_what_they_count(cast: Cast) -> None:
    plan = issued(cast)
    EmergencyPlan.objects.filter(pk=plan).update(due_review_on=today() + timedelta(days=30))
    found = {one.title: one for one in warnings_of(cast.seat("contractor"))}
    assert (found["预案待复审"].count, found["本半年未演练"].count, found["本半年未演练"].tone) == (1, 1, "orange")
    for title in ("预案待复审", "本半年未演练"):
        page = cast.browser("contractor").get(found[title].url).content.decode()
        assert page.count(f'data-id="{plan}"') == 1, title
    with at(NOON + timedelta(days=20)):
        assert {one.title: one.tone for one in warnings_of(cast.seat("contractor"))}["本半年未演练"] == "red"


@pytest.mark.django_db
def test_who_owes_a_drill_or_a_review_is_told_once(cast: Cast) -> None:
    plan = issued(cast)
    EmergencyPlan.objects.filter(pk=plan).update(due_review_on=date(2026, 12, 20))
    told = []
    for day in ("2026-11-20", "2026-12-02", "2026-12-05", "2026-12-22"):
        with at(datetime.fromisoformat(f"{day}T07:40:00+08:00")):
            schedules.ask_for_reminders({"due": f"{day}T07:40:00+08:00"})
            jobs.run_waiting()
        told.append(Reminder.objects.filter(organisation=cast.contractor.organisation_id).count())
    assert told == [1, 2, 2, 3]


@pytest.mark.django_db
def test_a_contacts_number_rests_encrypted_and_is_shown_masked(cast: Cast) -> None:
    facts = dict(name="沈安澜", post="项目经理", phone="13912345679", is_day_and_night="true")
    pk = cast.does("contractor", "emergencycontact", "create", **facts).record
    page = cast.browser("contractor").get("/water_works/emergency-contacts/").content.decode()
    assert "139****5679" in page and "13912345679" not in page
    assert EmergencyContact.objects.get(pk=pk).phone == "13912345679"
    with pytest.raises((Forbidden, NotYours)):
        cast.does("province", "emergencycontact", "create", **facts)
