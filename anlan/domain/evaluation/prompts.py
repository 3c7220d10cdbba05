"""What the clock does about finished and late sites: each stage once, in order, never early, whatever days it is asked."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from anlan.domain.site.flows import BUILDING, COMPLETED, STOPPED
from anlan.domain.site.models import Site
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import today
from anlan.kernel.notice import remind

from . import flows, rules
from .models import Termination
from .rules import Stage
from .terms import terms

if TYPE_CHECKING:
    from datetime import date

NAMES = uuid.UUID("5b0a6f0e-6f0c-4b53-9d38-3e1f3f1a7a52")
KEY = "termination"


def finished() -> QuerySet[Site]:
    """Sites that are complete and have not applied: the clock runs for them."""
    applied = Termination.objects.filter(site=OuterRef("pk")).exclude(state__in=flows.UNAPPLIED)
    return Site.objects.filter(state=COMPLETED).exclude(Exists(applied)).order_by("id")


def advance(site: Site) -> Stage | None:
    """Takes a finished site one stage further, if one is due today."""
    row = Termination.objects.filter(site=site).first()
    if site.state != COMPLETED or (row is not None and row.state not in flows.UNAPPLIED):
        return None
    stage = rules.next_stage(*_days(row), today(), terms())
    if stage is None:
        return None
    if row is None:
        values = {"site": str(site.pk), "completed_on": str(site.completed_on or today())}
        row = deliver(Act(None, KEY, "create", values=values, uuid=uuid.uuid5(NAMES, f"{site.pk}"))).row
    once = uuid.uuid5(NAMES, f"{row.pk}:{stage}:{row.prompted_on}:{row.version}")
    row = deliver(Act(None, KEY, stage.value, row.pk, uuid=once)).row
    _tell(row, stage)
    return stage


def _days(row: Any) -> "tuple[date | None, date | None, date | None]":
    return (row.prompted_on, row.warned_on, row.returned_on) if row else (None, None, None)


def _tell(row: Termination, stage: Stage) -> None:
    """The company, its branch and the people on the site; of a grade by the clock the authority too."""
    url = reverse("doors:go", args=[KEY, row.pk])
    told = [row.unit_id, row.branch.organisation_id if row.branch else None, row.site.department_id]
    if stage == Stage.LAPSE:
        told.append(row.supervisor_id)
    title, body = said(row, stage)
    for one in filter(None, told):
        remind(one, title, body, url=url, key=f"termination-{stage}:{row.pk}:{row.prompted_on}:{one}")


def said(row: Termination, stage: Stage) -> tuple[str, str]:
    """Title and text of a stage."""
    if stage == Stage.PROMPT:
        return f"{row.site}：请尽快办理终止监督和安标考评（{row.due_on} 前）", row.prompt_text
    if stage == Stage.WARN:
        title = f"{row.site}：终止监督和安标考评 {row.due_on} 到期，逾期自动按不合格处理"
        return title, row.prompt_text
    title = f"{row.site}：安标考评结果已自动按不合格等次处理"
    return title, f"{row.grade_reason}。如有异议，可在 {row.appeal_until} 前向安全监督机构申诉。"


def overdue() -> QuerySet[Site]:
    """Sites long past their planned completion and not known to be complete."""
    before = rules.overdue_before(today(), terms())
    return Site.objects.filter(state__in=(BUILDING, STOPPED), finish_on__lt=before).order_by("id")


def tell_of_overdue(site: Site) -> None:
    """Once for each day that was planned."""
    title = f"{site}超过预计竣工日期{terms().overdue_after}天，请核实"
    body = f"预计竣工日期 {site.finish_on}。实际已竣工的，请及时办理终止监督和安标考评；没有竣工的，请填写延期原因和新的预计竣工日期。"
    for one in filter(None, (site.unit_id, site.branch.organisation_id if site.branch else None, site.department_id)):
        url = reverse("doors:go", args=["site", site.pk])
        remind(one, title, body, url=url, key=f"site-overdue:{site.pk}:{site.finish_on}:{one}")
