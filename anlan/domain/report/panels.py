"""The home page: what has to be reported by when, and how many have not reported."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Value

from anlan.domain.project.warnings import Warning, warning
from anlan.kernel.clock import today
from anlan.kernel.doors.home import panel
from anlan.kernel.doors.portal import portal

from . import duty, pages, rules
from .kinds import Kind
from .owed import TermsBook, owed
from .pages.listing import KEY, screen_of, waiting
from .pages.missing import WORDS, authority_of, levels_of

MOST = 6


@panel("reports_due", "report/panel_due.html")
def reports_due(request: Any) -> dict[str, Any] | None:
    """What the seat's own organisation has to report now, and until when."""
    if not request.seat.may(f"{KEY}.create"):
        return None
    found = waiting(request, owed(request.seat))
    return {"waiting": found[:MOST], "rest": max(0, len(found) - MOST)} if found else None


@warning("reports-missing")
def reports_missing(seat: Any) -> list[Warning]:
    """How many below have not reported, each line leading to 催报."""
    found = portal(seat.role.portal)
    screen = screen_of(found, seat, pages.missing) if found else None
    if found is None or screen is None:
        return []
    return [
        Warning(
            f"{count}个{WORDS[level]}未报{rules.period_title(kind, month)}{kind.label}", count,
            f"{screen.url(found.key)}?{urlencode({'kind': kind.value, 'month': month, 'level': level.value})}",
            "red" if late else "orange",
        )
        for kind, month, level, count, late in counts(seat) if count
    ]  # fmt: skip


def counts(seat: Any) -> list[tuple[Kind, Any, Any, int, bool]]:
    """(report, period, level, how many are missing, past the last day), of the periods that are reported now; one question."""
    book, above = TermsBook(), authority_of(seat)
    asked, found = {}, []
    for kind in Kind:
        month = book.running(kind, above)
        late = today() > rules.window(kind, month, book.terms(kind, month, above)).due_on
        for level in levels_of(seat):
            found.append((kind, month, level, late))
            asked[f"{kind}-{level}"] = duty.owing(level, kind, month, seat)
    parts = [
        rows.order_by().annotate(_of=Value(name)).values("_of").annotate(_n=Count("pk")).values_list("_of", "_n")
        for name, rows in asked.items()
    ]
    numbers = dict(parts[0].union(*parts[1:], all=True))
    return [(kind, month, level, numbers.get(f"{kind}-{level}", 0), late) for kind, month, level, late in found]
