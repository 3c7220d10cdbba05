"""How 预警 and 报警接收方式 are listed, entered and shared."""

from anlan.domain.device.registers import DEVICE
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Participating

from . import models
from .flows import alarm_flow
from .pages import alarm_detail
from .scopes import Own


class AlarmRegister(Register):
    """预警: the rules alone make one; the authority sees those that the setting shares."""

    model = models.Alarm
    columns = (
        "raised_at", "rank", "device", "quantity", "level", "rule", "value", "limit", "count", "ended_at", "verdict", "state",
        "unit", "site", "device_kind",
    )  # fmt: skip
    order = ("-raised_at",)
    search = ("device__name", "device__initials", "device__number")
    filters = (
        "state", "rank", "verdict", "rule", "device_kind", "raised_at", "device", "unit", "site", "area",
    )  # fmt: skip
    sections = (
        Section("预警", DEVICE, "rule", "quantity", "level", "rank", Field("key", fixed=True)),
        Section("监测数据", "value", "limit", Field("aspect", required=False), "source", "began_at", "raised_at", "ended_at", "count", "worst", "worst_at"),
    )  # fmt: skip
    share = Share("level", search=("device__name",), hint=("device", "raised_at"))
    scope = Participating("unit", shared="is_shared", parts=False)
    flow = alarm_flow
    pages = {"detail": alarm_detail}


class AlarmChannelRegister(Register):
    """报警接收方式."""

    model = models.AlarmChannel
    columns = "on_page", "by_sms", "least_rank", "sound", "updated_at"
    sections = (Section("报警接收方式", "on_page", "by_sms", "least_rank", "sound"),)
    share = Share("least_rank")
    scope = Own()
