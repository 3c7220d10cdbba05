"""标准化月评统计: by default who has no evaluation of the present month; who has one, with its scan; how many of how many."""

from contextlib import nullcontext
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect

from anlan.domain.site.flows import STANDING
from anlan.kernel.act.pressing import ask_to_press
from anlan.kernel.clock import today
from anlan.kernel.doors import conditions
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.listing import pager, picked_ids, place, tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import file_views
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole
from anlan.kernel.scope.aside import along_the_order

from .. import owing, rules, share

PAGE = 50
MANY = 2000
YEARS = 5
MISSING, DONE = "missing", "done"
STATES = ((MISSING, "未月评"), (DONE, "已月评"))


def statistics(request: Any, screen: Any) -> HttpResponse:
    """The page; posting 督促 sends the reminders."""
    seat = request.seat
    month, state = _month(request), _state(request)
    asked = request.GET.get("q", "").strip()[:60]
    here = _narrowed(request, owing.sites(seat), asked, "")
    done = _narrowed(request, owing.evaluations(seat, month), asked, "site__")
    missing = owing.missing(here, month)
    if request.method == "POST":
        return _press(request, missing, month)
    counts = {MISSING: missing.count(), DONE: done.count()}
    draw = _missing_lines if state == MISSING else _done_lines
    number, pages = place(request, counts[state], PAGE)
    rows = missing.order_by("-created_at", "-id") if state == MISSING else done.order_by("-evaluated_on", "-id")
    shown = _leaf(rows, counts[state], number)
    opened, total = _opener(request), counts[state]
    return render(request, "evaluation/statistics.html", {
        "title": screen.title, "tabs": tabs(request, screen), "month": month, "month_title": rules.month_title(month),
        "state": state, "states": STATES, "years": range(today().year, today().year - YEARS, -1), "months": range(1, 13),
        "branches": _branches(seat), "branch": request.GET.get("branch", ""), "unit": request.GET.get("unit", ""),
        "asked": asked, "counts": counts, "total": total, "lines": draw(request, shown), "act": act_id(request),
        "pager": pager(request, total, PAGE, number, pages) | {"sizes": []}, "here": request.get_full_path(),
        "may_press": seat.may("siteurge.create"), "whose": "施工企业" if seat.is_authority else "区域公司",
        "groups": share.by_group(seat, here, month, opened), "year": share.by_month(seat, month.year, opened),
    })  # fmt: skip


def _leaf(rows: QuerySet[Any], total: int, number: int) -> QuerySet[Any]:
    """The rows of one page. Of many the first are soonest found along the order, and no province is sorted for fifty."""
    with along_the_order() if total > MANY else nullcontext():
        ids = list(rows.values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE])
    return rows.model._default_manager.filter(pk__in=ids).order_by(*rows.query.order_by)


def _month(request: Any) -> date:
    """The month asked for, else the present one; one to come is the present one."""
    year, month = whole(request.GET.get("year"), today().year), whole(request.GET.get("month"), today().month)
    if not (2000 <= year <= today().year and 1 <= month <= 12):
        return rules.month_of(today())
    return min(date(year, month, 1), rules.month_of(today()))


def _state(request: Any) -> str:
    found = request.GET.get("state", MISSING)
    return found if found in dict(STATES) else MISSING


def _narrowed(request: Any, rows: QuerySet[Any], asked: str, site: str) -> QuerySet[Any]:
    for name in ("branch", "unit"):
        if request.GET.get(name) == share.NONE:
            rows = rows.filter(**{f"{name}__isnull": True})
        elif value := whole(request.GET.get(name)):
            rows = rows.filter(**{name: value})
    if asked:
        names = (f"{site}name__icontains", f"{site}number__icontains", f"{site}initials__istartswith")
        rows = rows.filter(Q(**{names[0]: asked}) | Q(**{names[1]: asked}) | Q(**{names[2]: asked}))
    return rows


def _branches(seat: Any) -> list[Any]:
    return list(registry.register("branch").rows(seat).order_by("name")[:200])


def _opener(request: Any) -> Any:
    """The address of this page under other conditions, for what a number opens."""

    def opened(**changed: Any) -> str:
        return conditions.address(request.GET, page=None, **changed)

    return opened


def _missing_lines(request: Any, rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """Sites without an evaluation of the month, with how often they were pressed today and before."""
    shown = list(rows.select_related("branch", "unit"))
    urged = registry.register("siteurge").rows(request.seat).filter(site__in=[s.pk for s in shown], matter="evaluation")
    times = dict(urged.order_by().values_list("site").annotate(Count("pk")))
    return [
        {"site": s, "branch": s.branch, "unit": s.unit, "state": s.get_state_display(), "urged": times.get(s.pk, 0)}
        for s in shown
    ]  # fmt: skip


def _done_lines(request: Any, rows: QuerySet[Any]) -> list[dict[str, Any]]:
    register = registry.register("monthlyevaluation")
    shown = list(rows.select_related("site", "branch", "unit"))
    faces = {view["id"]: view for view in file_views([i for e in shown for i in e.scans])}
    page = next(
        (
            p
            for p in request.portal.pages.values()
            if isinstance(p, Page) and p.register_key == register.key and p.open_to(request.seat)
        ),
        None,
    )
    found = []
    for one in shown:
        flow = register.flows[0]
        verb = next((v for v in ("order", "order_by_branch") if not register.step_refused(one, request.seat, v)), "")
        found.append({
            "row": one, "site": one.site, "branch": one.branch, "unit": one.unit, "state": flow.state(one.state),
            "files": [faces[i] for i in one.scans if i in faces],
            "url": page.url(request.portal.key, "detail", one.pk) if page else "",
            "order_url": page.url(request.portal.key, "move", one.pk, verb) if page and verb else "",
        })  # fmt: skip
    return found


def _press(request: Any, missing: QuerySet[Any], month: date) -> HttpResponse:
    """督促 the ticked sites, or all of them."""
    back = HttpResponseRedirect(request.get_full_path())
    seat = request.seat
    if not seat.may("siteurge.create"):
        tell(request, "error", "您的角色没有“督促”权限")
        return back
    chosen = missing.filter(state__in=STANDING)
    if not request.POST.get("all"):
        chosen = chosen.filter(pk__in=picked_ids(request))
    text = f"贵项目{rules.month_title(month)}还没有标准化月评，请尽快完成月评并上传月评表扫描件。"
    values = [
        {"site": str(pk), "matter": "evaluation", "text": text}
        for pk in chosen.order_by("id").values_list("pk", flat=True)
    ]
    if not ask_to_press(seat, "siteurge", values, act_id(request)):
        tell(request, "warning", "没有可督促的项目，请先勾选，再点“督促”")
    else:
        tell(request, "success", f"已向 {len(values)} 个项目部发出督促（同一项目每天只督促一次）")
    return back
