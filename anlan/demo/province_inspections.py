"""Inspections of the sites in all four ways: by company and branch, by the people on the site, by the authority."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.inspection.flows import DONE, RECTIFY
from anlan.domain.inspection.kinds import MARKED, By, Way
from anlan.domain.inspection.models import Inspection
from anlan.domain.site.models import Site
from anlan.domain.standard import catalogue
from anlan.domain.standard.models import CheckStandard
from anlan.kernel.clock import now, today
from anlan.kernel.scope.models import Seat

from . import province_words as words
from .agenda import Play
from .names import person_name
from .province import Company, Yard
from .world import World, after, moment

KEY = "inspection"
WAYS = {By.COMPANY: (45, 20, 22, 13), By.SITE: (45, 38, 9, 8), By.AUTHORITY: (62, 0, 25, 13)}
"""How often wording, own, JGJ 59 and dust are chosen."""
A_YEAR = 3
SELDOM = 1
"""The number of the site that its company visits once only, as its scene tells."""
SELF_EVERY = (110, 330)
"""Days between two self-checks that the people on a site enter."""
HAZARDOUS = 0.25
"""How often the first wording of an inspection is a hazard."""
SCENES = ("ladder", "panel", "cable", "crane", "guard", "extinguisher", "weld", "dust", "pit", "mask")


@dataclass
class Visit:
    """One inspection on its way."""

    world: World
    yard: Yard
    seat: Seat
    by: By
    way: Way
    company: Company
    random: Random
    row: int = 0

    @property
    def checker(self) -> Seat:
        """Who looks again: the company of today, where the site is another's meanwhile."""
        taken_over = self.by == By.COMPANY and self.yard.company is not self.company
        return self.yard.company.seat if taken_over else self.seat

    def act(self, seat: Seat, verb: str, **values: Any) -> None:
        """A move of it."""
        self.world.act(seat, KEY, verb, self.row, **values)

    def state(self) -> str:
        """As it stands."""
        return str(Inspection.objects.values_list("state", flat=True).get(pk=self.row))

    def picture(self, seat: Seat, *, fixed: bool = False) -> str:
        """A picture by this seat."""
        return self.world.album.give(self.random.choice(SCENES), self.row, seat.user_id, fixed=fixed)


def begin(world: World, agenda: Any, yard: Yard) -> None:
    """A site's inspections from now on."""
    if yard.number != SELDOM:
        agenda.add(by_company(world, yard))
    if yard.foreman is not None:
        agenda.add(by_site(world, yard))
    agenda.add(by_authority(world, yard))


def stands(yard: Yard) -> bool:
    """Is it still there, and its own company's?"""
    return Site.objects.filter(pk=yard.row.pk, state__in=("building", "stopped"), unit=yard.company.unit).exists()


