"""Building sites of a province: companies with branches, their sites, and two years of what is recorded of them."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate, count
from random import Random
from typing import Any

from anlan.domain.dangerous_work.models import DangerousRecord, DangerousWork
from anlan.domain.enterprise.models import Enterprise
from anlan.domain.evaluation.models import MonthlyEvaluation, Termination
from anlan.domain.hazard.models import SiteHazard
from anlan.domain.inspection.models import Inspection
from anlan.domain.site import standing
from anlan.domain.site.kinds import Part
from anlan.domain.site.models import Branch, Site, SiteMachine, SiteUrge
from anlan.kernel.clock import now, today
from anlan.kernel.flow.models import Task
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.initials import initials_of
from anlan.kernel.scope.models import Area, Organisation, Seat, Stake
from anlan.kernel.scope.reach import EVERYTHING

from .fill import Plain, fill
from .hazards import PEOPLE, TASK_COLUMNS
from .places import CITY, COUNTY, COUNTY_SHARE, PROVINCE, WORDS, Places

DAYS, A_SITE, INDUSTRY = 730, 50, "construction"
LARGEST, LARGEST_BRANCHES = 200, 5
"""Sites and branches of the company that is measured (manual J's safety director)."""
A_COMPANY, A_BRANCH = 20, 20
HEAD = ("id", "unit_id", "area_id", "supervisor_id", "ground", "branch_id", "site_id", "created_at", "updated_at")
REASONS = (
    (0, ""), (0, ""), (0, ""), (20, "超过预计竣工日期 41 天"), (50, "本月还没有标准化月评"), (100, "逾期整改 2 条"),
    (120, "逾期整改 1 条；超过预计竣工日期 9 天"), (100, "1 台机械设备检测报告过期"),
)  # fmt: skip
Row = tuple[Plain, ...]


@dataclass
class Where:
    """A site as its rows carry it."""

    pk: int
    company: int
    branch: int | None
    office: int | None
    department: int
    area: str
    supervisor: int
    ground: str
    state: str
    began: int
    """Days ago."""


@dataclass
class Building:
    """Who is where. ``offices``: the organisations of the branches, by branch."""

    companies: list[int] = field(default_factory=list)
    branches: dict[int, list[int]] = field(default_factory=dict)
    offices: dict[int, int] = field(default_factory=dict)
    sites: list[Where] = field(default_factory=list)
    seats: list[tuple[int, str, str]] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)


