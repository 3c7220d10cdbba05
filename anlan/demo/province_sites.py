"""The sites of the province: filed by their stations, given to branches, with accounts for their people."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.site.kinds import Account
from anlan.domain.site.models import Site
from anlan.kernel.scope.models import Area

from .accounts import open_seat
from .names import person_name, syllables
from .numbers import mobile
from .province import BRANCH_OF, COUNTIES, Company, Province, Yard, forget, is_scene
from .province_ends import OF_HERO, OF_OTHERS
from .province_words import CLIENTS, ENGINEERS, ROADS, work_name
from .world import World

NO_ACCOUNT = 41
"""Every so many sites one has no account for its people yet."""
OLD = 140
"""From how many days before history begins the older sites have stood there, at least; they have no inspections of that time."""
LATE_SHARE = 0.03
WHOLE_YEAR = 10
"""From so many months on history is as long as a year of inspections."""
LATE_HERO, LATE_OTHERS, ALONE = 7, (7, 8), 9
"""Scenes, by their number among the hero's and among the others': past their planned completion; without an account."""


def plan(world: World, province: Province, sites: int) -> None:
    """Which sites there will be, in the order of their days, the first one before all; half of them are the hero's."""
    hero, others = province.companies[0], province.companies[1:]
    province.hero_share = sites // 2
    for number in range(sites):
        company = hero if number < province.hero_share else others[number % len(others)]
        province.waiting.append((number, company, _begun(world, province, number)))
    province.waiting.sort(key=lambda one: (one[0] > 0, one[2], one[0]))


def _begun(world: World, province: Province, number: int) -> date:
    """Most stood there before a history of a year; most begin with a shorter one."""
    random = world.dice("site", number)
    if is_scene(number, province.hero_share) or random.random() < (0.75 if world.months >= WHOLE_YEAR else 0.25):
        return world.start - timedelta(days=random.randint(OLD, 500))
    span = max(1, (world.today - world.start).days - 20)
    return world.start + timedelta(days=random.randrange(span))


def file_site(world: World, province: Province, number: int, company: Company, begun: date) -> Yard:
    """The station files it, the company gives it to a branch and opens its account."""
    random = world.dice("site", number, "facts")
    path = _county(random, number, company is province.companies[0])
    station = province.stations[path]
    values = _facts(world, province, random, number, path, begun)
    row = world.act(station, "site", "create", unit=company.unit.pk, **values).row
    row = Site.objects.select_related("department", "unit").get(pk=row.pk)
    assert row.department is not None
    yard = Yard(row, company, station, number, _care(random, company), values["safety_officer"])
    yard.is_scene = is_scene(number, province.hero_share)
    province.yards.append(yard)
    # What they take part in has grown.
    forget(company.seat, station, *(seat for _, seat in company.branches))
    if company.branches:
        branch, yard.branch = company.branches[BRANCH_OF[path[:4]]]
        world.act(company.seat, "site", "assign", row.pk, branch=branch.pk)
    if number != ALONE and (yard.is_scene or number % NO_ACCOUNT != NO_ACCOUNT - 1):
        yard.foreman = open_seat(
            world, row.department, "construction_site", row.number, row.manager, phone=mobile(random)
        )
        Site.objects.filter(pk=row.pk).update(account=Account.OPEN)
    forget(yard.branch)
    return yard


def _care(random: Random, company: Company) -> float:
    return round(company.care * random.choices((1.0, 0.9, 0.7, 0.45), (62, 25, 9, 4))[0], 2)


def _county(random: Random, number: int, is_hero: bool) -> str:
    if not is_hero:
        return COUNTIES[number % len(COUNTIES)]
    return COUNTIES[0] if number < 8 or random.random() < 0.3 else random.choice(COUNTIES[1:])


def _facts(world: World, province: Province, random: Random, number: int, path: str, begun: date) -> dict[str, Any]:
    area = Area.objects.get(pk=path)
    word = next(_words(world, number))
    name, (kind, _, storeys, metres, structure) = work_name(random, word)
    finish = _finish(world, province, random, number, begun)
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


def _finish(world: World, province: Province, random: Random, number: int, begun: date) -> date:
    """A few of those that stand there for long are past their planned day, by more than 90 days or by some."""
    if number == LATE_HERO or number - province.hero_share in LATE_OTHERS:
        return max(begun, world.today - timedelta(days=130))
    ending = OF_HERO.get(number) or OF_OTHERS.get(number - province.hero_share)
    if ending is not None:
        return max(begun, world.today + timedelta(days=random.randint(-20, 30) - ending.ago))
    if begun < world.start and not is_scene(number, province.hero_share):
        fate = random.random()
        if fate < LATE_SHARE:
            return max(begun + timedelta(days=20), world.today - timedelta(days=random.randint(95, 260)))
        if fate < 2 * LATE_SHARE:
            return world.today - timedelta(days=random.randint(5, 80))
    return world.today + timedelta(days=random.randint(60, 620))


def filed_on(begun: date) -> date:
    """A station files a site within days of its beginning."""
    return begun + timedelta(days=3)
