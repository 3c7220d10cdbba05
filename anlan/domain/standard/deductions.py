"""扣分标准: for what marks are taken off at an item."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from anlan.kernel.register.entry import FieldError

from .kinds import How
from .parts import GroundedPart, Kept
from .rules import deduction_refused, deduction_text

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

LEAST_MARK = Decimal("0.1")


class Deduction(GroundedPart):
    """扣分标准: one fault and the marks it costs. ``least`` is set for 扣…～…分 alone, whose upper end is ``marks``."""

    item = models.ForeignKey("standard.Item", models.PROTECT, verbose_name="检查条目", related_name="deductions")
    text = models.CharField("扣分情形", max_length=200)
    how = models.CharField("扣分方式", max_length=10, choices=How.choices, default=How.ONCE)
    least = models.DecimalField(
        "最少扣分", max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(LEAST_MARK)]
    )
    marks = models.DecimalField("扣分", max_digits=4, decimal_places=1, validators=[MinValueValidator(LEAST_MARK)])
    order = models.PositiveIntegerField("顺序", default=0)

    objects = models.Manager()
    kept = Kept()

    class Meta:
        verbose_name = "扣分标准"
        indexes: ClassVar = [
            models.Index(fields=["standard", "item", "order"]),
            models.Index(fields=["item", "order"]),
            models.Index(fields=["area", "item", "order"]),
        ]

    def __str__(self) -> str:
        return self.text

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Belongs to the edition of its item. FieldError when it would take off more than the item has."""
        self.standard = self.item.standard
        super().settle(seat, is_new)
        if self.how != How.RANGE:
            self.least = None
        if why := deduction_refused(self.how == How.RANGE, self.least, self.marks, self.item.full_marks):
            raise FieldError(why)

    @property
    def worded(self) -> str:
        """「每处扣2分」, 「扣5～10分」."""
        return deduction_text(self.how, self.least, self.marks)
