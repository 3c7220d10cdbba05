"""Each morning: drills that are still owed near the end of a half year and after it, and plans to be looked at again."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from anlan.kernel.clock import day_of, jobs
from anlan.kernel.clock.schedule import payload_due, scheduled
from anlan.kernel.notice import remind

from . import duty, flows, rules
from .models import EmergencyPlan

# A job's transaction keeps other writers out on SQLite: a tenth of a second at most.
BATCH = 50


@scheduled("emergency-reminders", "应急预案和演练提醒", at="07:40")
def ask_for_reminders(payload: dict[str, Any]) -> None:
    """Jobs for the plans whose review is near and for the drills that are owed, some dozens in each."""
    day = day_of(payload_due(payload))
    reviews = EmergencyPlan.objects.filter(duty.to_review(day)).order_by("id").values_list("id", flat=True)
    _ask("emergency-review", day, list(reviews))
    if near_the_end(day):
        plans = EmergencyPlan.objects.filter(state__in=flows.IN_FORCE)
        _ask("emergency-drill", day, [one["plan"] for one in duty.without_drill(plans, day)])


def near_the_end(day: date) -> bool:
    """Is it one of the last thirty days of the half year?"""
    return rules.half_of(day)[1] - day < timedelta(days=rules.REMIND_BEFORE)


def _ask(job: str, day: date, ids: list[int]) -> None:
    for start in range(0, len(ids), BATCH):
        jobs.ask(job, f"{day}:{start}", {"plans": ids[start : start + BATCH], "day": day.isoformat()})


@jobs.job("emergency-review")
def remind_of_reviews(payload: dict[str, Any]) -> None:
    """Once before the review's day and once after it."""
    day = date.fromisoformat(payload["day"])
    for plan in EmergencyPlan.objects.filter(duty.to_review(day), pk__in=payload["plans"]).order_by("id"):
        assert plan.due_review_on is not None
        late = plan.due_review_on < day
        title = f"应急预案{'评估已逾期' if late else '该评估了'}：{plan}"
        body = f"评估日期 {plan.due_review_on}。请组织评估，登记评估结论；需要修订的，修订后重新发布和备案。"
        key = f"plan-review:{plan.pk}:{plan.due_review_on}:{'after' if late else 'before'}"
        remind(plan.unit_id, title, body, url=reverse("doors:go", args=["emergencyplan", plan.pk]), key=key)


@jobs.job("emergency-drill")
def remind_of_drills(payload: dict[str, Any]) -> None:
    """Once a half year, for each unit and place that has not drilled meanwhile."""
    day = date.fromisoformat(payload["day"])
    plans = EmergencyPlan.objects.filter(pk__in=payload["plans"], state__in=flows.IN_FORCE)
    owed = [one["plan"] for one in duty.without_drill(plans, day)]
    for plan in plans.filter(pk__in=owed).select_related("section", "project").order_by("id"):
        half, where = rules.half_title(day), plan.section or plan.project or "本单位"
        body = f"{where}{half}还没有应急演练（每半年至少一次），请在 {rules.half_of(day)[1]} 前组织演练并登记。"
        key = f"drill-owed:{plan.unit_id}:{plan.ground}:{half}"
        remind(plan.unit_id, f"{half}应急演练还没有登记：{where}", body, key=key,
               url=reverse("doors:go", args=["emergencyplan", plan.pk]))  # fmt: skip
