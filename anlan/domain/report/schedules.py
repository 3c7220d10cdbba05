"""Reminders that come by themselves: a period can be reported, its last day is near, it is past."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from anlan.kernel.clock import day_of, jobs, today
from anlan.kernel.clock.schedule import payload_due, scheduled
from anlan.kernel.notice import remind
from anlan.kernel.scope.models import Seat

from .kinds import Kind
from .owed import Owed, owed

BATCH = 20
BEFORE = (3, 1, 0)
"""So many days before the last day somebody is reminded; ours."""


@scheduled("report-reminders", "报表填报提醒", at="08:40")
def ask_for_reminders(payload: dict[str, Any]) -> None:
    """Jobs for the organisations that report, some in each; once a day."""
    places = Seat.objects.filter(Seat.valid_on(today()), Q(role__permissions__icontains="monthlyreport.create"))
    ids = sorted(set(places.values_list("organisation", flat=True)))
    day = day_of(payload_due(payload)).isoformat()
    for start in range(0, len(ids), BATCH):
        jobs.ask("report-remind", f"{day}:{start}", {"organisations": ids[start : start + BATCH]})


@jobs.job("report-remind")
def remind_of(payload: dict[str, Any]) -> None:
    """Tells each what it has to report, on the days on which that is news."""
    for pk in payload["organisations"]:
        seat = (
            Seat.objects.filter(Seat.valid_on(today()), organisation=pk).select_related("organisation", "role").first()
        )
        for one in owed(seat) if seat else ():
            _remind(pk, one)


def _remind(organisation_id: int, one: Owed) -> None:
    day, left = today(), (one.window.due_on - today()).days
    if day == one.window.opens_on:
        title = f"{one.title}开始填报，{one.window.due_on} 截止"
    elif left in BEFORE:
        title = f"{one.title}还剩 {left} 天截止" if left else f"{one.title}今天截止"
    elif day == one.window.due_on + timedelta(days=1):
        title = f"{one.title}已过截止日期，请尽快“逾期上报”"
    else:
        return
    where = f"（{one.where}）" if one.where else ""
    body = f"请在“报表管理—{Kind(one.kind).label}”中生成{where}并上报；没有情况的，点“零报告”。"
    key = f"report-due:{one.kind}:{one.month}:{organisation_id}:{one.place.ground}:{day}"
    remind(organisation_id, title, body, url=reverse("web:home"), key=key)
