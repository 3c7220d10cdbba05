"""Each fault that the doctor is to find, made; and a house in which there is none."""

import json
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from anlan.kernel.clock import now
from anlan.kernel.clock.models import Job
from anlan.kernel.clock.schedule import ask_for_due, every_schedule
from anlan.kernel.doors.files import stored, take_in
from anlan.kernel.people.models import User
from anlan.kernel.testing import Cast
from anlan.kernel.testing.cast import picture
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Attachment, Entry, Seal
from anlan.kernel.upkeep.doctor import GOOD, NOTE, WARNING, WRONG, examine, running
from anlan.kernel.upkeep.places import remember_backup

GOOD_KEYS = (
    "6pZq0vK2mTtYw8sXbL4nRfJc7hGdA1uEo5iV3xS9",
    "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zCfLq",
    "Zx9Cv8Bn7Mm6Lk5Jh4Gf3Ds2Aq1Wsed4rf",
)


@pytest.fixture(autouse=True)
def installed(settings: Any, tmp_path: Any, db: None) -> None:
    """A production house as it should be."""
    settings.MODE, settings.HOME = "production", tmp_path
    settings.SECRET_KEY, settings.SEAL_KEY = GOOD_KEYS[:2]
    settings.FIELD_KEYS = [GOOD_KEYS[2]]
    settings.ALLOWED_HOSTS, settings.BEHIND_TLS, settings.PROXIES = ["anlan.example"], True, 1
    settings.SMS_SENDER, settings.SMS_URL = "http", "https://sms.example"
    archive = tmp_path / "copy.tar"
    archive.write_bytes(b"")
    remember_backup({"at": timezone.now().isoformat(), "path": str(archive), "bytes": 0})


@pytest.fixture
def house(cast: Cast) -> Cast:
    """People, one file that a record names, and everything done that was due."""
    photo = cast.photo()
    values = {"level": "general", "problem": "门缺失", "place": "二车间", "responsible": "王", "found_on": "2026-05-06"}
    assert cast.does("owner", "hazard", "create", photos=[photo], **values).record
    Job.objects.all().update(done_at=now())
    ask_for_due()
    Job.objects.all().update(done_at=now())
    book.seal_today()
    return cast


def told(level: str, full: bool = False) -> str:
    """What findings of this level say, each with what to do."""
    return "\n".join(f"{one.what} → {one.todo}" for one in examine(full) if one.level == level)


def test_a_sound_house(house: Cast, capsys: Any) -> None:
    assert told(WRONG, full=True) == "" and told(WARNING, full=True) == ""
    call_command("doctor", full=True)
    assert "没有发现要处理的问题" in capsys.readouterr().out
    call_command("doctor", json=True)
    found = json.loads(capsys.readouterr().out)
    assert {"level", "what", "todo"} == set(found[0]) and {one["level"] for one in found} <= {GOOD, NOTE}


@pytest.mark.parametrize(
    ("name", "value", "level", "words"),
    [
        ("SECRET_KEY", "short", WRONG, "ANLAN_SECRET_KEY 太弱"),
        ("SEAL_KEY", "a" * 64, WRONG, "ANLAN_SEAL_KEY 太弱"),
        (
            "FIELD_KEYS",
            ["demo-only-not-a-secret-anlan_field_keys-0123456789abcdef"],
            WRONG,
            "ANLAN_FIELD_KEYS 第 1 个 太弱",
        ),
        ("SEAL_KEY", GOOD_KEYS[0], WRONG, "同一个值"),
        ("ALLOWED_HOSTS", ["*"], WRONG, "任何域名"),
        ("ALLOWED_HOSTS", ["localhost"], WARNING, "只有本机"),
        ("BEHIND_TLS", False, WARNING, "没有启用 TLS"),
        ("PROXIES", 0, WARNING, "ANLAN_PROXIES"),
        ("JOBS", "inlin", WRONG, "ANLAN_JOBS"),
        ("SMS_URL", "", WRONG, "ANLAN_SMS_URL"),
        ("SMS_SENDER", "console", WARNING, "收不到验证码"),
        ("KEEP_DAYS", 30, WARNING, "不足六个月"),
        ("METRICS_TOKEN", "abc", WARNING, "太短"),
        ("STATICFILES_DIRS", [], WRONG, "缺少网页文件"),
    ],
)
def test_settings(house: Cast, settings: Any, name: str, value: Any, level: str, words: str) -> None:
    setattr(settings, name, value)
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1 and words in told(level)


