"""Each morning: papers that run out within thirty days, and those that just have."""

from datetime import date
from typing import Any

from django.urls import reverse

from anlan.kernel.clock import day_of
from anlan.kernel.clock.jobs import ask, job
from anlan.kernel.clock.schedule import payload_due, scheduled
from anlan.kernel.notice import remind

from . import expiry

JOB = "enterprise.expiry"


@scheduled("enterprise-expiry", "证照到期提醒", at="07:30")
def look_for_expiry(payload: dict[str, Any]) -> None:
    """Asks for one job per firm that has something to be told."""
    day = day_of(payload_due(payload))
    for unit in sorted({paper.unit_id for paper in expiry.due_on(day)}):
        ask(JOB, f"{unit}:{day}", {"unit": unit, "day": day.isoformat()})


@job(JOB)
def remind_of_expiry(payload: dict[str, Any]) -> None:
    """Reminds one firm of each of its papers, once at each stage before it runs out and once after."""
    day = date.fromisoformat(payload["day"])
    for paper in expiry.due_on(day, payload["unit"]):
        url = reverse("doors:go", args=paper.record or ("enterprise", payload["unit"]))
        key = f"expiry:{paper.key}:{paper.stage(day)}"
        remind(paper.unit_id, paper.words(day), paper.advice(day), url=url, key=key)