def by_company(world: World, yard: Yard) -> Play:
    """Three a year, shared out over its days; who cares little leaves some out."""
    random = world.dice("company", yard.number)
    step = 365 // (A_YEAR + 1 if yard.row.is_special else A_YEAR)
    day = _first_turn(yard, step, today())
    while True:
        if random.random() < 0.55 + 0.45 * yard.care:
            yield moment(
                day - timedelta(days=random.randint(4, max(5, step // 3))),
                random.choice((9, 10, 14)),
                random.randrange(60),
            )
            if not stands(yard):
                return
            seat = yard.branch if yard.branch and random.random() < 0.65 else yard.company.seat
            yield from walk(begun(world, yard, seat, By.COMPANY, random))
        day += timedelta(days=step)


def _first_turn(yard: Yard, step: int, first: date) -> date:
    """The last day of the turn in which a day lies: turns begin with the year, or with the site."""
    start = (
        max(yard.row.started_on, date(first.year, 1, 1))
        if yard.row.started_on.year >= first.year
        else date(first.year, 1, 1)
    )
    day = start + timedelta(days=step)
    while day <= first + timedelta(days=8):
        day += timedelta(days=step)
    return day


def by_site(world: World, yard: Yard) -> Play:
    """自查, as often as its people are careful."""
    random = world.dice("self", yard.number)
    assert yard.foreman is not None
    yield after(random, now(), 3, SELF_EVERY[1])
    while stands(yard):
        yield from walk(begun(world, yard, yard.foreman, By.SITE, random))
        least, most = SELF_EVERY
        yield after(random, now(), least, round(most / max(0.4, yard.care)))


def by_authority(world: World, yard: Yard) -> Play:
    """抽查 now and then."""
    random = world.dice("spot", yard.number)
    yield after(random, now(), 10, 480)
    while stands(yard):
        yield from walk(begun(world, yard, yard.station, By.AUTHORITY, random))
        yield after(random, now(), 200, 500)


# One inspection -----------------------------------------------------------------------------------------------------


def begun(world: World, yard: Yard, seat: Seat, by: By, random: Random, way: Way | None = None) -> Visit:
    """Made, filled in and its sheet saved, all on the spot."""
    way = way or random.choices(list(Way), WAYS[by])[0]
    visit = Visit(world, yard, seat, by, way, yard.company, random)
    values: dict[str, Any] = {"site": yard.row.pk, "way": way.value, "place": random.choice(words.PLACES)}
    if way == Way.OWN:
        values["files"] = [world.album.document("安全检查单", seat.user_id)]
    visit.row = world.act(seat, KEY, "create", **values).record
    return visit


def walk(visit: Visit) -> Play:
    """Its contents, its sheet, and the rectification to its end, late or not yet."""
    told, found = contents(visit)
    if told:
        visit.act(visit.seat, "answer", entries=told, said=f"{len(told)} 项")
    generate(visit, found)
    if visit.state() != DONE:
        yield from put_right(visit)


def contents(visit: Visit) -> tuple[list[dict[str, Any]], list[str]]:
    """What is said, and what has to be done about it."""
    if visit.way == Way.OWN:
        is_fine = visit.random.random() < 0.45
        return [], [] if is_fine else [visit.random.choice(words.OWN_ORDERS)]
    edition = Inspection.objects.select_related("standard").get(pk=visit.row).standard
    assert edition is not None
    return _wordings(visit, edition) if visit.way not in MARKED else _marks(visit, edition)


def _wordings(visit: Visit, edition: CheckStandard) -> tuple[list[dict[str, Any]], list[str]]:
    random = visit.random
    count = random.choice((1, 2, 2, 3, 4) if visit.yard.care > 0.6 else (3, 4, 5))
    chosen = random.sample(_phrases(edition), count)
    photo = [visit.picture(visit.seat)] if random.random() < 0.3 else []
    entries = []
    for number, one in enumerate(chosen):
        place = random.choice(words.PLACES)
        grave = number == 0 and visit.by != By.SITE and random.random() < HAZARDOUS
        entries.append(_said(
            f"phrase:{one['id']}", place=place, photos=photo if not number else [], hazard="general" if grave else "",
            note="现场未采取临时防护措施。" if grave else "",
        ))  # fmt: skip
    return entries, [one["requirement"] or one["text"] for one in chosen]


def _marks(visit: Visit, edition: CheckStandard) -> tuple[list[dict[str, Any]], list[str]]:
    """Every table that has its contents, one of them 缺项 now and then; some faults in each."""
    random, entries, orders = visit.random, [], []
    for table in _tables(edition):
        is_absent = len(_tables(edition)) > 6 and random.random() < 0.12
        entries.append({"slot": f"table:{table['id']}", "base": "", "content": {"absent": is_absent}})
        if is_absent:
            continue
        count = random.choice((0, 1, 2, 3) if visit.yard.care > 0.7 else (1, 2, 3, 4, 5))
        for item in random.sample(table["items"], min(len(table["items"]), count)):
            fits = [d for d in item["deductions"] if d["marks"] <= 5 or visit.yard.care < 0.5]
            if fits:
                fault = random.choice(fits)
                entries.append(_said(f"item:{item['id']}", taken=[_taken(random, fault)]))
                orders.append(f"{item['name']}：{fault['text']}，限期整改")
    return entries, orders


def _taken(random: Random, fault: dict[str, Any]) -> dict[str, Any]:
    marks = fault["least"] if fault["how"] == "range" else fault["marks"]
    return {
        "deduction": fault["id"],
        "times": random.choice((1, 1, 2)) if fault["how"] == "each" else 1,
        "marks": str(marks),
    }


def _said(slot: str, **more: Any) -> dict[str, Any]:
    return {"slot": slot, "base": "", "content": {"note": "", "place": "", "hazard": "", "photos": []} | more}


def _phrases(edition: CheckStandard) -> list[dict[str, Any]]:
    return [phrase for table in _tables(edition) for phrase in table["phrases"]]


def _tables(edition: CheckStandard) -> list[dict[str, Any]]:
    every = (table for group in catalogue.tree(edition)["groups"] for table in group["tables"])
    return [one for one in every if one["phrases"] or not one["lack"]]


def generate(visit: Visit, found: list[str]) -> None:
    """保存汇总. Whatever was found has to be put right."""
    random, order = visit.random, list(dict.fromkeys(found))[:4]
    values: dict[str, Any] = {
        "inspected_on": today().isoformat(), "inspectors": _inspectors(visit), "remark": random.choice(words.REMARKS),
        "needs_rectification": "true" if order else "false",
    }  # fmt: skip
    if visit.way in MARKED:
        values["comment"] = random.choice(words.COMMENTS)
    if order:
        due = today() + timedelta(days=random.choice((3, 5, 7, 7, 10)))
        values |= {"rectifier": visit.yard.officer, "requirement": "；".join(order), "due_on": due.isoformat()}
    visit.act(visit.seat, "generate", **values)


def _inspectors(visit: Visit) -> str:
    if visit.by == By.SITE:
        return visit.yard.officer
    return f"{visit.seat.user.name}、{person_name(visit.random, 'm')}"


# Rectification ------------------------------------------------------------------------------------------------------


def put_right(visit: Visit) -> Play:
    """Replied in time mostly; late, or not at all, where nobody cares; looked at again within days."""
    random, yard = visit.random, visit.yard
    if yard.foreman is None:
        return
    late = random.random() > 0.72 + 0.25 * yard.care
    yield after(random, now(), 7, 26) if late else after(random, now(), 1, 6)
    while visit.state() == RECTIFY:
        reply(visit)
        yield after(random, now(), 1, 6)
        if random.random() < 0.9:
            visit.act(visit.checker, "pass_recheck", opinion=random.choice(words.PASSED))
            return
        due = (today() + timedelta(days=random.choice((3, 5)))).isoformat()
        visit.act(visit.checker, "fail_recheck", opinion=random.choice(words.RETURNED), due_on=due)
        yield after(random, now(), 1, 6)


def reply(visit: Visit) -> None:
    """整改回复 of the site."""
    foreman = visit.yard.foreman
    assert foreman is not None
    visit.act(
        foreman, "reply", reply=visit.random.choice(words.ANSWERS), replied_on=today().isoformat(),
        reply_photos=[visit.picture(foreman, fixed=True)],
    )  # fmt: skip
