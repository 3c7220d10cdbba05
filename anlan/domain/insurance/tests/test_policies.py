"""Who may be policyholder, what is refused, what is warned of, and who is reminded when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from anlan.domain.enterprise import expiry, schedules
from anlan.domain.insurance import coverage
from anlan.domain.insurance.models import SafetyInsurance
from anlan.domain.insurance.tests.test_doors import a_policy
from anlan.domain.project.testing import assign, build_works
from anlan.domain.project.warnings import warnings_of
from anlan.kernel.act.act import Forbidden, Refused
from anlan.kernel.clock import at, jobs, today
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Any:
    """The twentieth of May."""
    with at(NOON):
        yield


def insure(cast: Cast, **more: Any) -> SafetyInsurance:
    """A policy of the cast's first section."""
    return cast.does("builder", "safetyinsurance", "create", **a_policy(cast, **more)).row


def offered(cast: Cast, section: Any) -> set[str]:
    """What the form offers as policyholder."""
    answer = cast.browser("builder").get(f"/doors/pick/safetyinsurance/unit/?section={section.pk}")
    return {one["label"] for one in answer.json()["results"]}


def test_the_form_offers_the_owner_and_whom_the_section_is_assigned_to(cast: Cast) -> None:
    works = build_works(cast)
    named = {n: getattr(cast, n).organisation.name for n in ("builder", "contractor", "engineer")}
    assert offered(cast, works.section) == set(named.values())
    assert offered(cast, works.bare) == {named["builder"]}
    answer = cast.browser("builder").get("/doors/pick/safetyinsurance/unit/?section=")
    assert answer.json()["results"] == []


@pytest.mark.parametrize("member", ["contractor", "rival"])
def test_a_section_without_participants_is_insured_by_the_owner_alone(cast: Cast, member: str) -> None:
    works = build_works(cast)
    unit = str(getattr(cast, member).organisation_id)
    with pytest.raises(Refused, match="只能选择项目法人"):
        insure(cast, section=str(works.bare.pk), unit=unit)
    row = insure(cast, section=str(works.bare.pk), unit=str(cast.builder.organisation_id))
    assert (row.party, row.unit_id, row.owner_id) == (
        "owner",
        cast.builder.organisation_id,
        cast.builder.organisation_id,
    )


def test_a_unit_that_does_not_take_part_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="没有参与"):
        insure(cast, unit=str(cast.rival.organisation_id))
    assert insure(cast, unit=str(cast.engineer.organisation_id)).party == "engineer"


def test_who_is_assigned_from_a_later_day_may_already_insure(cast: Cast) -> None:
    works = build_works(cast)
    assign(cast, works.bare, "rival", "contractor", starts_on=(today() + timedelta(days=9)).isoformat())
    assert insure(cast, section=str(works.bare.pk), unit=str(cast.rival.organisation_id)).party == "contractor"


@pytest.mark.parametrize("member", ["contractor", "engineer", "province"])
def test_only_the_owner_enters(cast: Cast, member: str) -> None:
    facts = a_policy(cast) | {"files": [cast.photo(member, 7)]}
    with pytest.raises(Forbidden):
        cast.does(member, "safetyinsurance", "create", **facts)
    pk = insure(cast).pk
    with pytest.raises(Forbidden):
        cast.does(member, "safetyinsurance", "delete", pk, opinion="重复")


