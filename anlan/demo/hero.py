"""The small chemical firm that the demo opens with: three saved sheets, a few open hazards, one under supervision."""

from datetime import date, timedelta
from typing import Any

from anlan.kernel.clock import now, today

from . import majors
from .agenda import Agenda, Play
from .checks import find
from .findings import Finding, Standard, named, placed
from .general import finished, take
from .world import Firm, World, after, moment, month_start

# Which wordings the three sheets of this month hold, and which classes they sign off.
SHEETS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("溶剂桶敞口", "当日用量"), ("XC05", "XC06")),
    (("三名新员工",), ("JC05", "JC08")),
    ((), ("XC03", "XC04", "XC08")),
)


def set_up(world: World, agenda: Agenda, standard: Standard) -> None:
    """All that the first account of the sign-in page shall find."""
    firm = world.firms[0]
    for number, (findings, classes) in enumerate(SHEETS):
        agenda.add(_saved_sheet(world, standard, firm, 3 - number, findings, classes))
    agenda.add(_open_hazard(world, firm, named("酸碱桶混放"), found=13, due=-2, progress=True))
    agenda.add(_open_hazard(world, firm, named("两具灭火器"), found=25, due=5, progress=False))
    agenda.add(_open_hazard(world, firm, named("储气罐安全阀"), found=9, due=-11, progress=True, fixed=True))
    by_code = {criterion.code: (criterion, finding) for criterion, finding in standard.majors_for(firm)}
    for code, moves, days in (("WH-12", majors.LISTED, 16), ("WH-15", majors.SCENARIOS[17], 170)):
        criterion, finding = by_code[code]
        case = majors.Case(world, firm, criterion, finding, world.dice("hero", code))
        if moment(world.today - timedelta(days=days), 9) > moment(world.start, 0):
            agenda.add(majors.play(case, moves, days))


def _in_this_month(world: World, days_ago: int) -> Any:
    """So many days ago, but within this month, even if it has just begun."""
    day: date = max(world.today - timedelta(days=days_ago), month_start(world.today))
    return min(moment(day, 9, 10 * days_ago), world.end)


def _saved_sheet(
    world: World, standard: Standard, firm: Firm, days_ago: int, findings: tuple[str, ...], classes: tuple[str, ...]
) -> Play:
    """A sheet of this month that is saved and waits to be reported."""
    yield _in_this_month(world, days_ago)
    random = world.dice("hero", days_ago)
    sheet = world.act(firm.seat, "selfcheck", "create").record
    for beginning in findings:
        finding = named(beginning)
        item = standard.item_of(firm, finding)
        assert item is not None
        find(world, firm, random, sheet, finding, item.pk, photo=True)
    for code in classes:
        category = standard.second_level[code]
        world.act(firm.seat, "selfcheck", "answer_rest", sheet, category=category, signed_by=firm.checker)
    world.act(firm.seat, "selfcheck", "save", sheet, checker=firm.checker)


def _open_hazard(
    world: World, firm: Firm, finding: Finding, *, found: int, due: int, progress: bool, fixed: bool = False
) -> Play:
    """A hazard the firm reported by itself; ``due`` days ago (negative: in so many days)."""
    random = world.dice("hero", finding.problem)
    yield moment(world.today - timedelta(days=found), 10, 5)
    values = {
        "level": "general", "problem": finding.problem, "place": placed(finding, random), "measures": finding.measures,
        "found_on": today().isoformat(), "due_on": (world.today - timedelta(days=due)).isoformat(),
        "responsible": firm.responsible[0], "acceptor": firm.acceptor, "photos": [take(world, firm, finding.scene)],
    }  # fmt: skip
    made = world.act(firm.seat, "hazard", "create", **values)
    world.act(firm.seat, "hazard", "report", made.record)
    if progress:
        yield after(random, now(), 2, 4)
        world.act(firm.seat, "hazard", "rectify", made.record, opinion="已联系厂家，配件后天到货。")
    if fixed:
        yield after(random, now(), 1, 2)
        world.act(firm.seat, "hazard", "finish", made.record, **finished(world, firm, made.row, finding))
    elif due > 0:
        yield moment(world.today - timedelta(days=2), 15)
        world.act(world.locality_of(firm), "hazard", "press", made.record)
