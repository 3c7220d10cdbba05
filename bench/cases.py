"""What is asked: seats of a province, and each declared condition and order of 隐患台账 as each of them asks it."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count

from anlan.domain.hazard.models import Hazard
from anlan.kernel.clock import today
from anlan.kernel.doors.portal import Page, portal
from anlan.kernel.register import registry
from anlan.kernel.scope.areas import subtree
from anlan.kernel.scope.models import Organisation, Seat

from .places import CITY, COUNTY, INDUSTRY, PROVINCE, seat_in

PORTAL, SLUG = "self_check", "hazards"
DEEP = 5000


@dataclass(frozen=True)
class Case:
    """One address. ``peer``: the same question to the peer, None where it has none. ``declared``: meant to be fast."""

    seat: str
    name: str
    asked: dict[str, str]
    peer: dict[str, str] | None
    declared: bool = True

    @property
    def url(self) -> str:
        """The product's address."""
        return f"/{PORTAL}/{SLUG}/?{urlencode(self.asked)}"

    @property
    def peer_url(self) -> str:
        """The peer's address."""
        return f"/peer/hazard/hazard/?{urlencode(self.peer or {})}"


def seats() -> dict[str, Seat]:
    """Who asks: by name, from narrow to wide; ``mixed`` reaches rows by its area and by direct supervision."""

    def office(area: str) -> Seat:
        return seat_in(Organisation.objects.get(kind="office", area=area).pk)

    departments = Organisation.objects.filter(kind="department")
    return {
        "county": office(COUNTY),
        "department": seat_in(departments.get(area=COUNTY, industry=INDUSTRY).pk),
        "direct": seat_in(departments.get(area=PROVINCE, industry="").pk),
        "mixed": seat_in(departments.get(area=CITY, industry=INDUSTRY).pk),
        "province": office(PROVINCE),
    }


def page() -> Page:
    """隐患台账 of the authorities."""
    found = portal(PORTAL)
    assert found is not None
    item = found.pages[SLUG]
    assert isinstance(item, Page)
    return item


def cases(name: str, seat: Seat) -> list[Case]:
    """Every declared condition, some together, every declared order, page 1 and a deep one."""
    rows = registry.register("hazard").rows(seat)
    last = -(-rows.count() // 20)
    found = [Case(name, "plain", {}, {}), Case(name, f"page {min(DEEP, last)}", {"page": str(min(DEEP, last))},
                                               {"p": str(min(DEEP, last))}, declared=False)]  # fmt: skip
    conditions = _conditions(seat)
    declared = set(page().filters)
    missing = declared - {c[0] for c in conditions}
    if missing:
        raise LookupError(f"no case for the declared filters {missing}")
    for key, asked, peer in conditions:
        found.append(Case(name, " ".join(f"{k}={v}" for k, v in asked.items()), asked, peer, key in declared))
    for order in registry.register("hazard").order:
        found.append(Case(name, f"order {order}", {"order": order}, {"o": _column(order)} if _column(order) else None))
        deep = {"order": order, "page": str(min(DEEP, last))}
        found.append(Case(name, f"order {order} deep", deep, None, declared=False))
    return found


def _column(order: str) -> str:
    """The peer's number of a column, if it shows it."""
    columns = page().columns
    name = order.lstrip("-")
    return ("-" if order.startswith("-") else "") + str(columns.index(name) + 1) if name in columns else ""


def _conditions(seat: Seat) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """(declared filter or "", our address, the peer's)."""
    rows = registry.register("hazard").rows(seat)
    start, end = (today() - timedelta(days=30)).isoformat(), today().isoformat()
    unit = _most(rows.filter(found_on__gte=start), "unit_id")
    category = _most(rows.filter(found_on__gte=start), "category_id")
    home = next((leg.area for leg in seat.legs if leg.area), PROVINCE) or PROVINCE
    part = COUNTY if len(home) < len(COUNTY) else str(_most(rows.filter(found_on__gte=start), "area_id"))
    low, high = subtree(part)
    found = [
        ("level", {"level": "major"}, {"level__exact": "major"}),
        ("level", {"level": "general"}, {"level__exact": "general"}),
        ("state", {"state": "open"}, {"state__exact": "open"}),
        ("state", {"state": "closed"}, {"state__exact": "closed"}),
        ("unit", {"unit": str(unit)}, {"unit__id__exact": str(unit)}),
        ("area", {"area": part}, {"area_id__gte": low, "area_id__lt": high}),
        ("industry", {"industry": INDUSTRY}, {"industry__exact": INDUSTRY}),
        ("category", {"category": str(category)}, {"category__id__exact": str(category)}),
        ("found_by_kind", {"found_by_kind": "inspected"}, {"found_by_kind__exact": "inspected"}),
        ("", {"level": "general", "state": "open", "area": part}, {"level__exact": "general", "state__exact": "open",
                                                                   "area_id__gte": low, "area_id__lt": high}),
        ("", {"q": "消防"}, {"q": "消防"}),
        ("", {"q": "没有这样的隐患"}, {"q": "没有这样的隐患"}),
    ]  # fmt: skip
    for name in ("found_on", "due_on"):
        asked = {f"{name}_from": start, f"{name}_to": end}
        found.append((name, asked, {f"{name}__gte": start, f"{name}__lte": end}))
    return found


def _most(rows: "object", column: str) -> object:
    """The value that occurs most."""
    counted = rows.exclude(**{column: None}).values(column).annotate(n=Count("pk")).order_by("-n", column)  # type: ignore[attr-defined]
    return counted.first()[column]


def share(seat: Seat) -> float:
    """Per cent of all hazards that a seat reaches."""
    return round(100 * registry.register("hazard").rows(seat).count() / Hazard.objects.count(), 2)
