"""Areas, authorities, firms and people of a province."""

from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Any

from anlan.domain.enterprise.industries import INDUSTRIES
from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.clock import now
from anlan.kernel.people.models import Role, User
from anlan.kernel.people.seed import seed_roles
from anlan.kernel.scope.areas import read_areas
from anlan.kernel.scope.initials import initials_of
from anlan.kernel.scope.load import load_areas
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat

from .fill import fill

PROVINCE, CITY, COUNTY, INDUSTRY = "32", "3204", "3204012", "chemical"
COUNTY_SHARE = 0.02
DIRECT_SHARE, MIXED_SHARE = 0.01, 0.003
ROLES = {
    "platform": "system_administrator", "office": "office_officer", "department": "department_officer",
    "locality": "locality_officer", "enterprise": "enterprise_safety_officer",
}  # fmt: skip
WORDS = "恒瑞泰丰鼎盛华信达兴隆远宏博润嘉诚凯森立康新源永顺天和金利"
OVERSEEN = tuple((key, title) for key, title in INDUSTRIES if key != "water")
"""Works under construction have authorities, units and rows of their own (``works``)."""
TRADES = dict(zip((k for k, _ in OVERSEEN), (
    "化工", "机械", "金属制品", "新型建材", "纺织", "日用品", "建筑工程", "物流运输", "商贸", "餐饮管理", "仓储", "教育咨询",
    "健康管理", "文化旅游",
), strict=True))  # fmt: skip


@dataclass
class Firm:
    """What the rows of a firm carry."""

    pk: int
    name: str
    area: str
    industry: str
    supervisor: int | None
    locality: int
    department: int
    office: int


@dataclass
class Places:
    """Who is where: authorities by what they oversee, firms, and how often each firm's hazards come."""

    direct: int = 0
    mixed: int = 0
    platform: int = 0
    offices: dict[str, int] = field(default_factory=dict)
    departments: dict[tuple[str, str], int] = field(default_factory=dict)
    localities: dict[str, int] = field(default_factory=dict)
    authorities: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    firms: list[Firm] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, name: str, kind: str, area: str, industry: str = "") -> int:
        """An authority; returns its id."""
        pk = len(self.authorities) + 1
        self.authorities.append((pk, name, kind, area, industry))
        return pk


def make_places(dice: Random, firms: int, users: int) -> Places:
    """Everything that hazards hang on, into the database."""
    load_areas()
    towns = _load_towns()
    seed_roles()
    places = Places()
    _authorities(places, towns)
    _firms(places, dice, firms, towns)
    _save(places, users)
    return places


def _load_towns() -> list[str]:
    """The towns of the province, beside the provinces, cities and counties of the country; returns their paths."""
    names = dict(Area.objects.filter(path__startswith=PROVINCE).values_list("path", "full_name"))
    rows = list(read_areas(PROVINCE, (4,)))
    columns = ("path", "code", "name", "full_name", "level", "parent_id", "edition")
    fill(Area, columns, (
        (r.path, r.code, r.name, names[r.parent] + r.name, 4, r.parent, r.edition) for r in rows
    ))  # fmt: skip
    return [r.path for r in rows]


def _authorities(places: Places, towns: list[str]) -> None:
    names = dict(Area.objects.filter(path__startswith=PROVINCE).values_list("path", "name"))
    places.platform = places.add("平台管理中心", "platform", PROVINCE)
    places.direct = places.add("江苏省直属企业安全监管局", "department", PROVINCE)
    for path in [p for p in names if len(p) < 10]:
        places.offices[path] = places.add(f"{names[path]}安委办", "office", path)
        for key, title in OVERSEEN:
            places.departments[path, key] = places.add(f"{names[path]}{title}主管部门", "department", path, key)
    for path in towns:
        places.localities[path] = places.add(f"{names[path]}人民政府", "locality", path)
    places.mixed = places.departments[CITY, INDUSTRY]


