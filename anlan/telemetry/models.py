"""Under which address a device speaks, and what could not be read."""

from typing import ClassVar

from django.db import models

from anlan.kernel.clock import now
from anlan.kernel.trail.crypto import EncryptedTextField

PROTOCOLS = [("hj212", "HJ 212"), ("jt808", "JT/T 808"), ("mqtt", "MQTT"), ("http", "HTTP 推送")]

REASONS = {
    "frame": "不成帧", "length": "长度不符", "crc": "校验码不符", "too_long": "超长", "stranger": "设备未登记", "password": "密码不符",
    "content": "内容无法解析", "clock": "时间不可信", "value": "数值不可信", "place": "位置不可信", "slow": "迟迟不成一帧", "topic": "主题不符",
    "unsupported": "不支持的消息",
}  # fmt: skip


class Source(models.Model):
    """An address of a device in one protocol: MN, telephone number of the terminal, MQTT user, or name of a token.

    ``secret`` is what the device proves itself with (PW, authentication code, password, token); "" lets nobody in but
    terminals of JT/T 808 that still have to register. ``units`` turns what the device sends into the quantity's unit:
    ``{"a34002": {"quantity": "pm10", "scale": 1000, "offset": 0}}``; what is not named follows the protocol's table.
    Written only by whoever knows the device (domain/device), inside its act.
    """

    protocol = models.CharField("协议", max_length=10, choices=PROTOCOLS)
    address = models.CharField("设备编码", max_length=64)
    secret = EncryptedTextField("访问密码", blank=True)
    device = models.BigIntegerField(db_index=True)
    units = models.JSONField("单位换算", default=dict, blank=True)
    is_active = models.BooleanField("启用", default=True)
    changed_at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        verbose_name = "设备接入"
        constraints: ClassVar = [models.UniqueConstraint(fields=["protocol", "address"], name="source_address_once")]

    def __str__(self) -> str:
        return f"{self.get_protocol_display()} {self.address}"


class Unreadable(models.Model):
    """A message that could not be read, or was not believed: kept so that an administrator can see why.

    ``body`` holds its first bytes (4 kB at most) in hexadecimal. The same peer's like messages are counted, not heaped.
    """

    protocol = models.CharField("协议", max_length=10, choices=PROTOCOLS)
    peer = models.CharField("来源地址", max_length=64)
    address = models.CharField("设备编码", max_length=64, blank=True)
    reason = models.CharField("原因", max_length=40, choices=list(REASONS.items()))
    detail = models.CharField("说明", max_length=200, blank=True)
    body = models.TextField("报文（十六进制）", blank=True)
    times = models.PositiveIntegerField("次数", default=1)
    first_at = models.DateTimeField("首次收到", default=now)
    last_at = models.DateTimeField("最近收到", default=now)

    class Meta:
        verbose_name = "无法识别的报文"
        indexes: ClassVar = [
            models.Index(fields=["-last_at"]),
            models.Index(fields=["protocol", "peer", "reason"]),
        ]
