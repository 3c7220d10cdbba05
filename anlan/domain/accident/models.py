"""The urgent call, the quick report, the record of the month, and their verbs."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from anlan.domain.project.upward import Upward
from anlan.domain.project.works import WorksRecord
from anlan.kernel.act.act import Act, Refused, deliver
from anlan.kernel.clock import day_of, now
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.trail.crypto import EncryptedTextField

from . import flows, rules
from .facts import COUNTED, AccidentFacts, differences, in_words

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat


class UrgentReport(WorksRecord):
    """现场急报: people on site told an authority directly, past their levels (条例第九条第二款, W-2.2-accident.c)."""

    happened_at = models.DateTimeField("发生时间")
    place = models.CharField("事故地点", max_length=200)
    brief = models.TextField("事故简况", max_length=2000)
    casualties = models.CharField("初步伤亡情况", max_length=200, blank=True)
    caller = models.CharField("报告人", max_length=40)
    caller_phone = EncryptedTextField("报告人电话")
    called_unit = models.CharField("电话报告给（单位）", max_length=120)
    called_person = models.CharField("接电话的人", max_length=40, blank=True)
    called_at = models.DateTimeField("打电话时间")
    photos = FilesField("现场照片", pictures=True)
    state = models.CharField(
        "接报状态", max_length=12, choices=flows.urgent_flow.choices, default=flows.GIVEN, editable=False
    )

    class Meta:
        verbose_name = "现场急报"
        indexes = list_indexes("urgentreport", ("-happened_at",), ("state",), grounded=True)

    def __str__(self) -> str:
        return f"{timezone.localtime(self.happened_at):%m-%d %H:%M} {self.place}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Refused: an accident or a call in the future, a call before the accident."""
        super().settle(seat, is_new)
        wrong = rules.moments_refused(self.happened_at, None, now())
        if self.called_at > now():
            wrong["called_at"] = "打电话时间晚于现在，请改正"
        elif self.called_at < self.happened_at:
            wrong["called_at"] = "打电话时间早于发生时间，请改正"
        if wrong:
            raise Refused({name: [sentence] for name, sentence in wrong.items()})

    def change_refused(self, seat: "Seat") -> str | None:
        """It is with the authorities from its first moment."""
        return "急报一经保存即送达项目法人和直管水行政主管单位，不能再修改；情况变化请再报一条，或由项目法人续报"


class QuickReport(AccidentFacts, Upward, WorksRecord):
    """事故快报 with what 条例第十二条 asks for; ``told_at``: when the unit's head learned of it, from which the hour runs.

    ``held_since``, ``pass_by``: since when it lies with an authority and until when that one passes it on, None when it
    need not.
    """

    urgent = models.ForeignKey(
        UrgentReport,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="对应的现场急报",
    )
    told_at = models.DateTimeField("单位负责人接到报告时间")
    told_by = models.CharField("现场报告人", max_length=40, blank=True)
    overview = models.TextField("事故发生单位概况", max_length=2000)
    scene = models.TextField("事故现场情况", max_length=2000)
    course = models.TextField("事故简要经过", max_length=4000)
    measures = models.TextField("已经采取的措施", max_length=2000)
    other = models.TextField("其他应当报告的情况", max_length=2000, blank=True)
    photos = FilesField("现场照片", pictures=True)
    files = FilesField("附件", most=10)
    report_by = models.DateTimeField("应上报时限", editable=False)
    is_late = models.BooleanField("是否迟报", default=False, editable=False)
    late_reason = models.TextField("迟报原因", max_length=1000, blank=True, editable=False)
    held_since = models.DateTimeField("到达时间", null=True, editable=False)
    pass_by = models.DateTimeField("应逐级上报时限", null=True, editable=False)
    passed_late = models.BooleanField("逐级上报是否超时", default=False, editable=False)
    followed_up_at = models.DateTimeField("最近续报时间", null=True, editable=False)
    follow_ups_over = models.BooleanField("续报已结束", default=False, editable=False)
    reporting_state = models.CharField(
        "上报状态", max_length=12, choices=flows.quick_flow.choices, default=flows.UNREPORTED, editable=False
    )

    class Meta:
        verbose_name = "事故快报"
        indexes = list_indexes(
            "quickreport",
            ("-happened_at",),
            ("is_reported", "reporting_state", "grade", "kind", "is_late"),
            grounded=True,
        )

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Grade and times follow from the facts. FieldError: somebody who is neither owner nor a unit by itself."""
        super().settle(seat, is_new)
        if is_new and seat is not None and self.owner_id != seat.organisation_id:
            raise FieldError("事故快报由项目法人填报上报；情况紧急的，请在“现场急报”中越级上报")
        self.assess(self.told_at)
        self.report_by = rules.report_by(self.told_at)

    def report_up(self, step: "Step") -> None:
        """上报 to the direct supervisor; past its hour only with a reason, and it is marked for good."""
        if self.reported_at is None:
            late = rules.late_by(step.at, self.report_by)
            if late and not self.late_reason:
                told = rules.told_late(late)
                raise Refused({"late_reason": [f"已超过 1 小时上报时限 {told}，请填写迟报原因"]})
            self.is_late = bool(late)
            step.values["上报时限"] = self._timeliness(step.at, self.report_by)
        else:
            self.late_reason = QuickReport.objects.values_list("late_reason", flat=True).get(pk=self.pk)
        super().report_up(step)
        step.values["伤亡和损失"] = in_words(self)
        self._lie_since(step.at)

    def pass_up(self, step: "Step") -> None:
        """逐级上报, within two hours while it must go further up; who was late is marked."""
        if self.pass_by is not None:
            self.passed_late = self.passed_late or step.at > self.pass_by
            step.values["逐级上报时限"] = self._timeliness(step.at, self.pass_by)
        super().pass_up(step)
        self._lie_since(step.at)

    def return_to_maker(self) -> None:
        """退回: nobody's two hours run any more."""
        super().return_to_maker()
        self.held_since = self.pass_by = None

    def follow_up(self, step: "Step") -> None:
        """续报: casualties then and now, and the grade that follows; after the days of 第十三条 it is marked as late."""
        before = QuickReport.stored(self.pk)
        self.assess(self.told_at)
        step.values = differences(before, self, (*COUNTED, "grade")) or {"伤亡和损失": "没有变化"}
        if day_of(step.at) > self.casualty_until:
            step.values["补报时限"] = f"已过 {self.casualty_until}"
        self.followed_up_at, self.follow_ups_over = step.at, False
        if self.pass_by is None:
            self._lie_since(step.at)

    def ending_refused(self) -> str | None:
        """Why there is nothing to end."""
        return "续报已经结束" if self.follow_ups_over else None

    def end_follow_ups(self) -> None:
        """结束续报: no further reminders; a change may still be reported."""
        self.follow_ups_over = True

    def _lie_since(self, moment: Any) -> None:
        """It lies with ``held_by`` from now on: until when must that one pass it on?"""
        self.held_since, self.pass_by = moment, None
        at = self.held_by
        if at is None or at.parent_id is None:
            return
        if rules.must_pass_on(self.grade, rules.level_of(at.area_id)):
            self.pass_by = rules.pass_by(moment)

    @staticmethod
    def _timeliness(moment: Any, deadline: Any) -> str:
        late = rules.late_by(moment, deadline)
        told = f"迟报 {rules.told_late(late)}" if late else "按时"
        return f"须于 {timezone.localtime(deadline):%m-%d %H:%M} 前，{told}"


