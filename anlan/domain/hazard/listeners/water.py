"""What follows from the events of a hazard of works: who is told, and when silence is pointed out."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event
from anlan.kernel.clock import jobs
from anlan.kernel.flow.models import Step
from anlan.kernel.notice import remind

from .. import water_flows as flows
from ..models import WaterHazard

SILENT = "waterhazard-silent"
TO_UNIT, TO_OWNER, TO_MAKER = "unit", "owner", "made_for"
TOLD = {
    "notify": ("项目法人通知整改", TO_UNIT), "fail_recheck": ("监理复查不通过，请继续整改", TO_UNIT),
    "supervise": ("隐患已督办，请按督办要求整改", TO_OWNER), "refuse": ("销号申请未获同意，请继续整改", TO_OWNER),
    "agree": ("隐患已销号", TO_OWNER), "send_back": ("隐患已退回，请修改后再次上报", TO_MAKER),
    "engineer_return": ("隐患已退回，请修改后再次上报", TO_MAKER), "return": ("隐患已退回，请修改后再次上报", TO_MAKER),
}  # fmt: skip
"""What is told by a 系统提醒, with what was said at the step, and to whom."""
ALSO_TO_UNIT = ("supervise", "refuse", "agree")


@on(*(f"waterhazard.{name}" for name in TOLD))
def tell(event: Event) -> None:
    """Whoever has to do something now learns what was said."""
    row = WaterHazard.objects.get(pk=event.record)
    name = event.name.split(".")[1]
    title, role = TOLD[name]
    step = Step.objects.filter(register="waterhazard", record=row.pk, move=name).order_by("-id").first()
    said = step.opinion if step else ""
    told = {getattr(row, f"{role}_id") or row.unit_id} | ({row.unit_id} if name in ALSO_TO_UNIT else set())
    for holder in sorted(told):
        remind(
            holder, f"{title}：{row.name}", said or row.listing_content, url=url_of(row),
            key=f"{event.name}:{event.pk}:{holder}", sender=step.place if step and step.place else "系统",
        )  # fmt: skip


def url_of(row: Any) -> str:
    """Where a hazard is shown, in whatever portal."""
    return reverse("doors:go", args=["waterhazard", row.pk])


@on("waterhazard.created")
def watch_new(event: Event) -> None:
    """The unit learns of what others entered for it; a major hazard must not stay unreported."""
    row = WaterHazard.objects.select_related("made_for").get(pk=event.record)
    if row.made_for_id not in (None, row.unit_id):
        title = f"{row.made_for}发现贵单位隐患：{row.name}"
        remind(row.unit_id, title, f"整改期限 {row.due_on}。", url=url_of(row), key=f"waterhazard-new:{row.pk}")
    ask_about_silence(row)


@on("waterhazard.changed")
def watch_changed(event: Event) -> None:
    """Raised to 重大 afterwards, it is watched from then on."""
    ask_about_silence(WaterHazard.objects.get(pk=event.record))


def ask_about_silence(row: Any) -> None:
    """Looks at an unreported major hazard again when its hours are over; once for each hazard."""
    if row.is_major and not row.is_reported:
        after = row.updated_at + timedelta(hours=settings.MAJOR_REPORT_HOURS)
        jobs.ask(SILENT, str(row.pk), {"hazard": row.pk}, run_at=after)


@jobs.job(SILENT)
def remind_of_silence(payload: dict[str, Any]) -> None:
    """重大隐患 is reported at once: the owner, and whoever found it, are told when it was not."""
    row = WaterHazard.objects.get(pk=payload["hazard"])
    if not row.is_major or row.is_reported or row.state == flows.DELETED:
        return
    title, hours = f"重大隐患还没有上报：{row.name}", settings.MAJOR_REPORT_HOURS
    body = f"录入已超过 {hours} 小时。重大隐患应当立即上报，请项目法人核对后上报。"
    for holder in sorted({row.owner_id or row.unit_id, row.made_for_id or row.unit_id}):
        remind(holder, title, body, url=url_of(row), key=f"{SILENT}:{row.pk}:{holder}")


@on("waterhazard.finish")
def compare_photos(event: Event) -> None:
    """Looks whether the pictures handed in are new; takes too long to be done while the person waits."""
    deliver(Act(seat=None, register="waterhazard", verb="compare_photos", record=event.record))
