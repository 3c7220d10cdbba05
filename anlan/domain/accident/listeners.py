"""What follows from an accident's events, after their transaction."""

import uuid
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from anlan.domain.project.open_work import unfinished
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event
from anlan.kernel.flow.models import Step
from anlan.kernel.notice import remind
from anlan.kernel.scope import grounds

from . import flows
from .facts import COUNTED, in_words
from .models import AccidentRecord, QuickReport, UrgentReport

NAMES = uuid.UUID("b1d5a1de-2f0c-4a52-9f42-7f3b8f7e0c44")


def _address(row: Any) -> str:
    return reverse("doors:go", args=[row.register_key(), row.pk])


def _places(*ids: int | None) -> list[int]:
    """Those there are, each once."""
    return list(dict.fromkeys(one for one in ids if one is not None))


@on("urgentreport.created")
def tell_at_once(event: Event) -> None:
    """An urgent call goes at once to the owner and to the direct supervisor (W-2.2-accident.c)."""
    row = UrgentReport.objects.select_related("unit").get(pk=event.record)
    called = f"{timezone.localtime(row.called_at):%m-%d %H:%M} 已电话报告{row.called_unit}{row.called_person}"
    body = f"{row.unit}：{row.brief}\n{called}。报告人 {row.caller}。"
    for place in _places(row.owner_id, row.supervisor_id):
        remind(place, f"现场急报：{row.place}", body, url=_address(row), key=f"urgent:{row.pk}:{place}")


@on("quickreport.report")
def make_record(event: Event) -> None:
    """A reported quick report makes exactly one row of its month (W-2.2-accident.i); reported anew it brings that up to date."""
    quick = QuickReport.objects.get(pk=event.record)
    if AccidentRecord.objects.filter(quick=quick).exists():
        _bring_up_to_date(quick, event, ("name", "kind", "happened_at", "place", "is_road", *COUNTED))
        return
    values = _values(quick, ("name", "kind", "happened_at", "place", "is_road", *COUNTED)) | {"note": quick.course}
    origin = ("quickreport", quick.pk, "")
    deliver(
        Act(None, "accidentrecord", "create", None, values, uuid=uuid.uuid5(NAMES, f"record:{quick.pk}"), origin=origin)
    )


@on("quickreport.follow_up")
def carry_over(event: Event) -> None:
    """续报: the numbers go into the record of the month; who holds the quick report hears of it."""
    quick = QuickReport.objects.select_related("held_by").get(pk=event.record)
    _bring_up_to_date(quick, event, COUNTED)
    step = Step.objects.filter(pk=event.payload.get("step")).first()
    said = "，".join(f"{label} {change}" for label, change in step.values.items()) if step else in_words(quick)
    for place in _places(quick.supervisor_id, quick.held_by_id):
        remind(place, f"事故续报：{quick}", said, url=_address(quick), key=f"follow-up:{event.pk}:{place}")


def _bring_up_to_date(quick: QuickReport, event: Event, names: tuple[str, ...]) -> None:
    """Changes an open record; a locked one is for the owner to correct, since it was reported as it stands."""
    record = AccidentRecord.objects.filter(quick=quick).first()
    if record is None or all(getattr(record, n) == getattr(quick, n) for n in names):
        return
    if record.is_frozen:
        body = f"快报现为：{in_words(quick)}。该事故月报已随“{record.frozen_in}”上报，请在事故月报中“更正”并写明原因。"
        remind(quick.owner_id or quick.unit_id, f"事故月报须更正：{record}", body, url=_address(record),
               key=f"record-differs:{event.pk}")  # fmt: skip
        return
    number = uuid.uuid5(NAMES, f"update:{event.pk}")
    deliver(Act(None, "accidentrecord", "change", record.pk, _values(quick, names), uuid=number))


def _values(quick: QuickReport, names: tuple[str, ...]) -> dict[str, Any]:
    found = {name: getattr(quick, name) for name in names}
    if "happened_at" in found:
        found["happened_at"] = timezone.localtime(quick.happened_at).isoformat()
    return found


@on("quickreport.return")
def tell_owner(event: Event) -> None:
    """The owner hears why its quick report came back."""
    row = QuickReport.objects.get(pk=event.record)
    step = Step.objects.filter(pk=event.payload.get("step")).first()
    body = f"退回原因：{step.opinion}" if step else ""
    remind(
        row.owner_id or row.unit_id, f"事故快报被退回：{row}", body, url=_address(row), key=f"quick-returned:{event.pk}"
    )


@on("accidentrecord.amend")
def tell_of_amendment(event: Event) -> None:
    """The authority hears what was corrected in a row that had been reported to it."""
    row = AccidentRecord.objects.get(pk=event.record)
    step = Step.objects.filter(pk=event.payload.get("step")).first()
    if row.supervisor_id is None or step is None:
        return
    said = "；".join(f"{label} {change}" for label, change in step.values.items())
    remind(row.supervisor_id, f"事故月报更正：{row}", f"{said}。更正原因：{step.opinion}", url=_address(row),
           key=f"amended:{event.pk}")  # fmt: skip


@unfinished("事故")
def still_open(ground: str, unit_id: int) -> int:
    """What stops 收回标段: quick reports that were not reported, records the owner has not confirmed."""
    here = grounds.on(ground) & Q(unit=unit_id)
    quick = QuickReport.objects.filter(here, reporting_state__in=(flows.UNREPORTED, flows.RETURNED)).count()
    return quick + AccidentRecord.objects.filter(here, state__in=(flows.FILLED, flows.SENT_BACK)).count()