def test_what_is_refused_of_a_policy(cast: Cast) -> None:
    for more, why in (
        ({"per_person": "39.99"}, "应急〔2025〕27号"), ({"due_on": "2025-12-31"}, "早于保险起期"),
        ({"files": []}, "保单附件|上传|填写"), ({"people": "0"}, "1"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            insure(cast, **more)
    assert insure(cast, starts_on="2025-03-28", due_on="2026-03-27", per_person="30").edition.endswith("140号）")
    row = insure(cast, number="二")
    assert (row.minimum, "第十五条" in row.edition) == (40, True)
    with pytest.raises(Refused, match="已登记过"):
        insure(cast, number="二")


def test_what_is_fixed_is_not_changed(cast: Cast) -> None:
    pk = insure(cast).pk
    with pytest.raises(Forbidden):
        cast.does("builder", "safetyinsurance", "change", pk, unit=str(cast.builder.organisation_id))


def test_an_erroneous_entry_goes_with_a_trail_unless_something_was_claimed(cast: Cast) -> None:
    pk = insure(cast).pk
    facts = dict(insurance=str(pk), happened_on="2026-05-06", happening="跌落", reported_on="2026-05-06", claimed="4")
    claim = cast.does("builder", "claim", "create", **facts).record
    with pytest.raises(Refused, match="已有理赔记录"):
        cast.does("builder", "safetyinsurance", "delete", pk, opinion="填错")
    cast.does("builder", "claim", "delete", claim, opinion="填错")
    cast.does("builder", "safetyinsurance", "delete", pk, opinion="填错")
    assert not registry.register("safetyinsurance").rows(cast.seat("builder")).exists()
    assert Entry.objects.filter(register="safetyinsurance", record=str(pk), verb="delete").exists()


def test_a_claim_lies_within_the_policy(cast: Cast) -> None:
    pk = insure(cast).pk
    facts = dict(insurance=str(pk), happening="跌落", claimed="4", reported_on="2026-05-20")
    for day, why in (("2025-12-31", "保险期间"), ("2026-05-21", "晚于今天")):
        with pytest.raises(Refused, match=why):
            cast.does("builder", "claim", "create", happened_on=day, **facts)
    claim = cast.does("builder", "claim", "create", happened_on="2026-05-06", **facts).record
    with pytest.raises(Refused, match="赔付日期"):
        cast.does("builder", "claim", "pay", claim, paid="3", paid_on="2026-05-05")
    assert cast.does("builder", "claim", "pay", claim, paid="3", paid_on="2026-05-20").row.state == "paid"


def bare(cast: Cast, member: str) -> set[str]:
    """The sections that the member is shown as not insured."""
    return {one.name for one in coverage.uninsured(cast.seat(member), today())}


def test_begun_without_a_policy_is_listed_for_whom_it_concerns(cast: Cast) -> None:
    works = build_works(cast)
    both = {works.section.name, works.bare.name}
    assert bare(cast, "builder") == bare(cast, "province") == both
    assert bare(cast, "contractor") == {works.section.name}
    assert bare(cast, "rival") == set()
    insure(cast, due_on="2026-05-20")
    assert bare(cast, "builder") == {works.bare.name}
    with at(NOON + timedelta(days=1)):
        assert bare(cast, "builder") == both


def test_a_section_about_to_begin_needs_its_policy_on_its_first_day(cast: Cast) -> None:
    works = build_works(cast)
    begins = today() + timedelta(days=30)
    cast.does("builder", "section", "change", works.bare.pk, started_on=begins.isoformat())
    insure(cast, section=str(works.bare.pk), unit=str(cast.builder.organisation_id), due_on="2026-06-18")
    assert works.bare.name in bare(cast, "builder")
    insure(
        cast,
        section=str(works.bare.pk),
        unit=str(cast.builder.organisation_id),
        number="二",
        starts_on=begins.isoformat(),
    )
    assert works.bare.name not in bare(cast, "builder")
    cast.does("builder", "section", "change", works.section.pk, started_on=(begins + timedelta(days=1)).isoformat())
    assert bare(cast, "builder") == set()


def warned(cast: Cast, member: str) -> dict[str, Any]:
    """预警提示 by title."""
    return {one.title: one for one in warnings_of(cast.seat(member))}


def test_warnings_open_just_what_they_count(cast: Cast) -> None:
    row = insure(cast, due_on="2026-06-19")
    found = warned(cast, "builder")
    assert (found["保单30天内到期"].count, found["未投保标段"].count) == (1, 1)
    for title, name in (("保单30天内到期", row.number), ("未投保标段", build_works(cast).bare.name)):
        page = cast.browser("builder").get(found[title].url).content.decode()
        assert name in page
    assert cast.browser("builder").get(found["保单30天内到期"].url).content.decode().count("data-id=") == 1
    insure(cast, number="续", starts_on="2026-06-20", due_on="2027-06-19")
    row.refresh_from_db()
    assert row.is_followed
    assert "保单30天内到期" not in warned(cast, "builder")
    assert "未投保标段" not in warned(cast, "rival")


def test_a_renewal_that_comes_late_says_so_and_a_deleted_one_follows_nothing(cast: Cast) -> None:
    first = insure(cast, due_on="2026-05-09")
    late = cast.does("builder", "safetyinsurance", "create", **a_policy(cast, number="迟", starts_on="2026-05-15"))
    assert late.result["show"].startswith("与上一份保单之间 2026-05-10 至 2026-05-14 共 5 天没有保险")
    first.refresh_from_db()
    assert not first.is_followed
    near = insure(cast, number="及时", starts_on="2026-05-10")
    first.refresh_from_db()
    assert first.is_followed
    cast.does("builder", "safetyinsurance", "delete", near.pk, opinion="填错")
    first.refresh_from_db()
    assert not first.is_followed


def test_owner_and_policyholder_are_reminded_at_each_stage_once(cast: Cast) -> None:
    row = insure(cast, due_on="2026-06-30")
    told: dict[str, int] = {}
    for day in (
        date(2026, 5, 30),
        date(2026, 5, 31),
        date(2026, 6, 22),
        date(2026, 6, 23),
        date(2026, 7, 1),
        date(2026, 7, 9),
    ):
        for unit in {paper.unit_id for paper in expiry.due_on(day)}:
            schedules.remind_of_expiry({"unit": unit, "day": day.isoformat()})
        told[day.isoformat()] = Reminder.objects.filter(title__contains=row.number).count()
    assert list(told.values()) == [0, 2, 2, 4, 6, 6]
    last = Reminder.objects.filter(title__contains=row.number).latest("id")
    assert last.title.endswith("已于 2026-06-30 到期") and last.url == f"/doors/go/safetyinsurance/{row.pk}/"
    jobs.run_waiting()


def test_a_renewal_begins_with_what_the_policy_before_said(cast: Cast) -> None:
    row = insure(cast)
    answer = cast.browser("builder").get(f"/water_works/renew-insurance/{row.pk}/screen/", follow=True)
    page = answer.content.decode()
    assert (
        'value="2027-01-01"' in page and 'value="2027-12-31"' in page and row.insurer in page and row.number not in page
    )
    assert cast.browser("engineer").get(f"/water_works/renew-insurance/{row.pk}/screen/").status_code == 404
