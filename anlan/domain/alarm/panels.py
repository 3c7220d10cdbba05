"""What the home page says of alarms, and what live pages are told of one."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from anlan.domain.device.marks import Mark, marking, ringing
from anlan.domain.device.pages.ways import way
from anlan.domain.device.rules.words import RANKS
from anlan.domain.project.openings import list_url
from anlan.kernel.clock import now
from anlan.kernel.doors.home import panel
from anlan.kernel.notice.live import live_rows
from anlan.kernel.register import registry

from . import figures, flows, rules
from .models import TONES, Alarm, AlarmChannel

NEWEST = 5
MOST_MARKS = 500
MONTH = timedelta(days=30)


@panel("alarms", "alarm/panel.html")
def alarms(request: Any) -> dict[str, Any] | None:
    """监测预警: what is open now, the gravest first, each number opening its rows; how long it takes."""
    seat = request.seat
    url = list_url(seat, "alarm")
    if not seat.may("alarm.view") or not url:
        return None
    rows = registry.register("alarm").rows(seat)
    open_now = rows.filter(state__in=flows.OPEN)
    counts = dict(open_now.order_by().values_list("rank").annotate(Count("pk")))
    lines = [
        (label, counts.get(rank, 0), list_url(seat, "alarm", rank=rank, state__in=list(flows.OPEN)), TONES[rank])
        for rank, label in reversed(RANKS)
    ]
    shown = open_now.select_related("device", "unit", "site").order_by("-raised_at", "-id")[:NEWEST]
    confirm, close = figures.times(rows.filter(raised_at__gte=now() - MONTH))
    return {
        "wall": way(request, "devices-wall", "list"), "timed": confirm is not None or close is not None,
        "lines": lines, "shown": shown, "more": url, "total": sum(counts.values()),
        "confirm": rules.duration(confirm), "close": rules.duration(close),
    }  # fmt: skip


@ringing
def sounds(seat: Any) -> bool:
    """Does the wall screen ring for this person?"""
    chosen = AlarmChannel.objects.filter(made_by=seat.user_id, made_for=seat.organisation_id).first()
    return chosen is None or chosen.sound


@marking
def marks(request: Any, device: int, start: int, end: int) -> list[Mark]:
    """What a device's curve is marked with: the alarms that this seat sees."""
    if not request.seat.may("alarm.view"):
        return []
    low, high = (datetime.fromtimestamp(at / 1000, UTC) for at in (start, end))
    rows = registry.register("alarm").rows(request.seat).filter(device=device, began_at__lt=high)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=low)).order_by("-raised_at")[:MOST_MARKS]
    return [
        Mark(_ms(row.began_at), _ms(row.ended_at) if row.ended_at else None, f"{row.what}（{row.get_state_display()}）",
             TONES[row.rank], reverse("doors:go", args=["alarm", row.pk]), row.quantity)
        for row in rows
    ]  # fmt: skip


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


@live_rows("alarm")
def told(row: Alarm) -> dict[str, Any]:
    """What a live page is told of an alarm."""
    return {
        "id": row.pk, "device": row.device_id, "name": str(row.device), "what": row.what, "rank": row.rank,
        "rank_word": row.get_rank_display(), "tone": TONES[row.rank], "state": row.state,
        "state_word": row.get_state_display(), "quantity": row.quantity, "count": row.count, "is_over": row.is_over,
        "value": None if row.value is None else float(row.value),
        "limit": None if row.limit is None else float(row.limit),
        "raised_at": _ms(row.raised_at),
        "raised": row.raised,
        "ended_at": _ms(row.ended_at) if row.ended_at else None,
    }  # fmt: skip
