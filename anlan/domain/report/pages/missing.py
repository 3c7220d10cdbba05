"""未报单位: who has not reported a period, and the two clicks to press them."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse, HttpResponseRedirect

from anlan.kernel.clock import today
from anlan.kernel.doors import conditions
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.listing import pager, picked_ids, place, tabs
from anlan.kernel.doors.pages import render

from .. import duty, pressing, rules
from ..duty import authority_of
from ..kinds import Kind, Level
from ..models import ReportUrge
from ..models.window import TermsBook

PAGE = 50
PERIODS = 12
WORDS = {Level.PART: "标段", Level.PROJECT: "工程", Level.PLAIN: "单位", Level.AUTHORITY: "主管部门"}


def levels_of(seat: Any) -> tuple[Level, ...]:
    """The levels whose missing reports concern a seat: an owner its sections, an authority all."""
    return tuple(Level) if seat.is_authority else (Level.PART,)


def missing(request: Any, screen: Any) -> HttpResponse:
    """The page; posting 催报 sends the reminders."""
    seat, asked = request.seat, request.GET
    kind = asked["kind"] if asked.get("kind") in Kind.values else Kind.HAZARD.value
    book, above = TermsBook(), authority_of(seat)
    month, first = _month(kind, asked.get("month", ""), above, book), book.first(kind, above)
    counts = {level: duty.owing(level, kind, month, seat, first).count() for level in levels_of(seat)}
    level = asked["level"] if asked.get("level") in counts else next((x for x, n in counts.items() if n), Level.PART)
    late = duty.owing(level, kind, month, seat, first)
    if request.method == "POST":
        return _press(request, late, level, kind, month)
    context = _lines(request, late, level, kind, month, counts[Level(level)]) | {
        "title": screen.title, "tabs": tabs(request, screen), "kind": kind, "month": month, "level": level,
        "period": rules.period_title(kind, month), "label": Kind(kind).label, "word": WORDS[Level(level)],
        "kinds": [_choice(request, k.value, k.label, kind, "kind", month="", level="") for k in Kind],
        "months": _months(kind, month),
        "levels": [_choice(request, x.value, f"{WORDS[x]} {n}", level, "level") for x, n in counts.items()],
        "total": counts[Level(level)], "act": act_id(request), "here": request.get_full_path(),
        "may_press": seat.may("reporturge.create"),
    }  # fmt: skip
    return render(request, "report/missing.html", context)


def _choice(request: Any, value: str, label: str, here: str, name: str, **reset: str) -> dict[str, Any]:
    url = conditions.address(request.GET, **{name: value, "page": None} | {n: None for n in reset})
    return {"label": label, "url": url, "here": value == here}


def _periods(kind: str) -> list[date]:
    """The present period and those before it, the one that is reported now among them."""
    found = [rules.period_of(kind, today())]
    while len(found) < PERIODS:
        found.append(rules.period_before(kind, found[-1]))
    return found


def _month(kind: str, raw: str, authority_id: int | None, book: TermsBook) -> date:
    """The period asked for, else the one that is reported now."""
    running = book.running(kind, authority_id)
    return next((m for m in _periods(kind) if m.isoformat() == raw), running)


def _months(kind: str, month: date) -> list[dict[str, Any]]:
    return [
        {"value": m.isoformat(), "label": rules.period_title(kind, m), "here": m == month} for m in _periods(kind)
    ]  # fmt: skip


def _lines(request: Any, late: QuerySet[Any], level: str, kind: str, month: date, total: int) -> dict[str, Any]:
    """One page of those who are late, each with its last day and how often it was pressed."""
    number, pages = place(request, total, PAGE)
    shown = list(pressing.related(late, level)[(number - 1) * PAGE : number * PAGE])
    book, targets = TermsBook(), [pressing.target(row, level) for row in shown]
    urged = ReportUrge.objects.filter(kind=kind, month=month, unit__in=[t.unit.pk for t in targets])
    times = {(u, g): n for u, g, n in urged.values_list("unit", "ground").annotate(n=Count("pk"))}
    lines = []
    for row, to in zip(shown, targets, strict=True):
        days = rules.window(kind, month, book.terms(kind, month, to.above))
        lines.append({
            "pk": row.pk, "unit": to.unit, "where": to.where, "project": to.project, "party": to.party, "due_on": days.due_on,
            "late": max(0, (today() - days.due_on).days), "urged": times.get((to.unit.pk, to.ground), 0),
            "refused": "" if to.above == request.seat.organisation_id or to.owner == request.seat.organisation_id
            else "由直管水行政主管部门催报，贵部门只能查看",
        })  # fmt: skip
    return {"lines": lines, "pager": pager(request, total, PAGE, number, pages) | {"sizes": []}}


def _press(request: Any, late: QuerySet[Any], level: str, kind: str, month: date) -> HttpResponse:
    """催报 the ticked ones, or all of them."""
    back = HttpResponseRedirect(request.get_full_path())
    if not request.seat.may("reporturge.create"):
        tell(request, "error", "您的角色没有“催报”权限")
        return back
    chosen = late if request.POST.get("all") else late.filter(pk__in=picked_ids(request))
    sent = pressing.press(request.seat, pressing.related(chosen, level), level, kind, month, act_id(request))
    if not sent:
        tell(request, "warning", "没有可催报的单位，请先勾选，再点“催报”")
    else:
        tell(request, "success", f"已向 {sent} 个{WORDS[Level(level)]}发出催报提醒（每天只提醒一次）")
    return back
