"""Who did what when, before and after; chained, sealed daily; and the files that belong to rows."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from anlan.kernel.clock import now

from .digests import ALGORITHMS, SHA256, digest

GENESIS = "0" * 64
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Head(models.Model):
    """The end of the chain: one row, locked by every act as the last thing before it commits."""

    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    @classmethod
    def locked(cls) -> "Head":
        """The head, locked until the transaction ends."""
        head = cls.objects.select_for_update().filter(pk=1).first()
        return head or cls.objects.create(pk=1)


class Entry(models.Model):
    """One thing somebody did. Never changed, never deleted within the time logs must be kept."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("时间")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField("操作人", max_length=200)
    organisation = models.ForeignKey("scope.Organisation", models.PROTECT, null=True, related_name="+")
    proxy = models.BooleanField("代填", default=False)
    register = models.CharField("登记", max_length=40)
    record = models.CharField("编号", max_length=40)
    unit = models.ForeignKey("scope.Organisation", models.PROTECT, null=True, related_name="+")
    verb = models.CharField("动作", max_length=60)
    title = models.CharField("内容", max_length=200)
    changes = models.JSONField(default=dict)
    act = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    algorithm = models.CharField(max_length=10, choices=ALGORITHMS, default=SHA256)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "操作日志"
        indexes: ClassVar = [
            models.Index(fields=["register", "record", "seq"]),
            models.Index(fields=["unit", "seq"]),
            models.Index(fields=["at"]),
        ]

    def facts(self) -> dict[str, Any]:
        """What the hash covers: everything but the hash. SHA-256 goes without saying, as it did before there was SM3."""
        named = {} if self.algorithm == SHA256 else {"algorithm": self.algorithm}
        return named | {
            "seq": self.seq, "at": moment(self.at), "user": self.user_id, "actor": self.actor,
            "organisation": self.organisation_id, "proxy": self.proxy, "register": self.register,
            "record": self.record, "unit": self.unit_id, "verb": self.verb, "title": self.title,
            "changes": self.changes, "act": str(self.act) if self.act else None,
            "claimed_at": moment(self.claimed_at) if self.claimed_at else None,
        }  # fmt: skip


def moment(value: datetime) -> str:
    """A moment as the hash covers it: in UTC, as the database gives it back."""
    return value.astimezone(UTC).isoformat()


def chain_hash(before: str, facts: dict[str, Any]) -> str:
    """The hash, by the algorithm that the facts name, over the hash before and the facts in canonical JSON."""
    return digest(facts.get("algorithm", SHA256), (before + "\n" + _canonical(facts)).encode())


class Seal(models.Model):
    """The head of the chain on a day, signed with a key kept outside the database."""

    day = models.DateField("日期", unique=True)
    count = models.BigIntegerField("留痕条数")
    hash = models.CharField("链头校验值", max_length=64)
    signature = models.CharField("签名", max_length=128)
    algorithm = models.CharField("签名算法", max_length=10, choices=ALGORITHMS, default=SHA256)
    at = models.DateTimeField("封存时间", default=now)

    class Meta:
        verbose_name = "留痕封存"


class Verification(models.Model):
    """What a walk over the whole chain found; ``fault`` empty when everything held."""

    at = models.DateTimeField("校验时间", default=now)
    checked = models.BigIntegerField("相符条数")
    fault = models.CharField("不符之处", max_length=300, blank=True)
    anchor = models.CharField("最后相符的封存", max_length=80)

    class Meta:
        verbose_name = "留痕校验"
        indexes: ClassVar = [models.Index(fields=["-at"])]


class Attachment(models.Model):
    """A file that belongs to one field of one row. Until it is bound, only who uploaded it may see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=10)
    size = models.PositiveBigIntegerField("大小", default=0)
    received = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    ready = models.BooleanField(default=False)
    register = models.CharField(max_length=40, blank=True)
    record = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("scope.Organisation", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "附件"
        indexes: ClassVar = [models.Index(fields=["register", "record"]), models.Index(fields=["unit", "kind"])]
