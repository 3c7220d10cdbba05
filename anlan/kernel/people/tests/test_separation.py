"""三员分立: no one of the three gives himself, or keeps for himself, what another must watch; by every door."""

import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.clock import jobs, today
from anlan.kernel.clock.models import Job
from anlan.kernel.doors.portal import Portal, RoleSeed, every_portal, front_portal
from anlan.kernel.people import separation
from anlan.kernel.people.models import ApiToken, Role, User, UserSession
from anlan.kernel.people.seed import seed_roles
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Organisation, Seat
from anlan.kernel.testing import MEMBERS, Cast, signed_in
from anlan.kernel.trail.models import Entry

THREE = {"system": "platform", "security": "security", "audit": "auditor"}
pytestmark = pytest.mark.django_db


def role_of(duty: str) -> Role:
    return Role.objects.get(duty=duty)


def values_of(cast: Cast, account: str, duty: str) -> dict[str, Any]:
    place = cast.platform.organisation_id
    return {"account": account, "holder": "兼任", "organisation": place, "role": role_of(duty).pk}


@pytest.mark.parametrize("held", THREE)
@pytest.mark.parametrize("asked", THREE)
def test_nobody_holds_two_of_the_three(cast: Cast, held: str, asked: str) -> None:
    account = getattr(cast, THREE[held]).user.username
    with pytest.raises(Refused, match="三个不同的人" if held != asked else "已有同样的岗位"):
        cast.does("platform", "seat", "create", **values_of(cast, account, asked))
    assert Seat.objects.filter(user__username=account).count() == 1


def test_two_accounts_with_one_telephone_are_one_person(cast: Cast) -> None:
    user = cast.security.user
    user.phone = "13812348888"
    user.save()
    second = User.objects.make("另一账号", "某", phone=" 13812348888")
    with pytest.raises(Refused, match=r"安全管理员.*三个不同的人"):
        cast.does("platform", "seat", "create", **values_of(cast, second.username, "system"))


def test_nobody_holds_two_by_a_change_or_by_an_ended_seat_revived(cast: Cast) -> None:
    account = cast.security.user.username
    spare = cast.does("platform", "seat", "create", **values_of(cast, "备用安全员", "security")).record
    cast.does("security", "seat", "grant", spare)
    Seat.objects.filter(pk=cast.security.pk).update(ends_on=today() - timedelta(days=1))
    pk = cast.does("platform", "seat", "create", **values_of(cast, account, "system")).record
    with pytest.raises(Refused, match="三个不同的人"):
        cast.does("platform", "seat", "change", cast.security.pk, ends_on="")
    with pytest.raises(Refused, match="三个不同的人"):
        deliver(
            Act(None, "seat", "change", spare, {"role": role_of("audit").pk})
            if _second_seat(cast, spare)
            else Act(None, "seat", "end", pk)
        )


def _second_seat(cast: Cast, pk: int) -> bool:
    """The spare's person also comes to hold the security seat at another platform, so that his first can't turn to audit."""
    other = Organisation.objects.create(name="另一平台", kind="platform", area_id="3204012")
    Seat.objects.create(user=Seat.objects.get(pk=pk).user, organisation=other, role=role_of("security"))
    return True


def test_the_page_refuses_with_a_sentence(cast: Cast) -> None:
    values = values_of(cast, cast.auditor.user.username, "system")
    answer = cast.browser("platform").post("/self_check/accounts/new/", values | {"starts_on": today().isoformat()})
    assert answer.status_code == 422
    assert "已是审计管理员" in answer.content.decode()


def test_the_api_refuses_with_a_sentence(cast: Cast) -> None:
    values = values_of(cast, cast.auditor.user.username, "security")
    answer = cast.browser("platform").post(
        "/api/v1/seat/", json.dumps({"values": values}), "application/json", HTTP_AUTHORIZATION=cast.token("platform")
    )
    assert answer.status_code == 400
    assert "三个不同的人" in json.dumps(answer.json(), ensure_ascii=False)


