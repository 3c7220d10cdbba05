"""What follows from an alarm: people are told, the clock is set, a real one becomes a hazard."""

import uuid
from typing import Any

from django.utils import timezone

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.hazard.kinds import Level
from anlan.domain.hazard.models import Hazard, SiteHazard
from anlan.domain.hazard.site_flows import OPEN, REPLIED
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.events import on
from anlan.kernel.act.models import Event
from anlan.kernel.clock import today

from . import climbing, rules
from .models import Alarm
from .telling import tell
from .terms import terms

NAMES = uuid.UUID("3f6f0a0e-5c58-4ff5-9a7a-6f0f6a3c9d52")
UNNAMED = "设备管理人员"
NUMBERS = (("worst", "最严重值"), ("limit", "限值"))
LATE = "（超时未确认）"


def _alarm(event: Event) -> Alarm:
    return Alarm.objects.select_related("device", "unit", "site").get(pk=event.record)


@on("alarm.created", "alarm.reopen")
def begin(event: Event) -> None:
    """Those who look after the device know, and the clock runs."""
    row = _alarm(event)
    tell(row, row.keeper_id, "" if event.name == "alarm.created" else f"（第 {row.version} 次）")
    climbing.ask_for_looks(row)


@on("alarm.follow")
def follow(event: Event) -> None:
    """One that has become graver is told again; the shorter times count."""
    row = _alarm(event)
    if row.is_over:
        return
    tell(row, row.keeper_id)
    if row.confirmed_at is None and row.climbed < rules.TOP:
        climbing.ask_for_looks(row)


@on("alarm.climb")
def climbed(event: Event) -> None:
    """Every desk it has reached knows; each is told once."""
    row = _alarm(event)
    if row.keeper_id != row.unit_id:
        tell(row, row.unit_id, LATE)
    if row.climbed >= rules.AUTHORITY:
        tell(row, row.supervisor_id, LATE)


@on("alarm.judge", "alarm.judge_again", "alarm.to_hazard")
def make_hazard(event: Event) -> None:
    """A real one becomes a hazard of the firm, or of its building site; once, whichever way it was asked for."""
    row = _alarm(event)
    if not rules.becomes_hazard(row.rank, row.verdict, row.hazard_asked, terms()):
        return
    register, values = ("sitehazard", _of_site(row)) if row.site_id else ("hazard", _of_firm(row))
    origin = ("alarm", row.pk, str(row)[:200])
    name = uuid.uuid5(NAMES, f"hazard:{row.pk}")
    made = deliver(Act(None, register, "create", values=_common(row) | values, uuid=name, origin=origin))
    if register == "hazard" and row.is_shared and not made.again:
        # What the authority has seen of the alarm it may follow to its end.
        deliver(Act(None, "hazard", "report", made.record, uuid=uuid.uuid5(name, "report")))


def _common(row: Alarm) -> dict[str, Any]:
    began = timezone.localtime(row.began_at).strftime("%Y-%m-%d %H:%M")
    said = f"监测预警：{row}，{began} 起超限 {row.count} 次"
    said += "".join(f"，{word} {row.amount(name)}" for name, word in NUMBERS if row.amount(name))
    return {
        "level": Level.GENERAL, "problem": said, "place": (row.device.place or str(row.device))[:120],
        "found_on": today().isoformat(), "due_on": rules.due_on(today(), row.rank, terms()).isoformat(),
        "responsible": row.handler or UNNAMED,
    }  # fmt: skip


def _of_site(row: Alarm) -> dict[str, Any]:
    return {"site": row.site_id, "name": str(row)[:120]}


def _of_firm(row: Alarm) -> dict[str, Any]:
    return {"unit": Enterprise.objects.get(organisation=row.unit_id).pk}


@on("alarm.handle", "alarm.send_back", "alarm.verify")
def follow_on_site(event: Event) -> None:
    """A hazard of a building site is moved by nobody's hand: it follows what it came from."""
    verb, states = {
        "alarm.handle": ("reply", (OPEN,)), "alarm.send_back": ("reopen", (REPLIED,)), "alarm.verify": ("close", (OPEN, REPLIED)),
    }[event.name]  # fmt: skip
    for hazard in SiteHazard.of_origin("alarm", event.record).filter(state__in=states):
        deliver(Act(None, "sitehazard", verb, hazard.pk, uuid=uuid.uuid5(NAMES, f"{event.pk}:{hazard.pk}")))


def hazards_of(row: Alarm) -> list[Hazard | SiteHazard]:
    """What became of it."""
    return [*Hazard.of_origin("alarm", row.pk), *SiteHazard.of_origin("alarm", row.pk)]
