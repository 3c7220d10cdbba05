"""机械设备 of a site: lifting machines and baskets with their papers, from planned to dismantled."""

from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models

from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField

from .. import flows
from ..kinds import MACHINES
from .record import SiteRecord

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class SiteMachine(SiteRecord):
    """One machine on a site. It is used (使用登记) only with an inspection report (检测报告) that holds."""

    kind = models.CharField("设备类别", max_length=16, choices=MACHINES)
    number = models.CharField("备案编号", max_length=60)
    model = models.CharField("规格型号", max_length=80)
    serial = models.CharField("出厂编号", max_length=60, blank=True)
    maker = models.CharField("制造单位", max_length=120, blank=True)
    made_on = models.DateField("出厂日期", null=True, blank=True)
    owner = models.CharField("产权单位", max_length=120, blank=True)
    installer = models.CharField("安装单位", max_length=120, blank=True)
    place = models.CharField("安装位置", max_length=120, blank=True)
    height = models.DecimalField(
        "安装高度（米）", max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    notified_on = models.DateField("安装告知日期", null=True, blank=True)
    inspector = models.CharField("检测单位", max_length=120, blank=True)
    report_number = models.CharField("检测报告编号", max_length=60, blank=True)
    inspected_on = models.DateField("检测日期", null=True, blank=True)
    inspected_until = models.DateField("检测有效期至", null=True, blank=True)
    registration = models.CharField("使用登记编号", max_length=60, blank=True)
    registered_on = models.DateField("使用登记日期", null=True, blank=True)
    removed_on = models.DateField("拆除日期", null=True, blank=True)
    photos = FilesField("现场照片", most=9, pictures=True)
    files = FilesField("备案、告知、检测、登记资料", most=20)
    state = models.CharField(
        "状态", max_length=12, choices=flows.machine_flow.choices, default=flows.PLANNED, editable=False
    )

    class Meta:
        verbose_name = "机械设备"
        indexes = [
            *list_indexes(
                "machine", ("-created_at", "inspected_until"), ("kind", "state", "site", "branch"), grounded=True,
                party=False,
            ),
            models.Index(fields=["inspected_until", "state"], name="machine_until"),
            models.Index(fields=["site", "state"], name="machine_site"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Dates follow one another; one machine stands on one site."""
        super().settle(seat, is_new)
        self.number = self.number.strip().upper()
        twin = SiteMachine.objects.filter(number=self.number).exclude(state__in=(flows.REMOVED, flows.GONE))
        if other := twin.exclude(pk=self.pk).select_related("site").first():
            where = "本项目" if other.site_id == self.site_id else "其他项目"
            raise FieldError(f"备案编号 {self.number} 已在{where}登记、还没有拆除，请核对编号")
        for label, day in (
            ("检测日期", self.inspected_on), ("使用登记日期", self.registered_on), ("拆除日期", self.removed_on), ("出厂日期", self.made_on),
        ):  # fmt: skip
            if day and day > today():
                raise FieldError(f"{label}不能晚于今天，请改正")
        if self.inspected_on and self.inspected_until and self.inspected_until <= self.inspected_on:
            raise FieldError("检测有效期早于检测日期，请改正")

    def put_to_use(self) -> None:
        """投入使用. FieldError without a report that holds."""
        if self.inspected_until is None or self.inspected_on is None:
            raise FieldError("还没有检测报告，不能投入使用；请先补充检测日期和有效期")
        if self.inspected_until < today():
            raise FieldError(f"检测报告已于 {self.inspected_until} 到期，请重新检测后再使用")

    def tone_of(self, name: str) -> str:
        """Red once the report has run out, while the machine stands."""
        if name != "inspected_until" or self.state in (flows.REMOVED, flows.PLANNED) or self.inspected_until is None:
            return ""
        return "red" if self.inspected_until < today() else ""

    def delete_refused(self) -> str | None:
        """Why 删除 is grey."""
        return None if self.state == flows.PLANNED else "已投入使用的设备不能删除，拆除后登记拆除日期"
