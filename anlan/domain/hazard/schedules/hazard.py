"""Reminders that come by themselves: before the date, when it is past, and to the locality when it stays past."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from anlan.kernel.clock import day_of, jobs, now, today
from anlan.kernel.clock.schedule import payload_due, scheduled
from anlan.kernel.notice import remind
from anlan.kernel.notice.models import Reminder
from anlan.kernel.scope.desks import LOCALITY

from .. import flows, rules
from ..models import Hazard

# A job's transaction keeps other writers out on SQLite: a tenth of a second at most.
BATCH = 50


@scheduled("hazard-reminders", "隐患限期整改提醒", at="08:30")
def ask_for_reminders(payload: dict[str, Any]) -> None:
    """Jobs for the hazards that are near their date or past it, some dozens in each; once a day."""
    last = today() + timedelta(days=rules.REMIND_BEFORE)
    near = Hazard.objects.filter(state=flows.OPEN, due_on__lte=last).order_by("id").values_list("id", flat=True)
    day, ids = day_of(payload_due(payload)).isoformat(), list(near)
    for start in range(0, len(ids), BATCH):
        jobs.ask("hazard-remind", f"{day}:{start}", {"hazards": ids[start : start + BATCH]})


@jobs.job("hazard-remind")
def remind_of(payload: dict[str, Any]) -> None:
    """Tells of each of these hazards that has not been put right meanwhile."""
    for row in Hazard.objects.select_related("unit").filter(pk__in=payload["hazards"], state=flows.OPEN).order_by("id"):
        _remind_of(row)


def _remind_of(row: Hazard) -> None:
    """Tells the firm, and the locality once a hazard stays past its date."""
    day, url = today(), reverse("doors:go", args=["hazard", row.pk])
    late = rules.days_overdue(row.due_on, day)
    told = f"，已逾期 {late} 天" if late else ""
    body = f"{row}，完成期限 {row.due_on}{told}。请填报整改信息，直至整改完毕。"
    if late:
        remind_late(f"hazard-late:{row.pk}", row.unit_id, f"隐患整改已逾期：{row.name}", body, url)
    elif row.due_on in (day, day + timedelta(days=rules.REMIND_BEFORE)):
        left = (row.due_on - day).days
        title = f"隐患限期整改信息填报：还剩 {left} 天" if left else "隐患限期整改信息填报：今天到期"
        remind(row.unit_id, title, body, url=url, key=f"hazard-due:{row.pk}:{day}")
    holder = LOCALITY.where(row)
    if late > rules.TELL_LOCALITY_AFTER and holder and row.is_reported:
        title = f"{row.unit}的隐患逾期未整改：{row.name}"
        body = f"{row}，完成期限 {row.due_on}{told}。请督促整改。"
        remind_late(f"hazard-tell:{row.pk}", holder, title, body, url)


def remind_late(key: str, organisation: Any, title: str, body: str, url: str) -> None:
    """Not while the last one about this hazard is unread, and weekly at most: who is told daily reads nothing."""
    holder = getattr(organisation, "pk", organisation)
    sent = Reminder.objects.filter(organisation=holder, key__startswith=f"{key}:")
    if sent.filter(Q(read_at=None) | Q(at__gt=now() - timedelta(days=rules.LATE_AGAIN))).exists():
        return
    remind(holder, title, body, url=url, key=f"{key}:{today()}")
