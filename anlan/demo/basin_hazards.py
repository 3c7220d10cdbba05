"""Hazards of works: found by the parties and the authority, confirmed, reported upward, put right, re-checked, supervised."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from anlan.domain.hazard.models import WaterHazard
from anlan.domain.hazard.water_flows import CLOSED, RECHECK
from anlan.kernel.clock import now, today
from anlan.kernel.scope.models import Seat

from .agenda import Agenda, Play
from .basin import Basin, Site
from .basin_words import PROGRESS, Found, findings, fitting, majors, named, placed, said
from .names import other_name, person_name
from .world import World, after, moment

A_MONTH = 0.55
"""Hazards of a section in a month, about."""
FINDERS = (("contractor", 40), ("engineer", 40), ("owner", 14), ("authority", 6))
SUPERVISED = ("supervise", "finish", "apply", "agree")

OWN = ("防汛物资不足", "灭火器失效", "启闭机制动器失灵", "压力容器未检定", "特种作业证过期")
"""What a sluice keeper finds."""

Moves = tuple[str, ...]


@dataclass
class Case:
    """One hazard on its way: whose site, who found it, in which words."""

    world: World
    site: Site
    finder: Seat
    found: Found
    random: Random
    row: int = 0

    def act(self, seat: Seat, verb: str, **values: Any) -> None:
        """A move of it."""
        self.world.act(seat, "waterhazard", verb, self.row, **values)

    def now(self) -> WaterHazard:
        """As it stands."""
        return WaterHazard.objects.get(pk=self.row)

    def picture(self, seat: Seat, *, fixed: bool = False) -> str:
        """A picture by this seat."""
        return self.world.album.give(self.found.scene, self.row, seat.user_id, fixed=fixed)


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """A unit that works for itself has hazards too."""
    for unit in basin.operators:
        agenda.add(_own(world, unit))


def begin(world: World, agenda: Agenda, site: Site, number: int) -> None:
    """A section's hazards; every fourth section has one under 督办."""
    agenda.add(_year(world, agenda, site, number))
    if number % 4 == 1:
        agenda.add(_supervised(world, site, number))


