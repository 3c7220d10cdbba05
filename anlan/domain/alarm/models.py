"""预警: one alarm and its verbs; how a person wants to be told; how far the rules have come."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from anlan.domain.device import kinds, present
from anlan.domain.device.amounts import amount
from anlan.domain.device.models import OfDevice
from anlan.domain.device.models.measured import MeasuredField
from anlan.domain.device.rules.words import KIND_TITLES, RANKS, Kind
from anlan.domain.hazard.rules import same_person
from anlan.kernel.act.act import Refused
from anlan.kernel.clock import day_of, now
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.records import Record
from anlan.telemetry.quantities import BY_CODE

from . import flows, rules
from .terms import terms

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

ASPECTS = [("rate", "变化速率"), ("seconds", "持续时间（秒）"), ("neighbours", "与邻近设备比较")]
"""What value and limit are where they are not the measured quantity itself."""
TONES = {1: "blue", 2: "yellow", 3: "orange", 4: "red"}


class Alarm(OfDevice):
    """One stretch of time in which one rule of one device was broken, however often.

    ``key``: the engine's name of it. ``value`` against ``limit`` made its present level; ``worst`` is the furthest value so
    far; ``count`` the readings beyond. ``began_at``: the first of them; ``raised_at``: when it had lasted long enough, both
    by the device's clock. ``climbed``: how far it went up unconfirmed. ``is_shared``: the authority sees it.
    """

    key = models.CharField("报警编号", max_length=80)
    rule = models.CharField("报警类型", max_length=16, choices=[(str(k), t) for k, t in KIND_TITLES.items()])
    device_kind = models.CharField("设备类型", max_length=20, choices=kinds.choices, editable=False)
    quantity = models.CharField("监测量", max_length=20, choices=kinds.quantity_choices, blank=True)
    level = models.CharField("报警级别", max_length=20)
    rank = models.PositiveSmallIntegerField("严重程度", choices=RANKS)
    value = MeasuredField("报警值", max_digits=18)
    limit = MeasuredField("限值", max_digits=18)
    aspect = models.CharField("比较的量", max_length=12, blank=True, default="", choices=ASPECTS)
    source = models.CharField("限值依据", max_length=300, blank=True)
    began_at = models.DateTimeField("开始时间")
    raised_at = models.DateTimeField("报警时间")
    ended_at = models.DateTimeField("恢复时间", null=True, blank=True)
    count = models.PositiveIntegerField("超限次数", default=1)
    worst = MeasuredField("最严重值", max_digits=18)
    worst_at = models.DateTimeField("最严重时间", null=True, blank=True)
    waiting_since = models.DateTimeField("等待确认", default=now, editable=False)
    climbed = models.PositiveSmallIntegerField("升级次数", default=0, editable=False)
    is_shared = models.BooleanField("已通报主管部门", default=False, editable=False)
    verdict = models.CharField("研判结果", max_length=12, choices=rules.VERDICTS, blank=True)
    handler = models.CharField("处置人", max_length=40, blank=True)
    verifier = models.CharField("核实人", max_length=40, blank=True)
    hazard_asked = models.BooleanField("已转隐患", default=False, editable=False)
    confirmed_at = models.DateTimeField("确认时间", null=True, editable=False)
    closed_at = models.DateTimeField("关闭时间", null=True, editable=False)
    confirm_seconds = models.PositiveIntegerField("确认用时（秒）", null=True, editable=False)
    close_seconds = models.PositiveIntegerField("关闭用时（秒）", null=True, editable=False)
    state = models.CharField(
        "处置状态", max_length=12, choices=flows.alarm_flow.choices, default=flows.RAISED, editable=False
    )

    class Meta:
        verbose_name = "预警"
        indexes: ClassVar = [
            *list_indexes(
                "alarm", ("-raised_at",),
                ("is_shared", "state", "rank", "verdict", "rule", "device_kind", "device", "site"),
                grounded=True, party=False,
            ),
            models.Index(fields=["device", "-raised_at"], name="alarm_device"),
            models.Index(fields=["state", "rank"], name="alarm_state"),
        ]  # fmt: skip
        constraints: ClassVar = [models.UniqueConstraint(fields=["key"], name="one_alarm_per_key")]

    def __str__(self) -> str:
        return f"{self.device} {self.what}"

    @property
    def what(self) -> str:
        """What is wrong, in short."""
        measured = BY_CODE[self.quantity].name if self.quantity and self.rule != Kind.BIT else ""
        return f"{measured}{self.level}"

    @property
    def raised(self) -> str:
        """When, as people read it."""
        return timezone.localtime(self.raised_at).strftime("%Y-%m-%d %H:%M")

    @property
    def is_over(self) -> bool:
        """Has the value been back since?"""
        return self.ended_at is not None

    def said(self, name: str) -> str | None:
        """Measured values as exact as the device measures, with their unit; a number that can be said on the telephone."""
        if name == "key":
            return f"{day_of(self.raised_at):%Y%m%d}-{self.pk}"
        return self.amount(name) if name in ("value", "limit", "worst") else None

    def amount(self, name: str) -> str:
        """``value``, ``limit`` or ``worst`` in words, "" for none: a device that reports an alarm itself measured nothing."""
        if self.rule == Kind.BIT:
            return ""
        return amount(self.device_kind, self.quantity, getattr(self, name), self.aspect, exact=name == "limit")

    def tone_of(self, name: str) -> str:
        """The rank in its colour; whether the value is back."""
        if name in ("rank", "level"):
            return TONES[self.rank]
        return {"": "", rules.REAL: "red", rules.FALSE: "grey"}.get(self.verdict, "blue") if name == "verdict" else ""

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Its kind is its device's; the authority sees what the setting says."""
        super().settle(seat, is_new)
        if is_new:
            self.device_kind = self.device.kind
        self.is_shared = self.is_shared or rules.is_shared(self.rank, self.verdict, terms())

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The wall of devices shows the gravest one that lasts."""
        super().settled(seat, is_new)
        lasting = Alarm.objects.filter(device=self.device_id, ended_at=None).aggregate(rank=models.Max("rank"))
        present.alarmed({self.device_id: lasting["rank"] or 0})

    # What people do -----------------------------------------------------------------------------------------------

    def be_confirmed(self, step: "Step") -> None:
        """确认: somebody has seen it."""
        self.confirmed_at = step.at
        self.confirm_seconds = max(0, int((step.at - self.waiting_since).total_seconds()))

    def be_judged(self) -> None:
        """研判. FieldError for another verdict than 真实 once it is a hazard."""
        if self.hazard_asked and self.verdict != rules.REAL:
            raise FieldError("已转为隐患，不能改判；请在隐患上办理")
        if rules.becomes_hazard(self.rank, self.verdict, False, terms()):
            self.hazard_asked = True

    def hazard_refused(self) -> str | None:
        """Why 转隐患 is grey."""
        if self.verdict != rules.REAL:
            return "研判为“真实”的预警才能转隐患"
        return "已转为隐患" if self.hazard_asked else None

    def ask_for_hazard(self) -> None:
        """转隐患: a listener makes it."""
        self.hazard_asked = True

    def be_verified(self) -> None:
        """核实 by another person than who handled it, also where a firm has but one account."""
        if same_person(self.handler, self.verifier):
            raise Refused({"verifier": ["核实人与处置人不能是同一人，请由他人核实"]})

    def close_refused(self) -> str | None:
        """Why 关闭 is grey."""
        return None if self.is_over else "监测数据还没有恢复正常，不能关闭"

    def dismiss_refused(self) -> str | None:
        """Why 关闭 without handling is grey."""
        if self.verdict == rules.REAL:
            return "研判为“真实”的预警须处置、核实后关闭"
        return self.close_refused()

    def be_closed(self, step: "Step") -> None:
        """关闭."""
        self.closed_at = step.at
        self.close_seconds = max(0, int((step.at - self.created_at).total_seconds()))

    # What the readings and the clock do ---------------------------------------------------------------------------

    def be_reopened(self) -> None:
        """The value was back for a moment only: everything is to be done again."""
        self.verdict, self.handler, self.verifier, self.climbed = "", "", "", 0
        self.confirmed_at = self.closed_at = self.confirm_seconds = self.close_seconds = None
        self.hazard_asked, self.waiting_since = False, now()

    def climb(self) -> None:
        """Nobody has confirmed it in time: the next desk has it too. A firm of its own has no company above it."""
        steps = 1 if self.keeper_id != self.unit_id or self.climbed else 2
        self.climbed = min(rules.TOP, self.climbed + steps)
        self.is_shared = self.is_shared or self.climbed == rules.AUTHORITY

    def be_shown(self) -> None:
        """The authority sees it from now on."""
        self.is_shared = True


class AlarmChannel(Record):
    """报警接收方式 of one person in one organisation. Who has not chosen is told on the page alone."""

    on_page = models.BooleanField("站内提醒", default=True)
    by_sms = models.BooleanField("短信", default=False)
    least_rank = models.PositiveSmallIntegerField("接收的最低严重程度", choices=RANKS, default=2)
    sound = models.BooleanField("大屏声音提示", default=True)

    class Meta:
        verbose_name = "报警接收方式"
        indexes: ClassVar = [models.Index(fields=["made_for", "made_by"], name="alarmchannel_whose")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["made_by", "made_for"], name="one_channel_per_person",
                violation_error_message="您已设置过报警接收方式，请在原有设置上修改",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        chosen = [label for label, on in (("站内提醒", self.on_page), ("短信", self.by_sms)) if on]
        return "、".join(chosen) or "不接收"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """FieldError for SMS to a person without a number."""
        if self.by_sms and self.made_by is not None and not self.made_by.phone:
            raise FieldError("您的账号没有绑定手机号，收不到短信；请先在“手机号”中绑定")


class RuleState(models.Model):
    """How far the rules have come: everything received before ``heard`` (ms) is judged; ``told``: the engine's own words."""

    heard = models.BigIntegerField()
    told = models.TextField()
    kept_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{datetime.fromtimestamp(self.heard / 1000, UTC):%Y-%m-%d %H:%M:%S}"
