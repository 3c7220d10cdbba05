"""The whole district, in order."""

from datetime import datetime, timedelta
from itertools import pairwise

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
from .progress import Part, Progress
from .world import World, moment

CITY = "3204"


def build(seed: int, firm_count: int, months: int, progress: Progress) -> World:
    """Makes everything; returns the world as it was played."""
    world = World(seed, months, Album(seed))
    with progress.part("区域、主管部门与检查标准", 0.01) as part:
        part.result = _set_up(world)
    with progress.part("在建水利工程与施工企业", 0.01) as part:
        works, building = _works(world, firm_count, part)
    with progress.part("企业", 0.03) as part, transaction.atomic(), at(_beginning(world) + timedelta(days=1)):
        firms.set_up(world, firm_count, part.count)
        part.result = f"企业 {len(world.firms)} 家"
    with progress.part("一年的自查、隐患与工程", 0.92) as part:
        steps = _play(world, works, building, part)
        part.result = f"{months} 个月的自查、隐患与工程：{steps} 步，标段 {len(works.sites)} 个，在建项目 {len(building.yards)} 个"
    with progress.part("监测设备", 0.005) as part, transaction.atomic(), at(world.end):
        part.result = f"监测设备 {sum(map(len, devices.make_devices(world, building).values()))} 台"
    with progress.part("提醒、登录日志与封存", 0.005) as part, transaction.atomic():
        clockwork.leave_running(world)
        signing_in.write_log(world)
        world.album.put_away()
        with at(world.end):
            book.seal_today()
    return world


def _beginning(world: World) -> datetime:
    return moment(world.start - timedelta(days=12), 9)


def _set_up(world: World) -> str:
    with transaction.atomic():
        areas = load_areas(CITY)
        seed_roles()
        with at(_beginning(world)):
            authorities.set_up(world)
            first = day_of(_beginning(world))
            edition = load_standard(authorities.DISTRICT, world.office[0], valid_from=first)
    return f"区域 {areas} 个，{edition}"


def _works(world: World, firm_count: int, part: Part) -> tuple[basin.Basin, province.Province]:
    with transaction.atomic(), at(_beginning(world)):
        works = basin.set_up(world, max(4, firm_count // 10))
        companies, sites = province.size_of(firm_count)
        building = province.set_up(world, companies)
        province_year.prepare(world, building, sites)
    part.result = f"在建水利工程标段 {len(works.sites)} 个，施工企业 {len(building.companies)} 家"
    return works, building


def _play(world: World, works: basin.Basin, building: province.Province, part: Part) -> int:
    agenda = Agenda(world.end)
    standard = Standard(world.firms[0].unit)
    start = moment(world.start, 0)
    with transaction.atomic(), at(start):
        for number, firm in enumerate(world.firms):
            agenda.add(checks.year_of_checks(world, agenda, standard, firm, number))
        agenda.add(general.inspections(world, agenda, standard))
        for one in (majors, hero):
            one.set_up(world, agenda, standard)
        for one in (news, community, urging):
            one.set_up(world, agenda)
        policies.set_up(world, agenda, works)
        basin_year.set_up(world, agenda, works)
        province_year.set_up(world, agenda, building)
        agenda.add(clockwork.schedules(world, start))
        agenda.add(clockwork.errands(world, start))

    def tell(when: datetime) -> None:
        through = (when - start) / (world.end - start)
        part.reach(share_of_work(through), f"{when.year} 年 {when.month} 月")

    return agenda.run(tell)


WORK = (
    (0.0, 0.05), (0.1, 0.16), (0.27, 0.24), (0.37, 0.32), (0.52, 0.40), (0.63, 0.47), (0.73, 0.55), (0.82, 0.63), (0.88, 0.71),
    (0.92, 0.79), (0.96, 0.87), (1.0, 1.0),
)  # fmt: skip
"""How much of the work lies behind at which point of history: most firms and sites join in its last months.

Measured on 300 firms and twelve months, 2026-11-21; of other sizes it is a guess.
"""


def share_of_work(through: float) -> float:
    """The share of the work (0 to 1) that is done when so much of history (0 to 1) has been played."""
    for (left, low), (right, high) in pairwise(WORK):
        if through <= right:
            return low + (high - low) * (through - left) / (right - left)
    return 1.0
