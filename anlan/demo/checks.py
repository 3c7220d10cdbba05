"""The monthly self-check of a firm, as a play."""

from datetime import datetime, timedelta
from random import Random

from anlan.domain.selfcheck.flows import SAVED
from anlan.domain.selfcheck.models import SelfCheck
from anlan.domain.standard.models import Item
from anlan.kernel.clock import day_of

from .agenda import Agenda, Play
from .findings import Finding, Standard
from .general import put_right, wanted
from .world import Firm, World, moment, month_start, some_time

BREADTHS = ((("XC", "JC"), 15), (("XC",), 30), ((), 55))
"""What a firm signs off by class, and how often: everything, what is on site, or only a class or two of that."""


def year_of_checks(world: World, agenda: Agenda, standard: Standard, firm: Firm, number: int) -> Play:
    """One check in each month in which the firm gets round to it; the hero's present month is played by itself."""
    for back in range(world.months - 1, -1 if number else 0, -1):
        month = month_start(world.today, back)
        random = world.dice("check", number, month)
        if month < firm.joined or random.random() > firm.diligence:
            continue
        when = some_time(random, month + timedelta(days=random.choice((*range(2, 24), 26, 27))))
        yield when
        agenda.add(one_check(world, agenda, standard, firm, random, when))


def one_check(world: World, agenda: Agenda, standard: Standard, firm: Firm, random: Random, when: datetime) -> Play:
    """A sheet: findings first, then the rest by class, saved, reported by hand or left to the system."""
    sheet = world.act(firm.seat, "selfcheck", "create").record
    found = _some_findings(standard, firm, random)
    made = [hazard for finding, item in found if (hazard := find(world, firm, random, sheet, finding, item.pk))]
    for category in _classes(standard, firm, random):
        world.act(firm.seat, "selfcheck", "answer_rest", sheet, category=category, signed_by=firm.checker)
    later = when + timedelta(minutes=random.randint(15, 90))
    yield later
    world.act(firm.seat, "selfcheck", "save", sheet, checker=firm.checker)
    by_hand = random.random() < 0.86
    yield later + timedelta(minutes=random.choice((2, 5, 60 * 20, 60 * 46))) if by_hand else _left_to_the_system(later)
    if by_hand and _is_saved(sheet):
        world.act(firm.seat, "selfcheck", "report", sheet)
    for number, finding in made:
        agenda.add(put_right(world, firm, number, finding))


def _some_findings(standard: Standard, firm: Firm, random: Random) -> list[tuple[Finding, Item]]:
    """Mostly none or one; never two of the same item, for an item has one answer."""
    some = random.sample(standard.findings_for(firm), random.choices((0, 1, 2, 3), (52, 34, 11, 3))[0])
    return list({item.pk: (finding, item) for finding, item in some}.values())


def _is_saved(sheet: int) -> bool:
    """Does it still wait? A sheet saved just before the 25th may have been reported by the system."""
    return SelfCheck.objects.filter(pk=sheet, state=SAVED).exists()


def _left_to_the_system(saved: datetime) -> datetime:
    """Just after the system has reported what lay there on the 25th, or at the month's end."""
    day = day_of(saved)
    if day.day <= 25:
        return moment(day.replace(day=25), 20, 30)
    last = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return moment(last, 23, 45)


def _classes(standard: Standard, firm: Firm, random: Random) -> list[int]:
    breadth = random.choices([b for b, _ in BREADTHS], [often for _, often in BREADTHS])[0]
    if breadth:
        return [standard.first_level[code] for code in breadth]
    mine = sorted({item.category_id for item in standard.items(firm) if item.category.code.startswith("XC")})
    return random.sample(mine, min(random.choice((1, 1, 2)), len(mine)))


def find(
    world: World, firm: Firm, random: Random, sheet: int, finding: Finding, item: int, *, photo: bool = False
) -> tuple[int, Finding] | None:
    """Answers an item with a general hazard; (its id, the wording), None if the item was answered already."""
    values = wanted(world, firm, random, finding, photo=photo)
    answer = world.act(firm.seat, "selfcheck", "answer", sheet, item=item, answer="general", hazard=values).result
    return (answer.hazard_id, finding) if answer.hazard_id else None