class AccidentRecord(AccidentFacts, WorksRecord):
    """事故月报 row: one per accident and unit. Locked (``is_frozen``) once its month was reported; ``frozen_facts`` are
    the grade, type and numbers as they were then, ``amendments`` how often they were corrected since.
    """

    note = models.TextField("事故说明信息", max_length=4000)
    cause = models.TextField("事故原因", max_length=2000, blank=True)
    files = FilesField("附件", most=10)
    quick = models.OneToOneField(
        QuickReport, models.PROTECT, null=True, editable=False, related_name="record", verbose_name="事故快报"
    )
    is_frozen = models.BooleanField("是否已锁定", default=False, editable=False)
    frozen_at = models.DateTimeField("锁定时间", null=True, editable=False)
    frozen_in = models.CharField("随哪份月报上报", max_length=120, blank=True, editable=False)
    frozen_facts = models.JSONField("上报时的数字", default=dict, editable=False, blank=True)
    amendments = models.PositiveIntegerField("更正次数", default=0, editable=False)
    is_reported = models.BooleanField("是否已上报", default=False, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.record_flow.choices, default=flows.FILLED, editable=False
    )

    class Meta:
        verbose_name = "事故月报"
        indexes = [
            *list_indexes(
                "accidentrecord", ("-happened_at",), ("is_reported", "state", "grade", "kind", "month"), grounded=True
            ),
            models.Index(fields=["owner", "month", "state"], name="accidentrecord_month"),
        ]

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Placed like the quick report it comes from; what the owner enters needs nobody's confirmation."""
        if is_new and self.origin_type == "quickreport" and self.origin_id:
            self._stand_where(QuickReport.objects.get(pk=self.origin_id))
        super().settle(seat, is_new)
        self.assess()
        if is_new and self.made_for_id == self.owner_id:
            self.state = flows.CONFIRMED

    def _stand_where(self, quick: QuickReport) -> None:
        self.quick, self.made_for_id = quick, quick.made_for_id
        self.project, self.section, self.unit, self.party = quick.project, quick.section, quick.unit, quick.party

    def sending_back_refused(self) -> str | None:
        """The owner's own does not go back to itself."""
        return "由本单位填报，请直接编辑" if self.made_for_id == self.owner_id else None

    def delete_refused(self) -> str | None:
        """Why it can't be deleted."""
        if self.quick_id:
            return "由事故快报生成的记录不能删除"
        confirmed = self.state == flows.CONFIRMED and self.made_for_id != self.owner_id
        return "项目法人已确认，不能删除；请联系项目法人退回" if confirmed else None

    def freeze(self, report_label: str) -> None:
        """Locks it with the report of its month; Forbidden unless it is confirmed."""
        deliver(Act(None, "accidentrecord", "freeze", self.pk, {"frozen_in": report_label}))

    def be_frozen(self, step: "Step") -> None:
        """随月报上报: from now on its authorities see it, and its numbers only change by 更正."""
        self.is_frozen, self.frozen_at, self.is_reported = True, step.at, True
        self.frozen_facts = self.numbers()

    def amend(self, step: "Step") -> None:
        """更正 of what was reported: what it was and what it is now stand in the step, beside the reason."""
        before = AccidentRecord.stored(self.pk)
        self.assess()
        changes = differences(before, self, ("happened_at", "kind", *COUNTED, "grade", "note"))
        if not changes:
            raise FieldError("没有改动，请先改正要更正的内容")
        step.values = changes
        self.amendments += 1
