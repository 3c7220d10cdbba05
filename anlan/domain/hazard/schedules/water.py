"""Each morning: hazards of works near or past their date, and 督办 near its date."""

from datetime import timedelta
from typing import Any

from anlan.kernel.clock import day_of, jobs, today
from anlan.kernel.clock.schedule import payload_due, scheduled
from anlan.kernel.notice import remind

from .. import rules
from .. import water_flows as flows
from ..listeners.water import url_of
from ..models import WaterHazard
from .hazard import BATCH, remind_late

JOB = "waterhazard-remind"


@scheduled("waterhazard-reminders", "工程隐患整改和督办提醒", at="08:40")
def ask_for_reminders(payload: dict[str, Any]) -> None:
    """Jobs for the hazards that are near their date or past it, and for those whose 督办 is, some dozens in each."""
    last = today() + timedelta(days=rules.REMIND_BEFORE)
    near = WaterHazard.objects.filter(state__in=(flows.OPEN, flows.FIXING), due_on__lte=last)
    under = WaterHazard.objects.filter(supervision_state__in=flows.UNDER, listing_due_on__lte=last)
    ids = sorted({*near.values_list("pk", flat=True), *under.exclude(state=flows.DELETED).values_list("pk", flat=True)})
    day = day_of(payload_due(payload)).isoformat()
    for start in range(0, len(ids), BATCH):
        jobs.ask(JOB, f"{day}:{start}", {"hazards": ids[start : start + BATCH]})


@jobs.job(JOB)
def remind_of(payload: dict[str, Any]) -> None:
    """Tells of each of these hazards as it stands now."""
    for row in WaterHazard.objects.select_related("unit", "section").filter(pk__in=payload["hazards"]).order_by("id"):
        if row.state in (flows.OPEN, flows.FIXING):
            _remind_of_rectification(row)
        if row.supervision_state in flows.UNDER and row.state != flows.DELETED:
            _remind_of_supervision(row)


def _remind_of_rectification(row: WaterHazard) -> None:
    """The unit before and after its date; owner and engineer once it is past."""
    day = today()
    late = rules.days_overdue(row.due_on, day)
    body = f"{row}，整改期限 {row.due_on}" + (f"，已逾期 {late} 天" if late else "") + "。请整改并填报。"
    if late:
        remind_late(f"waterhazard-late:{row.pk}", row.unit_id, f"隐患整改已逾期：{row.name}", body, url_of(row))
        engineer = row.section.engineer_id if row.section else None
        for holder in sorted({h for h in (row.owner_id, engineer) if h and h != row.unit_id}):
            title = f"{row.unit}的隐患逾期未整改：{row.name}"
            remind_late(
                f"waterhazard-tell:{row.pk}:{holder}", holder, title, f"{row}，整改期限 {row.due_on}。", url_of(row)
            )
    elif row.due_on in (day, day + timedelta(days=rules.REMIND_BEFORE)):
        title = f"隐患整改即将到期：{row.name}"
        remind(row.unit_id, title, body, url=url_of(row), key=f"waterhazard-due:{row.pk}:{day}")


def _remind_of_supervision(row: WaterHazard) -> None:
    """Owner and unit before the date of 督办; the supervisor too once it is past."""
    late = rules.days_overdue(row.listing_due_on, today())
    title = f"督办期限{'已过' if late else '将至'}：{row.name}"
    body = f"{row}，督办期限 {row.listing_due_on}。整改完成后由项目法人申请销号。"
    holders = (row.owner_id, row.unit_id, row.supervisor_id if late else None)
    for holder in sorted({h for h in holders if h}):
        key = f"waterhazard-listing{'-late' if late else ''}:{row.pk}:{holder}"
        remind_late(key, holder, title, body, url_of(row))
