"""Each morning: finished sites that have not applied, sites long past their planned completion; near the end of a month who
has not evaluated it. Far more than a day's worth is cut into jobs."""

from typing import Any

from anlan.domain.site.flows import STANDING
from anlan.domain.site.models import Site
from anlan.kernel.clock import day_of, jobs, today
from anlan.kernel.clock.schedule import payload_due, scheduled
from anlan.kernel.notice import remind

from . import owing, prompts, rules

# A job's transaction keeps other writers out on SQLite: a tenth of a second at most.
BATCH = 20
REMIND_ON = 25
"""The day of a month on which who has not evaluated it is reminded: the house's habit, no law's."""


@scheduled("termination-prompts", "终止监督和超期项目提示", at="06:30")
def ask_for_prompts(payload: dict[str, Any]) -> None:
    """Jobs for the sites for which the clock runs."""
    _ask("termination-prompt", payload, prompts.finished())
    _ask("site-overdue", payload, prompts.overdue())


@scheduled("evaluation-reminders", "标准化月评提醒", at="08:20", month_day=REMIND_ON)
def ask_for_reminders(payload: dict[str, Any]) -> None:
    """Jobs for the sites that owe the month."""
    month = rules.month_of(day_of(payload_due(payload)))
    _ask("evaluation-owed", payload, owing.missing(Site.objects.filter(state__in=STANDING).order_by("id"), month))


def _ask(job: str, payload: dict[str, Any], sites: Any) -> None:
    day = day_of(payload_due(payload)).isoformat()
    ids = list(sites.values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        jobs.ask(job, f"{day}:{start}", {"sites": ids[start : start + BATCH], "day": day})


def _sites(payload: dict[str, Any]) -> Any:
    return Site.objects.filter(pk__in=payload["sites"]).select_related("branch", "unit", "department").order_by("id")


@jobs.job("termination-prompt")
def prompt_some(payload: dict[str, Any]) -> None:
    """One stage further, where one is due."""
    for site in _sites(payload):
        prompts.advance(site)


@jobs.job("site-overdue")
def tell_of_overdue(payload: dict[str, Any]) -> None:
    """Tells of the sites that are overdue still."""
    for site in prompts.overdue().filter(pk__in=payload["sites"]).select_related("branch"):
        prompts.tell_of_overdue(site)


@jobs.job("evaluation-owed")
def remind_of_evaluations(payload: dict[str, Any]) -> None:
    """Once a month for each site that has no evaluation meanwhile."""
    month = rules.month_of(today())
    for site in owing.missing(_sites(payload), month):
        if site.department_id:
            title = f"{rules.month_title(month)}标准化月评还没有填报"
            body = f"请在月底前完成“{site}”的标准化月评，上传月评表扫描件。"
            remind(site.department_id, title, body, key=f"evaluation-owed:{site.pk}:{month}")
