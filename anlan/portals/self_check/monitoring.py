"""监测预警: the firm's devices, how they speak, their limits and upkeep; authorities read."""

from anlan.domain.device.pages.screens import ORDER_WORDS, screens
from anlan.kernel.doors.portal import Group, Page

READ_ONLY = ("export", "print")
FIRM_ONLY = ("设备信息", "位置", "操作人员和资料")
"""Sections of a device that has nothing to do with a building site."""

FIRM_GROUP = Group("监测预警", (
    Page("alarms", "预警", "alarm", audience="unit", icon="alert-triangle", top=("export", "print"),
         columns=("raised_at", "rank", "state", "device", "quantity", "level", "value", "limit", "count", "ended_at", "verdict"),
         filters=("state", "rank", "verdict", "rule", "device_kind", "raised_at", "device"),
         row=("confirm",),
         empty="没有预警；监测数据超过限值时会出现在这里"),
    *screens("unit"),
    Page("devices", "设备台账", "device", audience="unit", icon="settings", sections=FIRM_ONLY,
         columns=("name", "number", "kind", "place", "plate", "installed_on", "state"), filters=("kind", "state"),
         row=("change",), empty="还没有监测设备；点右上角“新增”登记，再到“设备接入”登记协议和设备编码"),
    Page("device-sources", "设备接入", "devicesource", audience="unit", icon="key", row=("change", "renew_secret", "stop", "resume"),
         columns=("device", "protocol", "address", "secret", "note", "state"), filters=("protocol", "state", "device"),
         top=("create", "import", "export"), empty="还没有登记接入方式；设备凭设备编码和访问密码上传数据"),
    Page("device-orders", "设备指令", "deviceorder", audience="unit", icon="message", top=("create", "export"), row=("send_again", "withdraw"),
         columns=("device", "kind", "content", "made_for", "created_at", "sent_at", "answer", "state"),
         filters=("kind", "state", "created_at", "device"), words=ORDER_WORDS, empty="没有下发过指令；在车辆终端或监测站的详情页点“下发指令”"),
    Page("device-limits", "限值", "devicelimit", audience="unit", icon="chart-bar", row=("withdraw",),
         filters=("quantity", "level", "state", "device"), empty="没有单独设置的限值，按设备类型的默认限值报警；要另行设置的点“新增”，写明依据"),
    Page("maintenances", "检维修", "maintenance", audience="unit", icon="clock", row=("finish",),
         columns=("device", "starts_at", "ends_at", "reason", "worker", "state"), filters=("state", "starts_at", "device"),
         empty="没有检维修；检修设备前点“新增”登记时段，期间照常保存数据，不报警"),
    Page("calibrations", "检定校准", "calibration", audience="unit", icon="clipboard-check", row=("change", "remove"),
         columns=("device", "done_on", "until", "by", "number", "result"), filters=("result", "until", "device"),
         empty="还没有检定校准记录；点“新增”登记，到期前系统提醒"),
    Page("device-papers", "设备证照", "devicepaper", audience="unit", icon="book", row=("change", "remove"),
         columns=("device", "kind", "number", "issuer", "until"), filters=("kind", "until", "device"), empty="还没有设备证照；点“新增”登记，到期前系统提醒"),
    Page("alarm-channels", "报警接收方式", "alarmchannel", audience="unit", icon="message", top=("create",), row=("change",),
         empty="没有设置，按站内提醒接收；点“新增”选择短信和最低严重程度"),
), icon="bell")  # fmt: skip

AUTHORITY_GROUP = Group("监测预警", (
    Page("firm-alarms", "预警", "alarm", audience="authority", icon="alert-triangle", top=READ_ONLY,
         columns=("raised_at", "rank", "state", "device", "unit", "quantity", "value", "limit", "ended_at", "verdict"),
         filters=("state", "rank", "verdict", "rule", "device_kind", "raised_at", "unit", "area"),
         row=("confirm_by_authority",), empty="没有需要主管部门处理的预警"),
    *screens("authority", "firm-"),
    Page("firm-devices", "设备台账", "device", audience="authority", icon="settings", top=READ_ONLY, row=(),
         columns=("name", "kind", "unit", "place", "plate", "installed_on", "state"), filters=("kind", "state", "unit", "area"),
         empty="辖区内还没有监测设备"),
    Page("firm-device-orders", "设备指令", "deviceorder", audience="authority", icon="message", top=("create", "export"),
         row=("send_again", "withdraw"), columns=("device", "unit", "kind", "content", "made_for", "created_at", "answer", "state"),
         filters=("kind", "state", "created_at", "unit", "area"), words=ORDER_WORDS, empty="没有下发过指令；在设备的详情页点“下发指令”"),
    Page("firm-device-limits", "限值", "devicelimit", audience="authority", icon="chart-bar", top=READ_ONLY, row=(),
         columns=("device", "unit", "quantity", "level", "value", "valid_from", "reason", "state"),
         filters=("quantity", "level", "state", "unit", "area"), empty="没有企业单独设置的限值"),
    Page("firm-maintenances", "检维修", "maintenance", audience="authority", icon="clock", top=READ_ONLY, row=(),
         columns=("device", "unit", "starts_at", "ends_at", "reason", "state"), filters=("state", "starts_at", "unit", "area"),
         empty="没有检维修"),
    Page("firm-calibrations", "检定校准", "calibration", audience="authority", icon="clipboard-check", top=READ_ONLY, row=(),
         columns=("device", "unit", "done_on", "until", "by", "result"), filters=("result", "until", "unit", "area")),
    Page("firm-device-papers", "设备证照", "devicepaper", audience="authority", icon="book", top=READ_ONLY, row=(),
         columns=("device", "unit", "kind", "number", "until"), filters=("kind", "until", "unit", "area")),
    Page("firm-alarm-channels", "报警接收方式", "alarmchannel", audience="authority", icon="message", top=("create",),
         row=("change",), empty="没有设置，按站内提醒接收；点“新增”选择短信和最低严重程度"),
    Page("unreadable", "无法识别的报文", "unreadable", audience="authority", icon="search", top=("export",), row=(),
         empty="没有无法识别的报文"),
), icon="bell")  # fmt: skip

KEPT = ("device", "devicelimit", "maintenance", "calibration", "devicepaper")
ALARMS = ("alarm.view", "alarm.export")
CHANNEL = ("alarmchannel.view", "alarmchannel.create", "alarmchannel.change")
ANSWER = ("confirm", "judge", "judge_again", "handle", "to_hazard", "dismiss", "verify", "send_back", "close")
"""What a firm does about its own alarms."""
ORDERS = tuple(f"deviceorder.{verb}" for verb in ("view", "export", "create", "withdraw", "send_again"))
"""The other moves of an order are the gateway's and the clock's."""
FIRM = (
    *(f"{register}.*" for register in KEPT), "devicesource.*", *ORDERS, *ALARMS, *CHANNEL, *(f"alarm.{one}" for one in ANSWER),
)  # fmt: skip
OVERSEE = (
    *(f"{register}.{verb}" for register in KEPT for verb in ("view", "export")), *ALARMS, *CHANNEL,
    "alarm.confirm_by_authority", *ORDERS,
)  # fmt: skip
LOOK = (*(f"{register}.view" for register in KEPT), "alarm.view", "deviceorder.view")
SYSTEM = ("unreadable.view", "unreadable.export")