def make_sites(dice: Random, places: Places, inspections: int) -> dict[str, int]:
    """Fills everything; returns how much of it there is."""
    from .site_records import Maker

    building, sites = Building(), max(LARGEST * 2, inspections // A_SITE)
    towns = _towns(dice)
    _companies(building, dice, max(4, sites // A_COMPANY), towns)
    _sites(building, places, dice, sites, towns)
    _people(building, places)
    maker = Maker(dice, building)
    made = {"sites": sites, "companies": len(building.companies)}
    for model, columns, rows in (
        (Inspection, Maker.INSPECTION, maker.inspections(inspections)), (SiteHazard, Maker.HAZARD, iter(maker.hazards)),
        (MonthlyEvaluation, Maker.EVALUATION, maker.evaluations()), (Termination, Maker.TERMINATION, maker.terminations()),
        (DangerousWork, Maker.WORK, maker.works()), (DangerousRecord, Maker.RECORD, iter(maker.records)),
        (SiteMachine, Maker.MACHINE, maker.machines()), (SiteUrge, Maker.URGE, maker.urges()),
    ):  # fmt: skip
        fill(model, (*HEAD, *columns), rows, industry=INDUSTRY)
        made[f"{model._meta.model_name}s"] = model._default_manager.count()
    first = _next(Task)
    fill(Task, TASK_COLUMNS, ((first + n, *line) for n, line in enumerate(building.tasks)))
    return made | {"site_tasks": len(building.tasks)}


def _next(model: Any) -> int:
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) + 1


def day(ago: int) -> str:
    """A day so many days ago."""
    return (today() - timedelta(days=ago)).isoformat()


def _towns(dice: Random) -> tuple[list[str], list[float]]:
    """Towns with how many sites each gets: the county that is measured has the same share of them as of the firms."""
    paths = list(
        Area.objects.filter(path__startswith=PROVINCE, level=4).order_by("path").values_list("path", flat=True)
    )
    here = sum(path.startswith(COUNTY) for path in paths)
    others = (len(paths) - here) * COUNTY_SHARE / (1 - COUNTY_SHARE) / here
    return paths, list(accumulate(others if p.startswith(COUNTY) else dice.lognormvariate(0, 0.5) for p in paths))


def _companies(building: Building, dice: Random, number: int, towns: tuple[list[str], list[float]]) -> None:
    """Companies, the first of them the largest, and the branches of those that have many sites."""
    numbers, units, parts, branches = count(_next(Organisation)), list[Row](), list[Row](), list[Row]()
    for place in range(number):
        pk, area = next(numbers), towns[0][0] if not place else dice.choices(towns[0], cum_weights=towns[1])[0]
        name = f"{''.join(dice.choices(WORDS, k=2))}建设集团（{place:05d}）有限公司"
        building.companies.append(pk)
        building.seats.append((pk, area, "construction_company"))
        units.append((pk, name, initials_of(name), "enterprise", f"91320000MB{pk:08d}", area, None))
        for part in range(LARGEST_BRANCHES if not place else dice.choice((0, 0, 1, 2))):
            office, branch, title = next(numbers), len(branches) + 1, f"第{part + 1}区域公司"
            building.branches.setdefault(pk, []).append(branch)
            building.offices[branch] = office
            building.seats.append((office, area, "construction_branch"))
            parts.append((office, f"{name}{title}", initials_of(title), "part", "", area, pk))
            branches.append((branch, pk, area, title, initials_of(title), office))
    columns = ("id", "name", "initials", "kind", "code", "area_id", "parent_id")
    fill(Organisation, columns, [*units, *parts], industry=INDUSTRY)
    fill(Enterprise, ("organisation_id", "name", "initials", "code", "area_id"), (
        (pk, name, initials, code, area) for pk, name, initials, _, code, area, _ in units
    ), has_account=True, industry=INDUSTRY)  # fmt: skip
    columns = ("id", "unit_id", "area_id", "name", "initials", "organisation_id")
    moment = now()
    fill(Branch, columns, branches, industry=INDUSTRY, account="open", created_at=moment, updated_at=moment)


def _sites(building: Building, places: Places, dice: Random, number: int, towns: tuple[list[str], list[float]]) -> None:
    """The sites, their people's organisations, and who has which part in each."""
    numbers, parts, rows, stakes = count(_next(Organisation)), list[Row](), list[Row](), list[Row]()
    for pk in range(1, number + 1):
        company = building.companies[0] if pk <= LARGEST else dice.choice(building.companies[1:])
        own = building.branches.get(company, [])
        branch = own[pk % len(own)] if own and dice.random() < 0.9 else None
        area = dice.choices(towns[0], cum_weights=towns[1])[0]
        level = dice.choices((COUNTY, CITY), (9, 1))[0]
        supervisor, began = places.departments[area[: len(level)], INDUSTRY], dice.randrange(20, DAYS + 400)
        state = dice.choices(("building", "stopped", "completed", "terminated"), (70, 4, 6, 20))[0]
        name, where, ground = (
            f"{''.join(dice.choices(WORDS, k=2))}花园{pk:05d}期",
            next(numbers),
            standing.ground_of(pk),
        )
        office = building.offices.get(branch) if branch else None
        site = Where(pk, company, branch, office, where, area, supervisor, ground, state, began)
        building.sites.append(site)
        building.seats.append((where, area, "construction_site"))
        parts.append((where, f"{name}项目部", initials_of(name), "part", "", area, None))
        rows.append(_site(site, name, dice))
        for party, holder, reads in (
            (Part.COMPANY, company, ""), (Part.BRANCH, office, EVERYTHING), (Part.SITE, where, EVERYTHING), (Part.AUTHORITY, supervisor, ""),
        ):  # fmt: skip
            if holder is not None:
                stakes.append((holder, ground, party.value, reads, area, f"site:{pk}:{party}"))
    columns = ("id", "name", "initials", "kind", "code", "area_id", "parent_id")
    fill(Organisation, columns, parts, industry=INDUSTRY)
    fill(Site, SITE, rows, industry=INDUSTRY)
    first = _next(Stake)
    columns = ("id", "organisation_id", "ground", "party", "reads", "area_id", "source")
    fill(Stake, columns, ((first + n, *row) for n, row in enumerate(stakes)), industry=INDUSTRY, starts_on="2020-01-01")


SITE = (
    "id", "unit_id", "area_id", "supervisor_id", "number", "name", "initials", "kind", "address", "client", "manager", "started_on",
    "finish_on", "completed_on", "branch_id", "department_id", "ground", "account", "worry", "reasons", "state", "created_at",
    "updated_at", "made_for_id",
)  # fmt: skip


def _site(site: Where, name: str, dice: Random) -> Row:
    is_over, moment = site.state in ("completed", "terminated"), f"{day(site.began)} 08:00:00"
    worry, reasons = dice.choice(REASONS) if site.state != "terminated" else (0, "")
    return (
        site.pk, site.company, site.area, site.supervisor, f"3204{site.pk:08d}", name, initials_of(name),
        dice.choice(("housing", "housing", "municipal", "decoration", "other")), "人民路 8 号", "置业有限公司", dice.choice(PEOPLE),
        day(site.began), day(site.began - dice.randrange(300, 1000)), day(dice.randrange(1, site.began)) if is_over else None,
        site.branch, site.department, site.ground, dice.choices(("open", "none", "closed"), (90, 8, 2))[0], worry, reasons,
        site.state, moment, moment, site.supervisor,
    )  # fmt: skip


def _people(building: Building, places: Places) -> None:
    """One person for each organisation, and one more for each authority, who has this system's role."""
    held = [(pk, path, "construction_authority") for (path, one), pk in places.departments.items() if one == INDUSTRY]
    roles, users, seats = dict(Role.objects.values_list("key", "pk")), _next(User), _next(Seat)
    who = [*building.seats, *held]
    fill(User, ("id", "username", "name", "password"), (
        (users + n, f"建筑{users + n}", f"人员{users + n}", "!") for n in range(len(who))
    ), password_set_at=now())  # fmt: skip
    fill(Seat, ("id", "user_id", "account", "holder", "organisation_id", "area_id", "role_id"), (
        (seats + n, users + n, f"建筑{users + n}", f"人员{users + n}", pk, area, roles[role])
        for n, (pk, area, role) in enumerate(who)
    ), industry=INDUSTRY, starts_on="2020-01-01")  # fmt: skip


def seats() -> dict[str, Seat]:
    """Who asks, from narrow to wide: by name."""
    first = Site.objects.get(pk=1)
    authority = Organisation.objects.filter(kind="department", industry=INDUSTRY)
    held = {
        "site": first.department_id, "branch": Branch.objects.get(pk=1).organisation_id, "company": first.unit_id,
        "county": authority.get(area=COUNTY).pk, "city": authority.get(area=CITY).pk, "province": authority.get(area=PROVINCE).pk,
    }  # fmt: skip
    rows = Seat.objects.select_related("organisation__area", "role", "user")
    return {name: rows.get(organisation=pk, role__key__startswith="construction") for name, pk in held.items()}
