"""A small company of its own with sites in every stage of their end, for the walk of evaluations. Run by ``anlan shell``.

Everything comes through the one door; the clock is moved for what has to lie in the past.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from anlan.domain.evaluation import prompts
from anlan.domain.site.models import Site
from anlan.kernel import clock
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import jobs
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat

NOW = clock.now()
PASSWORD = "123456"


def person(username: str, place: Organisation, role: str) -> Seat:
    """An account that can sign in at once."""
    user = User.objects.create(username=username, name=f"{place.name[:8]}某", must_choose=False)
    user.set_password(PASSWORD)
    user.save()
    return Seat.objects.create(user=user, organisation=place, role=Role.objects.get(key=role), starts_on="2020-01-01")


def does(seat: Seat | None, register: str, verb: str, record: int | None = None, /, **values: Any) -> Any:
    """An act."""
    return deliver(Act(seat, register, verb, record, values)).row


def build(number: int, name: str, company: Any, authority: Seat, **more: str) -> Site:
    """A site of the company, with an account of its people named by its filing number."""
    facts = {
        "number": f"320412-2026-6{number:03d}", "name": name, "kind": "housing", "area": "3204012100", "unit": str(company.pk),
        "client": "月湖置业有限公司", "address": f"湖塘镇月湖路 {number} 号", "manager": "周正", "started_on": "2025-09-01",
        "finish_on": "2027-12-31",
    }  # fmt: skip
    site: Site = does(authority, "site", "create", **facts | more)
    person(facts["number"], site.department, "construction_site")
    return site


def passed(days: int) -> None:
    """What the clock does on the morning of a day that many days ago."""
    moment = NOW - timedelta(days=days)
    with clock.at(moment):
        # The house's own clock has been through that morning, before these sites stood.
        for site in prompts.finished().select_related("branch", "unit", "department"):
            prompts.advance(site)
        for site in prompts.overdue().select_related("branch"):
            prompts.tell_of_overdue(site)
        jobs.run_waiting(moment)


def complete(site: Site, authority: Seat, days: int) -> None:
    """Complete, that many days ago."""
    with clock.at(NOW - timedelta(days=days)):
        day = (timezone.localtime(NOW) - timedelta(days=days)).date()
        does(authority, "site", "complete", site.pk, completed_on=day.isoformat())
        jobs.run_waiting(clock.now())


def make() -> None:
    """The world of the walk."""
    area = Area.objects.get(path="3204012")
    station = Organisation.objects.create(
        name="武进区月湖安全监督站", kind="department", area=area, industry="construction"
    )
    Grant.objects.create(organisation=station, area=area, industry="construction")
    values = {"name": "月湖建设有限公司", "code": "91320412MA1ANLYH05", "area": "3204012", "industry": "construction"}
    values = {k: v for k, v in values.items() if k != "code"} | {"code__unknown": "1"}
    company = does(None, "enterprise", "create", **values).organisation
    authority = person("月湖监督", station, "construction_authority")
    director = person("月湖总监", company, "construction_company")
    with clock.at(NOW - timedelta(days=60)):
        build(1, "月湖花园一期", company, authority)
        build(2, "月湖花园二期", company, authority)
        prompted = build(3, "月湖学校", company, authority)
        lapsed = build(4, "月湖医院", company, authority)
        build(5, "月湖大厦", company, authority, finish_on="2026-06-01")
        build(6, "月湖车站", company, authority)
        branch = does(director, "branch", "create", name="月湖苏南公司", head="陆平", phone="13800000011")
        does(director, "site", "manage", prompted.pk, branch=str(branch.pk))
    complete(lapsed, authority, 45)
    for days in (22, 14):
        passed(days)
    complete(prompted, authority, 10)
    passed(0)


make()
