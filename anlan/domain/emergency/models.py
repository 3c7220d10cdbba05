"""应急预案, 应急演练, 应急联系人, and their verbs."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from anlan.domain.project import flows as works
from anlan.domain.project.works import WorksRecord
from anlan.kernel.act.act import Act, apply
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.registry import register
from anlan.kernel.trail.crypto import EncryptedTextField

from . import flows, kinds, rules

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

NO_SUPERVISOR = "还没有直管水行政主管单位，请先在工程或单位信息中补上，再申请备案"


class UnitsOwn(WorksRecord):
    """A row of a unit for itself, or for a project or section it takes part in; nobody enters it for another."""

    class Meta:
        abstract = True

    def _stand_alone(self, seat: "Seat | None") -> None:
        # The whole unit's plan has no section, also where the unit takes part in some.
        if seat is not None:
            self.unit = seat.organisation
        if not self.unit_id:
            raise FieldError("请选择标段或单位")
        self.party, self.ground, self.owner = "plain", "", self.unit


class EmergencyPlan(UnitsOwn):
    """应急预案: one edition. ``replaces``: the edition it revises (修订), which stays readable."""

    level = "plan"

    title = models.CharField("预案名称", max_length=120)
    kind = models.CharField("预案类别", max_length=10, choices=kinds.PLAN_KINDS)
    edition = models.CharField("版本", max_length=40, default="第一版")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="successors", verbose_name="修订自"
    )
    note = models.TextField("适用范围", max_length=1000, blank=True)
    files = FilesField("预案文件", most=5)
    issued_by = models.CharField("签发人", max_length=40, blank=True)
    issued_on = models.DateField("发布日期", null=True, blank=True)
    is_issued = models.BooleanField("是否已发布", default=False, editable=False)
    filing_number = models.CharField("备案编号", max_length=60, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    due_review_on = models.DateField("下次评估日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=flows.plan_flow.choices, default=flows.DRAFT, editable=False
    )

    class Meta:
        verbose_name = "应急预案"
        indexes = [
            *list_indexes(
                "plan", ("-created_at", "due_review_on"), ("kind", "state", "is_issued", "project", "section"),
                grounded=True,
            ),
            models.Index(fields=["replaces"], name="plan_replaces"),
            models.Index(fields=["due_review_on", "state"], name="plan_review"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title}（{self.edition}）"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A new edition stands where the one it revises stood, and only one at a time is in the making."""
        if is_new and self.replaces is not None:
            if seat is not None and self.replaces.unit_id != seat.organisation_id:
                raise FieldError("只能修订本单位的预案，请重新选择“修订自”")
            self.section, self.project = self.replaces.section, self.replaces.project
        super().settle(seat, is_new)
        if is_new and self.replaces is not None:
            if self.replaces.state not in flows.IN_FORCE:
                raise FieldError("只能修订已发布、没有废止的预案，请重新选择“修订自”")
            twin = EmergencyPlan.objects.filter(replaces=self.replaces).exclude(state=flows.DELETED).first()
            if twin is not None:
                raise FieldError(f"该预案已有修订版“{twin}”，请在那一版上修改")

    def issue(self) -> None:
        """发布: from now on authorities see it; the edition it revises is replaced; the next review gets its day."""
        assert self.issued_on is not None
        if self.issued_on > today():
            raise FieldError("发布日期不能晚于今天，请改正")
        self.is_issued = True
        self.due_review_on = self.due_review_on or rules.years_after(self.issued_on, settings.PLAN_REVIEW_YEARS)
        if self.replaces is not None:
            if self.replaces.state not in flows.IN_FORCE:
                raise FieldError("所修订的预案已废止或已有新版，不能再发布这一版，请删除后另行编制")
            apply(register("emergencyplan"), Act(None, "emergencyplan", "replace", self.replaces_id))

    def not_to_file(self) -> str | None:
        """Why 申请备案 is grey."""
        return None if self.supervisor_id else NO_SUPERVISOR

    def be_filed(self) -> None:
        """同意备案: not before it was issued, not in the future."""
        assert self.filed_on is not None and self.issued_on is not None
        if not self.issued_on <= self.filed_on <= today():
            raise FieldError("备案日期须在发布日期之后，且不晚于今天，请改正")

    def be_reviewed(self) -> None:
        """评估: the next one lies ahead, within the years a plan may stand unseen."""
        assert self.due_review_on is not None
        last = rules.years_after(today(), settings.PLAN_REVIEW_YEARS)
        if not today() < self.due_review_on <= last:
            raise FieldError(
                f"下次评估日期须在今天之后、{last} 之前（每 {settings.PLAN_REVIEW_YEARS} 年至少评估一次），请改正"
            )