def test_the_sheet_refuses_with_a_sentence(cast: Cast) -> None:
    book = openpyxl.Workbook()
    heads = {"用户名": cast.auditor.user.username, "姓名": "某", "机构": cast.platform.organisation.name,
             "角色": role_of("security").title, "开始日期": today().isoformat()}  # fmt: skip
    book.active.append(list(heads))
    book.active.append(list(heads.values()))
    out = io.BytesIO()
    book.save(out)
    browser = cast.browser("platform")
    page = "/self_check/accounts/import/"
    answer = browser.post(page, {"file": SimpleUploadedFile("账号.xlsx", out.getvalue())})
    jobs.run_waiting()
    if not Job.objects.latest("pk").progress.get("bad"):
        browser.post(answer.url)
        jobs.run_waiting()
    told = browser.get(f"/self_check/accounts/import/{Job.objects.latest('pk').pk}/").content.decode()
    assert "三个不同的人" in told
    assert Seat.objects.filter(user=cast.auditor.user_id).count() == 1


def test_createaccount_refuses_with_a_sentence(cast: Cast) -> None:
    with pytest.raises(CommandError, match="三个不同的人"):
        call_command("createaccount", "独行者", area="3204012", role=["system_administrator", "audit_administrator"])
    assert not User.objects.filter(username="独行者").exists(), "refused is refused wholly"
    call_command("createaccount", "独行者", area="3204012", role=["audit_administrator"])
    with pytest.raises(CommandError, match="已是审计管理员"):
        call_command("createaccount", "独行者", area="3204012", role=["security_administrator"])


def test_a_small_installation_may_have_one_person_for_all(cast: Cast, settings: Any) -> None:
    settings.SEPARATION = False
    keys = ["system_administrator", "security_administrator", "audit_administrator"]
    call_command("createaccount", "一人", area="3204012", role=keys)
    assert Seat.objects.filter(user__username="一人", standing="open").count() == 3
    pk = cast.does("platform", "seat", "create", **values_of(cast, "新人", "security")).record
    assert Seat.objects.get(pk=pk).standing == "open"


def test_what_the_system_administrator_opens_waits_for_the_security_administrator(cast: Cast) -> None:
    place, role = cast.office.organisation_id, Role.objects.get(key="office_officer").pk
    made = cast.does("platform", "seat", "create", account="新同事", holder="新", organisation=place, role=role)
    seat = Seat.objects.get(pk=made.record)
    assert seat.standing == "pending" and "授权" in made.result["show"]
    assert signed_in(seat).get("/web/home/").status_code == 403
    for name in ("platform", "auditor", "office"):
        with pytest.raises((Forbidden, NotYours)):
            cast.does(name, "seat", "grant", seat.pk)
    cast.does("security", "seat", "grant", seat.pk)
    assert signed_in(seat).get("/web/home/").status_code == 200
    entry = Entry.objects.get(register="seat", verb="grant")
    assert entry.user_id == cast.security.user_id and entry.changes["状况"] == ["待授权", "在用"]


@pytest.mark.parametrize("name", ["security", "auditor", "office"])
def test_a_password_reset_by_the_system_administrator_opens_no_other_administrator(cast: Cast, name: str) -> None:
    seat = cast.seat(name)
    said = cast.does("platform", "seat", "reset_password", seat.pk).result["show"]
    assert "授权" in said
    assert cast.seat(name).standing == "pending"
    assert cast.browser(name).get("/web/home/").status_code == 403
    with pytest.raises(Forbidden):
        cast.does("platform", "seat", "grant", seat.pk)


