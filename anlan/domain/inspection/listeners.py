"""What follows from an inspection: who is told, what the site's list says, and what becomes of one whose site was passed on."""

import uuid
from typing import Any

from django.urls import reverse

from anlan.domain.site.models import Site
from anlan.domain.site.worries import weigh_again
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event
from anlan.kernel.flow import desk
from anlan.kernel.notice import remind

from . import worries
from .flows import DRAFT, inspecting
from .kinds import By
from .models import Inspection

NAMES = uuid.UUID("5b0c7a57-0b3d-4d41-9a0f-2f7d1b0e6c44")
__all__ = ["worries"]


def _of(event: Event) -> Any:
    return Inspection.objects.select_related("site", "unit", "branch").get(pk=event.record)


def _tell(row: Any, holder: int | None, title: str, body: str, event: Event) -> None:
    if holder:
        url = reverse("doors:go", args=["inspection", row.pk])
        remind(holder, f"{title}：{row.site.name}", body, url=url, key=f"{event.name}:{event.pk}:{holder}")


@on("inspection.ordered")
def tell_the_site(event: Event) -> None:
    """需要整改的，项目部必须登录系统进行整改回复 (manual J, 三); the company learns what the authority has found."""
    row = _of(event)
    body = f"整改时间 {row.due_on}。{row.requirement}"
    _tell(row, row.site.department_id, f"{row.get_by_display()}要求整改，请按期整改并回复", body, event)
    if row.by == By.AUTHORITY:
        _tell(row, row.unit_id, "安监抽查要求整改，请督促项目部", body, event)


@on("inspection.reply")
def tell_the_inspector(event: Event) -> None:
    """Whoever inspected looks again."""
    row = _of(event)
    _tell(row, inspecting(row), "项目部已整改回复，请复查", row.reply, event)


@on("inspection.fail_recheck", "inspection.pass_recheck")
def tell_the_result(event: Event) -> None:
    """复查 and what was said at it."""
    row = _of(event)
    step = desk.steps_of(row).filter(move=event.name.split(".")[1]).last()
    said = "复查通过" if event.name.endswith("pass_recheck") else f"复查不通过，请在 {row.due_on} 前继续整改"
    _tell(row, row.site.department_id, said, step.opinion if step else "", event)


@on(
    "inspection.generate", "inspection.reply", "inspection.fail_recheck", "inspection.pass_recheck", "inspection.delete"
)
def weigh(event: Event) -> None:
    """What the list of sites says of it."""
    weigh_again(_of(event).site_id, event)


@on("site.changed")
def stop_where_it_was_passed_on(event: Event) -> None:
    """An inspection half-way through, by a company that has no more part in the site, ends there; what was said stays."""
    site = Site.objects.get(pk=event.record)
    left = Inspection.objects.filter(site=site.pk, state=DRAFT, by=By.COMPANY).exclude(company=site.unit_id)
    for row in left:
        deliver(Act(None, "inspection", "stop", row.pk, uuid=uuid.uuid5(NAMES, f"{row.pk}:{site.version}")))
        title = f"项目已由{site.unit}承接，检查已中止：{site.name}"
        if row.made_for_id:
            remind(row.made_for_id, title, "已检查的内容保留，可以查看，不能再修改。", key=f"inspection-stop:{row.pk}")