class Drill(UnitsOwn):
    """应急演练 of a plan, with its pictures and its evaluation."""

    plan = models.ForeignKey(
        EmergencyPlan, models.PROTECT, db_index=False, related_name="drills", verbose_name="所演练的预案"
    )
    title = models.CharField("演练名称", max_length=120)
    kind = models.CharField("演练方式", max_length=10, choices=kinds.DRILL_KINDS)
    held_on = models.DateField("演练日期")
    half = models.CharField("所属半年", max_length=12, default="", editable=False)
    place = models.CharField("演练地点", max_length=120, blank=True)
    leader = models.CharField("总指挥", max_length=40, blank=True)
    people = models.PositiveIntegerField("参加人数", validators=[MinValueValidator(1)])
    participants = models.TextField("参加单位和人员", max_length=1000, blank=True)
    course = models.TextField("演练过程", max_length=4000, blank=True)
    grade = models.CharField("评估结果", max_length=10, choices=kinds.GRADES)
    evaluation = models.TextField("评估意见", max_length=2000)
    photos = FilesField("现场照片", most=9, pictures=True)
    files = FilesField("演练方案和记录", most=5)
    state = models.CharField(
        "状态", max_length=12, choices=flows.drill_flow.choices, default=works.LISTED, editable=False
    )

    class Meta:
        verbose_name = "应急演练"
        indexes = [
            *list_indexes(
                "drill", ("-held_on",), ("kind", "half", "grade", "state", "project", "section"), grounded=True
            ),
            models.Index(fields=["plan"], name="drill_plan"),
            models.Index(fields=["unit", "ground", "held_on", "state"], name="drill_unit_held"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"

    def _place(self, seat: "Seat | None") -> None:
        plan = self.plan
        if seat is not None and seat.organisation_id != plan.unit_id:
            raise FieldError("只能登记本单位预案的演练，请重新选择预案")
        if not plan.is_issued:
            raise FieldError("所选预案还没有发布，请先发布再演练")
        self.section, self.project, self.unit = plan.section, plan.project, plan.unit
        self.ground, self.owner_id, self.party = plan.ground, plan.owner_id, plan.party

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A drill was held; it belongs to the half year of its day."""
        super().settle(seat, is_new)
        if self.held_on > today():
            raise FieldError("演练日期不能晚于今天；演练结束后再登记")
        self.half = rules.half_title(self.held_on)

    def delete_refused(self) -> str | None:
        """Nothing hangs on it."""
        return None


class EmergencyContact(UnitsOwn):
    """应急联系人 of a unit, a project or a section. The number is encrypted at rest."""

    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=60)
    duty = models.CharField("应急职责", max_length=200, blank=True)
    phone = EncryptedTextField("联系电话", default="")
    is_day_and_night = models.BooleanField("是否24小时值班", default=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.contact_flow.choices, default=works.LISTED, editable=False
    )

    class Meta:
        verbose_name = "应急联系人"
        indexes = list_indexes(
            "contact", ("-created_at",), ("is_day_and_night", "state", "project", "section"), grounded=True
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"

    def delete_refused(self) -> str | None:
        """Nothing hangs on it."""
        return None
