"""系统提醒: what the system tells an organisation by itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from anlan.kernel.clock import now


class Reminder(models.Model):
    """One reminder to one organisation; read once by anybody there who reads it."""

    organisation = models.ForeignKey("scope.Organisation", models.CASCADE, related_name="+", verbose_name="接收单位")
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=160, unique=True)
    at = models.DateTimeField("接收时间", default=now)
    sender = models.CharField("来自", max_length=120, default="系统")
    read_at = models.DateTimeField("阅读时间", null=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "系统提醒"
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-at"]),
            models.Index(fields=["organisation"], name="reminder_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title
