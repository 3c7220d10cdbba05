"""The sites of the province: filed by their stations, given to branches, with accounts for their people."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.site.kinds import Account
from anlan.domain.site.models import Site
from anlan.kernel.clock import today
from anlan.kernel.scope.models import Area

from .accounts import open_seat
from .names import person_name, syllables
from .numbers import mobile
from .province import BRANCH_OF, COUNTIES, Company, Province, Yard, forget
from .province_words import CLIENTS, ENGINEERS, ROADS, work_name
from .world import World

NO_ACCOUNT = 41
"""Every so many sites one has no account for its people yet."""
OLD = 45
"""From how many days before history begins the older sites have stood there, at least; they have no inspections of that time."""
LATE_SHARE = 0.03


def planned(world: World, province: Province, sites: int) -> Iterator[tuple[int, Company, date]]:
    """Number, company and first day of every site, in the order of their days; half of them are the hero's."""
    hero, others = province.companies[0], province.companies[1:]
    province.hero_share = sites // 2
    found = []
    for number in range(sites):
        random = world.dice("site", number)
        company = hero if number < province.hero_share else others[number % len(others)]
        found.append((number, company, _begun(world, random, number)))
    yield from sorted(found, key=lambda one: (one[2], one[0]))


def _begun(world: World, random: Random, number: int) -> date:
    """Half a year or more of history: most stood there before it. In a shorter one most begin with it."""
    whole = world.months >= 10
    if number < 16 or random.random() < (0.75 if whole else 0.25):
        return world.start - timedelta(days=random.randint(OLD, 500))
    span = max(1, (world.today - world.start).days - 20)
    return world.start + timedelta(days=random.randrange(span))


def file_site(world: World, province: Province, number: int, company: Company, begun: date) -> Yard:
    """The station files it, the company gives it to a branch and opens its account."""
    random = world.dice("site", number, "facts")
    path = _county(random, number, company is province.companies[0])
    station = province.stations[path]
    values = _facts(world, random, number, path, begun)
    row = world.act(station, "site", "create", unit=company.unit.pk, **values).row
    row = Site.objects.select_related("department", "unit").get(pk=row.pk)
    yard = Yard(row, company, station, number, _care(random, company), values["safety_officer"])
    province.yards.append(yard)
    if company.branches:
        branch, yard.branch = company.branches[BRANCH_OF[path[:4]]]
        world.act(company.seat, "site", "assign", row.pk, branch=branch.pk)
    if number % NO_ACCOUNT != NO_ACCOUNT - 1:
        assert row.department is not None
        yard.foreman = open_seat(
            world, row.department, "construction_site", row.number, row.manager, phone=mobile(random)
        )
        Site.objects.filter(pk=row.pk).update(account=Account.OPEN)
    forget(yard.branch, station)
    return yard


def _care(random: Random, company: Company) -> float:
    return round(company.care * random.choices((1.0, 0.9, 0.7, 0.45), (60, 25, 10, 5))[0], 2)


def _county(random: Random, number: int, is_hero: bool) -> str:
    if not is_hero:
        return COUNTIES[number % len(COUNTIES)]
    return COUNTIES[0] if number < 8 or random.random() < 0.3 else random.choice(COUNTIES[1:])


def _facts(world: World, random: Random, number: int, path: str, begun: date) -> dict[str, Any]:
    area = Area.objects.get(pk=path)
    word = next(_words(world, number))
    name, (kind, _, storeys, metres, structure) = work_name(random, word)
    finish = _finish(world, random, number, begun)
    floor_area = random.randint(*metres)
    values = {
        "number": f"{area.code}-{begun.year}-{number + 1:04d}", "name": name, "kind": kind, "area": path,
        "client": word + random.choice(CLIENTS), "engineer": random.choice(ENGINEERS),
        "address": f"{area.name}{random.choice(ROADS)}{random.randint(1, 320)}号", "structure": structure,
        "cost": str(random.randint(1800, 52000)), "manager": person_name(random, "m"), "manager_phone": mobile(random),
        "safety_officer": person_name(random, random.choice("mf")), "started_on": begun.isoformat(),
        "finish_on": finish.isoformat(), "is_special": "true" if random.random() < 0.06 else "false",
        "longitude": f"{119.6 + random.random():.6f}", "latitude": f"{31.4 + random.random() * 0.6:.6f}",
    }  # fmt: skip
    if floor_area:
        values |= {"storeys": str(random.randint(*storeys)), "floor_area": str(floor_area)}
    return values


def _words(world: World, number: int) -> Iterator[str]:
    pairs = syllables(world.dice("site", "words"))
    for _ in range(number):
        next(pairs)
    return pairs


def _finish(world: World, random: Random, number: int, begun: date) -> date:
    """A few of those that stand there for long are past their planned day, by more than 90 days or by some."""
    if begun < world.start and number >= 16:
        fate = random.random()
        if fate < LATE_SHARE:
            return max(begun + timedelta(days=20), world.today - timedelta(days=random.randint(95, 260)))
        if fate < 2 * LATE_SHARE:
            return world.today - timedelta(days=random.randint(5, 80))
    return world.today + timedelta(days=random.randint(60, 620))


def filed_on(world: World, begun: date) -> date:
    """A station files a site within days of its beginning; whatever stood there before history, on its first day."""
    return max(begun + timedelta(days=3), today())
