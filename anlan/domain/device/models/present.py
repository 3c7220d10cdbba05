"""How every device stands now, so that walls and maps count, filter and page a hundred thousand of them in SQL."""

from typing import Any

from django.db import models

from anlan.kernel.clock import now

from .device import Device

ALARM, OFFLINE, BROKEN, WELL, NEVER, OUT = range(6)
STANDINGS = [
    (ALARM, "报警"), (OFFLINE, "离线"), (BROKEN, "故障"), (WELL, "正常"), (NEVER, "未上线"), (OUT, "停用"),
]  # fmt: skip
"""In the order in which somebody should look at them."""


class DeviceNow(models.Model):
    """No governed row: it says again what the store of readings and the open alarms say, and may be made anew any time.

    ``speaks``: a standing but for alarms. ``rank``: of the gravest open alarm, 0 without. ``standing``: both in one.
    ``longitude``, ``latitude``: where it is (WGS-84), for devices that move where they last were. ``changed_at``: since when
    it says so; open maps are told what has changed.
    """

    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="now")
    speaks = models.PositiveSmallIntegerField(choices=STANDINGS, default=NEVER)
    rank = models.PositiveSmallIntegerField(default=0)
    standing = models.PositiveSmallIntegerField(choices=STANDINGS, default=NEVER)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "设备状态"
        indexes = [
            models.Index(fields=["standing", "device"], name="devicenow_standing"),
            models.Index(fields=["longitude", "latitude"], name="devicenow_place"),
            models.Index(fields=["changed_at"], name="devicenow_changed"),
        ]

    def __str__(self) -> str:
        return self.get_standing_display()

    def facts(self) -> tuple[Any, ...]:
        """Everything it says, for telling whether it has changed."""
        return self.speaks, self.rank, self.longitude, self.latitude


class PresentRound(models.Model):
    """When all devices were last looked at; one row."""

    at = models.DateTimeField()

    class Meta:
        verbose_name = "设备状态更新"

    def __str__(self) -> str:
        return self.at.isoformat()
