"""The home page of both sides: what this month still asks of the firm, what needs the authority today."""

import uuid
from typing import Any

from django.urls import reverse

from anlan.domain.hazard.rules import overdue_on
from anlan.kernel.clock import today
from anlan.kernel.doors.home import panel
from anlan.kernel.register import registry

from .pages.rounds import unfinished
from .rules import month_of, month_title


def _cards(request: Any, wanted: list[tuple[str, str, str, dict[str, Any], str]]) -> list[dict[str, Any]]:
    """Cards of counts; each opens the page whose rows it counts."""
    cards = []
    for label, slug, register_key, where, tone in wanted:
        page = request.portal.pages.get(slug)
        if page is None or not page.open_to(request.seat):
            continue
        count = page.count(request.seat, where) if register_key else 0
        query = "&".join(f"f.{k}={v}" for k, v in where.items())
        url = page.url(request.portal.key) + (f"?{query}" if query else "")
        cards.append({"label": label, "value": count, "url": url, "tone": tone if count else "", "unit": "条"})
    return cards


@panel("firm_today", "selfcheck/panel_firm.html")
def firm_today(request: Any) -> dict[str, Any] | None:
    """This month's self-check, and the firm's open hazards."""
    if not request.seat.organisation.is_unit:
        return None
    rows = registry.register("selfcheck").rows(request.seat).filter(month=month_of(today()))
    states = list(rows.values_list("state", flat=True))
    return {
        "unfinished": unfinished(request.portal.key, request.seat), "new_id": uuid.uuid4,
        "month": month_title(today()), "reported": states.count("reported"), "saved": states.count("saved"),
        "cards": _cards(request, [
            ("未整改隐患", "unrectified", "hazard", {}, "orange"), ("其中已逾期", "unrectified", "hazard", overdue_on(today()), "red"),
            ("重大隐患", "major", "hazard", {}, "purple"), ("历史记录", "history", "selfcheck", {}, ""),
        ]),
        "walk": reverse("page:list", args=[request.portal.key, "selfcheck-new"]),
        "quick": reverse("page:list", args=[request.portal.key, "quick"]),
        "current": reverse("page:list", args=[request.portal.key, "current"]),
    }  # fmt: skip


@panel("overview", "selfcheck/panel_overview.html")
def overview(request: Any) -> dict[str, Any] | None:
    """What needs the authority today, by urgency."""
    if request.seat.organisation.is_unit:
        return None
    late = overdue_on(today())
    cards = _cards(request, [
        ("重大隐患待审核", "major-review", "hazard", {"review_state": "reported"}, "red"),
        ("逾期未整改", "overdue", "hazard", late, "red"),
        ("待定督办", "supervised", "hazard", {"supervision_state": "pending"}, "orange"),
        ("申请销号", "supervised", "hazard", {"supervision_state": "applied"}, "purple"),
        ("未整改隐患", "overdue", "hazard", {}, ""), ("企业总数", "firms", "enterprise", {}, ""),
    ])  # fmt: skip
    return {"cards": cards} if cards else None
