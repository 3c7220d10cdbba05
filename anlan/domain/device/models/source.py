"""接入方式: under which address and with which password a device speaks."""

import re
from typing import TYPE_CHECKING, Any

from django.db import models

from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import Column, TableField
from anlan.kernel.trail.crypto import EncryptedTextField
from anlan.telemetry.models import PROTOCOLS

from .. import flows, kinds, speaking, units
from .record import OfDevice

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

ADDRESSES = {
    "hj212": (re.compile(r"[0-9A-Za-z]{1,24}"), "MN（设备唯一标识）由 1 至 24 位数字和字母组成"),
    "jt808": (re.compile(r"[0-9]{1,20}"), "终端手机号由 1 至 20 位数字组成"),
    "mqtt": (re.compile(r"[0-9A-Za-z._-]{3,64}"), "MQTT 用户名由 3 至 64 位数字、字母、点、横线和下划线组成"),
    "http": (re.compile(r"[0-9A-Za-z._-]{3,64}"), "令牌名称由 3 至 64 位数字、字母、点、横线和下划线组成"),
}
TAKEN = "该设备编码已被使用，请核对；确认无误的，请联系平台管理人员处理"


class DeviceSource(OfDevice):
    """One way in. While it is in use nobody else has its address; it is written through to ``telemetry.Source``."""

    protocol = models.CharField("协议", max_length=10, choices=PROTOCOLS)
    address = models.CharField("设备编码", max_length=64)
    secret = EncryptedTextField("访问密码", blank=True, default="")
    units = TableField(
        "单位换算", columns=(
            Column("sent_as", "设备上报的名称（因子编码）"),
            Column("quantity", "监测量", "select", required=True, choices=kinds.quantity_choices),
            Column("unit", "设备使用的单位", "select", choices=units.unit_choices),
            Column("factor", "另乘系数", "decimal"),
        ),
    )  # fmt: skip
    note = models.CharField("备注", max_length=200, blank=True, default="")
    state = models.CharField(
        "接入状态", max_length=12, choices=flows.source_flow.choices, default=flows.IN_USE, editable=False
    )

    class Meta:
        verbose_name = "设备接入"
        indexes = [
            *list_indexes(
                "devsource", ("-created_at",), ("protocol", "state", "device", "site"), grounded=True, party=False
            ),
            models.Index(fields=["device", "state"], name="devsource_device"),
            # Only who looks after them sees them: their own rows are what is searched.
            models.Index(
                fields=["unit", "protocol", "state", "device", "site", "area", "created_at", "id"], name="devsource_own"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "address"], name="one_source_per_address",
                condition=models.Q(state=flows.IN_USE), violation_error_message=TAKEN,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_protocol_display()} {self.address}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """An address that fits the protocol and is nobody else's; a password where the protocol needs one and none was given."""
        super().settle(seat, is_new)
        self.address = speaking.tidy(self.protocol, self.address)
        pattern, sentence = ADDRESSES[self.protocol]
        if not pattern.fullmatch(self.address):
            raise FieldError(sentence)
        same = DeviceSource.objects.filter(protocol=self.protocol, address=self.address, state=flows.IN_USE)
        if self.state == flows.IN_USE and (other := same.exclude(pk=self.pk).select_related("device").first()):
            raise FieldError(f"设备编码已用于“{other.device}”" if other.keeper_id == self.keeper_id else TAKEN)
        for line in self.units:
            if self.protocol == "hj212" and not line["sent_as"]:
                raise FieldError("单位换算：请填写设备上报的因子编码，如 a34002")
            if units.conversion(line["quantity"], line["unit"] or units.SAME) is None:
                name = dict(kinds.quantity_choices())[line["quantity"]]
                raise FieldError(f"单位换算：{line['unit']} 不能换算为{name}的单位，请重新选择")
        speaking.check_secret(self.protocol, self.secret)
        self._shown_once = ""
        if not self.secret and self.protocol in speaking.NEEDS_SECRET:
            self.secret = self._shown_once = speaking.new_secret(self.protocol)

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The gateways know it within seconds."""
        speaking.keep(self.device)

    def made_note(self) -> str:
        """The password that was made up for it, told once."""
        return f"访问密码：{self._shown_once}（只显示这一次，请填入设备）" if self._shown_once else ""

    def renew_secret(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """重置访问密码: the former one is worth nothing at once. A terminal of JT/T 808 registers anew."""
        self.secret = "" if self.protocol == "jt808" else speaking.new_secret(self.protocol)
        speaking.forget_code(self)
        if not self.secret:
            return {"show": "已清除鉴权码，终端下次上线时重新注册"}
        return {"show": f"访问密码：{self.secret}（只显示这一次，请填入设备）"}

    def renew_refused(self, seat: "Seat") -> str | None:
        """Why 重置访问密码 is grey."""
        if seat.organisation_id != self.keeper_id:
            return "由设备管理单位办理"
        return None if self.state == flows.IN_USE else "已停用"
