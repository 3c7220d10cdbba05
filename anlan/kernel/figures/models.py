"""Frozen numbers and the briefs that hold them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from anlan.kernel.clock import now


class Brief(models.Model):
    """周报: a one-page brief of an authority for a period, its numbers frozen."""

    title = models.CharField("标题", max_length=120)
    organisation = models.ForeignKey("scope.Organisation", models.CASCADE, related_name="+", verbose_name="编制单位")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    made_at = models.DateTimeField("生成时间", default=now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "周报"
        indexes: ClassVar = [models.Index(fields=["organisation", "-made_at"])]


class Frozen(models.Model):
    """A number as it was: it counts its members and opens them as they were."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="numbers")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    register = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)


class Member(models.Model):
    """A row that a frozen number counts: its shown columns as they were."""

    frozen = models.ForeignKey(Frozen, models.CASCADE, related_name="members")
    record = models.BigIntegerField()
    shown = models.JSONField(default=list)
