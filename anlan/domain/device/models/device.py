"""设备 and its verbs."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.domain.site.models import SiteMachine
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import Column, FilesField, InitialsField, TableField

from .. import flows, kinds
from .record import DeviceRecord

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

PLATE_COLOURS = [
    ("blue", "蓝色"), ("yellow", "黄色"), ("black", "黑色"), ("white", "白色"), ("green", "绿色"), ("other", "其他"),
]  # fmt: skip
EAST_OF, SOUTH_OF = 73, 54
"""China lies east of 73° and south of 54° north: beyond both, longitude and latitude have been confused."""


def degrees(label: str, most: int) -> models.DecimalField:
    """WGS-84."""
    return models.DecimalField(
        label, max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-most), MaxValueValidator(most)],
    )  # fmt: skip


class Device(DeviceRecord):
    """One device. What it measures is in the store of ``telemetry``, under this row's ``pk``; so is when it last spoke."""

    kind = models.CharField("设备类型", max_length=20, choices=kinds.choices)
    number = models.CharField("设备编号", max_length=60)
    name = models.CharField("设备名称", max_length=120)
    initials = InitialsField()
    place = models.CharField("安装位置", max_length=120, blank=True, default="")
    longitude = degrees("经度", 180)
    latitude = degrees("纬度", 90)
    plate = models.CharField("车牌号", max_length=20, blank=True, default="")
    plate_colour = models.CharField("车牌颜色", max_length=8, choices=PLATE_COLOURS, blank=True, default="")
    machine = models.ForeignKey(
        SiteMachine, models.PROTECT, null=True, blank=True, db_index=False, related_name="devices",
        verbose_name="机械设备",
    )  # fmt: skip
    maker = models.CharField("制造单位", max_length=120, blank=True, default="")
    model = models.CharField("规格型号", max_length=80, blank=True, default="")
    serial = models.CharField("出厂编号", max_length=60, blank=True, default="")
    installed_on = models.DateField("安装日期", null=True, blank=True)
    operators = TableField(
        "操作人员", columns=(
            Column("name", "姓名", required=True), Column("certificate", "证书名称"), Column("number", "证书编号"),
            Column("until", "证书有效期至", "date"),
        ),
    )  # fmt: skip
    files = FilesField("设备资料", most=10)
    state = models.CharField(
        "设备状态", max_length=12, choices=flows.device_flow.choices, default=flows.IN_USE, editable=False
    )

    class Meta:
        verbose_name = "监测设备"
        indexes = [
            *list_indexes("device", ("-created_at", "name"), ("kind", "state", "site"), grounded=True, party=False),
            models.Index(fields=["site", "kind", "state"], name="device_site"),
            models.Index(fields=["updated_at"], name="device_changed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"], name="one_device_per_number",
                condition=~models.Q(state__in=(flows.SCRAPPED, flows.DELETED)),
                violation_error_message="本单位已有这个设备编号的设备，请核对编号",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Its number is its firm's only one. FieldError for places and dates that can't be."""
        super().settle(seat, is_new)
        self.number = self.number.strip().upper()
        self.plate = self.plate.replace(" ", "").upper()
        if (self.longitude is None) != (self.latitude is None):
            raise FieldError("经度和纬度要一起填写")
        east, north = self.longitude, self.latitude
        if east is not None and north is not None and north > SOUTH_OF and east < EAST_OF:
            raise FieldError("经度和纬度好像填反了，请核对")
        if self.installed_on and self.installed_on > today():
            raise FieldError("安装日期不能晚于今天，请改正")
        if self.machine is not None and self.machine.site_id != self.site_id:
            raise FieldError("所选机械设备不在这个项目，请重新选择")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """Whether it may speak at all follows its state."""
        from ..present import look_at
        from ..speaking import keep

        if not is_new:
            keep(self)
        look_at([self.pk])

    def delete_refused(self) -> str | None:
        """Why 删除 is grey: it is for what was entered by mistake."""
        return None if self.version == 1 else "这台设备已办理过业务，不能删除；不再使用的请办理报废"

    @property
    def kind_now(self) -> "kinds.DeviceKind | None":
        """Its kind as the edition of today has it."""
        return kinds.kind_of(self.kind)