def test_demo_is_said_and_not_held_against_it(house: Cast, settings: Any) -> None:
    settings.MODE, settings.SECRET_KEY, settings.BEHIND_TLS = "demo", "short", False
    assert told(WRONG) == "" and told(WARNING) == "" and "运行模式是 demo" in told(NOTE)


def test_migrations(house: Cast) -> None:
    rows = MigrationRecorder(connection).Migration.objects
    rows.filter(app="figures").delete()
    assert "没有执行" in told(WRONG)
    rows.create(app="figures", name="0001_initial")
    rows.create(app="figures", name="9999_of_tomorrow")
    assert "来自更新的版本（figures.9999_of_tomorrow）" in told(WRONG)


def test_files(house: Cast) -> None:
    row = Attachment.objects.exclude(record="").get()
    body = stored(row).read_bytes()
    stored(row).write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    assert told(WRONG) == "" and "内容不符" in told(WRONG, full=True)
    stored(row).unlink()
    assert "不见了" in told(WRONG) and str(row.pk) in told(WRONG)


def test_pieces_that_nobody_took_up(house: Cast) -> None:
    row = take_in("x.jpg", picture(9), house.owner.user_id)
    Attachment.objects.filter(pk=row.pk).update(uploaded_at=now() - timedelta(days=20))
    assert "没有用上的上传" in told(WARNING)


def test_jobs_and_schedules(house: Cast) -> None:
    Job.objects.create(kind="listen", key="x", run_at=now() - timedelta(hours=1))
    Job.objects.create(kind="send-sms", key="y", failed_at=now(), error="Traceback 王建国")
    assert "等了 10 分钟以上" in told(WRONG)
    assert "send-sms 有 1 项失败" in told(WARNING) and "王建国" not in told(WARNING)
    from anlan.kernel.clock.models import ScheduledRun

    User.objects.update(created_at=now() - timedelta(days=30))
    ScheduledRun.objects.all().delete()
    assert "没有按时开始" in told(WRONG)
    assert len(every_schedule()) > 2
    for one in every_schedule():
        for due in one.due_between(now() - timedelta(days=40), now())[-1:]:
            ScheduledRun.objects.create(name=one.name, due_at=due)
    assert "没有按时开始" not in told(WRONG), "what was due before a schedule first ran was nobody's to start"
    daily = next(one for one in every_schedule() if one.month_day is None)
    ScheduledRun.objects.filter(name=daily.name).update(due_at=now() - timedelta(days=5))
    assert daily.title in told(WRONG)


def test_seals_backups_and_clocks(house: Cast, settings: Any) -> None:
    Seal.objects.update(at=now() - timedelta(days=3))
    assert "最后封存于" in told(WARNING)
    remember_backup({"at": (timezone.now() - timedelta(days=5)).isoformat(), "path": "/nowhere/a.tar", "bytes": 1})
    assert "5 天前" in told(WARNING) and "/nowhere/a.tar" in told(NOTE)
    (settings.HOME / "last-backup.json").unlink()
    assert "没有用 anlan backup" in told(WARNING)
    Entry.objects.order_by("-seq")[:1].get()
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first()
    Entry.objects.filter(seq=last).update(at=now() + timedelta(hours=1))
    assert "在将来" in told(WARNING) and "留痕校验不符" in told(WRONG, full=True)


def test_a_cut_trail(house: Cast) -> None:
    Entry.objects.order_by("-seq").first().delete()
    assert "链头" in told(WRONG)


def test_tables_that_only_grow(house: Cast, monkeypatch: Any) -> None:
    monkeypatch.setitem(running.MOST_ROWS, AccessAttempt, 0)
    AccessAttempt.objects.create(username="x", failures_since_start=1)
    assert "axes_accessattempt" in told(WARNING)


def test_a_check_that_fails_is_a_finding(house: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE captcha_captchastore")
    assert "检查没有做完（只增不减的表" in told(WRONG)
