"""Does what should happen by itself happen: jobs, schedules, seals, backups, cleaning."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from axes.models import AccessAttempt
from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Count, Max, Min
from django.utils import timezone

from anlan.kernel.clock import now
from anlan.kernel.clock.models import Job, ScheduledRun
from anlan.kernel.clock.schedule import every_schedule
from anlan.kernel.people.models import User
from anlan.kernel.trail.models import Attachment, Seal

from ..places import last_backup
from . import Check, Finding, good, note, warning, wrong

STUCK, PATIENCE = timedelta(minutes=10), timedelta(minutes=15)
TWO_DAYS = timedelta(days=2)
START = "启动 anlan worker（ANLAN_JOBS=worker 时），或检查 serve 是否在运行"
# Cleaned every night: as many rows as these only gather when it does not run, or under attack.
MOST_ROWS = {CaptchaStore: 20_000, AccessAttempt: 50_000}


def jobs(full: bool) -> Iterator[Finding]:
    """后台任务"""
    moment = now()
    open_jobs = Job.objects.filter(done_at=None)
    stuck = open_jobs.filter(failed_at=None, run_at__lt=moment - STUCK).exclude(leased_until__gte=moment).count()
    if stuck:
        yield wrong(f"有 {stuck} 项后台任务等了 10 分钟以上还没有办", START)
    failed = open_jobs.exclude(failed_at=None).values("kind").annotate(n=Count("pk")).order_by("kind")
    for row in failed:
        yield warning(
            f"后台任务 {row['kind']} 有 {row['n']} 项失败，不再重试", "看日志里的原因；原因在 clock_job 表的 error 列"
        )
    last = Job.objects.aggregate(at=Max("done_at"))["at"]
    if last:
        yield good(f"最近办完的后台任务：{timezone.localtime(last):%Y-%m-%d %H:%M}")


def schedules(full: bool) -> Iterator[Finding]:
    """定时任务"""
    moment = now()
    began = User.objects.aggregate(at=Min("created_at"))["at"] or moment
    overdue = []
    # What a schedule had to do before it first ran (a demo's past, a version that did not know it) was nobody's to start.
    first = dict(ScheduledRun.objects.values_list("name").annotate(at=Min("due_at")))
    for one in every_schedule():
        start = max(moment - TWO_DAYS, began, first.get(one.name, began))
        due = one.due_between(start, moment - PATIENCE)
        run = set(ScheduledRun.objects.filter(name=one.name, due_at__in=due).values_list("due_at", flat=True))
        overdue += [f"{one.title}（{timezone.localtime(at):%m-%d %H:%M}）" for at in due if at not in run]
    if overdue:
        yield wrong(f"{len(overdue)} 次定时任务没有按时开始：{'、'.join(overdue[:3])}", START)


def seals(full: bool) -> Iterator[Finding]:
    """封存"""
    last = Seal.objects.order_by("-day").first()
    began = User.objects.aggregate(at=Min("created_at"))["at"]
    if last is None and began and now() - began > TWO_DAYS:
        yield warning("留痕从未封存", f"{START}；马上封存：anlan seal")
    elif last is not None and now() - last.at > TWO_DAYS:
        yield warning(f"留痕最后封存于 {last.day}", f"{START}；马上封存：anlan seal")


def backups(full: bool) -> Iterator[Finding]:
    """备份"""
    last = last_backup()
    if last is None:
        level = warning if settings.MODE == "production" else note
        yield level("没有用 anlan backup 备份过", "每天运行 anlan backup 文件夹 --keep 14，并把归档复制到另一台机器")
        return
    age = datetime.now(UTC) - datetime.fromisoformat(last["at"])
    if age > TWO_DAYS:
        yield warning(f"最后一次备份是 {age.days} 天前", "检查定时备份为什么没有运行")
    else:
        moment = timezone.localtime(datetime.fromisoformat(last["at"]))
        yield good(f"最后一次备份：{moment:%Y-%m-%d %H:%M}，{last['bytes'] / 1e6:.0f} MB")
    if not Path(last["path"]).exists():
        yield note(f"最后一次的备份已不在 {last['path']}", "确认它被移到了别处，而不是被删除")


def growth(full: bool) -> Iterator[Finding]:
    """只增不减的表"""
    sweep = "检查夜间的定时清理是否运行；补做到期的：anlan run_due"
    for model, most in MOST_ROWS.items():
        if (count := model._default_manager.count()) > most:
            yield warning(f"表 {model._meta.db_table} 有 {count} 行", sweep)
    expired = Session.objects.filter(expire_date__lt=timezone.now() - TWO_DAYS).count()
    if expired > 1000:
        yield warning(f"有 {expired} 个过期的会话没有清理", sweep)
    old = Attachment.objects.filter(record="", uploaded_at__lt=now() - timedelta(days=9)).count()
    if old:
        yield warning(f"有 {old} 个没有用上的上传没有清理", sweep)


def left_aside(full: bool) -> Iterator[Finding]:
    """恢复时留下的"""
    for folder in sorted(settings.HOME.glob("before_restore_*")):
        yield note(f"恢复时留下的旧数据还在 {folder}", "确认恢复无误后删除")


CHECKS: tuple[Check, ...] = (jobs, schedules, seals, backups, growth, left_aside)
