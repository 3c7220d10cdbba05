"""What happens by itself: the automatic report, and the reminders to who has not checked."""

import uuid
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import day_of, jobs
from anlan.kernel.clock.schedule import LAST_DAY, payload_due, scheduled
from anlan.kernel.notice import remind
from anlan.kernel.scope.models import Organisation, OrganisationKind

from .flows import SAVED
from .models import SelfCheck
from .rules import month_of, month_title

NAMES = uuid.UUID("6f1c2f6e-6a0e-4c6b-9f0a-2d1f0c8e5a11")
BATCH = 500


@scheduled("selfcheck-25th", "每月25日自动上报自查记录", at="20:00", month_day=25)
def report_on_25th(payload: dict[str, Any]) -> None:
    """每月25日自动上报 (manual 4.2): every sheet that is saved and not reported, whatever month it was saved in."""
    _ask_for_each(payload)


@scheduled("selfcheck-last-day", "月末自动上报25日后保存的自查记录", at="23:30", month_day=LAST_DAY)
def report_on_last_day(payload: dict[str, Any]) -> None:
    """Sheets saved after the 25th would otherwise miss their month (manual, note on 第十二条: before its end)."""
    _ask_for_each(payload)


def _ask_for_each(payload: dict[str, Any]) -> None:
    day = _day(payload)
    # A worker that was down catches up later: it reports what lay there at the due moment, no later sheet.
    lying = SelfCheck.objects.filter(state=SAVED, saved_at__lte=payload_due(payload))
    for pk in lying.order_by("id").values_list("id", flat=True):
        jobs.ask("selfcheck-report", f"{pk}:{day}", {"sheet": pk, "day": day.isoformat()})


@jobs.job("selfcheck-report")
def report_one(payload: dict[str, Any]) -> None:
    """Reports one sheet, unless somebody did so meanwhile."""
    if SelfCheck.objects.select_for_update().filter(pk=payload["sheet"], state=SAVED).exists():
        name = uuid.uuid5(NAMES, f"report:{payload['sheet']}:{payload['day']}")
        deliver(Act(None, "selfcheck", "report", payload["sheet"], uuid=name))


@scheduled("selfcheck-remind-20th", "提示当月未进行自查自改", at="09:00", month_day=20)
def remind_on_20th(payload: dict[str, Any]) -> None:
    """S-2.3: 提示其当月未进行自查自改, while there is still time before the 25th."""
    _remind_in_parts(payload)


@scheduled("selfcheck-remind-25th", "25日提示当月未进行自查自改", at="09:00", month_day=25)
def remind_on_25th(payload: dict[str, Any]) -> None:
    """The same on the morning of the day of the automatic report."""
    _remind_in_parts(payload)


@scheduled("selfcheck-remind-28th", "月底前提示当月未进行自查自改", at="09:00", month_day=28)
def remind_on_28th(payload: dict[str, Any]) -> None:
    """A last time before the month ends."""
    _remind_in_parts(payload)


def _day(payload: dict[str, Any]) -> date:
    return day_of(payload_due(payload))


def unchecked(month: date) -> Any:
    """Open firms that have neither reported nor saved a sheet of this month."""
    sheets = SelfCheck.objects.filter(unit=OuterRef("pk"), month=month).exclude(state__in=("filling", "deleted"))
    firms = Organisation.objects.filter(kind=OrganisationKind.ENTERPRISE, is_open=True)
    return firms.exclude(Exists(sheets)).order_by("id")


def _remind_in_parts(payload: dict[str, Any]) -> None:
    day = _day(payload)
    ids = list(unchecked(month_of(day)).values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        jobs.ask("selfcheck-remind", f"{day}:{start}", {"units": part, "day": day.isoformat()})


@jobs.job("selfcheck-remind")
def remind_some(payload: dict[str, Any]) -> None:
    """Reminds those of these firms that still have not checked; each once a day at most."""
    day = date.fromisoformat(payload["day"])
    title = f"{month_title(month_of(day))}尚未进行自查自改"
    body = "请在“自查自改”中点击“新建自查”，按检查标准完成自查、保存并上报。每月25日系统自动上报已保存的自查记录。"
    for pk in unchecked(month_of(day)).filter(pk__in=payload["units"]).values_list("id", flat=True):
        remind(pk, title, body, key=f"selfcheck-unchecked:{day}:{pk}")
