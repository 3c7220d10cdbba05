"""How close a deadline is, in colour and in words."""

from datetime import date

from django.conf import settings

from . import today


def due_tone(day: date | None, level: str = "", done: bool = False) -> str:
    """red when overdue, orange when soon (the days are a setting per level), green otherwise, "" when there is none."""
    if day is None or done:
        return ""
    left = (day - today()).days
    if left < 0:
        return "red"
    return "orange" if left <= settings.DUE_SOON_DAYS.get(level, settings.DUE_SOON_DAYS[""]) else "green"


def due_note(day: date) -> str:
    """ "逾期 3 天", "今天到期", "还剩 5 天"."""
    left = (day - today()).days
    return f"逾期 {-left} 天" if left < 0 else "今天到期" if left == 0 else f"还剩 {left} 天"
