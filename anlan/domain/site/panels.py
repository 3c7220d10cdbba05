"""What sites themselves put on the home page, into 项目概况 and among the worries."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from anlan.domain.project.openings import warn_of
from anlan.domain.project.warnings import Warning, warning
from anlan.kernel.clock import today
from anlan.kernel.doors.home import panel
from anlan.kernel.register import registry

from . import flows
from .kinds import Account
from .models import Site, SiteMachine
from .overview import Bar, Block, Figure, counted, overview, own_page, page_url
from .worries import RED, worry

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

SHOWN = 8


@worry("site.late", weight=20)
def late(sites: Collection[int], day: date) -> dict[int, str]:
    """Past its planned completion: whether it is complete in truth is to be found out."""
    rows = Site.objects.filter(pk__in=sites, state__in=(flows.BUILDING, flows.STOPPED), finish_on__lt=day)
    days = ((pk, (day - finish_on).days) for pk, finish_on in rows.values_list("pk", "finish_on") if finish_on)
    return {pk: f"超过预计竣工日期 {count} 天" for pk, count in days}


@worry("site.not_terminated", weight=100)
def not_terminated(sites: Collection[int], day: date) -> dict[int, str]:
    """Complete by the completion list, and supervision has not been ended (J-2.3.c)."""
    rows = Site.objects.filter(pk__in=sites, state=flows.COMPLETED)
    return dict.fromkeys(rows.values_list("pk", flat=True), "已竣工未办理终止监督和安标考评")


@worry("machine.report", weight=100)
def outdated(sites: Collection[int], day: date) -> dict[int, str]:
    """Machines in use whose inspection report has run out."""
    rows = SiteMachine.objects.filter(site__in=sites, state=flows.IN_USE, inspected_until__lt=day).order_by()
    return {pk: f"{count} 台机械设备检测报告过期" for pk, count in rows.values_list("site").annotate(Count("pk"))}


@overview("机械设备", order=50)
def machines(request: Any, site: Site) -> Block | None:
    """The machines by state, and those whose report has run out."""
    if not request.seat.may("sitemachine.view"):
        return None
    rows = registry.register("sitemachine").rows(request.seat).filter(site=site)
    by = counted(rows, "state", (flows.PLANNED, flows.IN_USE, flows.IDLE, flows.REMOVED))
    late_ones = rows.filter(state=flows.IN_USE, inspected_until__lt=today()).count()

    def list_of(**more: Any) -> str:
        return page_url(request, "sitemachine", site=site.pk, **more)

    parts = tuple(
        Figure(state.label, by[state.key], list_of(state=state.key), state.tone)
        for state in flows.machine_flow.states if state.key in by
    )  # fmt: skip
    expired = list_of(**{"state": flows.IN_USE, "f.inspected_until__lt": today().isoformat()})
    figures = (
        Figure("机械设备", sum(by.values()), list_of()),
        Figure("检测报告过期", late_ones, expired, "red" if late_ones else "green"),
    )
    new = page_url(request, "sitemachine", door="create", site=site.pk)
    return Block(figures, (Bar("按状态", parts),), more=(("登记设备", new),) if new else ())


@panel("site_worries", "site/panel_worries.html")
def worst(request: Any) -> dict[str, Any] | None:
    """需要关注的项目: the worst few, and how many there are."""
    if not request.seat.may("site.view"):
        return None
    rows = registry.register("site").rows(request.seat).filter(state__in=flows.STANDING)
    red = rows.filter(worry__gte=RED)
    found = list(rows.filter(worry__gt=0).order_by("-worry", "-id")[:SHOWN])
    page = own_page(request, "site")
    return {
        "sites": [{
            "row": one, "url": page.url(request.portal.key, "detail", one.pk) if page else "", "tone": one.tone_of("reasons")
        } for one in found],
        "red": red.count(), "all": rows.count(), "url": page_url(request, "site"),
    }  # fmt: skip


@warning("site.account")
def without_account(seat: "Seat") -> Iterator[Warning]:
    """Sites whose people can't sign in yet."""
    if seat.may("site.open_account"):
        states = (Account.NONE.value, Account.CLOSED.value)
        yield from warn_of(seat, "site", "没有在用帐号的项目", "orange", state__in=flows.STANDING, account__in=states)
