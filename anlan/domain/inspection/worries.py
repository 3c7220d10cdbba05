"""Why a site stands high in the list: a rectification that is overdue, a company that inspects too seldom."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from anlan.domain.site.models import Site
from anlan.domain.site.worries import worry

from .counting import standings
from .flows import RECTIFY
from .models import Inspection


@worry("inspection.overdue", weight=100)
def overdue(sites: Collection[int], day: date) -> dict[int, str]:
    """逾期未整改回复."""
    late = Inspection.objects.filter(site__in=sites, state=RECTIFY, due_on__lt=day)
    return {
        site: f"逾期未整改回复 {count} 条"
        for site, count in late.values_list("site").annotate(n=Count("pk")).order_by()
    }


@worry("inspection.seldom", weight=50)
def seldom(sites: Collection[int], day: date) -> dict[int, str]:
    """企业检查 fewer than the year asks for by now."""
    every = Site.objects.filter(pk__in=sites)
    return {site: f"企业检查 {one.said}" for site, one in standings(every, day).items() if one.is_late or one.is_short}
