"""What dangerous works put into 项目概况 and among the worries of a site."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from anlan.domain.site.models import Site
from anlan.domain.site.overview import Bar, Block, Figure, counted, overview, page_url
from anlan.domain.site.worries import worry
from anlan.kernel.clock import today
from anlan.kernel.register import registry

from . import flows, rules
from .models import DangerousWork


@worry("dangerous.not_argued", weight=100)
def not_argued(sites: Collection[int], day: date) -> dict[int, str]:
    """超危大 whose planned day has come without a scheme that experts have passed."""
    rows = DangerousWork.objects.filter(
        site__in=sites, level=rules.SUPER, state__in=flows.BEFORE_APPROVAL, starts_on__lte=day
    )
    found = rows.order_by().values_list("site").annotate(Count("pk"))
    return {site: f"{count} 项超危大工程到期未通过论证" for site, count in found}


@worry("dangerous.to_improve", weight=50)
def to_improve(sites: Collection[int], day: date) -> dict[int, str]:
    """What whoever looked last found wanting."""
    rows = DangerousWork.objects.filter(site__in=sites, check_result="poor", state__in=flows.OPEN)
    found = rows.order_by().values_list("site").annotate(Count("pk"))
    return {site: f"{count} 项危大工程须整改完善" for site, count in found}


@overview("危大工程", order=60)
def dangerous(request: Any, site: Site) -> Block | None:
    """超危大 and 危大 works, and how far the former are."""
    if not request.seat.may("dangerouswork.view"):
        return None
    rows = registry.register("dangerouswork").rows(request.seat).filter(site=site)
    by = counted(rows, "level", (rules.SUPER, rules.DANGEROUS))
    grave = rows.filter(level=rules.SUPER)
    states = counted(grave, "state", [state.key for state in flows.work_flow.states if not state.hidden])
    late = grave.filter(state__in=flows.BEFORE_APPROVAL, starts_on__lte=today()).count()

    def list_of(slug: str, **more: Any) -> str:
        return page_url(request, "dangerouswork", slug=slug, site=site.pk, **more)

    waiting = {"f.state__in": list(flows.BEFORE_APPROVAL), "f.starts_on__lt": _tomorrow()}
    figures = (
        Figure("超危大工程", by[rules.SUPER], list_of("super-dangerous"), "red" if by[rules.SUPER] else ""),
        Figure("危大工程", by[rules.DANGEROUS], list_of("dangerous", level=rules.DANGEROUS)),
        Figure("到期未通过论证", late, list_of("super-dangerous", **waiting), "red" if late else "green"),
    )
    parts = tuple(
        Figure(state.label, states[state.key], list_of("super-dangerous", state=state.key), state.tone)
        for state in flows.work_flow.states if state.key in states
    )  # fmt: skip
    new = page_url(request, "dangerouswork", slug="dangerous", door="create", site=site.pk)
    return Block(figures, (Bar("超危大工程进展", parts),), more=(("登记危大工程", new),) if new else ())


def _tomorrow() -> str:
    return (today() + timedelta(days=1)).isoformat()
