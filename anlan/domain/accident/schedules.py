"""Reminders that come by themselves: further reports that are due, and the end of the days for changed casualties."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from anlan.domain.project.upward import UP
from anlan.kernel.clock import day_of, start_of
from anlan.kernel.clock.schedule import payload_due, scheduled
from anlan.kernel.notice import remind

from . import flows, rules
from .models import AccidentRecord, QuickReport

WARN_BEFORE = 3
"""Days before the end of the time for changed casualties at which the unit is told: a choice of this platform."""


@scheduled("accident-follow-ups", "事故续报提醒", at="16:00")
def remind_daily(payload: dict[str, Any]) -> None:
    """Each day, of accidents that were not reported on further that day."""
    _remind_of_follow_ups(payload_due(payload), "day", tuple(rules.FOLLOW_UPS))


@scheduled("accident-follow-ups-noon", "重大以上事故续报提醒（每日两次）", at="11:00")
def remind_at_noon(payload: dict[str, Any]) -> None:
    """Of the graver ones twice a day."""
    twice = tuple(grade for grade, times in rules.FOLLOW_UPS.items() if times > 1)
    _remind_of_follow_ups(payload_due(payload), "noon", twice)


def waiting(grades: tuple[rules.Grade, ...], day: date, since: datetime) -> QuerySet[QuickReport]:
    """Reported ones of these grades, in their days for changes, without a word from the owner since a moment."""
    told = Coalesce("followed_up_at", "reported_at")
    rows = QuickReport.objects.filter(reporting_state__in=UP, follow_ups_over=False, grade__in=grades)
    return rows.filter(casualty_until__gte=day).annotate(told=told).filter(told__lt=since).order_by("id")


def _remind_of_follow_ups(due: datetime, slot: str, grades: tuple[rules.Grade, ...]) -> None:
    local = timezone.localtime(due)
    since = start_of(day_of(local))
    if slot == "day":
        # The second of the graver ones' reports is one after noon.
        afternoon = since + timedelta(hours=12)
        _tell(waiting(tuple(g for g in grades if rules.FOLLOW_UPS[g] > 1), day_of(local), afternoon), local, slot)
        grades = tuple(g for g in grades if rules.FOLLOW_UPS[g] == 1)
    _tell(waiting(grades, day_of(local), since), local, slot)


def _tell(rows: QuerySet[QuickReport], moment: datetime, slot: str) -> None:
    for row in rows:
        times = rules.FOLLOW_UPS[rules.Grade(row.grade)]
        body = f"{row.get_grade_display()}每日至少续报 {times} 次（依据待核）。情况稳定的，请“结束续报”并写明理由。"
        url = reverse("doors:go", args=["quickreport", row.pk])
        remind(row.owner_id or row.unit_id, f"事故续报提醒：{row}", body, url=url,
               key=f"follow-up-due:{row.pk}:{day_of(moment)}:{slot}")  # fmt: skip


@scheduled("accident-casualties", "伤亡人数变化补报提醒", at="09:00")
def remind_of_window(payload: dict[str, Any]) -> None:
    """Three days before the last day of 条例第十三条, and on it; of accidents without a quick report too."""
    day = day_of(payload_due(payload))
    days = (day, day + timedelta(days=WARN_BEFORE))
    quick = QuickReport.objects.filter(reporting_state__in=UP, casualty_until__in=days)
    alone = AccidentRecord.objects.filter(quick=None, casualty_until__in=days).exclude(state=flows.DELETED)
    for row in quick.order_by("id"):
        _tell_of_window(row, row.owner_id or row.unit_id, day)
    for record in alone.order_by("id"):
        _tell_of_window(record, record.unit_id, day)


def _tell_of_window(row: QuickReport | AccidentRecord, place: int, day: date) -> None:
    key = row.register_key()
    title = f"伤亡人数变化补报{'今天截止' if row.casualty_until == day else f' {row.casualty_until} 截止'}：{row}"
    body = "事故造成的伤亡人数发生变化的，应当及时补报（生产安全事故报告和调查处理条例第十三条）。"
    url = reverse("doors:go", args=[key, row.pk])
    remind(place, title, body, url=url, key=f"casualties:{key}:{row.pk}:{row.casualty_until}:{day}")
