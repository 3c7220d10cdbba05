"""The self-check sheet and its answers, and the reminder an authority sends to who has not checked."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Count, Q

from anlan.kernel.clock import now, today
from anlan.kernel.notice import remind
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.records import UnitRecord

from . import answering, rules
from .flows import FILLING, SAVED, selfcheck_flow

if TYPE_CHECKING:
    from anlan.kernel.act.act import Act
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat


class SelfCheck(UnitRecord):
    """One sheet of a firm's self-check (自查记录单): who checked what by which edition, and what was found."""

    month = models.DateField("所属月份", editable=False)
    checked_on = models.DateField("自查日期", default=today)
    checker = models.CharField("姓名", max_length=40, blank=True)
    standard = models.ForeignKey(
        "standard.CheckStandard", models.PROTECT, verbose_name="检查标准", editable=False, related_name="+"
    )
    state = models.CharField(
        "状态", max_length=20, choices=selfcheck_flow.choices, default=selfcheck_flow.start, editable=False
    )
    saved_at = models.DateTimeField("保存时间", null=True, editable=False)
    is_reported = models.BooleanField("是否已上报", default=False, editable=False)
    reported_at = models.DateTimeField("上报时间", null=True, editable=False)
    auto_reported = models.BooleanField("自动上报", default=False, editable=False)
    checked = models.PositiveIntegerField("已查条数", default=0, editable=False)
    none_count = models.PositiveIntegerField("无此隐患", default=0, editable=False)
    general_count = models.PositiveIntegerField("一般隐患", default=0, editable=False)
    major_count = models.PositiveIntegerField("重大隐患", default=0, editable=False)
    by_class_count = models.PositiveIntegerField("按类签名条数", default=0, editable=False)
    # Answers lie outside the row; naming the last one here puts each of them into the trail.
    last_answer = models.CharField("最近填报", max_length=200, blank=True, editable=False)
    signature_note = models.TextField("按类签名", blank=True, editable=False)
    answers_digest = models.CharField(max_length=64, blank=True, editable=False)
    same_as_last = models.BooleanField("与上月相同", default=False, editable=False)

    class Meta:
        verbose_name = "自查记录"
        indexes: ClassVar = [
            *list_indexes(
                "selfcheck", ("-checked_on", "-reported_at"),
                ("is_reported", "state", "month", "same_as_last", "auto_reported"),
            ),
            models.Index(fields=["unit", "month", "is_reported"], name="selfcheck_unit_month"),
            models.Index(fields=["area", "month", "is_reported"], name="selfcheck_area_month"),
            models.Index(fields=["state", "month"], name="selfcheck_state_month"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.checked_on} 自查记录"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A new sheet takes the edition in force for the firm; a sheet belongs to the month it is saved in."""
        super().settle(seat, is_new)
        if is_new:
            self.standard = answering.edition_for(self.unit)
            self.month = rules.month_of(today())
        if self.checked_on > today():
            raise FieldError("自查日期不能晚于今天，请改正")

    # The verbs ----------------------------------------------------------------------------------------------------

    def answer(self, act: "Act", seat: "Seat | None") -> Any:
        """Says what was found at one item; ``act.values``: item, answer, and for a finding the hazard's own values."""
        return answering.answer(self, act, seat)

    def answer_rest(self, act: "Act", seat: "Seat | None") -> int:
        """其余均无此隐患 of one class under a named person's signature; ``act.values``: category, signed_by."""
        return answering.answer_rest(self, act, seat)

    def count(self) -> None:
        """Brings the counts and the digest up to the answers as they are."""
        has = {a: Count("pk", filter=Q(answer=a)) for a in rules.WORDS}
        found = self.answers.aggregate(all=Count("pk"), by_class=Count("pk", filter=Q(by_class=True)), **has)
        self.checked, self.by_class_count = found["all"], found["by_class"]
        self.none_count, self.general_count = found[rules.NONE], found[rules.GENERAL]
        self.major_count = found[rules.MAJOR]

    def cannot_be_saved(self) -> str | None:
        """Why there is nothing to save yet."""
        return None if self.checked else "还没有填报任何一条标准细则，请至少填报一条再保存"

    def keep(self) -> None:
        """The sheet is formed, and belongs to the month of its first 保存."""
        if self.saved_at is None:
            self.month, self.saved_at = rules.month_of(today()), now()
        self.compare_with_last()

    def report(self, step: "Step", seat: "Seat | None") -> None:
        """The firm's authorities may see it from now on; its general hazards are reported with it."""
        self.compare_with_last()
        self.is_reported, self.reported_at, self.auto_reported = True, step.at, seat is None
        answering.report_hazards(self, seat)

    def discard(self, seat: "Seat | None") -> None:
        """The sheet goes, and with it the hazards that nobody but the firm has seen."""
        answering.discard_hazards(self, seat)

    def compare_with_last(self) -> None:
        """Marks a sheet that equals one reported for the month before."""
        self.answers_digest = rules.digest(dict(self.answers.values_list("item__code", "answer")))
        self.same_as_last = (
            SelfCheck.objects.filter(unit=self.unit_id, month=rules.month_before(self.month), is_reported=True)
            .filter(answers_digest=self.answers_digest)
            .exists()
        )

    @property
    def may_be_answered(self) -> bool:
        """Is it still open for answers?"""
        return self.state in (FILLING, SAVED)


class Answer(models.Model):
    """What a sheet says of one item: part of it, written only by its acts, and lean since there are very many."""

    selfcheck = models.ForeignKey(SelfCheck, models.CASCADE, related_name="answers")
    item = models.ForeignKey("standard.Item", models.PROTECT, related_name="+", verbose_name="标准细则")
    answer = models.CharField("结果", max_length=8, choices=rules.ANSWERS)
    hazard = models.ForeignKey("hazard.Hazard", models.PROTECT, null=True, related_name="+", verbose_name="隐患")
    by_class = models.BooleanField("其余均无此隐患", default=False)
    signed_by = models.CharField("签名", max_length=40, blank=True)
    made_at = models.DateTimeField("填报时间", default=now)

    class Meta:
        verbose_name = "自查结果"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["selfcheck", "item"], name="one_answer_per_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_answer_display()}"


class Urge(UnitRecord):
    """One reminder (催办) by an authority to a firm that has not reported its self-check of a month."""

    month = models.DateField("所属月份")
    text = models.TextField("催办内容", max_length=500)
    sent_at = models.DateTimeField("催办时间", default=now, editable=False)

    class Meta:
        verbose_name = "自查催办"
        indexes: ClassVar = [
            *list_indexes("urge", ("-sent_at",), ("month",)),
            models.Index(fields=["unit", "month"], name="urge_unit_month"),
        ]

    def __str__(self) -> str:
        return f"{rules.month_title(self.month)}自查催办"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Whoever has reported meanwhile is not pressed, nor who is another authority's to press."""
        super().settle(seat, is_new)
        if seat is not None and self.unit.supervisor_id not in (None, seat.organisation_id):
            raise FieldError(f"{self.unit}由上级部门直接监管，请由直管部门催办")
        self.month = rules.month_of(self.month)
        if is_new and SelfCheck.objects.filter(unit=self.unit_id, month=self.month, is_reported=True).exists():
            raise FieldError(f"{self.unit}已上报{rules.month_title(self.month)}的自查，不必催办")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The firm is told by a 系统提醒."""
        if is_new:
            sender = seat.organisation.name if seat else "系统"
            remind(self.unit_id, f"{self}（{sender}）", self.text, key=f"selfcheck-urge:{self.pk}", sender=sender)
