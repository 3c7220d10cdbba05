"""The list of one kind of report, with what has to be reported now above it; and 生成, 零报告一键填报."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect

from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id, way_back
from anlan.kernel.doors.listing import list_door
from anlan.kernel.doors.portal import Page, Portal, Screen

from .. import rules
from ..kinds import Kind
from ..owed import Owed, owed

KEY = "monthlyreport"
MOST = 12


def screen_of(portal: Portal, seat: Any, view: Any) -> Screen | None:
    """The screen of a portal that shows a view, if the seat has it."""
    found = (s for s in portal.pages.values() if isinstance(s, Screen) and s.view is view)
    return next((s for s in found if s.open_to(seat)), None)


def report_page(request: Any, kind: str) -> Page | None:
    """The portal's page of one kind of report."""
    pages = (p for p in request.portal.pages.values() if isinstance(p, Page) and p.register_key == KEY)
    return next((p for p in pages if p.where.get("kind") == kind and p.open_to(request.seat)), None)


def waiting(request: Any, found: list[Owed]) -> list[dict[str, Any]]:
    """The lines of 待填报 as the template draws them."""
    lines = []
    for one in found:
        page = report_page(request, one.kind)
        if page is None:
            continue
        late = {
            rules.LATE: f"已过截止日期 {one.window.due_on}，须填写逾期原因",
            rules.LOCKED: f"填报期已于 {one.window.locks_on} 锁定",
        }
        lines.append({
            "owed": one, "act": uuid.uuid4(), "late": late.get(one.standing, ""), "list_url": page.url(request.portal.key),
            "url": page.url(request.portal.key, "detail", one.report.pk) if one.report else "",
        })  # fmt: skip
    return lines


def reports(request: Any, page: Page) -> HttpResponse:
    """The list door of reports."""
    kinds = (page.where["kind"],) if "kind" in page.where else tuple(Kind)
    maker = screen_of(request.portal, request.seat, make)
    lines = waiting(request, owed(request.seat, kinds)) if maker and request.seat.may(f"{KEY}.create") else []
    more = {
        "waiting": lines[:MOST],
        "rest": max(0, len(lines) - MOST),
        "make_url": maker.url(request.portal.key) if maker else "",
    }
    return list_door(request, page, "report/list.html", more)


def make(request: Any, screen: Screen) -> HttpResponse:
    """生成 a report, or 零报告一键填报: made and reported at once, if there is nothing to report."""
    kind = request.POST.get("kind", "")
    page = report_page(request, kind)
    if request.method != "POST" or page is None:
        raise Http404
    values = {name: request.POST.get(name, "") for name in ("kind", "month", "section", "project", "party")}
    back = way_back(request, page.url(request.portal.key))
    try:
        date.fromisoformat(values["month"])
        with transaction.atomic():
            row = deliver(Act(request.seat, KEY, "create", values=values, uuid=act_id(request))).row
            if row is not None and request.POST.get("zero"):
                _send_zero(request.seat, row)
    except (ValueError, NotYours) as wrong:
        raise Http404 from wrong
    except (Forbidden, Refused) as why:
        tell(request, "error", str(why))
        return HttpResponseRedirect(back)
    if row is None:
        raise Http404
    done = "已零报告" if request.POST.get("zero") else "已生成，请核对后上报"
    tell(request, "success", f"{row}：{done}")
    return HttpResponseRedirect(page.url(request.portal.key, "detail", row.pk))


def _send_zero(seat: Any, row: Any) -> None:
    if not row.is_zero:
        raise Refused(f"{row.period}有记录（{row.summary}），不能零报告；请点“生成”，核对后上报")
    if row.was_begun:
        deliver(Act(seat, KEY, "report", row.pk))
