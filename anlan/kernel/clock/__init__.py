"""Deadlines, working days, scheduled and background jobs; and the one clock everybody reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_real_start = timezone.now()
_set_to: ContextVar[datetime | None] = ContextVar("anlan_clock", default=None)


def now() -> datetime:
    """This moment, aware. Demo and tests may start the clock elsewhere (``ANLAN_NOW``); from there it runs on."""
    if (moment := _set_to.get()) is not None:
        return moment
    moment = timezone.now()
    if settings.CLOCK_STARTS:
        start = datetime.fromisoformat(settings.CLOCK_STARTS)
        start = start if start.tzinfo else timezone.make_aware(start)
        moment = start + (moment - _real_start)
    return moment


def day_of(moment: datetime) -> date:
    """The date of a moment in Shanghai time. ``moment.date()`` is the day in whatever zone it was kept: UTC is eight hours behind."""
    return timezone.localtime(moment).date()


def today() -> date:
    """Today's date in Shanghai time."""
    return day_of(now())


def start_of(day: date) -> datetime:
    """The first moment of a day in Shanghai time, aware."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Holds the clock at ``moment`` (aware) within the block: for made-up histories and for running what was due then."""
    mark = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(mark)
