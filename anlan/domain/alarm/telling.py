"""Telling people of an alarm: a 系统提醒 to the organisation, an SMS to each person there who wants one."""

import logging
from typing import Any

from django.urls import reverse

from anlan.kernel.clock import jobs, today
from anlan.kernel.notice import remind, sms
from anlan.kernel.people.models import User
from anlan.kernel.scope.models import Seat

from .models import Alarm, AlarmChannel
from .terms import terms

NUMBERS = (("value", "当前值"), ("limit", "限值"))
log = logging.getLogger("anlan.alarm")


def tell(row: Alarm, organisation: int | None, why: str = "") -> None:
    """Tells an organisation of an alarm at its present rank, once for each rank and reason."""
    if organisation is None or row.rank < terms().tell_rank:
        return
    key = f"alarm:{row.pk}:{row.rank}:{why}:{organisation}"
    chosen = AlarmChannel.objects.filter(made_for=organisation)
    if not chosen or any(one.on_page and one.least_rank <= row.rank for one in chosen):
        remind(organisation, f"{row.get_rank_display()}预警：{row}{why}", body_of(row),
               url=reverse("doors:go", args=["alarm", row.pk]), key=key)  # fmt: skip
    for one in chosen.filter(by_sms=True, least_rank__lte=row.rank):
        jobs.ask("alarm:sms", f"{key}:{one.made_by_id}", {"alarm": row.pk, "user": one.made_by_id, "why": why})


def body_of(row: Alarm) -> str:
    """What is wrong where, and since when."""
    where = "，".join(str(one) for one in (row.site or row.unit, row.device.place) if one)
    told = f"{where}。{row.device}（{row.device.get_kind_display()}）{row.what}"
    told += "".join(f"，{word} {row.amount(name)}" for name, word in NUMBERS if row.amount(name))
    return f"{told}。请及时确认和处置。"


@jobs.job("alarm:sms", outside=True)
def send_sms(payload: dict[str, Any]) -> None:
    """One message to one person, unless somebody has confirmed meanwhile or the person has left."""
    row = Alarm.objects.select_related("device", "unit", "site").get(pk=payload["alarm"])
    user = User.objects.get(pk=payload["user"])
    sits = Seat.objects.filter(user=user, starts_on__lte=today()).exclude(ends_on__lt=today())
    if row.confirmed_at or not user.phone or not sits.exists():
        return
    sms.send(user.phone, f"【安澜】{row.get_rank_display()}预警{payload['why']}：{body_of(row)}", str(payload["_job"]))
