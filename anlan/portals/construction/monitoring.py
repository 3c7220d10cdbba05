"""监测预警: what measures by itself on the sites, kept by the people there; company, branch and authority read."""

from anlan.domain.device.pages.screens import ORDER_WORDS, screens
from anlan.kernel.doors.portal import Group, Page, Rights

from .roles import AUTHORITY, BRANCH, COMPANY, SITE, audience

GROUPS = (
    Group("监测预警", (
        Page("alarms", "预警", "alarm", icon="alert-triangle", top=("export", "print"),
             columns=("raised_at", "rank", "state", "device", "site", "quantity", "value", "limit", "ended_at", "verdict"),
             filters=("state", "rank", "verdict", "rule", "device_kind", "raised_at", "site", "unit", "area"),
             row=("confirm", "confirm_by_company", "confirm_by_authority"),
             empty="没有预警；监测数据超过限值时会出现在这里"),
        *screens(),
        Page("devices", "设备台账", "device", icon="settings", row=("change",),
             columns=("name", "number", "kind", "site", "place", "machine", "installed_on", "state"),
             filters=("kind", "state", "site", "unit", "area"),
             empty="还没有监测设备；项目部点右上角“新增”登记扬尘监测站、塔式起重机监控等"),
        Page("device-sources", "设备接入", "devicesource", audience=audience(SITE, COMPANY), icon="key",
             row=("change", "renew_secret", "stop", "resume"), top=("create", "import", "export"),
             columns=("device", "protocol", "address", "secret", "site", "state"), filters=("protocol", "state", "device", "site"),
             empty="还没有登记接入方式；设备凭设备编码和访问密码上传数据"),
        Page("device-orders", "设备指令", "deviceorder", icon="message", top=("create", "export"), row=("send_again", "withdraw"),
             columns=("device", "site", "kind", "content", "made_for", "created_at", "answer", "state"),
             filters=("kind", "state", "created_at", "device", "site"), words=ORDER_WORDS, empty="没有下发过指令；在设备的详情页点“下发指令”"),
        Page("device-limits", "限值", "devicelimit", icon="chart-bar", row=("withdraw",),
             columns=("device", "site", "quantity", "level", "value", "delay", "valid_from", "reason", "state"),
             filters=("quantity", "level", "state", "device", "site"), empty="没有单独设置的限值，按设备类型的默认限值报警；要另行设置的点“新增”，写明依据"),
        Page("maintenances", "检维修", "maintenance", icon="clock", row=("finish",),
             columns=("device", "site", "starts_at", "ends_at", "reason", "worker", "state"),
             filters=("state", "starts_at", "device", "site"), empty="没有检维修；检修设备前点“新增”登记时段，期间照常保存数据，不报警"),
        Page("calibrations", "检定校准", "calibration", icon="clipboard-check", row=("change", "remove"),
             columns=("device", "site", "done_on", "until", "by", "result"), filters=("result", "until", "device", "site"),
             empty="还没有检定校准记录；点“新增”登记，到期前系统提醒"),
        Page("device-papers", "设备证照", "devicepaper", icon="book", row=("change", "remove"),
             columns=("device", "site", "kind", "number", "until"), filters=("kind", "until", "device", "site"),
             empty="还没有设备证照；点“新增”登记，到期前系统提醒"),
        Page("alarm-channels", "报警接收方式", "alarmchannel", icon="message", top=("create",), row=("change",),
             empty="没有设置，按站内提醒接收；点“新增”选择短信和最低严重程度"),
    ), icon="bell"),
)  # fmt: skip

KEPT = ("device", "devicelimit", "maintenance", "calibration", "devicepaper")
READ = tuple(f"{register}.{verb}" for register in KEPT for verb in ("view", "export"))
ALARMS = ("alarm.view", "alarm.export")
ORDERS_READ = ("deviceorder.view", "deviceorder.export")
ORDERS = (*ORDERS_READ, "deviceorder.create", "deviceorder.withdraw", "deviceorder.send_again")
"""The other moves of an order are the gateway's and the clock's."""
CHANNEL = ("alarmchannel.view", "alarmchannel.create", "alarmchannel.change")
ANSWER = ("confirm", "judge", "judge_again", "handle", "to_hazard", "dismiss")
"""What the people on a site do about its alarms; their company verifies."""
VERIFY = ("alarm.confirm_by_company", "alarm.verify", "alarm.send_back", "alarm.close")
RIGHTS: Rights = {
    COMPANY: (*READ, "devicesource.view", *ALARMS, *VERIFY, *ORDERS, *CHANNEL),
    BRANCH: (*READ, *ALARMS, *ORDERS_READ, *CHANNEL),
    SITE: (
        *(f"{register}.*" for register in KEPT), "devicesource.*", *ALARMS, *(f"alarm.{one}" for one in ANSWER), *ORDERS, *CHANNEL,
    ),
    AUTHORITY: (*READ, *ALARMS, "alarm.confirm_by_authority", *ORDERS, *CHANNEL),
}  # fmt: skip
