"""终止监督 and 安标考评 of a site: the application, the clock's prompt, the grade, the appeal against the clock's grade."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from anlan.domain.site.models import SiteRecord
from anlan.kernel.act.act import Act, apply
from anlan.kernel.clock import today
from anlan.kernel.notice import remind
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.registry import register

from .. import flows, freezing, rules
from ..terms import terms
from .monthly import tell_site

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

TWICE = "这个项目已有终止监督申请，请在原有申请上办理"


class Termination(SiteRecord):
    """终止监督申请 of a site, one for good. The clock makes it for a finished site whose people have not.

    ``due_on``: the last day to apply once the prompt went out; ``grade``: 安标考评等次, with the evidence frozen beside it.
    """

    completed_on = models.DateField("竣工日期", null=True, blank=True)
    self_grade = models.CharField("自评等次", max_length=10, choices=rules.GRADES, blank=True)
    summary = models.TextField("安全生产标准化自评情况", max_length=4000, blank=True)
    self_files = FilesField("安全生产标准化考评材料", most=20)
    acceptance_files = FilesField("竣工验收材料", most=20)
    record_files = FilesField("安全管理资料", most=20)
    other_files = FilesField("其他材料", most=20)
    prompted_on = models.DateField("提示日期", null=True, editable=False)
    warned_on = models.DateField("预警日期", null=True, editable=False)
    returned_on = models.DateField("退回日期", null=True, editable=False)
    due_on = models.DateField("办理期限", null=True, editable=False)
    submitted_on = models.DateField("提交日期", null=True, editable=False)
    grade = models.CharField("考评等次", max_length=10, choices=rules.GRADES, blank=True)
    graded_on = models.DateField("考评日期", null=True, editable=False)
    grade_reason = models.CharField("考评意见", max_length=1000, blank=True, editable=False)
    appeal_until = models.DateField("申诉期限", null=True, editable=False)
    state = models.CharField(
        "办理状态", max_length=12, choices=flows.termination_flow.choices, default=flows.DRAFT, editable=False
    )

    class Meta:
        verbose_name = "终止监督"
        indexes = [
            *list_indexes(
                "termination", ("-created_at", "-graded_on", "due_on"), ("state", "grade", "branch", "site"),
                grounded=True, party=False,
            ),
            models.Index(fields=["state", "due_on"], name="termination_due"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["site"], name="one_termination_per_site", violation_error_message=TWICE)
        ]

    def __str__(self) -> str:
        return f"{self.site}终止监督和安标考评"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """FieldError for a second one, or a completion that has not come."""
        super().settle(seat, is_new)
        if is_new and Termination.objects.filter(site=self.site_id).exists():
            raise FieldError(TWICE)
        if self.completed_on and self.completed_on > today():
            raise FieldError("竣工日期不能晚于今天；完工后再提交终止监督")
        if self.completed_on and self.site.started_on and self.completed_on < self.site.started_on:
            raise FieldError(f"竣工日期早于开工日期 {self.site.started_on}，请改正")

    def tone_of(self, name: str) -> str:
        """优良 green, 不合格 red; a last day that is near or past."""
        if name == "grade":
            return {rules.FAILED: "red", rules.EXCELLENT: "green", rules.PASSED: "blue"}.get(self.grade, "")
        if name == "due_on" and self.due_on and self.state in flows.UNAPPLIED:
            return "red" if self.due_on - today() <= timedelta(days=terms().warn_before) else "orange"
        return ""

    @property
    def prompt_text(self) -> str:
        """The words of the prompt."""
        return rules.prompt(terms())

    # Applying -----------------------------------------------------------------------------------------------------

    def be_submitted(self, step: "Step", seat: "Seat | None") -> None:
        """It goes to the authority, over the company where that is switched on; the company knows in any case."""
        self.submitted_on = today()
        if self.state == flows.SUBMITTED:
            self._tell(
                self.unit_id, "已提交终止监督申请", f"{self.site}已向安全监督机构提交终止监督和安标考评材料。", step
            )
            self._tell(
                self.supervisor_id, "提交了终止监督申请", f"{self.site}已提交终止监督和安标考评材料，请考评。", step
            )

    def be_returned(self, step: "Step") -> None:
        """退回: with its reason, and time to mend it where the clock runs."""
        self.returned_on, self.submitted_on = today(), None
        self._set_due()
        tell_site(
            self,
            f"{self}被退回",
            f"退回原因：{step.opinion}。请补正后再次提交。",
            f"termination-back:{self.pk}:{self.version}",
        )

    def _set_due(self) -> None:
        if self.prompted_on:
            self.due_on = rules.last_day(self.prompted_on, self.warned_on, self.returned_on, terms())

    # The clock ----------------------------------------------------------------------------------------------------

    def be_prompted(self) -> None:
        """自动提示: from today so many days to apply."""
        self.prompted_on = today()
        self._set_due()

    def be_warned(self) -> None:
        """到期预警: who is warned late has the whole time of the warning."""
        self.warned_on = today()
        self._set_due()

    def lapse(self, step: "Step") -> None:
        """逾期: the grade 不合格 by itself, with its reason; the site stands until the appeal's time is over."""
        reason = f"{self.prompted_on} 提示后，至 {self.due_on} 未办理终止监督和安标考评，按不合格等次处理；依据 {rules.BASIS}"
        step.opinion = reason
        self.grade = rules.FAILED
        self.appeal_until = today() + timedelta(days=terms().appeal_within)
        self._record_grade(reason, "系统")

    # Judging ------------------------------------------------------------------------------------------------------

    def be_graded(self, step: "Step", seat: "Seat | None") -> None:
        """安标考评 by the authority; the site's supervision ends with it."""
        self._record_grade(step.opinion, f"{step.place} {step.actor}".strip())
        self.end_supervision()
        self._tell(self.unit_id, f"安标考评等次：{self.get_grade_display()}", step.opinion, step)

    def _record_grade(self, reason: str, by: str) -> None:
        self.graded_on, self.grade_reason = today(), reason[:1000]
        freezing.freeze(self, reason, by)

    def end_supervision(self) -> None:
        """The site moves to 已终止监督."""
        apply(register("site"), Act(None, "site", "terminate", self.site_id))

    def appeal_refused(self) -> str | None:
        """Why 申诉 is grey."""
        if self.appeal_until and today() > self.appeal_until:
            return f"申诉期限 {self.appeal_until} 已过"
        return None

    def finish_refused(self) -> str | None:
        """Why 办理终止监督 is grey: an appeal may still come."""
        if self.state == flows.LAPSED and self.appeal_until and today() <= self.appeal_until:
            return f"申诉期到 {self.appeal_until}，期满后再办理"
        return None

    def be_revoked(self, step: "Step") -> None:
        """申诉成立: the grade is withdrawn, its record stays; the ordinary way is open, for as long as after a prompt."""
        self.grade, self.graded_on, self.grade_reason, self.appeal_until = "", None, "", None
        self.prompted_on, self.warned_on, self.returned_on = today(), None, None
        self._set_due()
        tell_site(
            self,
            f"{self}申诉成立",
            f"不合格等次已撤销，请在 {self.due_on} 前办理。",
            f"termination-revoked:{self.pk}:{self.version}",
        )

    def _tell(self, whom: int | None, what: str, body: str, step: "Step") -> None:
        if whom:
            url = reverse("doors:go", args=["termination", self.pk])
            key = f"termination:{self.pk}:{step.move}:{self.version}:{whom}"
            remind(whom, f"{self.site}{what}", body, url=url, key=key)


