"""Alarms for tests, as the rules make them."""

from typing import Any

from anlan.kernel.act.act import Act, deliver

from .models import Alarm


def facts_of(device: Any, number: int = 1, **more: Any) -> dict[str, Any]:
    """The values of a new alarm: a tank too full."""
    began = f"2026-05-06T08:0{number % 10}:00+08:00"
    told = {
        "device": device.pk, "key": f"{device.pk}:10:limit:high:{number}", "rule": "limit", "quantity": "level",
        "level": "高", "rank": 3, "value": "8.2", "limit": "8", "source": "储罐设计说明书 3.2", "began_at": began,
        "raised_at": began, "count": 1, "worst": "8.2", "worst_at": began,
    }  # fmt: skip
    return told | more


def an_alarm(device: Any, number: int = 1, **more: Any) -> Alarm:
    """An alarm of that device."""
    made = deliver(Act(None, "alarm", "create", values=facts_of(device, number, **more)))
    return Alarm.objects.get(pk=made.record)


def over(row: Alarm) -> Alarm:
    """The value is back."""
    values = {"level": row.level, "rank": row.rank, "count": row.count, "ended_at": "2026-05-06T09:00:00+08:00"}
    return deliver(Act(None, "alarm", "follow", row.pk, values | {"value": row.value, "limit": row.limit})).row
