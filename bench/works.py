"""Works of a province: water authorities, projects with sections, who takes part in them, and their hazards over two years."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate, count
from random import Random
from typing import Any

from anlan.demo.basin_words import findings, placed
from anlan.domain.enterprise.models import Enterprise
from anlan.domain.hazard import water_flows as flows
from anlan.domain.hazard.models import WaterHazard
from anlan.domain.project.models import Participation, Project, Section
from anlan.domain.project.upward import CONFIRMED, FILED, REPORTED, RETURNED, UNREPORTED, UP
from anlan.kernel.clock import now, today
from anlan.kernel.flow.models import Task
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope import grounds
from anlan.kernel.scope.initials import initials_of
from anlan.kernel.scope.models import Area, Grant, Organisation, Seat, Stake

from .fill import Plain, fill
from .hazards import PEOPLE, TASK_COLUMNS
from .places import CITY, COUNTY, PROVINCE

DAYS, A_SECTION = 730, 100
SECTIONS = 4
FIVE = 5
"""Sections of the engineer who is measured; all others have as many as chance gives them."""
KINDS = ("reservoir", "sluice", "dyke", "pump", "river", "irrigation", "transfer", "supply")
WATER = {"industry": "water"}
BEGUN = "2020-01-01"
COLUMNS = (
    "id", "unit_id", "area_id", "supervisor_id", "project_id", "section_id", "party", "ground", "owner_id", "name", "initials",
    "level", "category", "nature", "place", "problem", "responsible", "found_on", "due_on", "found_by", "state",
    "reporting_state", "supervision_state", "held_by_id", "is_reported", "reported_at", "rectified_on", "closed_at",
    "listing_due_on", "made_for_id", "created_at", "updated_at",
)  # fmt: skip
# What a hazard is after so many days: shares of 未整改, 整改中, 整改完成待复查; the rest is done.
BY_AGE = (
    (7, (0.5, 0.2, 0.1)),
    (15, (0.25, 0.2, 0.08)),
    (30, (0.1, 0.1, 0.05)),
    (90, (0.04, 0.03, 0.02)),
    (DAYS, (0.01, 0.005, 0.002)),
)


@dataclass
class Part:
    """A section as its hazards carry it."""

    pk: int
    project: int
    ground: str
    area: str
    kind: str
    owner: int
    contractor: int
    engineer: int
    supervisor: int


@dataclass
class Works:
    """Who is where. ``numbers``: the next free id of each table."""

    ministry: int = 0
    bureaus: dict[str, int] = field(default_factory=dict)
    parents: dict[int, int | None] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    organisations: list[tuple[Plain, ...]] = field(default_factory=list)
    grants: list[tuple[int, str | None]] = field(default_factory=list)
    seats: list[tuple[int, str, str]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)


def make_works(dice: Random, hazards: int) -> dict[str, int]:
    """Fills everything; returns how much of it there is."""
    works = Works(numbers=count(_next(Organisation)))
    _authorities(works)
    units = _units(works, dice, max(FIVE, hazards // A_SECTION))
    _save(works, units)
    made = Maker(dice, works)
    fill(WaterHazard, COLUMNS, made.rows(hazards), **WATER)
    tasks = _next(Task)
    fill(Task, TASK_COLUMNS, ((tasks + n, *line) for n, line in enumerate(made.tasks)))
    return {"waterhazards": hazards, "sections": len(works.parts), "water_tasks": len(made.tasks)}


def _next(model: Any) -> int:
    last = model.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) + 1


def _authorities(works: Works) -> None:
    names = dict(Area.objects.filter(path__startswith=PROVINCE, level__lte=3).values_list("path", "name"))
    works.ministry = _authority(works, "水利部", "11", None)
    # No area is the whole country.
    works.grants.append((works.ministry, None))
    for path in sorted(names, key=len):
        above = works.bureaus.get(path[:4] if len(path) > 4 else PROVINCE, works.ministry)
        works.bureaus[path] = _authority(works, f"{names[path]}水行政主管部门", path, above)
        works.grants.append((works.bureaus[path], path))


def _authority(works: Works, name: str, area: str, above: int | None) -> int:
    pk = next(works.numbers)
    works.organisations.append((pk, name, initials_of(name), "department", area, above))
    works.parents[pk] = above
    works.seats.append((pk, name, "water_authority"))
    return pk


def _unit(works: Works, name: str, role: str, area: str) -> int:
    pk = next(works.numbers)
    works.organisations.append((pk, name, initials_of(name), "enterprise", area, None))
    works.seats.append((pk, name, role))
    return pk


def _units(works: Works, dice: Random, sections: int) -> list[tuple[int, str, str, int]]:
    """Projects as (owner, name, area, supervisor); their parts go into ``works``."""
    counties = [path for path in works.bureaus if len(path) == len(COUNTY)]
    contractors = [
        _unit(works, f"施工单位{n:04d}", "works_contractor", dice.choice(counties))
        for n in range(max(5, sections // 20))
    ]
    engineers = [
        _unit(works, f"监理单位{n:04d}", "works_engineer", dice.choice(counties)) for n in range(max(2, sections // 50))
    ]
    five, others = engineers[0], engineers[1:]
    found = []
    for number in range(max(1, sections // SECTIONS)):
        county = COUNTY if number % 50 < 2 else dice.choice(counties)
        supervisor = works.bureaus[dice.choices((county, county[:4], PROVINCE), (7, 2, 1))[0]]
        kind = KINDS[number % len(KINDS)]
        owner = _unit(works, f"工程建设管理处{number:05d}", "works_owner", county)
        found.append((owner, f"在建工程{number:05d}", county, supervisor))
        engineer = dice.choice(others)
        for place in range(1, SECTIONS + 1):
            ground = grounds.part_path(grounds.works_path(number + 1), place)
            mine = five if len(works.parts) < FIVE else engineer
            works.parts.append(Part(
                len(works.parts) + 1, number + 1, ground, county, kind, owner, dice.choice(contractors), mine, supervisor,
            ))  # fmt: skip
    return found


def _save(works: Works, projects: list[tuple[int, str, str, int]]) -> None:
    moment = now().strftime("%Y-%m-%d %H:%M:%S")
    fill(
        Organisation, ("id", "name", "initials", "kind", "area_id", "parent_id"), works.organisations, industry="water"
    )
    first = _next(Grant)
    fill(
        Grant, ("id", "organisation_id", "area_id"), [(first + n, *one) for n, one in enumerate(works.grants)], **WATER
    )
    fill(Enterprise, ("organisation_id", "name", "initials", "code", "area_id"), (
        (pk, name, initials, f"92320000MA{pk:08d}", area) for pk, name, initials, kind, area, _ in works.organisations if kind == "enterprise"
    ), has_account=True, **WATER)  # fmt: skip
    _people(works)
    dated = {"created_at": moment, "updated_at": moment}
    fill(Project, ("id", "unit_id", "name", "initials", "area_id", "supervisor_id", "ground"), (
        (n, owner, name, initials_of(name), area, supervisor, grounds.works_path(n))
        for n, (owner, name, area, supervisor) in enumerate(projects, 1)
    ), kind="reservoir", section_count=SECTIONS, **WATER, **dated)  # fmt: skip
    fill(Section, ("id", "unit_id", "name", "initials", "area_id", "supervisor_id", "project_id", "contractor_id", "engineer_id", "ground"), (
        (p.pk, p.owner, name := f"施工{p.ground[-1]}标", initials_of(name), p.area, p.supervisor, p.project, p.contractor, p.engineer, p.ground)
        for p in works.parts
    ), was_assigned=True, **WATER, **dated)  # fmt: skip
    _stakes(works, projects, dated)


def _people(works: Works) -> None:
    roles, users, seats = dict(Role.objects.values_list("key", "pk")), _next(User), _next(Seat)
    fill(User, ("id", "username", "name", "password"), (
        (users + n, f"{name}-{users + n}", f"人员{users + n}", "!") for n, (_, name, _) in enumerate(works.seats)
    ), password_set_at=now())  # fmt: skip
    areas = {pk: area for pk, _, _, _, area, _ in works.organisations}
    fill(Seat, ("id", "user_id", "account", "holder", "organisation_id", "area_id", "role_id"), (
        (seats + n, users + n, f"{name}-{users + n}", f"人员{users + n}", pk, areas[pk], roles[role])
        for n, (pk, name, role) in enumerate(works.seats)
    ), starts_on=BEGUN, **WATER)  # fmt: skip


def _stakes(works: Works, projects: list[tuple[int, str, str, int]], dated: dict[str, str]) -> None:
    rows: list[tuple[Plain, ...]] = []
    for n, (owner, _, area, supervisor) in enumerate(projects, 1):
        rows.append((owner, grounds.works_path(n), "owner", "*", area, f"project:{n}:owner"))
        rows.append((supervisor, grounds.works_path(n), "authority", "", area, f"project:{n}:authority"))
    taking: list[tuple[Plain, ...]] = []
    for p in works.parts:
        for unit, party, reads in ((p.contractor, "contractor", ""), (p.engineer, "engineer", "contractor")):
            taking.append((len(taking) + 1, unit, p.area, p.supervisor, p.project, p.pk, party, p.ground))
            rows.append((unit, p.ground, party, reads, p.area, f"participation:{len(taking)}"))
    columns = ("id", "unit_id", "area_id", "supervisor_id", "project_id", "section_id", "party", "ground")
    fill(Participation, columns, taking, starts_on=BEGUN, **WATER, **dated)
    columns = ("id", "organisation_id", "ground", "party", "reads", "area_id", "source")
    fill(Stake, columns, ((n, *row) for n, row in enumerate(rows, 1)), starts_on=BEGUN, **WATER)


class Maker:
    """Makes hazards one after the other, and collects the tasks that their flows would have opened."""

    def __init__(self, dice: Random, works: Works) -> None:
        self.dice, self.works = dice, works
        self.tasks: list[tuple[Plain, ...]] = []
        self.days = {n: (today() - timedelta(days=n)).isoformat() for n in range(-120, DAYS + 2)}
        self.words = [(one, initials_of(one.name)) for one in findings()]

    def rows(self, number: int) -> Iterator[tuple[Plain, ...]]:
        """Rows in the order of time, more of them lately."""
        weights = list(accumulate(2 - n / DAYS for n in range(DAYS)))
        ages = sorted(self.dice.choices(range(DAYS), cum_weights=weights, k=number), reverse=True)
        parts = self.dice.choices(self.works.parts, k=number)
        for pk, (age, part) in enumerate(zip(ages, parts, strict=True), 1):
            yield self.row(pk, age, part)

    def row(self, pk: int, age: int, part: Part) -> tuple[Plain, ...]:
        """One hazard as it stands today."""
        dice, chance = self.dice, self.dice.random
        found, initials = dice.choice(self.words)
        found_by = dice.choices(("contractor", "engineer", "owner", "authority"), (40, 40, 14, 6))[0]
        party = "contractor" if chance() < 0.85 else "engineer" if found_by == "engineer" else "owner"
        units = {
            "contractor": part.contractor,
            "engineer": part.engineer,
            "owner": part.owner,
            "authority": part.supervisor,
        }
        level = "major" if chance() < 0.02 else "general"
        state, reporting, supervision = self.states(age, level, found_by)
        held, term = self.holder(part, reporting), 30 if level == "major" else dice.choice((5, 7, 10, 15))
        moment = f"{self.days[age]} 0{int(chance() * 10)}:{10 + pk % 50}:00"
        fixed = self.days[max(0, age - int(chance() * term))] if state in (flows.RECHECK, flows.CLOSED) else None
        unit, due = units[party], self.days[age - term]
        self.lay_on_desks(
            pk,
            part,
            (unit, held, units[found_by]),
            (state, reporting, supervision),
            f"{found.name}",
            level,
            due,
            moment,
        )
        return (
            pk, unit, part.area, part.supervisor, part.project, part.pk, party, part.ground, part.owner, found.name, initials,
            level, found.category, found.nature, placed(found.place, dice, part.kind), found.problem, PEOPLE[pk % len(PEOPLE)],
            self.days[age], due, found_by, state, reporting, supervision, held, int(reporting in UP),
            moment if reporting in UP else None, fixed, f"{fixed} 09:00:00" if state == flows.CLOSED else None,
            self.days[max(-120, age - 60)] if supervision != flows.NONE else None, units[found_by], moment, moment,
        )  # fmt: skip

    def states(self, age: int, level: str, found_by: str) -> tuple[str, str, str]:
        """(整改, 上报, 督办) after ``age`` days."""
        shares = next(shares for most, shares in BY_AGE if age <= most)
        state = self.dice.choices((flows.OPEN, flows.FIXING, flows.RECHECK, flows.CLOSED), (*shares, 1 - sum(shares)))[
            0
        ]
        if found_by == "authority" or level == "major":
            reporting = REPORTED
        else:
            reporting = self.dice.choices(
                (UNREPORTED, CONFIRMED, REPORTED, RETURNED, FILED), (2 if age > 30 else 30, 20, 55, 2, 20)
            )[0]
        supervision = flows.NONE
        if level == "major":
            supervision = flows.DELISTED if state == flows.CLOSED and age > 40 else flows.SUPERVISED
        return state, reporting, supervision

    def holder(self, part: Part, reporting: str) -> int | None:
        """With which authority it lies."""
        if reporting not in UP:
            return None
        return self.works.ministry if reporting == FILED else part.supervisor

    def lay_on_desks(
        self, pk: int, part: Part, places: tuple[int, int | None, int], states: tuple[str, str, str], name: str, level: str,
        due: str, since: str,
    ) -> None:  # fmt: skip
        """The open tasks of a hazard."""
        (unit, held, maker), (state, reporting, supervision) = places, states
        desks: list[tuple[str, str, str, str, int]] = []
        if state in (flows.OPEN, flows.FIXING):
            desks.append(("water_rectification", state, "unit", "rectify", unit))
        elif state == flows.RECHECK:
            desks.append(("water_rectification", state, "engineer", "pass_recheck", part.engineer))
        if reporting in (UNREPORTED, CONFIRMED):
            desks.append(
                ("water_reporting", reporting, "owner", "confirm" if reporting == UNREPORTED else "report", part.owner)
            )
        elif reporting == RETURNED:
            desks.append(("water_reporting", reporting, "maker", "resubmit", maker))
        elif reporting == REPORTED and held is not None:
            desks.append(("water_reporting", reporting, "holder", "pass_up", held))
        if supervision == flows.SUPERVISED:
            desks.append(("water_supervision", supervision, "owner", "apply", part.owner))
        for axis, where, desk, need, holder in desks:
            self.tasks.append((
                "waterhazard", pk, axis, where, f"{'重大' if level == 'major' else '一般'}隐患：{name}", _LABELS[axis, where], desk,
                holder, unit, f'["waterhazard.{need}"]', 1, level, since, due if axis == "water_rectification" else None,
            ))  # fmt: skip


_LABELS = {(flow.key, state.key): state.label for flow in flows.FLOWS for state in flow.states}


def seats() -> dict[str, Seat]:
    """Who asks, from narrow to wide: by name."""
    held = {
        "engineer": Organisation.objects.get(name="监理单位0000").pk,
        "owner": Organisation.objects.get(name="工程建设管理处00002").pk,
    } | {
        name: Grant.objects.values_list("organisation_id", flat=True).get(area=area, industry="water", organisation__name__endswith="水行政主管部门")
        for name, area in (("county", COUNTY), ("city", CITY), ("province", PROVINCE))
    }  # fmt: skip
    held["ministry"] = Organisation.objects.get(name="水利部").pk
    rows = Seat.objects.select_related("organisation__area", "role", "user")
    return {name: rows.get(organisation=pk) for name, pk in held.items()}
