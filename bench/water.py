"""Pages of works: the list of each party with each of its declared conditions and orders, search, inbox, home, figure, export."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count

from anlan.kernel.doors.portal import Page, portal
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Seat

from .cases import DEEP
from .works import seats

PORTAL, KEY = "water_works", "waterhazard"
SLUGS = {"engineer": "contractor-hazards", "owner": "owner-contractors"}
AUTHORITIES = "all-hazards"
HELD = "held-hazards"


def cases(name: str, seat: Seat) -> dict[str, tuple[str, bool]]:
    """Addresses by name, and whether each is meant to be fast (a deep page and a search for nothing are not)."""
    found = portal(PORTAL)
    assert found is not None
    slug = SLUGS.get(name, AUTHORITIES)
    page = found.pages[slug]
    assert isinstance(page, Page)
    register = registry.register(KEY)
    rows = register.rows(seat).filter(**page.where)
    last = min(DEEP, -(-rows.count() // 20))
    asked: list[tuple[dict[str, str], bool]] = [({}, True), ({"page": str(last)}, False)]
    asked += [({key: str(_most(rows, key))}, True) for key in page.filters if not key.endswith("_on")]
    asked += [({"order": order}, True) for order in register.order]
    asked += [({"q": "配电"}, True), ({"q": "没有这样的隐患"}, True)]
    told = {
        f"{name} · {urlencode(one) if 'q' not in one else one['q']}": (f"/{PORTAL}/{slug}/?{urlencode(one)}", fast)
        for one, fast in asked
    }
    if slug == AUTHORITIES:
        told[f"{name} · 待处理"] = (f"/{PORTAL}/{HELD}/", True)
    return told


def _most(rows: Any, column: str) -> object:
    """The value that occurs most."""
    return rows.values(column).annotate(n=Count("pk")).order_by("-n", column).values_list(column, flat=True).first()


def works(seconds: float) -> dict[str, Any]:
    """Every case of every seat; then inbox, home and figures."""
    from .run import client_of, measure_page, say, show

    found: dict[str, Any] = {}
    register = registry.register(KEY)
    for name, seat in seats().items():
        client = client_of(seat)
        say(f"{name}: {register.rows(seat).count()} hazards of works")
        for title, (url, fast) in cases(name, seat).items():
            found[title] = line = measure_page(client, url, seconds, "hazard_waterhazard") | {"declared": fast}
            show(title, line)
        pages = {"inbox": "/web/inbox/", "home": "/web/home/", "badges": "/web/badges/"}
        if seat.is_authority:
            pages |= {"figure by area": "/web/figures/waterhazards/?by=area"}
        for title, url in pages.items():
            found[f"{name} · {title}"] = line = measure_page(client, url, seconds)
            show(f"{name} · {title}", line)
    return found


def summary(found: dict[str, Any]) -> dict[str, float]:
    """The figures that goals are set for."""
    listed = [x for x in found.values() if "declared" in x]
    quick = [x for x in listed if x["declared"]]
    rest = {name: x for name, x in found.items() if "declared" not in x}
    return {
        "works_list_p95_ms": max(x["p95"] for x in quick), "works_declared_over_100_ms": sum(x["p95"] > 100 for x in quick),
        "works_declared": len(quick), "works_with_plan_faults": sum(bool(x["plan"]) for x in quick),
        "works_inbox_ms": max(x["p95"] for name, x in rest.items() if "inbox" in name),
        "works_home_ms": max(x["p95"] for name, x in rest.items() if "home" in name),
        "works_figure_ms": max(x["p95"] for name, x in rest.items() if "figure" in name),
    }  # fmt: skip
