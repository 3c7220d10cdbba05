"""Which site to inspect: those not yet inspected enough first (J-3.1.a and its likes)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from anlan.domain.site.flows import STANDING
from anlan.domain.site.models import site_of
from anlan.domain.site.overview import page_url
from anlan.kernel.clock import today
from anlan.kernel.doors.listing import pager, place
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.portal import Page
from anlan.kernel.register import registry
from anlan.kernel.register.plain import storable

from ..counting import made, standings
from ..flows import DRAFT
from ..kinds import By, Way
from ..models import Inspection

SIZE = 20
KEPT = 5
"""So many sites of a list can be inspected without having been opened before; who looks for one gets just that."""
NEVER = "0000-00-00"


@dataclass
class Choice:
    """A site with what speaks for inspecting it now."""

    site: Any
    said: str
    tone: str
    last_on: str
    rank: tuple[Any, ...]
    url: str = ""
    history: str = ""
    is_begun: bool = False


def by_of(seat: Any) -> str:
    """Whose inspections this seat makes."""
    if seat.is_authority:
        return By.AUTHORITY
    return By.SITE if site_of(seat) else By.COMPANY


def sites_of(seat: Any) -> Any:
    """The sites this seat may inspect: supervised still, and its own."""
    rows = registry.register("site").rows(seat).filter(state__in=STANDING)
    return rows.filter(supervisor=seat.organisation_id) if seat.is_authority else rows


def choose(request: Any, screen: Any, way: Way) -> HttpResponse:
    """The list of sites with 检查 and 历史检查."""
    seat, by = request.seat, by_of(request.seat)
    text = storable(request.GET.get("q", ""))[:60]
    rows = sites_of(seat)
    for column in ("name", "number"):
        if text and (found := rows.filter(**{f"{column}__icontains": text})).exists():
            rows = found
            break
    else:
        rows = rows.none() if text else rows
    every = sorted(_choices(list(rows.defer("initials")), by), key=lambda one: one.rank)
    number, pages = place(request, len(every), SIZE)
    shown = every[(number - 1) * SIZE : number * SIZE]
    _addressed(request, screen, shown, way, by)
    return render(request, "inspection/sites.html", {
        "title": screen.title, "sites": shown, "text": text, "way": way, "by": by, "records": records_url(request, by),
        "begun": begun_url(request),
        "kept": " ".join(one.url for n, one in enumerate(shown) if n < KEPT or one.is_begun),
        "pager": pager(request, len(every), SIZE, number, pages), "total": len(every),
    })  # fmt: skip


def _choices(sites: list[Any], by: str) -> list[Choice]:
    day = today()
    done = made([one.pk for one in sites], day.year, by)
    asked = standings(sites, day) if by == By.COMPANY else {}
    found = []
    for site in sites:
        days = sorted(when for _, when in done[site.pk])
        last = days[-1].isoformat() if days else ""
        if by == By.COMPANY:
            one = asked[site.pk]
            lacking = one.next_due is not None
            tone = "red" if one.is_late or one.is_short else "orange" if lacking and not one.done else ""
            rank = (not one.is_late, not lacking, one.done, one.next_due or day, last or NEVER, site.name)
            found.append(Choice(site, one.said, tone, last, rank))
        else:
            said = f"今年 {len(days)} 次"
            found.append(Choice(site, said, "" if days else "orange", last, (len(days), last or NEVER, site.name)))
    return found


def _addressed(request: Any, screen: Any, shown: list[Choice], way: Way, by: str) -> None:
    begun = Inspection.objects.filter(
        site__in=[one.site.pk for one in shown], made_for=request.seat.organisation_id, state=DRAFT, way=way
    )
    drafts = set(begun.values_list("site", flat=True))
    records = records_url(request, by)
    for one in shown:
        one.url = reverse("page:screen", args=[request.portal.key, screen.slug, one.site.pk])
        one.history = f"{records}?site={one.site.pk}&way={way}" if records else ""
        one.is_begun = one.site.pk in drafts


def records_url(request: Any, by: str) -> str:
    """The list of 历史检查 in the seat's own portal; "" without one."""
    page = records_page(request, by)
    return page.url(request.portal.key) if page else ""


def begun_url(request: Any) -> str:
    """The list of what was begun and has no sheet yet; "" while there is nothing."""
    begun = Inspection.objects.filter(made_for=request.seat.organisation_id, state=DRAFT)
    return page_url(request, "inspection", "begun-inspections") if begun.exists() else ""


def records_page(request: Any, by: str) -> Page | None:
    """The page of the records of that kind."""
    for item in request.portal.pages.values():
        if isinstance(item, Page) and item.register_key == "inspection" and item.where.get("by") == by:
            return item if item.open_to(request.seat) else None
    return None
