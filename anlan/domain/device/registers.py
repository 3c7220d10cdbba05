"""How 监测设备 and what hangs on one are listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.domain.site.registers import SITE
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Action, Field, Section, Share
from anlan.kernel.scope.scopes import Participating

from . import flows, models, orders
from .pages import ledger

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

DEVICE = Field("device", fixed=True, pick_where={"state__in": flows.STANDING})
WHERE = ("device", "unit", "site", "area")


class KeptRegister(Register):
    """A Register whose rows are entered by who looks after the device; authorities read."""

    def create_refused(self, seat: "Seat") -> str | None:
        """As everywhere; authorities read."""
        why = super().create_refused(seat)
        return why or (f"{self.title}由设备使用单位登记，主管部门只能查看" if seat.is_authority else None)


class DeviceRegister(KeptRegister):
    """监测设备."""

    model = models.Device
    columns = "name", "number", "kind", "unit", "site", "place", "plate", "model", "installed_on", "state"
    order = "-created_at", "name"
    search = "name", "initials", "number", "plate", "place"
    filters = "kind", "state", "unit", "site", "area"
    sections = (
        Section(
            "设备信息",
            Field("name", wide=True), "kind", "number",
            Field("plate", when=("kind", "lorry"), required=True, help="如：苏D12345"),
            Field("plate_colour", when=("kind", "lorry"), required=True),
            "maker", "model", "serial", "installed_on",
        ),
        Section(
            "所在工地",
            Field("site", fixed=True, required=False, default=SITE.default, pick_where=SITE.pick_where,
                  help="工地上的设备选择在建项目；换了工地的，在原项目报废后到新项目登记"),
            Field("machine", help="对应的机械设备，如塔式起重机"),
        ),
        Section("位置", Field("place", wide=True, help="如：罐区 2 号罐、3 号楼北侧"), "longitude", "latitude",
                note="经纬度用 WGS-84 坐标"),
        Section("操作人员和资料", Field("operators", wide=True), "files"),
    )  # fmt: skip
    share = Share("name", search=("name", "initials", "number"), hint=("kind", "place"))
    scope = Participating("unit", parts=False)
    flow = flows.device_flow
    pages = {"list": ledger.device_list, "detail": ledger.device_detail}
    tallied = ("kind", "state")


class DeviceSourceRegister(KeptRegister):
    """设备接入."""

    model = models.DeviceSource
    columns = "device", "protocol", "address", "unit", "site", "note", "state"
    order = ("-created_at",)
    search = ("address", "device__name", "device__initials")
    filters = ("protocol", "state", *WHERE)
    sections = (
        Section(
            "设备接入",
            DEVICE, Field("protocol", fixed=True),
            Field("address", help="HJ 212 填 MN，JT/T 808 填终端手机号，MQTT 填用户名，HTTP 填令牌名称"),
            Field("secret", secret=lambda word: "******", help="留空由系统生成，保存后显示一次；JT/T 808 的鉴权码在终端注册时产生"),
            Field("note", wide=True),
        ),
        Section(
            "单位换算", Field("units", wide=True),
            note="设备使用的单位与平台不同时填写，如扬尘设备按 mg/m³ 上报；HJ 212 须填因子编码，如 a34002",
        ),
    )  # fmt: skip
    share = Share("address", search=("address",), hint=("protocol", "device"))
    scope = Participating("unit", parts=False)
    flow = flows.source_flow
    actions = (
        Action("renew_secret", "重置访问密码", "renew_secret", models.DeviceSource.renew_secret,
               refused=models.DeviceSource.renew_refused, tone="danger",
               confirm="重置后设备须换用新密码才能上传数据。确定重置吗？"),
    )  # fmt: skip


class DeviceLimitRegister(KeptRegister):
    """设备限值."""

    model = models.DeviceLimit
    columns = "device", "quantity", "level", "value", "hysteresis", "delay", "valid_from", "made_by", "reason", "state"
    order = ("-valid_from",)
    search = ("reason", "device__name", "device__initials")
    filters = ("quantity", "level", "state", *WHERE)
    sections = (
        Section(
            "限值",
            DEVICE, "quantity", "level",
            Field("value", required=False, help="按监测量的单位；留空表示这一级不报警"),
            Field("hysteresis", help="回到限值以内多少才算恢复；不填用默认值"),
            Field("delay", help="持续多久才报警；不填用默认值"),
            Field("valid_from", help="不能早于现在"), Field("reason", wide=True, help="如：设计文件、工艺卡片、专项方案的名称和条款"),
            note="限值保存后不能修改；要调整的，新增一条，旧的保留备查",
        ),
    )  # fmt: skip
    scope = Participating("unit", parts=False)
    flow = flows.limit_flow


class MaintenanceRegister(KeptRegister):
    """检维修."""

    model = models.Maintenance
    columns = "device", "starts_at", "ends_at", "reason", "worker", "unit", "site", "made_by", "state"
    order = ("-starts_at",)
    search = ("reason", "worker", "device__name", "device__initials")
    filters = ("state", "starts_at", *WHERE)
    sections = (
        Section("检维修", DEVICE, "worker", "starts_at", "ends_at", Field("reason", wide=True),
                note="检维修期间照常接收和保存数据，不报警"),
    )  # fmt: skip
    scope = Participating("unit", parts=False)
    flow = flows.maintenance_flow


class CalibrationRegister(KeptRegister):
    """检定校准."""

    model = models.Calibration
    columns = "device", "done_on", "until", "by", "number", "result", "unit", "site"
    order = "-done_on", "until"
    search = ("number", "by", "device__name", "device__initials")
    filters = ("result", "until", *WHERE)
    sections = (
        Section("检定校准", DEVICE, "done_on", "until", "by", "number", Field("result", radio=True), Field("files", wide=True)),
    )  # fmt: skip
    scope = Participating("unit", parts=False)
    flow = flows.calibration_flow


class DevicePaperRegister(KeptRegister):
    """设备证照."""

    model = models.DevicePaper
    columns = "device", "kind", "number", "issuer", "issued_on", "until", "unit", "site"
    order = "-created_at", "until"
    search = ("number", "issuer", "device__name", "device__initials")
    filters = ("kind", "until", *WHERE)
    sections = (
        Section("设备证照", DEVICE, "kind", "number", "issuer", "issued_on", "until", Field("files", wide=True)),
    )  # fmt: skip
    scope = Participating("unit", parts=False)
    flow = flows.devicepaper_flow


class DeviceOrderRegister(Register):
    """设备指令: by whoever may act on the device, authorities too."""

    model = models.DeviceOrder
    columns = (
        "device",
        "kind",
        "content",
        "made_for",
        "made_by",
        "created_at",
        "sent_at",
        "answered_at",
        "answer",
        "unit",
        "site",
        "state",
    )
    order = ("-created_at",)
    search = ("device__name", "device__initials", "device__plate")
    filters = ("kind", "state", "created_at", *WHERE)
    sections = (
        Section(
            "设备指令",
            Field("device", fixed=True, pick_where={"state": flows.IN_USE}), Field("kind", fixed=True),
            Field("text", when=("kind", orders.TEXT), required=True, wide=True, check=orders.text_refused,
                  help="最长 499 字节，约 249 个汉字"),
            Field("ways", when=("kind", orders.TEXT), required=True), Field("urgent", when=("kind", orders.TEXT)),
            Field("interval", when=("kind", orders.TRACK), required=True, help="填 0 停止跟踪"),
            Field("duration", when=("kind", orders.TRACK)),
            Field("parameters", when=("kind", orders.READ), required=True, wide=True),
            Field("parameter", when=("kind", orders.SET), required=True),
            Field("value", when=("kind", orders.SET), required=True, help="整数，按所选参数的单位"),
            note="设备在线时几秒内下发；不在线的等到设备上线，过了有效期不再下发",
        ),
    )  # fmt: skip
    share = Share("content", search=("device__name",), hint=("device", "state"))
    scope = Participating("unit", parts=False)
    flow = flows.order_flow
    pages = {"detail": ledger.order_detail}