def _firms(places: Places, dice: Random, count: int, towns: list[str]) -> None:
    counties = sorted({t[:7] for t in towns})
    weight = {c: dice.lognormvariate(0, 0.5) for c in counties if c != COUNTY}
    weight[COUNTY] = sum(weight.values()) * COUNTY_SHARE / (1 - COUNTY_SHARE)
    within = {c: [t for t in towns if t[:7] == c] for c in counties}
    by_county = dice.choices(counties, cum_weights=list(accumulate(weight[c] for c in counties)), k=count)
    kinds = [k for k, _ in OVERSEEN]
    first = len(places.authorities) + 1
    for number, county in enumerate(by_county):
        industry = dice.choices(kinds, (6, 20, 6, 6, 8, 12, 10, 6, 8, 8, 4, 3, 2, 1))[0]
        town, chance = dice.choice(within[county]), dice.random()
        supervisor = None
        if chance < DIRECT_SHARE:
            supervisor = places.direct
        elif chance < DIRECT_SHARE + MIXED_SHARE and not town.startswith(CITY):
            supervisor = places.mixed
        name = f"{''.join(dice.choices(WORDS, k=2))}{TRADES[industry]}（{number:05d}）有限公司"
        places.firms.append(Firm(
            first + number, name, town, industry, supervisor, places.localities[town],
            places.departments[county, industry], places.offices[county],
        ))  # fmt: skip
        # A few firms have very many hazards, most have a handful.
        places.weights.append(min(dice.paretovariate(1.3), 60))


def _save(places: Places, users: int) -> None:
    columns = ("id", "name", "initials", "kind", "code", "area_id", "industry", "supervisor_id", "locality_id",
               "department_id", "office_id")  # fmt: skip
    offices = [(pk, n, initials_of(n), k, "", a, i, None, None, None, None) for pk, n, k, a, i in places.authorities]
    initials = {f.pk: initials_of(f.name) for f in places.firms}
    units = ((f.pk, f.name, initials[f.pk], "enterprise", _code(f.pk), f.area, f.industry, f.supervisor, f.locality,
              f.department, f.office) for f in places.firms)  # fmt: skip
    fill(Organisation, columns, [*offices, *units])
    held = [(pk, area, industry) for pk, _, _, area, industry in places.authorities if pk != places.direct]
    fill(Grant, ("id", "organisation_id", "area_id", "industry"), [(n, *h) for n, h in enumerate(held, 1)])
    fill(Enterprise, ("organisation_id", "name", "initials", "code", "area_id", "industry", "supervisor_id"), (
        (f.pk, f.name, initials[f.pk], _code(f.pk), f.area, f.industry, f.supervisor) for f in places.firms
    ), has_account=True)  # fmt: skip
    _people(places, users)


def _code(number: int) -> str:
    """Eighteen characters like a credit code; nobody's."""
    return f"91320000MA{number:08d}"


def _people(places: Places, users: int) -> None:
    """One person for every authority, and for as many firms as there are people left."""
    roles = dict(Role.objects.values_list("key", "pk"))
    who: list[tuple[Any, ...]] = [(pk, name, kind, area, i) for pk, name, kind, area, i in places.authorities]
    who += [(f.pk, f.name, "enterprise", f.area, f.industry) for f in places.firms[: max(0, users - len(who))]]
    fill(User, ("id", "username", "name", "password"), (
        (n, f"{place[1]}-{n}", f"人员{n}", "!") for n, place in enumerate(who, 1)
    ), password_set_at=now())  # fmt: skip
    columns = ("id", "user_id", "account", "holder", "organisation_id", "area_id", "industry", "role_id", "starts_on")
    fill(Seat, columns, (
        (n, n, f"{place[1]}-{n}", f"人员{n}", place[0], place[3], place[4], roles[ROLES[place[2]]], "2020-01-01")
        for n, place in enumerate(who, 1)
    ))  # fmt: skip


def seat_in(organisation: int) -> Seat:
    """The seat of the one person of an organisation."""
    return Seat.objects.select_related("organisation__area", "role", "user").get(organisation=organisation)
