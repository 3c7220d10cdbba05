"""Who oversees the district: the office, the departments, the towns, the platform; each with people in seats."""

from dataclasses import dataclass

from anlan.kernel.scope.models import Area, Organisation

from .accounts import open_seat
from .names import person_name
from .world import World

DISTRICT = "3204012"
HERO_TOWN = "3204012100"
OFFICE = "武进区安委办"
PLATFORM = "武进区安全生产信息平台管理中心"


@dataclass(frozen=True)
class Department:
    """A department, the head of its accounts' names, and the industries it answers for."""

    name: str
    short: str
    industries: tuple[str, ...]


DEPARTMENTS = (
    Department(
        "武进区应急管理局", "应急管理局",
        ("chemical", "machinery", "metallurgy", "building_materials", "textile", "light"),
    ),
    Department("武进区住房和城乡建设局", "住建局", ("construction",)),
    Department("武进区交通运输局", "交通运输局", ("transport",)),
    Department("武进区商务局", "商务局", ("trade", "catering", "warehouse")),
    Department("武进区教育局", "教育局", ("education",)),
    Department("武进区卫生健康局", "卫健局", ("health",)),
    Department("武进区文体广电和旅游局", "文旅局", ("tourism",)),
)  # fmt: skip


def set_up(world: World) -> None:
    """Makes all authorities. The first of each role is the one the sign-in page shows."""
    district = Area.objects.get(pk=DISTRICT)
    office = _authority(world, OFFICE, "office", district)
    world.office = [
        open_seat(world, office, "office_officer", "区安委办-周正", "周正"),
        open_seat(world, office, "office_officer", "区安委办-沈敏", "沈敏"),
    ]
    _departments(world, district)
    _localities(world)
    open_seat(world, office, "viewer", "区安委办-查看员", "钱静")
    platform = _authority(world, PLATFORM, "platform", district)
    world.platform = open_seat(world, platform, "system_administrator", "平台管理员", "贺鸣")
    open_seat(world, platform, "security_administrator", "安全管理员", "方正")
    open_seat(world, platform, "audit_administrator", "审计管理员", "岑明")
    # Shows what a new account meets first: nothing but choosing a password.
    open_seat(world, office, "office_officer", "区安委办-新同事", "陆新", must_choose=True)


def _authority(world: World, name: str, kind: str, area: Area, industries: tuple[str, ...] = ("",)) -> Organisation:
    oversees = [{"area": area.full_name, "industry": industry} for industry in industries]
    values = {"name": name, "kind": kind, "area": area.pk, "oversees": oversees, "is_open": True}
    made: Organisation = world.act(None, "organisation", "create", **values).row
    return made


def _departments(world: World, district: Area) -> None:
    random = world.dice("departments")
    for one in DEPARTMENTS:
        place = _authority(world, one.name, "department", district, one.industries)
        name = "顾岩" if one.short == "应急管理局" else person_name(random, "m")
        seat = open_seat(world, place, "department_officer", f"{one.short}-{name}", name)
        world.departments |= dict.fromkeys(one.industries, seat)


def _localities(world: World) -> None:
    random = world.dice("localities")
    towns = Area.objects.filter(parent_id=DISTRICT).order_by("path")
    # The hero's town comes first, since the first account of each role is the one that is shown.
    for town in sorted(towns, key=lambda t: (t.path != HERO_TOWN, t.path)):
        place = _authority(world, f"{town.name}{_office_of(town.name)}", "locality", town)
        name = "严明" if town.path == HERO_TOWN else person_name(random, random.choice("mf"))
        world.localities[town.path] = open_seat(world, place, "locality_officer", f"{town.name}-{name}", name)


def _office_of(town: str) -> str:
    if town.endswith("镇"):
        return "人民政府"
    return "办事处" if town.endswith("街道") else "管理委员会"
