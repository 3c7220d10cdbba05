"""限值 of a device of its own, before those of its kind."""

from itertools import pairwise
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models

from anlan.kernel.clock import now
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes

from .. import flows, kinds, levels
from ..amounts import RATE, amount
from .measured import MeasuredField
from .record import OfDevice

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

MOST_DELAY = 86_400


class DeviceLimit(OfDevice):
    """One level of one quantity of one device, from a moment on. Never changed: what was judged by it still shows it.

    The newest that is valid counts; a withdrawn one counts until it was withdrawn. ``value`` None: at this level the
    device raises nothing.
    """

    quantity = models.CharField("监测量", max_length=20, choices=kinds.quantity_choices)
    level = models.CharField("级别", max_length=12, choices=levels.CHOICES)
    value = MeasuredField("限值", max_digits=14)
    hysteresis = MeasuredField("回差", max_digits=12, validators=[MinValueValidator(0)])
    delay = models.PositiveIntegerField("持续时间（秒）", null=True, blank=True)
    reason = models.CharField("设置依据", max_length=200)
    valid_from = models.DateTimeField("生效时间", default=now)
    ended_at = models.DateTimeField("撤销时间", null=True, editable=False)
    state = models.CharField(
        "限值状态", max_length=12, choices=flows.limit_flow.choices, default=flows.IN_FORCE, editable=False
    )

    class Meta:
        verbose_name = "设备限值"
        indexes = [
            *list_indexes(
                "devlimit", ("-valid_from",), ("quantity", "level", "state", "device", "site"), grounded=True, party=False
            ),
            models.Index(fields=["device", "valid_from"], name="devlimit_device"),
            models.Index(fields=["updated_at"], name="devlimit_changed"),
            models.Index(fields=["valid_from"], name="devlimit_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.device}{self.get_quantity_display()}{self.get_level_display()}"

    def said(self, name: str) -> str | None:
        """The limit with its unit."""
        if name not in ("value", "hysteresis") or not self.quantity:
            return None
        aspect = RATE if self.level == "rate" else ""
        return amount(self.device.kind, self.quantity, getattr(self, name), aspect, exact=True)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Of a quantity and level that its kind knows, in order with the others, never from a moment that has been."""
        super().settle(seat, is_new)
        if not is_new:
            return
        kind = self.device.kind_now
        measured = next((m for m in kind.measures if m.quantity.code == self.quantity), None) if kind else None
        if kind is None or measured is None:
            raise FieldError(f"{self.device.get_kind_display()}不监测“{self.get_quantity_display()}”，请重新选择")
        known = [d.level for d in kind.limits if d.quantity == self.quantity]
        if self.level not in known:
            allowed = "、".join(levels.LEVELS[one].name for one in known) or "无"
            raise FieldError(f"“{self.get_quantity_display()}”没有这个级别，可设置的级别：{allowed}")
        if self.value is not None and not measured.low <= float(self.value) <= measured.high:
            raise FieldError(f"限值超出“{self.get_quantity_display()}”的范围（{measured.low:g} 至 {measured.high:g}）")
        if self.delay is not None and self.delay > MOST_DELAY:
            raise FieldError("持续时间最长一天（86400 秒），请改正")
        self.valid_from = max(self.valid_from, now())
        self._keep_order(kind)

    def _keep_order(self, kind: "kinds.DeviceKind") -> None:
        from ..compiled import values_of

        values = values_of(self.device, self.quantity, self.valid_from) | {
            self.level: None if self.value is None else float(self.value)
        }
        for ladder in levels.LADDERS:
            held = [(level, values[level]) for level in ladder if values.get(level) is not None]
            for (lower, below), (upper, above) in pairwise(held):
                if below is not None and above is not None and below >= above:
                    names = levels.LEVELS[lower].name, levels.LEVELS[upper].name
                    raise FieldError(f"{names[0]}限值 {below:g} 应小于{names[1]}限值 {above:g}，请改正")

    def end(self) -> None:
        """撤销: from now on."""
        self.ended_at = now()
