"""Accounts of sites and branches (J-1.f), branches, and a site that passes to another company half-way."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.domain.site.models import Site, SiteUrge
from anlan.domain.site.testing import NUMBER, build_branch, build_site, facts
from anlan.kernel import clock
from anlan.kernel.act.act import Forbidden, NotYours, Refused
from anlan.kernel.clock import jobs
from anlan.kernel.people.models import User
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry


def word(receipt: Any) -> str:
    """The one-time password out of what is shown once."""
    return str(receipt.result["show"].split("初始密码：")[1].split("（")[0])


def reads(cast: Cast, member: str, register: str) -> set[int]:
    """The ids of the rows a member reads."""
    return set(registry.register(register).rows(cast.seat(member)).values_list("pk", flat=True))


@pytest.mark.django_db
def test_an_account_is_opened_reset_and_closed(cast: Cast) -> None:
    site = build_site(cast)
    opened = cast.does("director", "site", "open_account", site.pk)
    user = User.objects.get(username=NUMBER)
    assert user.check_password(word(opened))
    assert [s.organisation_id for s in user.seats.all()] == [site.department_id]
    assert user.seats.get().role.key == "construction_site"
    assert word(opened) not in str(list(Entry.objects.values_list("changes", flat=True)))
    again = cast.does("regional", "site", "reset_password", site.pk)
    user.refresh_from_db()
    assert user.check_password(word(again))
    assert not user.check_password(word(opened))
    cast.does("director", "site", "close_account", site.pk)
    assert not Seat.objects.filter(user=user, ends_on=None).exists()
    assert Site.objects.get(pk=site.pk).account == "closed"
    with pytest.raises(Forbidden, match="帐号没有开通"):
        cast.does("director", "site", "reset_password", site.pk)
    cast.does("director", "site", "open_account", site.pk)
    assert Seat.objects.filter(user=user, ends_on=None).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["foreman", "inspectorate", "overseer"])
def test_nobody_else_opens_it(cast: Cast, who: str) -> None:
    site = build_site(cast)
    with pytest.raises(Forbidden):
        cast.does(who, "site", "open_account", site.pk)
    assert not User.objects.filter(username=NUMBER).exists()


@pytest.mark.django_db
def test_a_stranger_finds_no_site_to_open(cast: Cast) -> None:
    with pytest.raises(NotYours):
        cast.does("competitor", "site", "open_account", build_site(cast).pk)


@pytest.mark.django_db
def test_the_user_name_follows_a_corrected_number(cast: Cast) -> None:
    site = build_site(cast)
    cast.does("director", "site", "open_account", site.pk)
    role = cast.inspectorate.role
    role.permissions = [*role.permissions, "site.correct"]
    role.save()
    cast.does("inspectorate", "site", "change", site.pk, number="320412-2026-7777")
    assert User.objects.filter(username="320412-2026-7777").exists()
    assert not User.objects.filter(username=NUMBER).exists()


@pytest.mark.django_db
def test_a_branch_gets_its_account_and_many_sites_at_once(cast: Cast) -> None:
    build_site(cast)
    branch = cast.does("director", "branch", "create", name="苏北区域公司", head="韩江", phone="13800000013").row
    opened = cast.does("director", "branch", "open_account", branch.pk)
    assert User.objects.get(username="宏基建设集团有限公司苏北区域公司").check_password(word(opened))
    pks = [cast.does("inspectorate", "site", "create", **facts(cast, f"320412-2026-1{n}00")).record for n in range(3)]
    browser = cast.browser("director")
    answer = browser.post("/construction/sites/batch/assign/", {"ids": pks, "branch": str(branch.pk)}, follow=True)
    assert "已完成 3 条" in answer.content.decode()
    assert set(Site.objects.filter(branch=branch).values_list("pk", flat=True)) == set(pks)
    with pytest.raises(Refused, match="还有 3 个项目"):
        cast.does("director", "branch", "close", branch.pk)
    browser.post("/construction/sites/batch/assign/", {"ids": pks, "branch": ""})
    cast.does("director", "branch", "close", branch.pk)
    assert not User.objects.get(username="宏基建设集团有限公司苏北区域公司").seats.filter(ends_on=None).exists()


@pytest.mark.django_db
def test_many_sites_are_not_given_to_a_foreign_branch(cast: Cast) -> None:
    site = build_site(cast)
    foreign = cast.does("competitor", "branch", "create", name="外地区域公司", head="韩江", phone="13800000013").row
    cast.browser("director").post("/construction/sites/batch/assign/", {"ids": [site.pk], "branch": str(foreign.pk)})
    site.refresh_from_db()
    assert site.branch == build_branch(cast)


@pytest.mark.django_db
def test_a_site_passes_to_another_company(cast: Cast) -> None:
    """Open rows follow, closed ones stay; the former company reads its time and acts no more; its people are out."""
    site = build_site(cast)
    cast.does("director", "site", "open_account", site.pk)
    user = User.objects.get(username=NUMBER)
    client = Client()
    client.force_login(user, backend="anlan.kernel.people.backends.NameBackend")
    told = {"site": str(site.pk), "text": "请今天回复"}
    with clock.at(clock.now() - timedelta(days=2)):
        done = cast.does("director", "siteurge", "create", **told, matter="evaluation").record
        cast.does("foreman", "siteurge", "answer", done, opinion="已完成本月月评")
        waiting = cast.does("director", "siteurge", "create", **told, matter="rectification").record
    before = cast.director.organisation_id
    cast.does("inspectorate", "site", "change", site.pk, unit=str(cast.competitor.organisation_id))
    jobs.run_waiting()
    site.refresh_from_db()
    assert (site.unit_id, site.branch, site.account) == (cast.competitor.organisation_id, None, "closed")
    assert not user.seats.filter(ends_on=None).exists()
    assert client.get("/construction/sites/").status_code in (302, 403)
    assert SiteUrge.objects.get(pk=done).unit_id == before
    assert SiteUrge.objects.get(pk=waiting).unit_id == cast.competitor.organisation_id
    assert Entry.objects.filter(register="siteurge", record=str(waiting), verb="restamp").exists()
    assert {done, waiting} <= reads(cast, "competitor", "siteurge")
    assert {done, waiting} <= reads(cast, "director", "siteurge"), "made in its time"
    assert reads(cast, "regional", "siteurge") == set()
    later = cast.does("competitor", "siteurge", "create", **told, matter="other").record
    assert later not in reads(cast, "director", "siteurge")
    with pytest.raises((Forbidden, Refused)):
        cast.does("director", "siteurge", "create", **told, matter="other")
    cast.does("competitor", "site", "open_account", site.pk)
    assert user.seats.filter(ends_on=None).count() == 1
    assert site.department is not None and site.department.name.startswith(site.name)