def test_nobody_grants_to_himself_but_the_server_can(cast: Cast) -> None:
    Seat.objects.filter(pk=cast.security.pk).update(standing="pending")
    with pytest.raises(Forbidden, match="自己"):
        cast.does("security", "seat", "grant", cast.security.pk)
    account, area = cast.security.user.username, "32"
    Organisation.objects.filter(pk=cast.platform.organisation_id).update(name="江苏省平台管理中心")
    call_command("createaccount", account, area=area, role=["security_administrator"])
    assert cast.seat("security").standing == "open"


@pytest.mark.parametrize("duty", THREE)
@pytest.mark.parametrize("other", THREE)
def test_no_role_takes_over_anothers_rights(cast: Cast, duty: str, other: str) -> None:
    """安全管理员 edits roles, so he is the one to be held back."""
    second = Seat.objects.create(
        user=User.objects.make("第二安全员"), organisation=cast.platform.organisation, role=role_of("security")
    )
    cast.security = second
    role = role_of(duty)
    for extra in sorted(separation.RESERVED[other]):
        wanted = [*role.permissions, extra]
        if duty == "security":
            with pytest.raises(Forbidden, match="自己"):
                cast.does("security", "role", "change", role.pk, permissions=wanted)
        elif duty != other:
            with pytest.raises(Refused, match="职责之外"):
                cast.does("security", "role", "change", role.pk, permissions=wanted)
    assert set(role_of(duty).permissions) == set(role.permissions)


@pytest.mark.parametrize("extra", ["entry.view", "hazard.view", "seat.create", "seat.*", "person.reveal", "hazard.*"])
def test_no_administrators_role_grows_beyond_its_duty(cast: Cast, extra: str) -> None:
    for duty in ("system", "audit"):
        role = role_of(duty)
        if extra in role.permissions:
            continue
        with pytest.raises(Refused, match="职责之外"):
            cast.does("security", "role", "change", role.pk, permissions=[*role.permissions, extra])


def test_ordinary_roles_hold_nothing_reserved_and_may_be_changed(cast: Cast) -> None:
    role = Role.objects.get(key="office_officer")
    for extra in ("role.*", "seat.*", "seat.grant", "signin.view", "seal.view", "organisation.change", "switch.change"):
        with pytest.raises(Refused, match="专有"):
            cast.does("security", "role", "change", role.pk, permissions=[*role.permissions, extra])
    kept = [p for p in role.permissions if p != "hazard.press"]
    cast.does("security", "role", "change", role.pk, permissions=kept)
    entry = Entry.objects.filter(register="role", verb="change").latest("seq")
    before, after = entry.changes["权限"]
    assert "hazard.press" in before and "hazard.press" not in after
    assert entry.user_id == cast.security.user_id
    assert not cast.seat("office").may("hazard.press"), "at once, in sessions that are open too"


def test_a_role_of_ones_own_making_opens_no_platform_seat(cast: Cast) -> None:
    made = cast.does(
        "security", "role", "create", title="万能", key="all", portal="self_check", permissions=["entry.view"]
    )
    values = values_of(cast, "万能人", "system") | {"role": made.record}
    with pytest.raises(Refused, match="三种岗位"):
        cast.does("platform", "seat", "create", **values)


def test_who_may_what(cast: Cast) -> None:
    """The three against what each must not do; the law of the brief in one table."""
    never = {
        "platform": ("entry.view", "signin.view", "role.change", "seat.grant", "seal.view", "hazard.view", "selfcheck.view",
                     "person.view", "person.reveal", "noticereceipt.view", "urge.view"),
        "security": ("seat.create", "seat.change", "seat.reset_password", "seat.end", "entry.view", "signin.view",
                     "organisation.change", "switch.change", "hazard.view", "person.reveal"),
    }  # fmt: skip
    for name, names in never.items():
        assert not [p for p in names if cast.seat(name).may(p)], name
    auditor = separation.expanded(cast.seat("auditor").permissions)
    assert {p.split(".")[1] for p in auditor} == {"view", "export"}, "he changes nothing"


