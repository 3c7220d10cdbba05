"""Pages of building sites: each register's list as each seat asks it, with its declared conditions and orders, and what stands beside."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count

from anlan.domain.site.models import Site
from anlan.kernel.clock import today
from anlan.kernel.doors.portal import Page, Screen, portal
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Seat

from .cases import DEEP
from .sites import seats

PORTAL = "construction"
REGISTERS = (
    "site", "inspection", "sitehazard", "monthlyevaluation", "termination", "dangerouswork", "dangerousrecord", "sitemachine", "siteurge",
)  # fmt: skip
SCREENS = ("evaluation-statistics", "overdue", "check-jgj59", "self-wording", "spot-jgj59")
FIGURES = ("way", "month:inspected_on", "branch")
LOOKED_FOR, SITE = {"sitehazard": "防护", "dangerouswork": "基坑"}, "恒瑞"
"""A word of each register, or part of a site's name: that of one in four hundred."""
Case = tuple[str, str, bool, str]
"""A name, an address, whether it is meant to be fast (a deep page is not), and the table that is read for it."""


def cases(name: str, seat: Seat) -> list[Case]:
    """Every declared condition and order on the first page of a register in the menu; the others as they open."""
    found, asked = list[Case](), set[str]()
    for page in _menu(seat):
        if not isinstance(page, Page):
            continue
        register = page.register
        table = register.model._meta.db_table
        every = [{}] if page.register_key in asked else _questions(page, seat)
        asked.add(page.register_key)
        for one in every:
            title = f"{name} · {page.slug} · {urlencode(one) if 'q' not in one else one['q']}"
            found.append((title, f"/{PORTAL}/{page.slug}/?{urlencode(one)}", "page" not in one, table))
    return found


def _menu(seat: Seat) -> list[Any]:
    known = portal(PORTAL)
    assert known is not None
    return [
        page for page in known.pages.values()
        if page.open_to(seat) and (not isinstance(page, Page) or page.register_key in REGISTERS)
    ]  # fmt: skip


def _questions(page: Page, seat: Seat) -> list[dict[str, str]]:
    register = page.register
    rows = register.rows(seat).filter(**page.where)
    last = min(DEEP, -(-rows.count() // 20))
    found: list[dict[str, str]] = [{}, *([{"page": str(last)}] if last > 1 else [])]
    for key in page.filters:
        column = register.model._meta.get_field(key)
        if isinstance(column, models.DateField):
            start = today() - timedelta(days=30)
            found.append({f"{key}_from": start.isoformat(), f"{key}_to": today().isoformat()})
        elif (most := _most(rows, key)) not in (None, ""):
            found.append({key: str(most).lower() if isinstance(most, bool) else str(most)})
    found += [{"order": order} for order in register.order]
    words = LOOKED_FOR.get(page.register_key, SITE)
    return [*found, {"q": words}, {"q": "没有这样的记录"}]


def _most(rows: Any, column: str) -> object:
    """The value that occurs most."""
    return rows.values(column).annotate(n=Count("pk")).order_by("-n", column).values_list(column, flat=True).first()


def _beside(seat: Seat) -> dict[str, str]:
    """Home, 待办, statistics, where one chooses a site, 项目概况, figures."""
    rows = registry.register("site").rows(seat).filter(state="building")
    first = rows.order_by("id").values_list("pk", flat=True).first()
    found = {
        "home": "/web/home/",
        "inbox": "/web/inbox/",
        "badges": "/web/badges/",
        "项目概况": f"/{PORTAL}/sites/{first}/",
    }
    found |= {f"figure by {one}": f"/web/figures/inspections/?by={one}" for one in FIGURES}
    for page in _menu(seat):
        if isinstance(page, Screen) and page.slug in SCREENS:
            found[page.slug] = page.url(PORTAL)
    return found


def sites(seconds: float) -> dict[str, Any]:
    """Every case of every seat; then what stands beside."""
    from .run import client_of, measure_page, say, show

    found: dict[str, Any] = {}
    for name, seat in seats().items():
        client = client_of(seat)
        rows = {key: registry.register(key).rows(seat).count() for key in ("site", "inspection")}
        say(f"{name}: {rows['site']} sites, {rows['inspection']} inspections of {Site.objects.count()} sites")
        for title, url, fast, table in cases(name, seat):
            found[title] = line = measure_page(client, url, seconds, table) | {"declared": fast}
            show(title, line)
        for title, url in _beside(seat).items():
            found[f"{name} · {title}"] = line = measure_page(client, url, seconds)
            show(f"{name} · {title}", line)
    return found


def summary(found: dict[str, Any]) -> dict[str, float]:
    """The figures that goals are set for."""
    listed = {name: x for name, x in found.items() if "declared" in x}
    quick = [x for x in listed.values() if x["declared"]]
    rest = {name: x for name, x in found.items() if "declared" not in x}
    return {
        "sites_list_p95_ms": max(x["p95"] for x in quick), "sites_declared_over_100_ms": sum(x["p95"] > 100 for x in quick),
        "sites_declared": len(quick), "sites_with_plan_faults": sum(bool(x["plan"]) for x in quick),
        "sites_beside_ms": max(x["p95"] for x in rest.values()),
        "sites_home_ms": max(x["p95"] for name, x in rest.items() if "home" in name),
    }  # fmt: skip
