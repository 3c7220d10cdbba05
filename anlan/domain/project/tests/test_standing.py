"""Who stands where: assignment and taking back, what is read and where one may act, by part, by day and by level."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from anlan.domain.project import open_work
from anlan.domain.project.models import KeyPerson, Participation, Project, Section
from anlan.domain.project.schedules import look_at_standing
from anlan.domain.project.testing import assign, build_works
from anlan.kernel.act.act import NotYours, Refused
from anlan.kernel.clock import at, today
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Area, Grant, Organisation, Stake
from anlan.kernel.testing import Cast
from anlan.kernel.testing.cast import _seat

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


def seen(cast: Cast, member: str, key: str) -> set[int]:
    """What a member reads of a type."""
    return set(registry.register(key).rows(cast.seat(member)).values_list("pk", flat=True))


def names_somebody(cast: Cast, member: str, section: Section, name: str = "周衡") -> KeyPerson:
    """A participant enters one of its people, which stands for any row of the works."""
    facts = {"section": str(section.pk), "post": "safety_officer", "name": name, "phone": "19900000001"}
    return cast.does(member, "keyperson", "create", **facts).row


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 10))


def test_a_section_goes_to_one_contractor_at_a_time(cast: Cast) -> None:
    section = build_works(cast).section
    for facts in ({}, {"starts_on": "2025-01-01", "ends_on": "2025-02-01"}, {"starts_on": "2020-01-01"}):
        with pytest.raises(Refused, match="同一时期不能再分配"):
            assign(cast, section, "rival", "contractor", **facts)
    # Before the other began there is room, and another part is another matter.
    assign(cast, section, "rival", "contractor", starts_on="2020-01-01", ends_on="2020-12-31")
    assign(cast, section, "rival", "tester")
    section.refresh_from_db()
    assert section.contractor_id == cast.contractor.organisation_id


def test_only_the_owner_divides_and_assigns(cast: Cast) -> None:
    works = build_works(cast)
    for member in ("contractor", "engineer", "province", "owner"):
        with pytest.raises(Refused):
            assign_as(cast, member, works.bare)
    with pytest.raises(Refused, match="参建单位不能是项目法人自己"):
        assign(cast, works.bare, "builder", "tester")
    with pytest.raises(Refused, match="须按标段分配"):
        cast.does("builder", "participation", "create", project=str(works.project.pk), party="contractor",
                  unit=str(cast.rival.organisation_id))  # fmt: skip
    assert not Section.objects.get(pk=works.bare.pk).contractor_id


def assign_as(cast: Cast, member: str, section: Section) -> Any:
    unit = str(cast.rival.organisation_id)
    return cast.does(member, "participation", "create", section=str(section.pk), party="contractor", unit=unit)


def test_what_is_unfinished_stops_taking_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    section = build_works(cast).section
    one = Participation.objects.get(section=section, party="contractor")
    open_rows = {(section.ground, one.unit_id): 3}
    counters = [("隐患", lambda ground, unit: open_rows.get((ground, unit), 0))]
    monkeypatch.setattr(open_work, "_counters", counters)
    with pytest.raises(Refused, match="还有3 条隐患没有办完"):
        cast.does("builder", "participation", "take_back", one.pk, ends_on=str(today()), opinion="合同终止")
    open_rows.clear()
    with pytest.raises(Refused, match="不能晚于今天"):
        cast.does("builder", "participation", "take_back", one.pk, ends_on=str(today() + ONE), opinion="合同终止")
    cast.does("builder", "participation", "take_back", one.pk, ends_on=str(today()), opinion="合同终止")
    section.refresh_from_db()
    assert section.contractor_id is None


def test_who_is_sent_away_reads_what_was_made_in_its_time_and_acts_no_more(cast: Cast) -> None:
    section = build_works(cast).section
    before = names_somebody(cast, "contractor", section)
    one = Participation.objects.get(section=section, party="contractor")
    cast.does("builder", "participation", "take_back", one.pk, ends_on=str(today()), opinion="合同终止")
    with pytest.raises(Refused, match="没有参与该标段"):
        names_somebody(cast, "contractor", section, "后来人")
    with pytest.raises(Refused, match="已不参与这里的工程"):
        cast.does("contractor", "keyperson", "change", before.pk, certificate="X")
    # The next one may begin on the same day.
    assign(cast, section, "rival", "contractor", starts_on=str(today()))
    names_somebody(cast, "rival", section, "接手人")
    assert before.pk in seen(cast, "contractor", "keyperson")
    section.refresh_from_db()
    assert section.contractor_id == cast.rival.organisation_id


def test_an_engineer_of_before_reads_up_to_its_last_day(cast: Cast) -> None:
    section = build_works(cast).section
    one = Participation.objects.get(section=section, party="engineer")
    cast.does("builder", "participation", "take_back", one.pk, ends_on=str(today()), opinion="合同终止")
    legs = [leg for leg in cast.seat("engineer").legs if leg.ground]
    assert [(leg.reads, leg.until) for leg in legs] == [("contractor", today())]


def test_a_part_that_begins_tomorrow_is_none_today(cast: Cast) -> None:
    works = build_works(cast)
    tomorrow = today() + ONE
    assign(cast, works.bare, "rival", "contractor", starts_on=str(tomorrow))
    with pytest.raises(Refused, match="没有参与该标段"):
        names_somebody(cast, "rival", works.bare)
    with at(moment(tomorrow)):
        look_at_standing({})
        names_somebody(cast, "rival", works.bare)
    works.bare.refresh_from_db()
    assert works.bare.contractor_id == cast.rival.organisation_id


def test_who_takes_part_sees_the_ground_and_its_people_and_nobody_else_does(cast: Cast) -> None:
    works = build_works(cast)
    both = {works.section.pk, works.bare.pk}
    assert seen(cast, "builder", "section") == both
    assert seen(cast, "contractor", "section") == seen(cast, "engineer", "section") == {works.section.pk}
    assert seen(cast, "rival", "section") == seen(cast, "stranger", "section") == set()
    for member in ("builder", "contractor", "engineer", "bureau", "province"):
        assert seen(cast, member, "project") == {works.project.pk}, member
    assert seen(cast, "province", "section") == seen(cast, "bureau", "section") == both
    person = names_somebody(cast, "contractor", works.section)
    for member in ("builder", "engineer", "bureau"):
        assert person.pk in seen(cast, member, "keyperson"), member
    with pytest.raises(NotYours):
        cast.does("rival", "keyperson", "change", person.pk, name="别人")


def test_the_whole_project_may_have_one_engineer(cast: Cast) -> None:
    works = build_works(cast)
    unit = str(cast.rival.organisation_id)
    cast.does("builder", "participation", "create", project=str(works.project.pk), party="engineer", unit=unit)
    works.section.refresh_from_db()
    works.bare.refresh_from_db()
    assert works.section.engineer_id == cast.engineer.organisation_id, "a section's own comes first"
    assert works.bare.engineer_id == cast.rival.organisation_id
    new = cast.does("builder", "section", "create", project=str(works.project.pk), name="金属结构标").row
    assert Section.objects.get(pk=new.pk).engineer_id == cast.rival.organisation_id


def test_a_units_file_is_read_by_those_who_look_into_its_work(cast: Cast) -> None:
    build_works(cast)
    of = {name: getattr(cast, name).organisation_id for name in ("builder", "engineer", "contractor", "rival")}
    assert seen(cast, "engineer", "enterprise") == {of["engineer"], of["contractor"]}
    assert seen(cast, "builder", "enterprise") == {of["builder"], of["engineer"], of["contractor"]}
    assert seen(cast, "contractor", "enterprise") == {of["contractor"]}
    with pytest.raises(Refused, match="只能查看"):
        cast.does("engineer", "enterprise", "change", of["contractor"], head="别人")


def test_the_ministry_reads_the_country_and_a_commission_what_is_put_under_it(cast: Cast) -> None:
    works = build_works(cast)
    ministry = Organisation.objects.create(name="水利部", kind="department", area=Area.objects.get(pk="32"))
    Grant.objects.create(organisation=ministry, area=None, industry="water")
    commission = Organisation.objects.create(
        name="太湖流域管理局", kind="department", area_id="32", industry="water", parent=ministry
    )
    cast.ministry = _seat("ministry", ministry, "water_authority")  # type: ignore[attr-defined]
    cast.commission = _seat("commission", commission, "water_authority")  # type: ignore[attr-defined]
    assert seen(cast, "ministry", "project") == {works.project.pk}
    assert seen(cast, "commission", "project") == set()
    cast.does("builder", "project", "change", works.project.pk, supervisor=str(commission.pk))
    assert seen(cast, "commission", "project") == {works.project.pk}
    assert not Stake.objects.filter(organisation=cast.province.organisation_id).exists()


def test_a_supervisor_must_be_a_water_authority(cast: Cast) -> None:
    facts = {"name": "某工程", "kind": "dyke", "area": "3204012"}
    for place in (cast.department.organisation_id, cast.office.organisation_id, cast.contractor.organisation_id):
        with pytest.raises(Refused):
            cast.does("builder", "project", "create", **facts, supervisor=str(place))
    assert not Project.objects.exists()


def test_what_is_in_use_is_not_deleted(cast: Cast) -> None:
    works = build_works(cast)
    with pytest.raises(Refused, match="已划分标段"):
        cast.does("builder", "project", "delete", works.project.pk)
    with pytest.raises(Refused, match="已分配参建单位"):
        cast.does("builder", "section", "delete", works.section.pk)
    cast.does("builder", "section", "delete", works.bare.pk)
    assert works.bare.pk not in seen(cast, "builder", "section")
