"""What happens by itself at set times. Each due moment becomes exactly one job, whoever notices it first."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from . import day_of, jobs, now
from .models import ScheduledRun

LAST_DAY = 31
LOOK_BACK = timedelta(days=3)


@dataclass(frozen=True)
class Schedule:
    """Daily at ``at``, or on ``month_day`` of each month (31 means its last day)."""

    name: str
    title: str
    at: time
    month_day: int | None = None

    def due_between(self, start: datetime, end: datetime) -> list[datetime]:
        """The due moments after ``start`` up to and including ``end``."""
        day, found = day_of(start), []
        while day <= day_of(end):
            moment = timezone.make_aware(datetime.combine(day, self.at))
            if start < moment <= end and self._falls_on(day):
                found.append(moment)
            day += timedelta(days=1)
        return found

    def _falls_on(self, day: date) -> bool:
        if self.month_day is None:
            return True
        return day.day == min(self.month_day, calendar.monthrange(day.year, day.month)[1])


_schedules: dict[str, Schedule] = {}


def scheduled(
    name: str, title: str, at: str, month_day: int | None = None, *, outside: bool = False
) -> Callable[[jobs.Work], jobs.Work]:
    """Names a function that runs at set times; it gets ``{"due": ISO moment}``. ``outside``: as in ``jobs.job``."""

    def register(work: jobs.Work) -> jobs.Work:
        _schedules[name] = Schedule(name, title, time.fromisoformat(at), month_day)
        return jobs.job(f"schedule:{name}", outside=outside)(work)

    return register


def every_schedule() -> list[Schedule]:
    """All schedules by name."""
    return [_schedules[name] for name in sorted(_schedules)]


def ask_for_due(moment: datetime | None = None) -> int:
    """Turns every due moment since the last look into its job; returns how many were new."""
    end, asked = moment or now(), 0
    for one in every_schedule():
        last = ScheduledRun.objects.filter(name=one.name).order_by("-due_at").values_list("due_at", flat=True).first()
        for due in one.due_between(max(last or end - LOOK_BACK, end - timedelta(days=35)), end):
            with transaction.atomic():
                _, new = ScheduledRun.objects.get_or_create(name=one.name, due_at=due)
                if new:
                    jobs.ask(f"schedule:{one.name}", due.isoformat(), {"due": due.isoformat()})
                    asked += 1
    return asked


def run_due(moment: datetime | None = None, after_each: Callable[[float], None] | None = None) -> int:
    """Asks for what is due and runs all that waits. The whole of a worker's turn. ``after_each``: see ``jobs``."""
    ask_for_due(moment)
    return jobs.run_waiting(moment, after_each=after_each)


def payload_due(payload: dict[str, Any]) -> datetime:
    """The due moment a scheduled job stands for."""
    return datetime.fromisoformat(payload["due"])
