"""The daily seal, and the end of uploads that no row took up."""

from datetime import timedelta
from typing import Any

from anlan.kernel.clock import now
from anlan.kernel.clock.models import Job
from anlan.kernel.clock.schedule import scheduled
from anlan.kernel.doors.files import forget_abandoned

from .book import seal_today, verify_and_record

KEPT_DAYS = 180


@scheduled("trail-seal", "每日封存操作留痕", at="23:50")
def seal(payload: dict[str, Any]) -> None:
    """Seals the head of the chain."""
    seal_today()


@scheduled("trail-verify", "每日校验操作留痕", at="02:10")
def verify(payload: dict[str, Any]) -> None:
    """Walks the chain; what it finds is for 审计管理员 to read."""
    verify_and_record()


@scheduled("jobs-done", "清理办完的后台任务", at="04:00")
def forget_jobs(payload: dict[str, Any]) -> None:
    """Jobs done long ago go; what they did is in the rows and in the trail."""
    Job.objects.filter(done_at__lt=now() - timedelta(days=KEPT_DAYS)).delete()


@scheduled("files-abandoned", "清理未使用的上传", at="03:30")
def tidy(payload: dict[str, Any]) -> None:
    """Uploads that no row took up within a week go."""
    forget_abandoned(now() - timedelta(days=7))
