"""What the home page says of evaluations: the prompt in its own words, and what is missing or late."""

from typing import Any
from urllib.parse import urlencode

from anlan.domain.project.openings import list_url, screen_url
from anlan.kernel.clock import today
from anlan.kernel.doors.home import panel
from anlan.kernel.register import registry

from . import flows, owing, rules
from .models import MonthlyEvaluation
from .pages.overdue import late_sites, overdue
from .pages.statistics import statistics
from .terms import terms

MOST = 5


@panel("evaluation_prompts", "evaluation/panel_prompts.html")
def evaluation_prompts(request: Any) -> dict[str, Any] | None:
    """提示信息: finished sites that have to apply, with their last day; months without evaluation; sites long overdue."""
    seat = request.seat
    if not seat.may("termination.view"):
        return None
    rows = registry.register("termination").rows(seat).filter(state__in=flows.UNAPPLIED, prompted_on__isnull=False)
    shown = list(rows.select_related("site").order_by("due_on", "id")[:MOST])
    month = rules.month_of(today())
    late = late_sites(seat).count()
    lines = [
        (
            f"{rules.month_title(month)}未月评项目",
            owing.missing(owing.sites(seat), month).count(),
            _missing_url(seat),
            "orange",
        ),
        (f"超过预计竣工日期{terms().overdue_after}天的项目", late, screen_url(seat, overdue), "red"),
        ("月评责令整改", _ordered(seat), list_url(seat, "monthlyevaluation", state=flows.ORDERED), "red"),
    ]
    return {
        "prompted": rows.count(), "shown": [{"row": r, "left": (r.due_on - today()).days} for r in shown if r.due_on],
        "text": shown[0].prompt_text if shown else "", "lines": [line for line in lines if line[1]],
        "more": list_url(seat, "termination", prompted_on__isnull=0, state=flows.UNAPPLIED),
    }  # fmt: skip


def _missing_url(seat: Any) -> str:
    """The statistics; the people on a site enter theirs."""
    day = today()
    url = screen_url(seat, statistics)
    return f"{url}?{urlencode({'year': day.year, 'month': day.month})}" if url else list_url(seat, "monthlyevaluation")


def _ordered(seat: Any) -> int:
    if not seat.may("monthlyevaluation.view"):
        return 0
    rows: Any = registry.register("monthlyevaluation").rows(seat)
    assert rows.model is MonthlyEvaluation
    return int(rows.filter(state=flows.ORDERED).count())
