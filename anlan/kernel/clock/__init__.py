"""Deadlines, working days, scheduled and background jobs; and the one clock everybody reads."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_real_start = timezone.now()


def now() -> datetime:
    """This moment, aware. Demo and tests may start the clock elsewhere (``ANLAN_NOW``); from there it runs on."""
    moment = timezone.now()
    if settings.CLOCK_STARTS:
        start = datetime.fromisoformat(settings.CLOCK_STARTS)
        start = start if start.tzinfo else timezone.make_aware(start)
        moment = start + (moment - _real_start)
    return moment


def today() -> date:
    """Today's date in Shanghai time."""
    return timezone.localtime(now()).date()
