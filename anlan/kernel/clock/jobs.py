"""Background jobs: asked for in the transaction that needs them, done once, effect and mark in one transaction."""

import logging
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from . import now
from .models import Job

log = logging.getLogger("anlan.jobs")
LEASE = timedelta(minutes=5)
RETRIES = 5
# A job that fails is given up after RETRIES; one that only ever ends with its worker never says that it failed.
DEATHS = 10
FATAL = f"每次执行时后台进程都意外终止，已试 {DEATHS} 次，不再重试；请检查内存和磁盘"

Work = Callable[[dict[str, Any]], None]
_kinds: dict[str, tuple[Work, bool]] = {}


class InVain(Exception):
    """Raised by a job that has nothing to leave behind: all it did is undone, and it is not tried again."""

    def __init__(self, **progress: Any) -> None:
        self.progress = progress
        super().__init__(str(progress))


def job(kind: str, *, outside: bool = False) -> Callable[[Work], Work]:
    """Names a function as a kind of job.

    ``outside``: its effect lies outside our database (SMS, long file work): it runs without a surrounding transaction,
    at least once, and must key its own effect.
    """

    def register(work: Work) -> Work:
        _kinds[kind] = (work, outside)
        return work

    return register


def ask(kind: str, key: str, payload: dict[str, Any] | None = None, run_at: datetime | None = None) -> Job:
    """Asks for a job; the same key asks only once."""
    row, _ = Job.objects.get_or_create(
        key=f"{kind}:{key}"[:200], defaults={"kind": kind, "payload": payload or {}, "run_at": run_at or now()}
    )
    return row


def _take(moment: datetime) -> Job | None:
    """The next waiting job under a fresh lease; one that took its worker with it every time is given up."""
    while (row := _lease(moment)) and row.attempts > DEATHS:
        log.error("job %s %s given up", row.kind, row.key)
        Job.objects.filter(pk=row.pk).update(error=FATAL, failed_at=moment, leased_until=None)
    return row


def _lease(moment: datetime) -> Job | None:
    free = Q(leased_until=None) | Q(leased_until__lt=moment)
    with transaction.atomic():
        waiting = Job.objects.filter(free, done_at=None, failed_at=None, run_at__lte=moment).order_by("run_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        row = waiting.first()
        if row:
            row.leased_until, row.attempts = moment + LEASE, row.attempts + 1
            row.save(update_fields=["leased_until", "attempts"])
        return row


def _do(row: Job) -> None:
    work, outside = _kinds[row.kind]
    if outside:
        work(row.payload | {"_job": row.pk})
        Job.objects.filter(pk=row.pk).update(done_at=now(), leased_until=None)
        return
    try:
        with transaction.atomic():
            # The mark comes first: it takes the row, so that of two workers only one can reach the effect.
            if not Job.objects.filter(pk=row.pk, done_at=None).update(done_at=now(), leased_until=None):
                return
            work(row.payload | {"_job": row.pk})
    except InVain as why:
        Job.objects.filter(pk=row.pk).update(done_at=now(), leased_until=None, progress=why.progress)


def run_waiting(
    moment: datetime | None = None, most: int = 1000, after_each: Callable[[float], None] | None = None
) -> int:
    """Runs what is waiting, at most ``most`` jobs; returns how many. ``after_each`` gets the seconds a job took."""
    ran = 0
    while ran < most and (row := _take(moment or now())):
        ran, began = ran + 1, time.monotonic()
        _try(row, moment)
        if after_each:
            after_each(time.monotonic() - began)
    return ran


def _try(row: Job, moment: datetime | None) -> None:
    """Does a job; when it fails, it is tried again later and later, and given up after ``RETRIES`` times."""
    try:
        _do(row)
    except Exception:
        log.exception("job %s %s failed", row.kind, row.key)
        gone = now() if row.attempts >= RETRIES else None
        wait = timedelta(seconds=15 * 4 ** (row.attempts - 1))
        Job.objects.filter(pk=row.pk).update(
            error=traceback.format_exc()[-4000:], failed_at=gone, leased_until=None, run_at=(moment or now()) + wait
        )


def still_working(pk: int, **progress: Any) -> None:
    """Says how far a long job outside a transaction is, and keeps its lease, so that nobody else begins it anew."""
    Job.objects.filter(pk=pk).update(progress=progress, leased_until=now() + LEASE)


def run_one(row: Job) -> None:
    """Does one job here and now, for who waits for it; another worker that took it first keeps it."""
    moment = now()
    mine = Job.objects.filter(
        Q(leased_until=None) | Q(leased_until__lt=moment), pk=row.pk, done_at=None, failed_at=None
    )
    if mine.update(leased_until=moment + LEASE, attempts=row.attempts + 1):
        row.attempts += 1
        _try(row, moment)
