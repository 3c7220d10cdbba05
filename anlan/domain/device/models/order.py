"""设备指令: what a person sends down to a device, and what it answers."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from anlan.kernel.clock import jobs, now
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import ManyChoicesField
from anlan.kernel.scope.scopes import Participating

from .. import flows, orders
from .record import OfDevice

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

ANSWER_WITHIN = timedelta(minutes=2)
"""So long after it was sent nobody waits for an answer any more: the gateway that sent it has died meanwhile."""


class DeviceOrder(OfDevice):
    """One question or command. The gateway's process sends it once the device is on line and notes the answer.

    It is noted as sent before it goes out, so that nothing goes out twice by itself; what the gateway could not note after
    that (it was killed) becomes 未应答 by the clock, and a person decides whether to send it again.
    """

    kind = models.CharField("指令", max_length=10, choices=orders.KINDS)
    text = models.TextField("文本内容", max_length=orders.MOST_BYTES, blank=True, default="")
    ways = ManyChoicesField("播报方式", options=orders.WAYS)
    urgent = models.BooleanField("紧急", default=False)
    interval = models.PositiveIntegerField(
        "上报间隔（秒）", null=True, blank=True, validators=[MaxValueValidator(orders.MOST_INTERVAL)]
    )
    duration = models.PositiveIntegerField(
        "跟踪时长（秒）", null=True, blank=True, validators=[MaxValueValidator(orders.MOST_DURATION)]
    )
    parameters = ManyChoicesField("读取的参数", options=orders.parameter_choices)
    parameter = models.CharField(
        "参数", max_length=20, choices=orders.parameter_choices, blank=True, default=""
    )  # fmt: skip
    value = models.PositiveIntegerField("设为", null=True, blank=True)
    content = models.CharField("指令内容", max_length=520, default="", editable=False)
    valid_until = models.DateTimeField("有效期至", default=now, editable=False)
    sent_at = models.DateTimeField("下发时间", null=True, editable=False)
    answered_at = models.DateTimeField("应答时间", null=True, editable=False)
    answer = models.CharField("应答内容", max_length=500, blank=True, default="", editable=False)
    state = models.CharField(
        "指令状态", max_length=12, choices=flows.order_flow.choices, default=flows.WAITING, editable=False
    )

    class Meta:
        verbose_name = "设备指令"
        indexes = [
            *list_indexes(
                "devorder", ("-created_at",), ("kind", "state", "device", "site"), grounded=True, party=False
            ),
            models.Index(fields=["state", "device", "id", "valid_until"], name="devorder_waiting"),
            models.Index(fields=["device", "created_at"], name="devorder_device"),
        ]

    def __str__(self) -> str:
        return f"{self.device}：{self.get_kind_display()}"

    def entry_refused(self, seat: "Seat") -> str | None:
        """Whoever may act on the device: its firm, the people on the site, the authority that supervises it directly."""
        return Participating().acts_refused(seat, self.device)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Something the device can be asked, within its bounds."""
        super().settle(seat, is_new)
        if not is_new:
            return
        if self.device.state != flows.IN_USE:
            raise FieldError(f"“{self.device}”{self.device.get_state_display()}，不能下发指令")
        if why := self._refused() or orders.unable(self.protocols, orders.question_of(self)):
            raise FieldError(why)
        self.content = orders.content_of(self)
        self._wait()

    def _refused(self) -> str | None:
        if self.kind == orders.TRACK:
            return orders.tracking_refused(self.interval or 0, self.duration)
        if self.kind == orders.SET:
            return orders.setting_refused(self.parameter, self.value or 0)
        return None

    @property
    def protocols(self) -> set[str]:
        """Those its device speaks."""
        return protocols_of(self.device_id)

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The clock looks at it again when it has waited long enough."""
        due = {flows.WAITING: self.valid_until, flows.SENT: self.sent_at and self.sent_at + ANSWER_WITHIN}.get(
            self.state
        )
        if due:
            jobs.ask("deviceorder:look", f"{self.pk}:{self.version}", {"order": self.pk}, due)

    def _wait(self) -> None:
        self.valid_until = now() + timedelta(hours=settings.ORDER_HOURS)

    def be_sent(self) -> None:
        """已下发: about to go out."""
        self.sent_at, self.answered_at, self.answer = now(), None, ""

    def be_answered(self) -> None:
        """The device has answered, well or not."""
        self.answered_at = now()

    def be_put_back(self) -> None:
        """It did not go out after all and waits on."""
        self.sent_at = None

    def again(self) -> None:
        """再次下发."""
        self.sent_at, self.answered_at, self.answer = None, None, ""
        self._wait()

    def again_refused(self) -> str | None:
        """Why 再次下发 is grey."""
        return None if self.device.state == flows.IN_USE else f"设备{self.device.get_state_display()}，不能下发指令"


def protocols_of(device: int) -> set[str]:
    """The protocols in which a device speaks now."""
    from .source import DeviceSource

    return set(DeviceSource.objects.filter(device=device, state=flows.IN_USE).values_list("protocol", flat=True))
