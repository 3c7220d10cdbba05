"""The river basin: two provinces' water authorities, some thirty projects under construction, their sections and who builds them.

Areas are real; authorities carry the names such authorities have, people, units and works are invented.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.hazard import water_flows
from anlan.domain.project import standing
from anlan.kernel.flow.models import Switch
from anlan.kernel.scope.models import Area, Organisation, Seat

from .accounts import open_seat
from .names import other_name, person_name, syllables
from .numbers import credit_code, mobile
from .world import World, month_start

MINISTRY, COMMISSION = "水利部", "水利部太湖流域管理局"
PROVINCES = (("32", "江苏省"), ("33", "浙江省"))
CITIES = (("3204", "常州市"), ("3305", "湖州市"))
COUNTIES = ("3204012", "3204013", "3204081", "3305022", "3305023")
HERO_PROJECT, HERO_SECTION = "澄溪水库扩建工程", "大坝加固工程施工标"
HERO_UNITS = {
    "owner": "澄溪水库扩建工程建设管理处",
    "contractor": "苏衡水利建设集团有限公司",
    "engineer": "润衡水利工程监理有限公司",
    "operator": "澄溪河闸管理所",
}
ROLES = {
    "owner": "works_owner",
    "contractor": "works_contractor",
    "engineer": "works_engineer",
    "operator": "works_unit",
}
KINDS = (
    ("reservoir", "水库除险加固工程"), ("sluice", "节制闸改建工程"), ("dyke", "堤防加固工程"), ("pump", "泵站更新改造工程"),
    ("river", "河道综合整治工程"), ("irrigation", "灌区续建配套工程"), ("transfer", "引水工程"), ("supply", "农村供水工程"),
)  # fmt: skip
SECTIONS = ("施工一标", "施工二标", "施工三标", "金属结构及机电安装标", "管理用房及附属工程标", "水土保持标")

EARLY, LATE_MONTHS = 2, 2
"""A tenth of the projects, and no fewer than two beside the reservoir, are there from the beginning; the others join in the last months."""


@dataclass
class Site:
    """One section on the stage, with the seats of its parties. ``people``: the contractor's, by what they do there."""

    section: Any
    project: Any
    owner: Seat
    contractor: Seat
    engineer: Seat
    supervisor: Seat
    people: dict[str, str] = field(default_factory=dict)

    @property
    def parties(self) -> tuple[Seat, ...]:
        """Who may answer for a row of it."""
        return self.contractor, self.engineer, self.owner


@dataclass
class Basin:
    """The basin while its history is played. ``bureaus``: seats of authorities by area path, "" the ministry's.

    ``waiting``: number and name of the projects that are still to join.
    """

    bureaus: dict[str, Seat] = field(default_factory=dict)
    commission: Seat | None = None
    units: dict[str, list[Seat]] = field(default_factory=dict)
    operators: list[Seat] = field(default_factory=list)
    owners: list[Seat] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    waiting: list[tuple[int, str]] = field(default_factory=list)


