"""What was done at each step, whose desk a row lies on, and which optional steps are switched on."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from anlan.kernel.clock import now


class Step(models.Model):
    """One move that was made: who, when, from where to where, with what opinion and files. Never overwritten."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    axis = models.CharField(max_length=40)
    move = models.CharField(max_length=40)
    label = models.CharField("步骤", max_length=60)
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40)
    at = models.DateTimeField("时间", default=now)
    claimed_at = models.DateTimeField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField("办理人", max_length=60)
    organisation = models.ForeignKey("scope.Organisation", models.PROTECT, null=True, related_name="+")
    place = models.CharField("办理单位", max_length=120, blank=True)
    proxy = models.BooleanField(default=False)
    opinion = models.TextField("意见", blank=True)
    values = models.JSONField(default=dict)
    files = models.JSONField(default=list)

    class Meta:
        verbose_name = "办理步骤"
        indexes: ClassVar = [models.Index(fields=["register", "record", "id"])]


class Task(models.Model):
    """A row lying on a desk: 待办 while open, 已办 once done. ``lead`` is 牵头, otherwise the desk got a copy (抄送)."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    axis = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    title = models.CharField("事项", max_length=200)
    step = models.CharField("当前步骤", max_length=60)
    desk = models.CharField(max_length=40)
    organisation = models.ForeignKey("scope.Organisation", models.PROTECT, related_name="tasks")
    unit = models.ForeignKey("scope.Organisation", models.PROTECT, null=True, related_name="+")
    needs = models.JSONField(default=list)
    lead = models.BooleanField(default=True)
    level = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField("到达时间", default=now)
    due_on = models.DateField("期限", null=True)
    done_at = models.DateTimeField("办结时间", null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "待办"
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "due_on", "id"], name="task_open", condition=models.Q(done_at__isnull=True)
            ),
            models.Index(fields=["done_by", "-done_at"], name="task_done"),
            models.Index(fields=["register", "record"], name="task_record"),
        ]


class Switch(models.Model):
    """An administrator's choice over the table of a flow: is an optional step on?"""

    flow = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    is_on = models.BooleanField("启用")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["flow", "state"], name="one_switch_per_step")]
