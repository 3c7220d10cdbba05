"""What goes by itself: rows and files that have done their work and that no record names.

The trail, the sign-in log, records, their steps and their files never go. Of each table at most ``MOST`` rows a night, so
that nobody waits for it; the next night goes on.
"""

import re
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from anlan.kernel.act.models import Delivered, Pulse
from anlan.kernel.clock import now
from anlan.kernel.clock.models import Job
from anlan.kernel.doors.files import forget_abandoned
from anlan.kernel.people.models import ScanCode, SmsCode, UserSession

from .places import unnamed_files

MOST = 50_000
PIECE = 500
A_WEEK, AN_HOUR = timedelta(days=7), timedelta(hours=1)
# A sheet that was imported: its rows name the job that checked it as their origin.
SHEET, SAVED = "check-sheet", "apply-sheet"
PERSONAL = ("preview", "sentences")
# Folders below the files folder for what is used once.
PASSING = ("imports", "exports")
OURS = re.compile(r"[A-Za-z0-9._-]+\.xlsx")


def kept_since() -> datetime:
    """What was done before this moment has been kept long enough (``ANLAN_KEEP_DAYS``)."""
    return now() - timedelta(days=settings.KEEP_DAYS)


def _remove(rows: "QuerySet[Any]") -> int:
    """Deletes rows piece by piece; returns how many."""
    gone = 0
    while gone < MOST and (ids := list(rows.values_list("pk", flat=True)[:PIECE])):
        rows.model._default_manager.filter(pk__in=ids).delete()
        gone += len(ids)
    return gone


def forget_sign_ins() -> int:
    """Sessions that ended, picture codes, SMS codes and QR codes that nobody can use any more, old counts of failures."""
    real = timezone.now()
    gone = _remove(Session.objects.filter(expire_date__lt=real))
    gone += _remove(CaptchaStore.objects.filter(expiration__lt=real))
    gone += _remove(SmsCode.objects.filter(sent_at__lt=now() - A_WEEK))
    gone += _remove(ScanCode.objects.filter(asked_at__lt=now() - A_WEEK))
    gone += _remove(UserSession.objects.filter(seen_at__lt=kept_since()))
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        gone += _remove(log.objects.filter(attempt_time__lt=real - timedelta(days=settings.KEEP_DAYS)))
    return gone


def forget_work() -> int:
    """Jobs done long ago and the numbers of acts applied long ago; what they did is in the rows and in the trail.

    A job that failed stays for a person. The check of a sheet whose rows were saved stays as well, without the rows it
    showed: records name it as their origin.
    """
    done = Job.objects.filter(done_at__lt=kept_since())
    named = set(done.filter(kind=SAVED).values_list("payload__check", flat=True))
    for row in done.filter(kind=SHEET, pk__in=named, progress__has_key=PERSONAL[0]):
        row.progress = {k: v for k, v in row.progress.items() if k not in PERSONAL}
        row.save(update_fields=["progress"])
    gone = _remove(done.exclude(kind=SAVED).exclude(pk__in=named))
    gone += _remove(Pulse.objects.filter(at__lt=now() - AN_HOUR))
    return gone + _remove(Delivered.objects.filter(received_at__lt=kept_since()))


def forget_files() -> int:
    """Uploads that no record took up within a week, pieces without a row, and sheets that were used.

    A whole file without a row is left for a person (``anlan doctor --full``): were the database the wrong one, all files
    would look like that.
    """
    gone = forget_abandoned(now() - A_WEEK)
    gone += _unlink(path for path in unnamed_files() if path.name.endswith(".part"))
    waiting = Job.objects.filter(done_at=None, failed_at=None, kind__in=(SHEET, SAVED))
    used = {Path(str(path)).name for path in waiting.values_list("payload__path", flat=True)}
    for folder in PASSING:
        found = (settings.FILES_ROOT / folder).glob("*.xlsx")
        gone += _unlink(p for p in found if OURS.fullmatch(p.name) and p.name.removesuffix(".errors.xlsx") not in used)
    return gone


def _unlink(paths: Iterable[Path]) -> int:
    """Removes those of the files that nobody has written to for a week."""
    before, gone = time.time() - A_WEEK.total_seconds(), 0
    for path in paths:
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