def _year(world: World, agenda: Agenda, site: Site, number: int) -> Play:
    random = world.dice("works", number)
    pace = max(3, round(30 / A_MONTH))
    yield after(random, now(), 1, pace)
    while True:
        kind, finder = _finder(site, random)
        found = random.choice(fitting(findings(), site.project.kind))
        case = Case(world, site, finder, found, random)
        enter(case, "general", site.engineer if kind == "authority" else None)
        agenda.add(walk(case))
        yield after(random, now(), pace // 3, pace * 5 // 3)


def _finder(site: Site, random: Random) -> tuple[str, Seat]:
    kind = random.choices([k for k, _ in FINDERS], [w for _, w in FINDERS])[0]
    return kind, site.supervisor if kind == "authority" else getattr(site, kind)


def enter(case: Case, level: str, told_by: Seat | None = None, **more: Any) -> None:
    """新建, with a picture more often than not; the contractor answers for nearly all of them."""
    random, site, found = case.random, case.site, case.found
    party = "contractor" if case.finder.pk != site.engineer.pk or random.random() < 0.85 else "engineer"
    term = 30 if level == "major" else random.choice((3, 5, 7, 7, 10, 15))
    values: dict[str, Any] = {
        "section": site.section.pk, "party": party, "name": found.name, "level": level, "problem": found.problem,
        "place": placed(found.place, random, site.project.kind), "category": found.category, "nature": found.nature,
        "found_on": today().isoformat(), "due_on": (today() + timedelta(days=term)).isoformat(),
        "responsible": site.people["responsible"], "judgement": found.judgement, "criterion_note": found.criterion,
    }  # fmt: skip
    if "photos" not in more and (level == "major" or random.random() < 0.5):
        values["photos"] = [case.picture(case.finder)]
    case.row = case.world.act(case.finder, "waterhazard", "create", **(values | more)).record


def walk(case: Case) -> Play:
    """Confirmed and mostly reported by the owner, some returned first; then put right, in time, late or not yet."""
    random = case.random
    yield after(random, now(), 0, 2)
    if not case.now().is_reported:
        yield from _confirmed(case)
    yield from _put_right(case)


def _confirmed(case: Case) -> Play:
    random, owner = case.random, case.site.owner
    maker = case.finder
    if maker.pk != owner.pk and random.random() < 0.08:
        engineers = maker.pk == case.site.contractor.pk and random.random() < 0.5
        verb = "engineer_return" if engineers else "send_back"
        case.act(case.site.engineer if engineers else owner, verb, opinion=said(random, verb))
        if random.random() < 0.15:
            yield moment(today() + timedelta(days=999), 9)
        yield after(random, now(), 1, 3)
        case.act(maker, "resubmit")
        yield after(random, now(), 0, 1)
    case.act(owner, "confirm")
    if random.random() < 0.6:
        case.act(owner, "report")
        if random.random() < 0.12:
            yield after(random, now(), 1, 6)
            yield from _upward(case)


def _upward(case: Case) -> Play:
    """Passed on level by level where there is one above; now and then returned instead."""
    random, row = case.random, case.now()
    if random.random() < 0.1:
        case.act(case.site.supervisor, "return", opinion=said(random, "return"))
        yield after(random, now(), 1, 3)
        case.act(case.finder, "resubmit")
        case.act(case.site.owner, "confirm")
        case.act(case.site.owner, "report")
    elif row.held_by is not None and row.held_by.parent_id:
        case.act(case.site.supervisor, "pass_up")


def _put_right(case: Case) -> Play:
    """A contractor's waits for the engineer's re-check; one in thirty is late, and one in forty still open."""
    random, row = case.random, case.now()
    left = max(1, ((row.due_on or today()) - today()).days)
    fate = random.random()
    days = random.randint(1, left) if fate < 0.9 else left + random.randint(2, 15) if fate < 0.97 else 900
    if random.random() < 0.3:
        yield after(random, now(), 1, 2)
        seat = doer(case)
        case.act(seat, "rectify", **begun(case), opinion=random.choice(PROGRESS))
    yield after(random, now(), 1, max(1, days - 2))
    while True:
        case.act(doer(case), "finish", **begun(case), **ended(case))
        if case.now().state == CLOSED:
            return
        yield after(random, now(), 0, 2)
        verb = "pass_recheck" if random.random() < 0.93 else "fail_recheck"
        case.act(case.site.engineer, verb, opinion=said(random, verb))
        if verb == "pass_recheck":
            return
        yield after(random, now(), 1, 4)


def doer(case: Case) -> Seat:
    """Whoever answers for it."""
    unit = case.now().unit_id
    return next(s for s in case.site.parties if s.organisation_id == unit)


def begun(case: Case) -> dict[str, Any]:
    """整改落实. A major one needs all five points."""
    row, random = case.now(), case.random
    values: dict[str, Any] = {
        "responsible": row.responsible or case.site.people["responsible"],
        "plan_measures": case.found.measures,
    }
    if row.is_major:
        values |= {
            "plan_money": str(random.choice((8, 15, 26, 40))), "plan_due_on": row.due_on.isoformat() if row.due_on else "",
            "plan_emergency": case.found.emergency,
        }  # fmt: skip
    return values


def ended(case: Case) -> dict[str, Any]:
    """整改完成, with a picture; somebody else accepts it."""
    row, seat = case.now(), doer(case)
    return {
        "rectified_on": today().isoformat(), "rectification_note": case.found.done,
        "photos_after": [case.picture(seat, fixed=True)], "acceptor": case.site.people["acceptor"] if
        case.site.people["acceptor"] != row.responsible else other_name(case.random, row.responsible),
    }  # fmt: skip


# Supervised ones ----------------------------------------------------------------------------------------------------


def _supervised(world: World, site: Site, number: int) -> Play:
    """A major hazard that the direct supervisor takes under 督办: some are open, some refused once, most are 已销号."""
    random = world.dice("supervised", number)
    found = random.choice(fitting(majors(), site.project.kind))
    ago = random.choice((25, 40, 60, 90, 130, 200, 280))
    since = today()
    yield moment(max(since, world.today - timedelta(days=ago)) + timedelta(days=3), 9, random.randrange(60))
    case = Case(world, site, random.choice((site.engineer, site.owner, site.contractor)), found, random)
    enter(case, "major", party="contractor")
    case.act(site.owner, "confirm")
    case.act(site.owner, "report")
    yield after(random, now(), 1, 3)
    yield from supervised(case, SUPERVISED, refused=number % 3 == 0)


def supervised(case: Case, moves: Moves, *, refused: bool = False) -> Play:
    """督办, the rectification under it, 申请销号, and the authority's answer."""
    random, site = case.random, case.site
    for verb in moves:
        if verb == "supervise":
            case.act(site.supervisor, verb, **_listing(case))
            yield after(random, now(), 1, 3)
            case.act(doer(case), "rectify", **begun(case), opinion=random.choice(PROGRESS))
        elif verb == "finish":
            yield from _done(case)
        elif verb == "apply":
            case.act(site.owner, verb, opinion=said(random, verb))
        elif refused:
            case.act(site.supervisor, "refuse", opinion=said(random, "refuse"))
            yield after(random, now(), 7, 9)
            yield from _done(case)
            case.act(site.owner, "apply", opinion=said(random, "apply"))
            yield after(random, now(), 1, 4)
            case.act(site.supervisor, verb, opinion=said(random, verb))
        else:
            case.act(site.supervisor, verb, opinion=said(random, verb))
        yield after(random, now(), 1, 12)


def _done(case: Case) -> Play:
    case.act(doer(case), "finish", **begun(case), **ended(case))
    yield after(case.random, now(), 0, 2)
    if case.now().state == RECHECK:
        case.act(case.site.engineer, "pass_recheck", opinion=said(case.random, "pass_recheck"))


def _listing(case: Case) -> dict[str, Any]:
    return {
        "listing_content": "立即停止相关部位施工，五落实到位，每周报送进展；期满前由项目法人申请销号。",
        "listing_due_on": (today() + timedelta(days=case.random.choice((30, 45, 60)))).isoformat(),
        "listing_number": f"水监督〔{today().year}〕{case.row % 80 + 1}号",
    }  # fmt: skip


def _own(world: World, unit: Seat) -> Play:
    """A unit that works for itself: it enters, puts right, and reports straight to its authority."""
    random = world.dice("own", unit.pk)
    while True:
        yield after(random, now(), 12, 40)
        found = random.choice([named(name) for name in OWN])
        head, other = person_name(random, "m"), person_name(random, "f")
        row = world.act(
            unit, "waterhazard", "create", name=found.name, level="general", problem=found.problem, category=found.category,
            nature=found.nature, place=placed(found.place, random, "sluice"), found_on=today().isoformat(),
            responsible=head, photos=[world.album.give(found.scene, random.randrange(9), unit.user_id)],
        ).record  # fmt: skip
        yield after(random, now(), 1, 3)
        world.act(unit, "waterhazard", "report", row)
        yield after(random, now(), 2, 12)
        world.act(
            unit, "waterhazard", "finish", row, responsible=head, plan_measures=found.measures, acceptor=f"{other}",
            rectified_on=today().isoformat(), rectification_note=found.done,
            photos_after=[world.album.give(found.scene, random.randrange(9), unit.user_id, fixed=True)],
        )  # fmt: skip


def from_records(world: World, site: Site, source: Any, found: Found) -> Play:
    """A daily record that fails starts a hazard by itself; this takes it on."""
    random = world.dice("failed", source)
    yield after(random, now(), 1, 1)
    for row in WaterHazard.objects.filter(origin_type="monitoringrecord", origin_id=source):
        case = Case(world, site, site.contractor, found, random, row.pk)
        yield from walk(case)
