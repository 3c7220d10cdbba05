"""Who works in the besieged house: firms with one safety officer each, and the authorities above them."""

from dataclasses import dataclass
from random import Random
from typing import Any

FIRMS = 6
CLOSING = 4
"""Building sites that come to their end while people work."""


@dataclass(frozen=True)
class Person:
    """Somebody with a session and an API key. ``unit``: the organisation's id."""

    name: str
    username: str
    seat: int
    user: int
    unit: int
    session: str
    token: str


@dataclass(frozen=True)
class SitePeople:
    """Those of building sites. ``slots``: what can be said at an inspection, by its way; ``closing``: sites with their people."""

    people: dict[str, Person]
    site: int
    slots: dict[str, list[str]]
    closing: list[tuple[int, Person]]


@dataclass(frozen=True)
class People:
    """Everybody of the house. ``works``: who takes part in the ``section`` of works, by part, and who supervises it."""

    firms: list[Person]
    locality: Person
    department: Person
    works: dict[str, Person]
    section: int
    sites: SitePeople


def settle_in(seed: int) -> People:
    """Makes the tables and the people in the empty database of this process's settings."""
    from django.core.management import call_command

    from anlan.kernel.testing.cast import make_cast

    call_command("migrate", verbosity=0)
    cast, random = make_cast(), Random(f"{seed}:people")
    firms = [_firm(random, n) for n in range(1, FIRMS + 1)]
    section, works = _works(cast)
    return People(firms, _person("属地", cast.locality), _person("部门", cast.department), works, section, _sites(cast))


def _works(cast: Any) -> tuple[int, dict[str, Person]]:
    """A section with its parties; what a contractor has put right waits for its engineer."""
    from anlan.domain.hazard.water_flows import RECHECK, water_rectification_flow
    from anlan.domain.project.testing import build_works
    from anlan.kernel.flow.models import Switch

    Switch.objects.create(flow=water_rectification_flow.key, state=RECHECK, is_on=True)
    section = build_works(cast).section
    members = {
        "owner": cast.builder,
        "engineer": cast.engineer,
        "contractor": cast.contractor,
        "authority": cast.province,
    }
    return section.pk, {part: _person(part, seat) for part, seat in members.items()}


def _sites(cast: Any) -> SitePeople:
    """A site that stands, with its company, branch, people and authority, and editions to inspect by; and some that end."""
    from anlan.domain.inspection.contents import parts_of
    from anlan.domain.inspection.testing import publish
    from anlan.domain.site.models import Site
    from anlan.domain.site.testing import build_site
    from anlan.domain.standard.kinds import Kind

    site = build_site(cast)
    Site.objects.filter(pk=site.pk).update(started_on="2000-01-01")
    ends = [build_site(cast, f"320412-2026-01{n:02}") for n in range(CLOSING)]
    editions = {"jgj59": publish(Kind.JGJ59), "wording": publish(Kind.PROVINCE_WORDING)}
    told = ("director", "inspectorate", "foreman", "regional")
    return SitePeople(
        {name: _person(name, cast.seat(name)) for name in told}, site.pk,
        {way: list(parts_of(edition)) for way, edition in editions.items()},
        [(one.pk, _person(f"收尾{one.pk}", _foreman_of(one))) for one in ends],
    )  # fmt: skip


def _foreman_of(site: Any) -> object:
    from datetime import date

    from anlan.kernel.people.models import Role, User
    from anlan.kernel.scope.models import Seat

    site.refresh_from_db()
    user = User.objects.make(site.number, "周正", password=None)
    role = Role.objects.get(key="construction_site")
    return Seat.objects.create(
        user=user, organisation=site.department, role=role, starts_on=date(2020, 1, 1), account=user.username
    )


def _firm(random: Random, number: int) -> Person:
    from datetime import date

    from anlan.demo.numbers import credit_code, mobile
    from anlan.kernel.act.act import Act, deliver
    from anlan.kernel.people.models import Role, User
    from anlan.kernel.scope.models import Seat

    values = {
        "name": f"第{number}化工有限公司",
        "code": credit_code(random),
        "area": "3204012100",
        "industry": "chemical",
    }
    place = deliver(Act(None, "enterprise", "create", values=values)).row.organisation
    user = User.objects.make(place.name, f"安全员{number}", phone=mobile(random))
    role = Role.objects.get(key="enterprise_safety_officer")
    seat = Seat.objects.create(
        user=user, organisation=place, role=role, starts_on=date(2020, 1, 1), account=user.username
    )
    return _person(f"企业{number}", seat)


def _person(name: str, seat: object) -> Person:
    from anlan.kernel.people.models import ApiToken
    from anlan.kernel.scope.models import Seat
    from anlan.kernel.testing.cast import signed_in

    assert isinstance(seat, Seat)
    session = signed_in(seat).session.session_key
    token = ApiToken.issue(seat, "chaos")[1]
    return Person(name, seat.user.username, seat.pk, seat.user_id, seat.organisation_id, str(session), token)
