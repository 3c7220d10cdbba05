"""What an inspection says of one thing."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from anlan.domain.hazard.kinds import Level
from anlan.kernel.clock import now

from .inspection import Inspection


class Answer(models.Model):
    """What an inspection says of one thing (``slot``): part of it, written only by its acts, lean since there are many.

    ``mark``: the act that wrote it; whoever changes it names the mark that he read. ``rivals``: what others said of the
    same thing without having read it, until a person has chosen.
    """

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="answers")
    slot = models.CharField("检查内容", max_length=24)
    table = models.ForeignKey(
        "standard.Category", models.PROTECT, db_index=False, related_name="+", verbose_name="检查分项"
    )
    item = models.ForeignKey(
        "standard.Item", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="检查条目"
    )
    phrase = models.ForeignKey(
        "standard.Phrase", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="规范用语"
    )
    content = models.JSONField("内容", default=dict)
    off = models.DecimalField("扣分", max_digits=6, decimal_places=1, default=0)
    hazard = models.CharField("隐患级别", max_length=10, choices=Level.choices, blank=True, default="")
    refs = models.JSONField("照片在手机上的名称", default=dict)
    is_removed = models.BooleanField("已清除", default=False)
    mark = models.UUIDField(default=uuid.uuid4)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="填写人"
    )
    made_at = models.DateTimeField("收到时间", default=now)
    claimed_at = models.DateTimeField("填写时间", null=True)
    rivals = models.JSONField("不同的填写", default=list)

    class Meta:
        verbose_name = "检查结果"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "slot"], name="one_answer_per_slot"),
        ]

    def __str__(self) -> str:
        return self.slot