class GradeRecord(models.Model):
    """A grade as it was given: when, by whom, why; its evidence never changes, also where the grade was withdrawn later."""

    termination = models.ForeignKey(Termination, models.PROTECT, related_name="grades")
    number = models.PositiveSmallIntegerField()
    grade = models.CharField("考评等次", max_length=10, choices=rules.GRADES)
    reason = models.TextField("考评意见", blank=True)
    given_by = models.CharField("考评人", max_length=200)
    given_on = models.DateField("考评日期")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "考评记录"
        constraints = [models.UniqueConstraint(fields=["termination", "number"], name="one_grade_per_number")]

    def __str__(self) -> str:
        return f"{self.termination_id}/{self.number}"


class Evidence(models.Model):
    """One figure that stood beside a grade: how many there were, how many there had to be, and of what."""

    record = models.ForeignKey(GradeRecord, models.PROTECT, related_name="evidence")
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=60)
    count = models.PositiveIntegerField()
    required = models.PositiveIntegerField(null=True)
    is_short = models.BooleanField(default=False)
    register = models.CharField(max_length=40)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "key"], name="one_evidence_per_key")]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.key}"


class EvidenceRow(models.Model):
    """A row that a figure of the evidence counted, as it was."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="rows")
    record = models.BigIntegerField()
    shown = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "record"], name="one_evidence_row")]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.record}"
