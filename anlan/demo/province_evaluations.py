"""标准化月评 of the sites: in the first weeks of each month, as a scan or by items; some late, some never; some sent back."""

from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.site.models import Site
from anlan.kernel.clock import now, today

from . import province_words as words
from .agenda import Agenda, Play
from .names import person_name
from .province import Yard
from .world import World, after, moment

KEY = "monthlyevaluation"
FIRST, LAST = 2, 18
"""Between which days of a month it is entered."""
EXCELLENT = 85
UNDONE = (0, 1, 7)
"""By their number: sites that have not evaluated the present month yet."""


def begin(world: World, agenda: Agenda, yard: Yard) -> None:
    """A site's evaluations from now on."""
    if yard.foreman is not None:
        agenda.add(_months(world, agenda, yard))


def _months(world: World, agenda: Agenda, yard: Yard) -> Play:
    random = world.dice("evaluation", yard.number)
    month = today().replace(day=1)
    while True:
        fate = random.random()
        lag = random.randint(18, 40) if fate > 0.93 + 0.05 * yard.care else 0
        day = moment(month + timedelta(days=random.randint(FIRST, LAST) - 1 + lag), 16, random.randrange(60))
        if month == world.today.replace(day=1) and yard.number in UNDONE:
            return
        if fate < 0.80 + 0.19 * yard.care or lag:
            yield max(day, now() + timedelta(hours=3))
            if not _owes(yard, month):
                return
            row = evaluate(world, yard, month, random)
            if random.random() < 0.012:
                agenda.add(_ordered(world, yard, row, random))
        month = (month + timedelta(days=32)).replace(day=1)


def _owes(yard: Yard, month: date) -> bool:
    return Site.objects.filter(pk=yard.row.pk, state="building", unit=yard.company.unit).exists()


def evaluate(world: World, yard: Yard, month: date, random: Random) -> int:
    """The people on a site say what the month was like; every third one is a scan."""
    assert yard.foreman is not None
    marks = [
        {"name": name, "full": str(full), "got": f"{full - random.choice((0, 0, 0.5, 1)) - (1 - yard.care) * full * 0.3:.1f}",
         "note": ""}
        for name, full in words.ITEMS
    ]  # fmt: skip
    score = sum(float(one["got"]) for one in marks)
    values: dict[str, Any] = {
        "site": yard.row.pk, "month": month.isoformat(), "grade": "excellent" if score >= EXCELLENT else "passed",
        "evaluator": yard.officer, "evaluated_on": today().isoformat(), "note": random.choice(words.EVALUATED),
    }  # fmt: skip
    if random.random() < 0.33:
        title = f"{month.year}年{month.month}月标准化月评表"
        values |= {"scans": [world.album.document(title, yard.foreman.user_id)], "score": f"{score:.1f}"}
    else:
        values["marks"] = marks
    return world.act(yard.foreman, KEY, "create", **values).record


def _ordered(world: World, yard: Yard, row: int, random: Random) -> Play:
    """The company does not believe it; the site evaluates anew; two thirds of the time that is confirmed."""
    yield after(random, now(), 2, 8)
    until = (today() + timedelta(days=7)).isoformat()
    if not Site.objects.filter(pk=yard.row.pk, unit=yard.company.unit, state="building").exists():
        return
    world.act(yard.company.seat, KEY, "order", row, opinion=words.REDO, redo_by=until)
    yield after(random, now(), 2, 6)
    assert yard.foreman is not None
    world.act(
        yard.foreman, KEY, "redo", row, opinion=words.REDONE, score="81.5", grade="passed", evaluator=person_name(random, "m"),
        evaluated_on=today().isoformat(), scans=[world.album.document("月评表（重新评价）", yard.foreman.user_id)],
    )  # fmt: skip
    if random.random() < 0.7:
        yield after(random, now(), 1, 5)
        world.act(yard.company.seat, KEY, "confirm", row)