def set_up(world: World, projects: int) -> Basin:
    """Makes authorities, units, projects and sections. The first account of each role is the one the sign-in page shows."""
    basin, random = Basin(), world.dice("basin")
    made = {kind: _unit(world, random, HERO_UNITS[kind], kind) for kind in ("engineer", "contractor", "owner")}
    _authorities(world, basin, random)
    basin.operators.append(_unit(world, random, HERO_UNITS["operator"], "operator"))
    # The demo shows 监理复查, a step that an installation may do without.
    Switch.objects.create(flow=water_flows.water_rectification_flow.key, state=water_flows.RECHECK, is_on=True)
    words = syllables(world.dice("basin", "words"))
    _hero(world, basin, made, random)
    # One contractor has no section yet, for whoever wants to see what it is told.
    _unit(world, random, next(words) + "水利建设有限公司", "contractor")
    for kind, count in (("contractor", max(3, projects // 2)), ("engineer", max(2, projects // 4))):
        tail = "水利建设有限公司" if kind == "contractor" else "水利工程监理有限公司"
        basin.units[kind] += [_unit(world, random, next(words) + tail, kind) for _ in range(count)]
    early = max(EARLY, projects // 10) if world.months > LATE_MONTHS else projects
    for number in range(projects - 1):
        if number < early:
            works(world, basin, next(words), number)
        else:
            basin.waiting.append((number, next(words)))
    return basin


def join_day(world: World, number: int) -> date:
    """When a project that was not there from the beginning joins: some each month of the last ones."""
    return month_start(world.today, 1 + number % LATE_MONTHS) + timedelta(days=3 + number % 20)


def _authorities(world: World, basin: Basin, random: Random) -> None:
    ministry = _authority(world, MINISTRY, "11", "全国")
    commission = _authority(world, COMMISSION, "31", "", ministry)
    # What a basin commission oversees is what is put under it, and no area.
    Organisation.objects.filter(pk=commission.pk).update(industry="water")
    above = {path: _authority(world, f"{name}水利厅", path, name, ministry) for path, name in PROVINCES}
    for path, name in CITIES:
        above[path] = _authority(world, f"{name}水利局", path, "", above[path[:2]])
    for path in COUNTIES:
        name = Area.objects.get(pk=path).name
        above[path] = _authority(world, f"{name}水利局", path, "", above[path[:4]])
    # The county's bureau comes first, since the first account of each role is the one that is shown.
    for path in (COUNTIES[0], *(p for p in above if p != COUNTIES[0])):
        person = person_name(random, random.choice("mf"))
        basin.bureaus[path] = _officer(world, above[path], person, random)
    for key, place in (("", ministry), ("commission", commission)):
        person = person_name(random, "m")
        seat = _officer(world, place, person, random)
        if key:
            basin.commission = seat
        else:
            basin.bureaus[""] = seat


def _officer(world: World, place: Organisation, person: str, random: Random) -> Seat:
    return open_seat(world, place, "water_authority", f"{place.name}-{person}", person, phone=mobile(random))


def _authority(world: World, name: str, area: str, oversees: str, parent: Organisation | None = None) -> Organisation:
    whole = Area.objects.get(pk=area).full_name
    lines = [] if name == COMMISSION else [{"area": oversees or whole, "industry": "water"}]
    values = {"name": name, "kind": "department", "area": area, "oversees": lines, "is_open": True}
    made: Organisation = world.act(None, "organisation", "create", **values).row
    made.parent = parent
    made.save()
    return made


def _code(random: Random) -> str:
    """A number that nobody has yet."""
    while Enterprise.objects.filter(code=(code := credit_code(random))).exists():
        pass
    return code


def _unit(world: World, random: Random, name: str, kind: str, area: str = "3204012") -> Seat:
    head, safety = person_name(random, "m"), person_name(random, random.choice("mf"))
    values = {
        "name": name, "code": _code(random), "area": area, "industry": "water", "works_kind": kind,
        "legal_person": head, "head": head, "head_phone": mobile(random), "site_address": Area.objects.get(pk=area).full_name,
        "safety_head": safety, "safety_head_phone": mobile(random), "has_safety_body": "true", "safety_body": "安全生产部",
        "qualification": {"contractor": "水利水电工程施工总承包壹级", "engineer": "水利工程施工监理甲级"}.get(kind, ""),
        "safety_licence": f"（苏）JZ安许证字〔2024〕{random.randrange(10**6):06d}" if kind == "contractor" else "",
        "safety_licence_until": "2027-06-30" if kind == "contractor" else "",
    }  # fmt: skip
    unit = world.act(None, "enterprise", "create", **values).row.organisation
    seat = open_seat(world, unit, ROLES[kind], name, safety, phone=mobile(random))
    Enterprise.objects.filter(pk=unit.pk).update(has_account=True)
    return seat


def _hero(world: World, basin: Basin, made: dict[str, Seat], random: Random) -> None:
    basin.units = {"contractor": [made["contractor"]], "engineer": [made["engineer"]]}
    basin.owners.append(made["owner"])
    # The county's bureau only reads this one: the city supervises it directly.
    city = basin.bureaus["3204"]
    project = _project(world, made["owner"], city, HERO_PROJECT, "reservoir", COUNTIES[0], random)
    for name in (HERO_SECTION, "溢洪道改建工程施工标", "输水隧洞工程施工标"):
        _section(world, basin, project, made["owner"], city, name, made["contractor"], made["engineer"])
    # One section stays unassigned, for whoever wants to see what that means.
    world.act(made["owner"], "section", "create", project=project.pk, name="管理区附属工程施工标")


def works(world: World, basin: Basin, word: str, number: int) -> None:
    """One more project: its owner, its sections, and who takes part in them."""
    random = world.dice("basin", number)
    kind, tail = KINDS[number % len(KINDS)]
    county = COUNTIES[number % len(COUNTIES)]
    level = random.choices((county, county[:4], county[:2], "commission"), (6, 3, 2, 1))[0]
    supervisor = basin.commission if level == "commission" else basin.bureaus[level]
    assert supervisor is not None
    owner = _unit(world, random, f"{word}{tail}建设管理处", "owner", county)
    basin.owners.append(owner)
    project = _project(world, owner, supervisor, f"{word}{tail}", kind, county, random)
    engineer = random.choice(basin.units["engineer"])
    for name in SECTIONS[: random.choice((3, 4, 4, 5))]:
        _section(world, basin, project, owner, supervisor, name, random.choice(basin.units["contractor"]), engineer)


def _project(
    world: World, owner: Seat, supervisor: Seat, name: str, kind: str, area: str, random: Random
) -> Any:  # fmt: skip
    begun = month_start(world.today, random.randint(13, 30))
    values = {
        "name": name, "kind": kind, "area": area, "supervisor": supervisor.organisation_id,
        "grade": random.choice("1234"), "investment": str(random.randrange(3000, 180000)), "started_on": begun.isoformat(),
        "finish_on": (world.today + timedelta(days=random.randint(120, 700))).isoformat(),
        "longitude": f"{119.3 + random.random():.6f}", "latitude": f"{30.7 + random.random():.6f}",
        "place": Area.objects.get(pk=area).full_name, "note": f"{name}，按批准的初步设计实施。",
    }  # fmt: skip
    return world.act(owner, "project", "create", **values).row


def _section(
    world: World, basin: Basin, project: Any, owner: Seat, supervisor: Seat, name: str, contractor: Seat, engineer: Seat
) -> None:
    begun = project.started_on.isoformat() if hasattr(project.started_on, "isoformat") else project.started_on
    section = world.act(owner, "section", "create", project=project.pk, name=name, started_on=begun).row
    for party, seat in (("contractor", contractor), ("engineer", engineer)):
        unit = seat.organisation_id
        world.act(owner, "participation", "create", section=section.pk, party=party, unit=unit, starts_on=begun)
    section.refresh_from_db()
    # Seats live as long as the play here, not as long as a request: what they reach is compiled anew.
    for seat in (contractor, engineer, supervisor):
        standing.forget(seat)
    people: dict[str, str] = {}
    for part in ("responsible", "acceptor", "checker", "manager", "keeper"):
        people[part] = other_name(world.dice("people", section.pk, part), *people.values())
    basin.sites.append(Site(section, project, owner, contractor, engineer, supervisor, people))
