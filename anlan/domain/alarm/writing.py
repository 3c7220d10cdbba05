"""From the engine's alarms to rows: made once, kept up to date, whatever was delivered before a crash."""

import uuid
from datetime import UTC, datetime
from typing import Any

from anlan.domain.device.rules.alarm import Alarm as Told
from anlan.kernel.act.act import Act, deliver
from anlan.telemetry.quantities import BY_NUMBER

from . import flows
from .models import Alarm

NAMES = uuid.UUID("8f1f2f64-6f0b-4c7a-9d8d-0a5d1b3c7e21")


def write(told: Told) -> Alarm:
    """Makes the row of an alarm, or brings it to what the engine tells. Twice the same is once."""
    row = Alarm.objects.filter(key=told.key).first()
    if row is None:
        act = Act(None, "alarm", "create", values=values_of(told), uuid=uuid.uuid5(NAMES, told.key))
        return deliver(act).row
    if same(row, told):
        return row
    verb = "reopen" if row.state == flows.CLOSED and told.ended_at is None else "follow"
    name = uuid.uuid5(NAMES, f"{told.key}:{row.version}:{told.level}:{told.count}:{told.ended_at}")
    return deliver(Act(None, "alarm", verb, row.pk, followed(told), uuid=name)).row


def same(row: Alarm, told: Told) -> bool:
    """Does the row say what the engine tells?"""
    return (row.level, row.count, row.ended_at) == (told.level, told.count, moment(told.ended_at))


def moment(at: int | None) -> datetime | None:
    """A time of telemetry (ms) as rows have it."""
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC)


def _text(at: int | None) -> str:
    found = moment(at)
    return found.isoformat() if found else ""


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def followed(told: Told) -> dict[str, Any]:
    """The values that go on changing."""
    return {
        "level": told.level, "rank": told.rank, "value": _number(told.value), "limit": _number(told.limit),
        "aspect": told.aspect, "source": told.source[:300], "count": told.count, "worst": _number(told.worst),
        "worst_at": _text(told.worst_at), "ended_at": _text(told.ended_at),
    }  # fmt: skip


def values_of(told: Told) -> dict[str, Any]:
    """The values of a new row."""
    fixed = {
        "device": told.device, "key": told.key, "rule": told.kind,
        "quantity": BY_NUMBER[told.quantity].code if told.quantity else "",
        "began_at": _text(told.began_at), "raised_at": _text(told.raised_at),
    }  # fmt: skip
    return fixed | followed(told)
