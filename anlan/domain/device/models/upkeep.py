"""What is done to a device and when it runs out: 检维修, 检定校准, 证照."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models

from anlan.kernel.clock import now, today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField

from .. import flows
from .record import OfDevice

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

MOST_DAYS = 30
"""A longer window is a device that is out of use. The house's habit, no law's."""
RESULTS = [("passed", "合格"), ("failed", "不合格")]
PAPERS = [
    ("certificate", "产品合格证"), ("explosion", "防爆合格证"), ("registration", "使用登记证"), ("inspection", "检验报告"),
    ("insurance", "保险"), ("other", "其他"),
]  # fmt: skip


class Maintenance(OfDevice):
    """检维修窗口: what the device says meanwhile is kept and raises nothing. Never changed; ended early instead."""

    starts_at = models.DateTimeField("开始时间", default=now)
    ends_at = models.DateTimeField("结束时间")
    reason = models.CharField("检维修内容", max_length=200)
    worker = models.CharField("作业人员", max_length=60)
    state = models.CharField(
        "检维修", max_length=12, choices=flows.maintenance_flow.choices, default=flows.IN_FORCE, editable=False
    )

    class Meta:
        verbose_name = "检维修"
        indexes = [
            *list_indexes(
                "mainten", ("-starts_at",), ("ends_at", "state", "device", "site"), grounded=True, party=False
            ),
            models.Index(fields=["device", "ends_at"], name="mainten_device"),
            models.Index(fields=["updated_at"], name="mainten_changed"),
            models.Index(fields=["ends_at"], name="mainten_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.device}检维修"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Begins now or later: what was raised before stays raised."""
        super().settle(seat, is_new)
        if not is_new:
            return
        self.starts_at = max(self.starts_at, now())
        if self.ends_at <= self.starts_at:
            raise FieldError("结束时间须晚于开始时间和现在，请改正")
        if self.ends_at - self.starts_at > timedelta(days=MOST_DAYS):
            raise FieldError(f"检维修最长 {MOST_DAYS} 天；更长的请把设备停用")

    def finish_refused(self) -> str | None:
        """Why 提前结束 is grey."""
        return None if self.ends_at > now() else "已经结束"

    def finish(self) -> None:
        """提前结束: one that has not begun never does."""
        self.ends_at = max(now(), self.starts_at)


class Calibration(OfDevice):
    """检定校准: holds until a day, when it passed."""

    done_on = models.DateField("检定（校准）日期")
    until = models.DateField("有效期至", null=True, blank=True)
    by = models.CharField("检定（校准）单位", max_length=120)
    number = models.CharField("证书编号", max_length=60, blank=True, default="")
    result = models.CharField("结论", max_length=8, choices=RESULTS, default="passed")
    files = FilesField("证书", most=5)
    state = models.CharField(
        "登记", max_length=12, choices=flows.calibration_flow.choices, default=flows.KEPT, editable=False
    )

    class Meta:
        verbose_name = "检定校准"
        indexes = [
            *list_indexes(
                "calibr", ("-done_on", "until"), ("result", "state", "device", "site"), grounded=True, party=False
            ),
            models.Index(fields=["until", "state"], name="calibr_until"),
            models.Index(fields=["device", "done_on"], name="calibr_device"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.device}检定校准"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """FieldError for days that can't be."""
        super().settle(seat, is_new)
        if self.done_on > today():
            raise FieldError("检定（校准）日期不能晚于今天，请改正")
        if self.until and self.until <= self.done_on:
            raise FieldError("有效期早于检定（校准）日期，请改正")
        if self.result == "passed" and not self.until:
            raise FieldError("结论合格的，请填写有效期")

    def tone_of(self, name: str) -> str:
        """Red once it has run out or was failed."""
        if name == "until" and self.until:
            return "red" if self.until < today() else ""
        return "red" if name == "result" and self.result == "failed" else ""


class DevicePaper(OfDevice):
    """设备证照."""

    kind = models.CharField("证照类别", max_length=16, choices=PAPERS)
    number = models.CharField("证照编号", max_length=60)
    issuer = models.CharField("发证单位", max_length=120, blank=True, default="")
    issued_on = models.DateField("发证日期", null=True, blank=True)
    until = models.DateField("有效期至", null=True, blank=True)
    files = FilesField("附件", most=5)
    state = models.CharField(
        "登记", max_length=12, choices=flows.devicepaper_flow.choices, default=flows.KEPT, editable=False
    )

    class Meta:
        verbose_name = "设备证照"
        indexes = [
            *list_indexes(
                "devpaper", ("-created_at", "until"), ("kind", "state", "device", "site"), grounded=True, party=False
            ),
            models.Index(fields=["until", "state"], name="devpaper_until"),
            models.Index(fields=["device", "until"], name="devpaper_device"),
        ]

    def __str__(self) -> str:
        return f"{self.device}{self.get_kind_display()}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """FieldError for days that can't be."""
        super().settle(seat, is_new)
        if self.issued_on and self.issued_on > today():
            raise FieldError("发证日期不能晚于今天，请改正")
        if self.issued_on and self.until and self.until <= self.issued_on:
            raise FieldError("有效期早于发证日期，请改正")

    def tone_of(self, name: str) -> str:
        """Red once it has run out."""
        return "red" if name == "until" and self.until and self.until < today() else ""
