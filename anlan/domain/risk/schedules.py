"""The reminder that comes by itself: sources whose next assessment is due, told to each unit once a week."""

from typing import Any

from django.db.models import Count

from anlan.kernel.clock import day_of, jobs, today
from anlan.kernel.clock.schedule import payload_due, scheduled
from anlan.kernel.notice import remind

from .due import nearly_due

# A job's transaction keeps other writers out on SQLite: a tenth of a second at most.
BATCH = 50


@scheduled("risk-reassessment", "危险源重新评价提醒", at="08:20")
def ask_for_reminders(payload: dict[str, Any]) -> None:
    """Jobs for the units with sources that are due, some dozens in each; once a day."""
    units = sorted(set(nearly_due(today()).values_list("unit_id", flat=True)))
    day = day_of(payload_due(payload)).isoformat()
    for start in range(0, len(units), BATCH):
        jobs.ask("risk-remind", f"{day}:{start}", {"units": units[start : start + BATCH]})


@jobs.job("risk-remind")
def remind_of(payload: dict[str, Any]) -> None:
    """Tells each of these units how many are due and how many are past."""
    day = today()
    week = f"{day:%G-%V}"
    near = nearly_due(day).filter(unit__in=payload["units"]).values("unit").order_by("unit")
    late = dict(near.filter(reassess_due_on__lt=day).values_list("unit").annotate(n=Count("pk")))
    for unit, count in near.values_list("unit").annotate(n=Count("pk")):
        told = f"，其中 {late[unit]} 处已逾期" if unit in late else ""
        body = f"请在“危险源管理”中逐处重新评价{told}。"
        remind(unit, f"{count} 处危险源一周内须重新评价", body, key=f"risk-reassess:{unit}:{week}")
