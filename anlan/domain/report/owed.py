"""What a seat's own organisation has to report next, for each of its parts: 待填报."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.project.flows import ACTIVE, LISTED
from anlan.domain.project.kinds import Party
from anlan.domain.project.models import Participation, Project
from anlan.domain.project.upward import RETURNED
from anlan.kernel.clock import day_of, today
from anlan.kernel.scope.scopes import Participating

from . import duty, flows, models, rules
from .kinds import SORTS, Kind, Level

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


@dataclass(frozen=True)
class Place:
    """Something an organisation reports for: a section, its project, itself. ``begun``: the days from which it owes."""

    level: str
    above: int | None
    begun: tuple[date, ...] = ()
    party: str = ""
    ground: str = ""
    section: Any = None
    project: Any = None


@dataclass(frozen=True)
class Owed:
    """The next report of a place. ``report``: the one that was begun already, or returned."""

    place: Place
    kind: str
    month: date
    window: rules.Window
    report: Any = None

    @property
    def title(self) -> str:
        """e.g. 2026年10月隐患月报."""
        return f"{rules.period_title(self.kind, self.month)}{Kind(self.kind).label}"

    @property
    def standing(self) -> str:
        """In its window, late, or locked."""
        return rules.standing(self.window, today())

    @property
    def where(self) -> str:
        """For what, in words."""
        return str(self.place.section or self.place.project or "")


def places(seat: "Seat") -> list[Place]:
    """All that the seat's organisation reports for."""
    organisation = seat.organisation
    if seat.is_authority:
        return [Place(Level.AUTHORITY, organisation.parent_id)]
    parts = Participation.objects.filter(Participation.valid_on(today()), unit=organisation, state=ACTIVE)
    parts = parts.filter(party__in=(Party.CONTRACTOR, Party.ENGINEER), project__progress__in=duty.AT_WORK)
    found = [
        Place(Level.PART, p.project.supervisor_id, (p.starts_on, day_of(p.created_at)), p.party, p.ground, p.section, p.project)
        for p in parts.select_related("section", "project").order_by("ground", "id")
    ]  # fmt: skip
    works = Project.objects.filter(unit=organisation, state=LISTED, progress__in=duty.AT_WORK).order_by("id")
    found += [
        Place(Level.PROJECT, p.supervisor_id, (p.started_on or day_of(p.created_at), day_of(p.created_at)),
              Party.OWNER, p.ground, None, p)
        for p in works
    ]  # fmt: skip
    kinds = Enterprise.objects.filter(organisation=organisation, works_kind__in=duty.PLAIN_KINDS)
    if not found and kinds.exists():
        above = Participating().place(organisation)[2]
        found.append(Place(Level.PLAIN, above, (day_of(organisation.created_at),), Party.PLAIN))
    return found


def owed(seat: "Seat", kinds: tuple[str, ...] = tuple(Kind)) -> list[Owed]:
    """What it has to report now: the next period of each place whose window has opened, what was returned first."""
    mine = models.MonthlyReport.objects.filter(unit=seat.organisation_id, kind__in=kinds)
    last = {(k, g): m for k, g, m in mine.filter(edition__gt=0).values_list("kind", "ground").annotate(m=Max("month"))}
    drafts = {(d.kind, d.ground, d.month): d for d in mine.filter(reporting_state__in=flows.OPEN)}
    back = [d for d in drafts.values() if d.reporting_state == RETURNED]
    book, here = models.window.TermsBook(), places(seat)
    found = [
        Owed(place, one.kind, one.month, one.window, one)
        for one in sorted(back, key=lambda d: (d.kind, d.month))
        for place in here if place.ground == one.ground
    ]  # fmt: skip
    for kind in kinds:
        for place in here:
            if place.level != Level.PART or place.party in SORTS[Kind(kind)].parties:
                found += _next(place, kind, last.get((kind, place.ground)), drafts, book, seat)
    return found


def _next(
    place: Place, kind: str, last: date | None, drafts: Any, book: models.window.TermsBook, seat: "Seat"
) -> list[Owed]:
    running = book.running(kind, place.above)
    begun = rules.first_due(kind, *place.begun) if place.begun else _first_below(seat, kind, running)
    begun = max(begun, book.first(kind, place.above) or begun)
    month = rules.period_after(kind, last) if last else begun
    if month > running:
        return []
    days = rules.window(kind, month, book.terms(kind, month, place.above))
    return [Owed(place, kind, month, days, drafts.get((kind, place.ground, month)))]


def _first_below(seat: "Seat", kind: str, running: date) -> date:
    first = duty.below_authority(seat.organisation_id, kind).aggregate(first=Min("month"))["first"]
    return first or running
