"""固定信息更正申请: the firm asks the authority to correct what it may not change itself (S-3.1.f)."""

from typing import TYPE_CHECKING, Any

from django.db import models

from anlan.kernel.act.act import Act, Refused, apply
from anlan.kernel.act.effects import cleaning_seat
from anlan.kernel.register import registry
from anlan.kernel.register.entry import FieldError, clean_one
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.records import UnitRecord

from ..flows import change_request_flow
from .enterprise import Enterprise

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

CORRECTABLE = (
    ("name", "生产经营单位名称"),
    ("code", "统一社会信用代码"),
    ("area", "所属镇（区域）"),
    ("industry", "监管行业"),
    ("category", "企业类型大类"),
    ("subcategory", "企业类型小类"),
    ("grade", "单位级别"),
    ("score", "评级分数"),
)


class ChangeRequest(UnitRecord):
    """One fixed fact, what it says now, what it should say, and why. Accepting it corrects the file in the same act."""

    field = models.CharField("更正项目", max_length=20, choices=CORRECTABLE)
    present = models.CharField("现登记内容", max_length=200, editable=False)
    proposed = models.CharField("更正后内容", max_length=200)
    reason = models.TextField("更正理由", max_length=1000)
    evidence = FilesField("证明材料", most=5)
    state = models.CharField(
        "状态", max_length=20, choices=change_request_flow.choices, default=change_request_flow.start, editable=False
    )

    class Meta:
        verbose_name = "固定信息更正申请"
        indexes = [
            *list_indexes("correction", ("-created_at",), ("field", "state")),
            models.Index(fields=["state", "area"], name="correction_state"),
        ]

    def __str__(self) -> str:
        return f"更正{self.get_field_display()}：{self.proposed}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A new request notes what the file says now; what it proposes must be something the file can say."""
        super().settle(seat, is_new)
        if not is_new:
            return
        firm = Enterprise.objects.filter(pk=self.unit_id).select_related("area").first()
        if firm is None:
            raise FieldError("该单位没有企业基本信息，不能申请更正")
        spec = registry.register("enterprise").specs[self.field]
        value = clean_one(spec, self.proposed, cleaning_seat(None), firm)
        if spec.field.check and (sentence := spec.field.check(value)):
            raise FieldError(sentence)
        if value == getattr(firm, self.field):
            raise FieldError(f"“{spec.label}”现在就是“{self.proposed}”，无需更正")
        self.present = shown(firm, self.field)

    def accept(self, step: Any, seat: "Seat | None") -> None:
        """Corrects the file in this act's transaction, so that correction and decision stand or fall together."""
        values = {self.field: self.proposed}
        if self.field == "category":
            # A 小类 of the former 大类 would contradict the correction.
            values["subcategory"] = ""
        try:
            apply(registry.register("enterprise"), Act(None, "enterprise", "change", self.unit_id, values))
        except Refused as error:
            raise Refused(f"不能按申请更正：{error}") from error
        step.values = step.values | {self.get_field_display(): f"{self.present} → {self.proposed}"}
        self.unit.refresh_from_db()


def shown(firm: Enterprise, field: str) -> str:
    """A fact of the file as a person reads it."""
    if field == "area":
        return firm.area.full_name
    display = getattr(firm, f"get_{field}_display", None)
    value = display() if display else getattr(firm, field)
    return "" if value is None else str(value)