def test_the_auditor_alone_sees_the_whole_trail(cast: Cast) -> None:
    entries = registry.register("entry")
    everything = Entry.objects.count()
    seen = {name: entries.rows(cast.seat(name)).count() for name in MEMBERS}
    assert seen["auditor"] == everything > 0
    assert seen["platform"] == seen["security"] == 0
    assert all(count < everything for name, count in seen.items() if name != "auditor")
    # Even with the permission: the scope asks for the duty.
    Role.objects.filter(duty="system").update(permissions=["entry.view"])
    assert entries.rows(cast.seat("platform")).count() < everything


def test_every_page_of_the_auditor_opens_and_offers_nothing_to_do(cast: Cast) -> None:
    browser = cast.browser("auditor")
    portal = front_portal()
    shown = [p for p in portal.pages.values() if p.open_to(cast.seat("auditor"))]
    assert {p.slug for p in shown} >= {"log", "sign-ins", "disclosures", "seals", "verifications"}
    for page in shown:
        answer = browser.get(page.url("self_check"))
        assert answer.status_code == 200, page.slug
        assert "/move/" not in answer.content.decode() and "/new/" not in answer.content.decode(), page.slug


def test_locking_shuts_out_at_once_and_unlocking_lets_in(cast: Cast) -> None:
    browser, token = cast.browser("office"), cast.token("office")
    cast.does("security", "seat", "lock", cast.office.pk)
    assert browser.get("/web/home/").status_code == 302
    assert browser.get("/api/v1/hazard/", HTTP_AUTHORIZATION=token).status_code == 401
    user = cast.seat("office").user
    assert not user.is_active
    assert not UserSession.objects.filter(user=user, ended_at=None).exists()
    assert not ApiToken.objects.filter(seat=cast.office, revoked_at=None).exists()
    cast.does("security", "seat", "unlock", cast.office.pk)
    assert cast.browser("office").get("/web/home/").status_code == 200
    assert {"lock", "unlock"} <= set(Entry.objects.filter(register="seat").values_list("verb", flat=True))
    with pytest.raises(Forbidden, match="自己"):
        cast.does("security", "seat", "lock", cast.security.pk)


def test_the_last_of_a_duty_stays(cast: Cast) -> None:
    with pytest.raises(Refused, match="唯一的审计管理员"):
        cast.does("security", "seat", "lock", cast.auditor.pk)
    with pytest.raises(Refused, match="唯一的安全管理员"):
        cast.does("platform", "seat", "end", cast.security.pk)


def test_a_portal_whose_roles_mix_duties_does_not_start() -> None:
    bad = RoleSeed("x", "x", (), ("role.*", "signin.view"), duty="audit")
    faults = list(separation.seed_faults(Portal("p", "p", "p", (), (bad,), ())))
    assert any("role.change" in f for f in faults)
    assert not any("signin.view" in f for f in faults)
    assert [f for portal in every_portal() for f in separation.seed_faults(portal)] == []


def test_seeding_tells_the_duty_of_a_role_that_was_changed(cast: Cast) -> None:
    Role.objects.filter(duty="system").update(duty="", permissions=["seat.view"])
    seed_roles()
    row = Role.objects.get(key="system_administrator")
    assert (row.duty, row.permissions) == ("system", ["seat.view"])


def test_seeding_tells_of_roles_that_reach_too_far(cast: Cast) -> None:
    """An installation of before, whose 系统管理员 somebody had given more than he may have now."""
    told = io.StringIO()
    call_command("seed", stdout=io.StringIO(), stderr=told)
    assert told.getvalue() == ""
    Role.objects.filter(key="system_administrator").update(permissions=["seat.*", "entry.view", "seat.view"])
    Role.objects.filter(key="viewer").update(permissions=["signin.view"])
    call_command("seed", stdout=io.StringIO(), stderr=told)
    assert "entry.view" in told.getvalue() and "seat.grant" in told.getvalue() and "signin.view" in told.getvalue()
