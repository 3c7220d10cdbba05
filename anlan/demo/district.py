"""The whole district, in order."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from anlan.domain.standard.load import load_standard
from anlan.kernel.clock import at, day_of
from anlan.kernel.people.seed import seed_roles
from anlan.kernel.scope.load import load_areas
from anlan.kernel.trail import book

from . import (
    authorities,
    basin,
    basin_year,
    checks,
    clockwork,
    community,
    devices,
    firms,
    general,
    hero,
    majors,
    news,
    policies,
    province,
    province_year,
    signing_in,
    urging,
)
from .agenda import Agenda
from .album import Album
from .findings import Standard
from .world import World, moment

CITY = "3204"
SAY = Callable[[str], None]


def build(seed: int, firm_count: int, months: int, say: SAY) -> World:
    """Makes everything; returns the world as it was played."""
    world = World(seed, months, Album(seed))
    beginning = moment(world.start - timedelta(days=12), 9)
    with transaction.atomic():
        say(f"区域 {load_areas(CITY)} 个")
        seed_roles()
        with at(beginning):
            authorities.set_up(world)
            edition = load_standard(authorities.DISTRICT, world.office[0], valid_from=day_of(beginning))
            say(f"检查标准：{edition}")
            works = basin.set_up(world, max(4, firm_count // 10))
            say(f"在建水利工程标段 {len(works.sites)} 个")
            companies, sites = province.size_of(firm_count)
            building = province.set_up(world, companies)
            province_year.prepare(world, building, sites)
    with transaction.atomic(), at(beginning + timedelta(days=1)):
        firms.set_up(world, firm_count)
        say(f"企业 {len(world.firms)} 家")
    steps = _play(world, works, building)
    say(f"施工企业 {len(building.companies)} 家，在建项目 {len(building.yards)} 个")
    say(f"一年的自查、隐患与工程：{steps} 步")
    with transaction.atomic(), at(world.end):
        say(f"监测设备 {sum(map(len, devices.make_devices(world, building).values()))} 台")
    with transaction.atomic():
        clockwork.leave_running(world)
        signing_in.write_log(world)
        world.album.put_away()
        with at(world.end):
            book.seal_today()
    return world


def _play(world: World, works: basin.Basin, building: province.Province) -> int:
    agenda = Agenda(world.end)
    standard = Standard(world.firms[0].unit)
    start = moment(world.start, 0)
    with transaction.atomic(), at(start):
        for number, firm in enumerate(world.firms):
            agenda.add(checks.year_of_checks(world, agenda, standard, firm, number))
        agenda.add(general.inspections(world, agenda, standard))
        for part in (majors, hero):
            part.set_up(world, agenda, standard)
        for part in (news, community, urging):
            part.set_up(world, agenda)
        policies.set_up(world, agenda, works)
        basin_year.set_up(world, agenda, works)
        province_year.set_up(world, agenda, building)
        agenda.add(clockwork.schedules(world, start))
        agenda.add(clockwork.errands(world, start))
    return agenda.run()
