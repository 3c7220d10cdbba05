"""What the home page, 项目概况 and the list of the worst sites say of evaluations: the prompt, what is missing or late."""

from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urlencode

from anlan.domain.project.openings import list_url, screen_url
from anlan.domain.site.models import Site
from anlan.domain.site.overview import Block, Figure, overview, page_url
from anlan.domain.site.worries import worry
from anlan.kernel.clock import today
from anlan.kernel.doors.home import panel
from anlan.kernel.register import registry

from . import flows, owing, rules, sources
from .models import MonthlyEvaluation, Termination
from .pages.overdue import late_sites, overdue
from .pages.statistics import statistics
from .schedules import REMIND_ON
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
    return int(registry.register("monthlyevaluation").rows(seat).filter(state=flows.ORDERED).count())


@worry("evaluation.month", weight=50)
def not_evaluated(sites: Collection[int], day: date) -> dict[int, str]:
    """No evaluation of the month that is over; of the present one from the day on which who owes it is reminded."""
    month = rules.month_of(day) if day.day >= REMIND_ON else rules.month_before(day)
    rows = owing.missing(Site.objects.filter(pk__in=sites), month)
    return dict.fromkeys(rows.values_list("pk", flat=True), f"{rules.month_title(month)}未月评")


@worry("evaluation.ordered", weight=50)
def ordered(sites: Collection[int], day: date) -> dict[int, str]:
    """An evaluation that was found untrue and is not done again in time."""
    rows = MonthlyEvaluation.objects.filter(site__in=sites, state=flows.ORDERED, redo_by__lt=day)
    return dict.fromkeys(rows.values_list("site", flat=True), "月评责令整改逾期")


@worry("evaluation.lapsed", weight=100)
def lapsed(sites: Collection[int], day: date) -> dict[int, str]:
    """Graded 不合格 by the clock."""
    states = (flows.LAPSED, flows.APPEALED, flows.UPHELD)
    rows = Termination.objects.filter(site__in=sites, state__in=states)
    return dict.fromkeys(rows.values_list("site", flat=True), "安标考评逾期按不合格处理")


@overview("标准化月评", order=30)
def months(request: Any, site: Site) -> Block | None:
    """How many months were evaluated, the present one, and what was ordered to be done again."""
    if not request.seat.may("monthlyevaluation.view"):
        return None
    rows = registry.register("monthlyevaluation").rows(request.seat).filter(site=site)
    month = rules.month_of(today())
    this = rows.filter(month=month).exists()
    owed = len(rules.months_between(*sources.span_of(site)))
    late, back = rows.filter(is_late=True).count(), rows.filter(state=flows.ORDERED).count()

    def list_of(**more: Any) -> str:
        return page_url(request, "monthlyevaluation", site=site.pk, **more)

    new = page_url(request, "monthlyevaluation", door="create")
    figures = (
        Figure("已月评", rows.count(), list_of(), note=f"应月评 {owed} 个月"),
        Figure(
            "本月",
            "已月评" if this else "未月评",
            list_of(month_from=month, month_to=month),
            "green" if this else "orange",
        ),
        Figure("逾期补录", late, list_of(is_late="true"), "orange" if late else ""),
        Figure("责令整改", back, list_of(state=flows.ORDERED), "red" if back else ""),
    )
    return Block(figures, more=(("填报月评", new),) if new and not this else ())


@overview("终止监督和安标考评", order=40)
def grading(request: Any, site: Site) -> Block | None:
    """Where the application stands, the grade, and the prompt while the clock runs."""
    if not request.seat.may("termination.view"):
        return None
    row = registry.register("termination").rows(request.seat).filter(site=site).first()
    if row is None:
        new = page_url(request, "termination", door="create")
        return Block(empty="还没有申请终止监督", more=(("申请终止监督", new),) if new and site.is_standing else ())
    url = page_url(request, "termination", site=site.pk)
    told = rules.prompt(terms()) if row.prompted_on and row.state in flows.UNAPPLIED else ""
    tone = {rules.FAILED: "red", rules.EXCELLENT: "green"}.get(row.grade, "blue")
    figures = (
        Figure("办理状态", row.get_state_display(), url),
        Figure("考评等次", row.get_grade_display() or "未考评", url, tone if row.grade else ""),
    )
    lines = ((f"{told}。办理期限 {row.due_on}", url, "red"),) if told else ()
    return Block(figures, lines=lines)
