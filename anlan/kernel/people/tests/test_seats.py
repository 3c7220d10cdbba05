"""Seats: switching between them, their end, and who may manage whose account."""

from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.clock import jobs, today
from anlan.kernel.people.models import Role
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Organisation, Seat
from anlan.kernel.testing import Cast, signed_in
from anlan.kernel.trail.models import Entry


@pytest.mark.django_db
def test_one_person_serves_several_firms_and_switches(cast: Cast) -> None:
    seat = cast.seat("owner")
    second = Seat.objects.create(user=seat.user, organisation=cast.stranger.organisation, role=seat.role, proxy=True)
    browser = signed_in(seat)
    foreign = cast.seat("neighbour")
    browser.post("/people/switch/", {"seat": foreign.pk})
    assert "远方机械有限公司" not in browser.get("/people/sessions/").content.decode().split("<main")[1]
    browser.post("/people/switch/", {"seat": second.pk})
    person = {"kind": "safety_head", "name": "沈安", "phone": "19900000001"}
    assert browser.post("/self_check/people/new/", person).status_code == 302
    entry = Entry.objects.get(register="person")
    assert (entry.organisation_id, entry.unit_id) == (second.organisation_id, second.organisation_id)
    assert entry.proxy is True, "what was filled in on a firm's behalf is marked"


@pytest.mark.django_db
def test_an_ended_seat_opens_nothing(cast: Cast) -> None:
    seat = cast.seat("owner")
    other = Seat.objects.create(user=seat.user, organisation=cast.stranger.organisation, role=seat.role, proxy=True)
    browser = signed_in(other)
    assert browser.get("/web/home/").status_code == 200
    Seat.objects.filter(pk=other.pk).update(ends_on=today())
    Seat.objects.filter(pk=other.pk).update(ends_on=today() - timedelta(days=1))
    text = browser.get("/web/home/").content.decode()
    assert "岚泽化工有限公司" in text and "远方机械有限公司" not in text
    Seat.objects.filter(pk=seat.pk).update(starts_on=today() + timedelta(days=1))
    assert browser.get("/web/home/").status_code == 403


@pytest.mark.django_db
def test_nobody_raises_himself(cast: Cast) -> None:
    """An authority's officer makes no administrators and takes over nobody above or beside him."""
    place = cast.platform.organisation
    Organisation.objects.filter(pk=place.pk).update(area_id="3204012")
    role = Role.objects.get(key="system_administrator")
    values = {"account": "我自己", "holder": "某人", "organisation": place.pk, "role": role.pk}
    for name in ("office", "department", "locality"):
        with pytest.raises(Refused):
            cast.does(name, "seat", "create", **values)
        for verb in ("reset_password", "end", "change"):
            with pytest.raises((Forbidden, NotYours, Refused)):
                deliver(
                    Act(cast.seat(name), "seat", verb, cast.platform.pk, {"holder": "某"} if verb == "change" else {})
                )
    for verb in ("create", "change"):
        with pytest.raises((Forbidden, NotYours, Refused)):
            deliver(
                Act(
                    cast.seat("office"),
                    "role",
                    verb,
                    role.pk if verb == "change" else None,
                    {"title": "x", "permissions": ["hazard.*"]},
                )
            )
    assert Seat.objects.filter(role=role).count() == 1


@pytest.mark.django_db
def test_a_role_must_fit_its_place_and_nobody_ends_his_own_seat(cast: Cast) -> None:
    role = Role.objects.get(key="office_officer")
    values = {"account": "新人", "holder": "新人", "organisation": cast.owner.organisation_id, "role": role.pk}
    with pytest.raises(Refused, match="不适用于"):
        cast.does("platform" if cast.seat("platform").oversees("3204012100") else "office", "seat", "create", **values)
    with pytest.raises(Forbidden, match="自己"):
        cast.does("platform", "seat", "end", cast.platform.pk)


@pytest.mark.django_db
def test_nobody_is_taken_over_through_a_second_seat(cast: Cast) -> None:
    """A locality gives the administrator's account a seat in a firm, and resets "the firm's" password."""
    admin = cast.seat("platform").user
    admin.set_password("Right-1234")
    admin.save()
    role = Role.objects.get(key="enterprise_safety_officer")
    values = {"account": admin.username, "holder": "某", "organisation": cast.owner.organisation_id, "role": role.pk}
    try:
        pk = cast.does("locality", "seat", "create", **values).record
        cast.does("locality", "seat", "reset_password", pk)
    except Refused:
        pass
    admin.refresh_from_db()
    assert admin.check_password("Right-1234") and not admin.must_choose


@pytest.mark.django_db
def test_a_new_authority_reaches_the_firms_that_were_there_before(cast: Cast) -> None:
    values = {"name": "武进区商务局二处", "kind": "department", "area": "3204012",
              "oversees": [{"area": "江苏省常州市武进区湖塘镇", "industry": "危险化学品"}]}  # fmt: skip
    made = cast.does("platform", "organisation", "create", **values).record
    jobs.run_waiting()
    firm = Organisation.objects.get(pk=cast.owner.organisation_id)
    assert firm.department_id == made, "the narrowest area wins"
    far = Organisation.objects.get(pk=cast.stranger.organisation_id)
    assert far.department_id is None
    cast.does("platform", "organisation", "change", made, oversees=[])
    jobs.run_waiting()
    firm.refresh_from_db()
    assert firm.department_id == cast.department.organisation_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", [{"area": "火星"}, {"area": ""}, {"area": "3204012", "industry": "nosuch"}, {"area": "\x00"}]
)
def test_an_area_that_is_not_there_is_a_sentence(cast: Cast, line: dict[str, Any]) -> None:
    values = {
        "name": "新办",
        "kind": "office",
        "area": "3204012",
        "oversees": [{"area": "3204012"}, line | {"industry": line.get("industry", "")}],
    }
    if not line["area"]:
        values["oversees"] = [{"area": "", "industry": "chemical"}]
    with pytest.raises(Refused):
        cast.does("platform", "organisation", "create", **values)
    assert not Organisation.objects.filter(name="新办").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["owner", "locality", "department", "office", "viewer"])
def test_only_the_platform_writes_authorities_down(cast: Cast, name: str) -> None:
    for verb, pk in (("create", None), ("change", getattr(cast, name).organisation_id)):
        with pytest.raises(Refused):
            deliver(Act(cast.seat(name), "organisation", verb, pk, {"name": "x", "oversees": [{"area": "32"}]}))
    assert registry.register("organisation").model.objects.filter(name="x").count() == 0


@pytest.mark.django_db
def test_an_account_opened_today_can_be_ended_today(cast: Cast) -> None:
    role = Role.objects.get(key="enterprise_safety_officer").pk
    values = {"account": "开错的账号", "holder": "周某", "organisation": cast.owner.organisation_id, "role": role}
    made = cast.does("locality", "seat", "create", **values).record
    cast.does("locality", "seat", "end", made)
    assert not Seat.objects.filter(Seat.valid_on(today()), pk=made).exists()
