"""查报状态: which firms have not reported a self-check this month, and the three clicks to press them."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from anlan.domain.enterprise.industries import industry_label
from anlan.kernel.clock import today
from anlan.kernel.doors import conditions
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.listing import pager, picked_ids, place, tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry
from anlan.kernel.register.plain import storable
from anlan.kernel.scope.areas import subtree
from anlan.kernel.scope.models import Area

from ..models import SelfCheck, Urge
from ..pressing import ask_to_urge
from ..rules import month_before, month_of, month_title, paste_text

PAGE = 50
MONTHS = 12
NAMED = 300
TOWN_DIGITS = 10
"""An area's path names its town by the first so many digits: province 2, city 4, county 7, town 10."""


def missing(request: HttpRequest, screen: Any) -> HttpResponse:
    """The page; posting 催办 sends the reminders."""
    seat = request.seat  # type: ignore[attr-defined]
    month = _month(request.GET.get("month", ""))
    firms, found = _firms(request)
    late = firms.filter(~_reported(month))
    if request.method == "POST":
        return _urge(request, late, month)
    context = _numbers(firms, late) | _rows(request, late, month) | {
        "title": screen.title, "tabs": tabs(request, screen), "found": found,
        "month": month, "month_title": month_title(month),
        "months": [(m.isoformat(), month_title(m)) for m in _months()],
        "groups": _groups(request, firms, late, seat), "act": act_id(request), "urls": _urls(request, month),
        "may_urge": seat.may("urge.create"), "here": request.get_full_path(),
        "paste": paste_text(month, today(), list(late.values_list("name", flat=True)[:NAMED]), late.count()),
    }  # fmt: skip
    return render(request, "selfcheck/missing.html", context)


def _months() -> list[date]:
    found = [month_of(today())]
    while len(found) < MONTHS:
        found.append(month_before(found[-1]))
    return found


def _month(raw: str) -> date:
    """The month asked for, else this one."""
    return next((m for m in _months() if m.isoformat() == raw), month_of(today()))


def _firms(request: Any) -> tuple[QuerySet[Any], conditions.Conditions]:
    """The firms that have to check: those at work, under the conditions."""
    register = registry.register("enterprise")
    found = conditions.read(register, ("area", "industry"), request.GET, request.seat, {})
    rows = found.narrow(register.rows(request.seat)).filter(status="operating", organisation__is_open=True)
    return rows.order_by("area_id", "name"), found


def _reported(month: date) -> Exists:
    """Has the firm reported a sheet of this month? One index range for each firm."""
    return Exists(SelfCheck.objects.filter(unit=OuterRef("organisation_id"), month=month, is_reported=True))


def _numbers(firms: QuerySet[Any], late: QuerySet[Any]) -> dict[str, Any]:
    total, lacking = firms.count(), late.count()
    return {"total": total, "lacking": lacking, "reported": total - lacking,
            "rate": f"{(total - lacking) * 100 / total:.1f}%" if total else "—"}  # fmt: skip


def _urls(request: Any, month: date) -> dict[str, str]:
    """Where the number of firms at work opens them; 已上报 counts firms, which no list of sheets would match."""
    wanted = {"total": ("firms", {"f.status": "operating"})}
    narrowed = {name: value for name in ("area", "industry") if (value := request.GET.get(name))}
    found = {}
    for number, (slug, where) in wanted.items():
        page = request.portal.pages.get(slug)
        if page is not None and page.open_to(request.seat):
            found[number] = f"{page.url(request.portal.key)}?{urlencode(where | narrowed)}"
    return found


def _rows(request: Any, late: QuerySet[Any], month: date) -> dict[str, Any]:
    """One page of the firms, with their last report and how often they were urged."""
    total = late.count()
    number, pages = place(request, total, PAGE)
    shown = list(late.select_related("area", "organisation")[(number - 1) * PAGE : number * PAGE])
    towns = Area.objects.in_bulk({firm.area_id[:TOWN_DIGITS] for firm in shown})
    ids = [firm.pk for firm in shown]
    last = dict(SelfCheck.objects.filter(unit__in=ids, is_reported=True).values_list("unit").annotate(m=Max("month")))
    urged = dict(Urge.objects.filter(unit__in=ids, month=month).values_list("unit").annotate(n=Count("pk")))
    lines = [
        {"firm": f, "town": towns[f.area_id[:TOWN_DIGITS]].name, "industry": industry_label(f.industry),
         "urged": urged.get(f.pk, 0),
         "refused": _refused(request.seat, f), "last": month_title(last[f.pk]) if f.pk in last else "从未上报"}
        for f in shown
    ]  # fmt: skip
    return {"lines": lines, "pager": pager(request, total, PAGE, number, pages) | {"sizes": []}}


def _refused(seat: Any, firm: Any) -> str:
    return registry.register("enterprise").scope.acts_refused(seat, firm) or ""


def _groups(request: Any, firms: QuerySet[Any], late: QuerySet[Any], seat: Any) -> list[dict[str, Any]]:
    """By the areas one level below the one looked at; each number opens its firms."""
    root = storable(request.GET.get("area", "")) or next((leg.area for leg in seat.legs if leg.area), "") or ""
    counts: list[dict[str, int]] = [
        dict(rows.order_by().values_list("area_id").annotate(n=Count("pk"))) for rows in (firms, late)
    ]
    found = []
    for area in Area.objects.filter(parent_id=root or None):
        low, high = subtree(area.path)
        all_, lacking = (sum(n for path, n in held.items() if low <= path < high) for held in counts)
        if all_:
            url = conditions.address(request.GET, area=area.path, page=None)
            found.append({"area": area, "total": all_, "lacking": lacking, "reported": all_ - lacking, "url": url})
    return sorted(found, key=lambda g: -g["lacking"])


def _urge(request: Any, late: QuerySet[Any], month: date) -> HttpResponse:
    """催办 the ticked firms, or all of them under the conditions."""
    back = HttpResponseRedirect(request.get_full_path())
    if not request.seat.may("urge.create"):
        tell(request, "error", "您的角色没有“催办”权限")
        return back
    chosen = late if request.POST.get("all") else late.filter(pk__in=picked_ids(request))
    ids = [f.pk for f in chosen.only("pk", "supervisor_id") if not _refused(request.seat, f)]
    if not ids:
        tell(request, "warning", "没有可催办的单位，请先勾选单位再点“催办”")
        return back
    sent = ask_to_urge(request.seat, ids, month, act_id(request))
    tell(request, "success", f"已向 {sent} 家单位发出系统提醒（同一单位每天只提醒一次）")
    return back
