"""隐患月报, 事故月报 and 危险源季报: of sections and projects, and up the tree; some late, some not there yet."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from anlan.domain.report import rules
from anlan.domain.report.kinds import SORTS, Kind
from anlan.domain.report.models import MonthlyReport
from anlan.kernel.clock import day_of, now
from anlan.kernel.scope.models import Seat

from .agenda import Agenda, Play
from .basin import HERO_SECTION, Basin, Site
from .world import World, moment, month_start

KEY = "monthlyreport"
LATE, MISSING = 0.06, 0.3
"""How often a section is late; how often a dawdler has not reported the latest period at all."""
WHOLE_YEAR = 12
WHY_LATE = ("经办人员调整，交接期间未及时填报。", "现场停电，系统无法登录。", "数据核对耗时，迟于截止日期。")
CHECKED = {Kind.HAZARD: 5, Kind.ACCIDENT: 5, Kind.RISK: 12}
"""The day on which the owner confirms what has come, and reports its project."""


def begin(world: World, agenda: Agenda, sites: list[Site]) -> None:
    """Each project's reports from the period in which it joined."""
    by_project: dict[int, list[Site]] = {}
    for site in sites:
        by_project.setdefault(site.project.pk, []).append(site)
    for own in by_project.values():
        for kind in Kind:
            agenda.add(_project(world, own, kind))


def _periods(site: Site, kind: str) -> Iterator[date]:
    """The periods from the one on in which a section was entered."""
    period = rules.period_of(kind, day_of(site.section.created_at))
    while True:
        yield period
        period = rules.period_after(kind, period)


def _after(kind: str, period: date, day: int, hour: int) -> Any:
    return moment(rules.period_end(kind, period) + timedelta(days=day), hour, 10)


def _project(world: World, sites: list[Site], kind: Kind) -> Play:
    """The sections in the first days, the late ones after the last day; the project when all have come."""
    random = world.dice("reports", sites[0].project.pk, kind)
    for period in _periods(sites[0], kind):
        late, missing = _laggards(world, sites, kind, period, random)
        yield _after(kind, period, 3, 10)
        for site in sites:
            if site not in late and site not in missing:
                _sections(world, site, kind, period, "report")
        if late:
            yield _after(kind, period, CHECKED[kind] + 5, 15)
            for site in late:
                _sections(world, site, kind, period, "report_late", opinion=random.choice(WHY_LATE))
        if missing:
            return
        yield _after(kind, period, CHECKED[kind] + (5 if late else 0), 16)
        _owner(world, sites, kind, period, {"opinion": "等待标段补报。"} if late else {})


def _laggards(
    world: World, sites: list[Site], kind: Kind, period: date, random: Random
) -> tuple[list[Site], list[Site]]:
    """(late, missing): only in the latest period is anything missing; at the reservoir always, elsewhere now and then.

    In a small world, which the walks begin with, the reservoir is in order.

    Nobody is late with his first one, since the authorities above begin with it too.
    """
    if period == next(_periods(sites[0], kind)):
        return [], []
    following = rules.period_after(kind, rules.period_after(kind, period))
    if following <= month_start(world.today):
        return [site for site in sites if random.random() < LATE], []
    if sites[0].section.name == HERO_SECTION:
        return [], sites[1:] if world.months >= WHOLE_YEAR else []
    return [], sites[-1:] if random.random() < MISSING else []


def _sections(world: World, site: Site, kind: Kind, period: date, verb: str, **said: str) -> None:
    for party in SORTS[kind].parties:
        seat: Seat = getattr(site, party.value)
        values = {"kind": kind.value, "month": period.isoformat(), "section": site.section.pk}
        made = world.act(seat, KEY, "create", **values).record
        world.act(seat, KEY, verb, made, **said)


def _owner(world: World, sites: list[Site], kind: Kind, period: date, late: dict[str, str]) -> None:
    owner, project = sites[0].owner, sites[0].project.pk
    came = MonthlyReport.objects.filter(
        project=project, kind=kind, month=period, level="part", reporting_state="reported"
    )
    for pk in came.order_by("pk").values_list("pk", flat=True):
        world.act(owner, KEY, "confirm", pk)
    made = world.act(owner, KEY, "create", kind=kind.value, month=period.isoformat(), project=project).record
    world.act(owner, KEY, "report_late" if late else "report", made, **late)


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """What the authorities sum up."""
    for kind in Kind:
        agenda.add(_authorities(world, basin, kind))


def _authorities(world: World, basin: Basin, kind: Kind) -> Play:
    """Each period the bureaus sum up what has come, the lower ones first; the ministry files."""
    order = sorted((path for path in basin.bureaus if path), key=lambda path: (-len(path), path))
    seats = [basin.bureaus[path] for path in order] + [s for s in (basin.commission, basin.bureaus[""]) if s]
    for period in _periods(basin.sites[0], kind):
        yield _after(kind, period, CHECKED[kind] + 1, 9)
        for seat in seats:
            _authority(world, seat, kind, period)
            yield now() + timedelta(minutes=20)


def _authority(world: World, seat: Seat, kind: Kind, period: date) -> None:
    mine = MonthlyReport.objects.filter(held_by=seat.organisation_id, kind=kind, month=period)
    for pk in mine.filter(reporting_state="reported").order_by("pk").values_list("pk", flat=True):
        world.act(seat, KEY, "confirm", pk)
    below = MonthlyReport.objects.filter(supervisor=seat.organisation_id, kind=kind, month__lte=period)
    if below.exists():
        made = world.act(seat, KEY, "create", kind=kind.value, month=period.isoformat()).record
        world.act(seat, KEY, "report", made)
