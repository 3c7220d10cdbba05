"""Messages, reminders, push."""

from typing import Any


def remind(organisation_id: int, title: str, body: str = "", *, url: str = "", key: str, sender: str = "系统") -> bool:
    """Sends a 系统提醒 to an organisation, once per key; False when it had been sent before."""
    from .models import Reminder

    _, new = Reminder.objects.get_or_create(
        key=key[:160],
        defaults={"organisation_id": organisation_id, "title": title[:200], "body": body, "url": url, "sender": sender},
    )
    return new


def unread(seat: Any) -> Any:
    """The reminders the seat's organisation has not read."""
    from .models import Reminder

    return Reminder.objects.filter(organisation=seat.organisation_id, read_at=None)
