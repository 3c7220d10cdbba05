"""How many inspections sites had: the rows behind ``frequency``."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from anlan.domain.site.kinds import Part
from anlan.kernel.clock import day_of
from anlan.kernel.scope.models import Stake

from .flows import COUNTED
from .frequency import Span, Standing, standing
from .kinds import By
from .models import Inspection

FIRST = date(1949, 10, 1)


def a_year(site: Any) -> int:
    """How many a whole year asks for of this site."""
    return int(settings.INSPECTIONS_A_YEAR["special" if site.is_special else ""])


def begins(site: Any) -> date:
    """From when a site is inspected: 开工日期, or when it was filed."""
    started: date = site.started_on or day_of(site.created_at)
    return started


def spans_of(sites: Iterable[Any]) -> dict[int, list[tuple[int, Span]]]:
    """Each site's companies, one after the other, with their days; the last one is today's."""
    every = list(sites)
    sources = {f"site:{one.pk}:{Part.COMPANY}": one.pk for one in every}
    former = Stake.objects.filter(source__in=sources, is_over=True).order_by("ends_on", "id")
    past: dict[int, list[Any]] = defaultdict(list)
    for stake in former:
        past[sources[stake.source]].append(stake)
    return {one.pk: _spans(one, past[one.pk]) for one in every}


def _spans(site: Any, former: list[Any]) -> list[tuple[int, Span]]:
    first, found = begins(site), []
    for stake in former:
        if stake.ends_on is not None and stake.ends_on >= first:
            found.append((stake.organisation_id, Span(first, stake.ends_on)))
            first = stake.ends_on + timedelta(days=1)
    return [*found, (site.unit_id, Span(first, site.completed_on))]


def made(sites: Iterable[int], year: int, by: str = By.COMPANY) -> dict[int, list[tuple[int, date]]]:
    """(company, day) of the inspections of a year, by site; what was begun and has no sheet does not count."""
    rows = Inspection.objects.filter(
        site__in=list(sites), by=by, state__in=COUNTED,
        inspected_on__gte=date(year, 1, 1), inspected_on__lte=date(year, 12, 31),
    )  # fmt: skip
    found: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for site, company, day in rows.values_list("site", "company", "inspected_on"):
        found[site].append((company, day))
    return found


def standings(sites: Iterable[Any], day: date, year: int = 0) -> dict[int, Standing]:
    """Where each site stands with its company of today on ``day``; three questions, however many sites."""
    every = list(sites)
    spans, done = spans_of(every), made([one.pk for one in every], year or day.year)
    found = {}
    for site in every:
        company, span = spans[site.pk][-1]
        days = [when for whose, when in done[site.pk] if whose == company]
        found[site.pk] = standing(days, span, day, a_year(site), year)
    return found


def standings_of_companies(site: Any, year: int, day: date) -> dict[int, Standing]:
    """Each company's own time in a year, prorated: {company id: standing}. A company that came twice: its last time."""
    done = made([site.pk], year)[site.pk]
    return {
        company: standing([when for whose, when in done if whose == company], span, day, a_year(site), year)
        for company, span in spans_of([site])[site.pk]
        if span.within(year) is not None
    }
