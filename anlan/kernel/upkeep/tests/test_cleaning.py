"""What goes by itself, and what never does."""

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from anlan.kernel.act.models import Delivered
from anlan.kernel.clock import at, now
from anlan.kernel.clock.models import Job
from anlan.kernel.clock.schedule import every_schedule, run_due
from anlan.kernel.doors.files import stored, take_in
from anlan.kernel.people.models import ScanCode, SignIn, SmsCode, UserSession
from anlan.kernel.testing import Cast
from anlan.kernel.testing.cast import picture
from anlan.kernel.trail.models import Attachment, Entry
from anlan.kernel.upkeep import cleaning

pytestmark = pytest.mark.django_db
LONG, FOUND = timedelta(days=300), {"level": "general", "problem": "门缺失", "place": "二车间", "responsible": "王"}


def old(path: Path, days: int = 30) -> Path:
    """The file, as if it had been written so long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    moment = time.time() - days * 86400
    os.utime(path, (moment, moment))
    return path


def test_signing_in_leaves_nothing_behind_but_its_log(cast: Cast) -> None:
    browser, real = cast.browser("owner"), timezone.now()
    Session.objects.create(session_key="gone", session_data="", expire_date=real - timedelta(days=1))
    UserSession.objects.create(user=cast.owner.user, session_key="gone", seen_at=now() - LONG)
    for key, moment in (("a", real - timedelta(minutes=1)), ("b", real + timedelta(minutes=4))):
        CaptchaStore.objects.create(challenge=key, response=key, hashkey=key, expiration=moment)
    SmsCode.objects.create(phone_index="x", digest="x", sent_at=now() - timedelta(days=8))
    SmsCode.objects.create(phone_index="x", digest="y", sent_at=now())
    for token, moment in (("a", now() - timedelta(days=8)), ("b", now())):
        ScanCode.objects.create(token=token, asked_at=moment)
    AccessAttempt.objects.create(username="x", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=real - LONG)
    AccessAttempt.objects.create(username="y", failures_since_start=1)
    SignIn.objects.create(username="x", outcome="失败", at=now() - LONG)
    assert cleaning.forget_sign_ins() == 6
    assert list(CaptchaStore.objects.values_list("hashkey", flat=True)) == ["b"]
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["y"]
    assert ScanCode.objects.get().token == "b"
    assert SmsCode.objects.get().digest == "y" and SignIn.objects.count() == 1
    assert browser.get("/web/home/").status_code == 200, "who is signed in stays so"
    assert cleaning.forget_sign_ins() == 0


def test_work_done_goes_after_its_time_and_open_or_failed_work_stays(cast: Cast, settings: Any) -> None:
    Job.objects.all().delete()
    long_ago, recent = now() - LONG, now() - timedelta(days=100)
    for key, facts in {
        "old": {"done_at": long_ago}, "recent": {"done_at": recent}, "open": {"run_at": long_ago},
        "failed": {"failed_at": long_ago, "run_at": long_ago},
    }.items():  # fmt: skip
        Job.objects.create(kind="listen", key=key, **facts)
    Delivered.objects.all().delete()
    for moment in (long_ago, recent):
        Delivered.objects.create(uuid=uuid.uuid4(), register="hazard", record=1, received_at=moment)
    entries = Entry.objects.count()
    assert cleaning.forget_work() == 2
    assert set(Job.objects.values_list("key", flat=True)) == {"recent", "open", "failed"}
    settings.KEEP_DAYS = 90
    assert cleaning.forget_work() == 2
    assert Entry.objects.count() == entries


def test_the_check_that_imported_rows_name_stays_without_what_it_showed(cast: Cast) -> None:
    Job.objects.all().delete()
    shown = {"checked": True, "count": 1, "bad": 0, "preview": [["王建国"]], "sentences": ["王建国"]}
    check = Job.objects.create(kind="check-sheet", key="a", done_at=now() - LONG, progress=shown)
    given_up = Job.objects.create(kind="check-sheet", key="b", done_at=now() - LONG, progress=shown)
    Job.objects.create(
        kind="apply-sheet", key="c", done_at=now() - LONG, payload={"check": check.pk}, progress={"saved": 1}
    )
    for _ in range(2):
        cleaning.forget_work()
        check.refresh_from_db()
        assert check.progress == {"checked": True, "count": 1, "bad": 0}
        assert not Job.objects.filter(pk=given_up.pk).exists()


def test_files_that_records_name_stay_whatever_their_age(cast: Cast, settings: Any) -> None:
    photo = cast.photo()
    assert cast.does("owner", "hazard", "create", found_on="2026-05-06", photos=[photo], **FOUND).record
    Attachment.objects.update(uploaded_at=now() - LONG)
    named = stored(Attachment.objects.get(pk=photo))
    old(named)
    loose = take_in("x.jpg", picture(3), cast.owner.user_id)
    abandoned = take_in("y.jpg", picture(4), cast.owner.user_id)
    Attachment.objects.filter(pk=abandoned.pk).update(uploaded_at=now() - timedelta(days=8))
    root = settings.FILES_ROOT
    piece = old(root / "ab" / "ab000000-0000-4000-8000-000000000000.part")
    fresh_piece = old(root / "ab" / "ab000000-0000-4000-8000-000000000001.part", days=1)
    whole = old(root / "ab" / "ab000000-0000-4000-8000-000000000002")
    assert cleaning.forget_files() == 2
    assert named.exists() and stored(named_thumb := Attachment.objects.get(pk=photo), ".thumb.jpg").exists()
    assert named_thumb.record and stored(loose).exists() and whole.exists() and fresh_piece.exists()
    assert not stored(abandoned).exists() and not piece.exists()
    assert not Attachment.objects.filter(pk=abandoned.pk).exists()


def test_sheets_go_once_nobody_needs_them(cast: Cast, settings: Any) -> None:
    folder = settings.FILES_ROOT / "imports"
    used, waiting, fresh = old(folder / "tmpa.xlsx"), old(folder / "tmpb.xlsx"), old(folder / "tmpc.xlsx", days=1)
    notes, foreign = old(folder / "tmpa.xlsx.errors.xlsx"), old(folder / "keep.txt")
    exported = old(settings.FILES_ROOT / "exports" / "tmpd.xlsx")
    Job.objects.create(kind="check-sheet", key="w", payload={"path": str(waiting)})
    Job.objects.create(kind="check-sheet", key="u", payload={"path": str(used)}, done_at=now())
    assert cleaning.forget_files() == 3
    assert waiting.exists() and fresh.exists() and foreign.exists()
    assert not used.exists() and not notes.exists() and not exported.exists()


def test_a_night_removes_only_so_much(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(cleaning, "MOST", 4)
    monkeypatch.setattr(cleaning, "PIECE", 2)
    for key in range(7):
        Session.objects.create(session_key=str(key), session_data="", expire_date=timezone.now() - timedelta(days=1))
    assert [cleaning.forget_sign_ins() for _ in range(3)] == [4, 3, 0]


def test_it_happens_every_night(cast: Cast) -> None:
    assert {"files-abandoned", "sessions-ended", "jobs-done"} <= {one.name for one in every_schedule()}
    Session.objects.create(session_key="gone", session_data="", expire_date=timezone.now() - timedelta(days=1))
    tomorrow = (timezone.localtime(now()) + timedelta(days=1)).replace(hour=5)
    with at(tomorrow):
        run_due(tomorrow)
    assert not Session.objects.filter(session_key="gone").exists()
