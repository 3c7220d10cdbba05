"""Jobs, the schedule's memory, and the days that are workdays by order."""

from typing import ClassVar

from django.db import models

from anlan.kernel.register.records import Record

from . import now


class Job(models.Model):
    """Something to be done in the background, written in the same transaction as what asks for it.

    ``key`` makes it unique: asking twice is asking once. A lease that ran out lets another worker take it over.
    """

    kind = models.CharField(max_length=120)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    run_at = models.DateTimeField(default=now)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    progress = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run_at"], name="job_waiting", condition=models.Q(done_at=None, failed_at=None))
        ]


class ScheduledRun(models.Model):
    """A schedule's due moment that has been turned into its job; unique, so it happens once."""

    name = models.CharField(max_length=80)
    due_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "due_at"], name="one_run_per_due_moment")]


class DayOverride(Record):
    """A day that an administrator declares working or not, over the official calendar."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("是否上班")
    reason = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = "工作日调整"

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_workday else '放假'}"
