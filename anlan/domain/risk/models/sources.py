"""危险源, and every assessment that was made of it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from anlan.domain.project.models import degrees
from anlan.domain.project.upward import CONFIRMED, UNREPORTED, Upward
from anlan.domain.project.works import WorksRecord, part_of
from anlan.kernel.clock import today
from anlan.kernel.flow import steps
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField, InitialsField
from anlan.kernel.trail.crypto import EncryptedTextField

from .. import flows, rules
from ..kinds import CHECKS, FACTOR_CHOICES, METHODS, RISKS, TONES, Category, Level, scheme_choices

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

INPUTS = ("level", "method", "likelihood", "exposure", "severity", "ls_likelihood", "ls_severity", "judged", "scheme")
"""What an assessment is made from."""


def _factor(label: str, name: str) -> models.CharField:
    return models.CharField(label, max_length=4, choices=FACTOR_CHOICES[name], blank=True, default="")


class Judged(models.Model):
    """The numbers of an assessment and what came of them, by which edition."""

    level = models.CharField("危险源等级", max_length=8, choices=Level.choices)
    method = models.CharField("评价方法", max_length=8, choices=METHODS, blank=True, default="")
    likelihood = _factor("L 发生事故的可能性", "likelihood")
    exposure = _factor("E 暴露的频繁程度", "exposure")
    severity = _factor("C 事故的后果", "severity")
    ls_likelihood = _factor("L 事故发生的可能性", "ls_likelihood")
    ls_severity = _factor("S 事故后果严重性", "ls_severity")
    judged = models.CharField("直接判定的风险等级", max_length=8, choices=RISKS, blank=True, default="")
    scheme = models.CharField("评价标准版本", max_length=40, choices=scheme_choices, blank=True, default="")
    score = models.DecimalField("风险值", max_digits=7, decimal_places=2, null=True, editable=False)
    risk_level = models.CharField("风险等级", max_length=8, choices=RISKS, default=rules.Risk.LOW, editable=False)
    assessed_on = models.DateField("评价日期", null=True, editable=False)
    reassess_due_on = models.DateField("下次评价日期", null=True, editable=False)

    class Meta:
        abstract = True

    def inputs(self) -> tuple[str, ...]:
        """What was entered."""
        return tuple(getattr(self, name) for name in INPUTS)


class RiskSource(Judged, Upward, WorksRecord):
    """危险源. ``unit`` keeps it under control, ``owner`` checks it, ``supervisor`` watches over the major ones."""

    name = models.CharField("危险源名称", max_length=120)
    initials = InitialsField()
    category = models.CharField("类别", max_length=16, choices=Category.choices)
    place = models.CharField("部位", max_length=120)
    danger = models.TextField("潜在危险性", max_length=500)
    existence = models.TextField("存在条件", max_length=500)
    trigger = models.TextField("触发因素", max_length=500)
    accidents = models.CharField("可能导致的事故", max_length=200)
    measures = models.TextField("管控措施", max_length=2000)
    site_keeper = models.CharField("现场管控责任人", max_length=40)
    site_phone = EncryptedTextField("现场管控责任人电话", default="")
    unit_keeper = models.CharField("组织管控责任人", max_length=40)
    unit_phone = EncryptedTextField("组织管控责任人电话", default="")
    overseer = models.CharField("监督责任人", max_length=40)
    overseer_phone = EncryptedTextField("监督责任人电话", default="")
    check_every = models.CharField("排查频次", max_length=12, choices=CHECKS)
    longitude = degrees("经度", 180)
    latitude = degrees("纬度", 90)
    files = FilesField("附件", most=10)
    watcher = models.CharField("监管责任人", max_length=40, blank=True, default="")
    watcher_phone = models.CharField("监管责任人电话", max_length=20, blank=True, default="")
    is_lacking = models.BooleanField("管控措施缺失或失效", default=False, editable=False)
    recorded_on = models.DateField("最近填报日期", null=True, editable=False)
    reporting_state = models.CharField(
        "报送状态", max_length=12, choices=flows.reporting_flow.choices, default=UNREPORTED, editable=False
    )
    supervision_state = models.CharField(
        "监管状态", max_length=12, choices=flows.supervision_flow.choices, default=flows.UNSUPERVISED, editable=False
    )

    class Meta:
        verbose_name = "危险源"
        indexes = list_indexes(
            "risksource", ("-created_at", "reassess_due_on"),
            ("level", "risk_level", "category", "reporting_state", "supervision_state", "is_lacking", "project", "section"),
            grounded=True,
        )  # fmt: skip

    _anew = False

    def __str__(self) -> str:
        return self.name

    @property
    def is_grave(self) -> bool:
        """A major source or a major risk: one that is reported upward."""
        return self.level == Level.MAJOR or self.risk_level == rules.Risk.MAJOR

    @property
    def editor_id(self) -> int | None:
        """Who may change it now: the owner what it has checked and not yet reported, else whoever filled it in."""
        return self.owner_id if self.reporting_state == CONFIRMED else self.made_for_id or self.unit_id

    def tone_of(self, name: str) -> str:
        """The four colours of 风险等级."""
        return TONES.get(self.risk_level, "") if name == "risk_level" else ""

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Judges it when it is new, when what it was judged by has changed, and when it is assessed anew."""
        super().settle(seat, is_new)
        self._anew = self._anew or is_new or self._inputs_changed()
        if self._anew:
            self.judge()

    def _inputs_changed(self) -> bool:
        last = self.assessments.order_by("-number").first()
        return last is None or last.inputs() != self.inputs()

    def judge(self) -> None:
        """Works out 风险等级 by the edition chosen or in force today. FieldError for an edition of another method."""
        if self.level == Level.MAJOR:
            for name in INPUTS[1:]:
                setattr(self, name, "")
            self.method, self.judged = "direct", rules.Risk.MAJOR
        found = self._edition()
        self.score = self._score()
        self.risk_level = str(found.level(self.score)) if self.score is not None else self.judged
        self.scheme, self.assessed_on = found.key, today()
        self.reassess_due_on = rules.next_assessment(today(), found.months)

    def _edition(self) -> rules.Scheme:
        chosen = rules.scheme(self.scheme) if self.scheme else None
        if chosen is None or (chosen.method != self.method and self.method == "direct"):
            chosen = rules.usual(self.method, today())
        if chosen is None:
            raise FieldError("没有现行的评价标准版本，请联系系统管理员")
        if chosen.method != self.method:
            raise FieldError("所选评价标准版本与评价方法不一致，请重新选择")
        if not chosen.in_force(today()):
            raise FieldError(f"“{chosen.title}”现在不施行，请选择其他版本")
        return chosen

    def _score(self) -> Decimal | None:
        if self.method == "lec":
            return rules.lec(Decimal(self.likelihood), Decimal(self.exposure), Decimal(self.severity))
        return rules.ls(int(self.ls_likelihood), int(self.ls_severity)) if self.method == "ls" else None

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """Each assessment is kept; its daily records are seen by those who see it."""
        super().settled(seat, is_new)
        if self._anew:
            self._anew = False
            Assessment.of(self, seat)
        if self.is_reported and not is_new:
            self.records.filter(is_reported=False).update(is_reported=True)

    # Verbs --------------------------------------------------------------------------------------------------------

    def confirm(self, step: "Step") -> None:
        """核对无误: what is not major goes no further."""
        if not self.is_grave:
            self.reporting_state = step.target = flows.CHECKED

    def report(self, step: "Step", seat: "Seat | None") -> None:
        """报送: at the same time the application for supervision (监管申请)."""
        self.report_up(step)
        steps.shift(self, flows.supervision_flow, flows.PENDING, step, seat)

    def return_refused(self) -> str | None:
        """Why the authority can't send it back."""
        return "已监管的危险源不能退回" if self.supervision_state == flows.SUPERVISED else None

    def send_back_refused(self) -> str | None:
        """Why the owner can't send it back to itself."""
        return "由本单位填报，直接修改即可" if self.owner_id == (self.made_for_id or self.unit_id) else None

    def hand_back(self, step: "Step", seat: "Seat | None") -> None:
        """退回: nobody supervises it until it is reported again."""
        self.return_to_maker()
        steps.shift(self, flows.supervision_flow, flows.UNSUPERVISED, step, seat)

    def reassess(self) -> None:
        """重新评价: judged anew even if nothing has changed."""
        self._anew = True

    def delete_refused(self, seat: "Seat") -> str | None:
        """Whoever filled it in, the engineer of its section and the owner delete it, until it has been reported."""
        if self.is_reported:
            return "已报送的危险源不能删除"
        if seat.organisation_id in (self.made_for_id, self.unit_id, self.owner_id):
            return None
        return (
            None if self.ground and part_of(seat, self.ground) == "engineer" else "由填报单位、监理单位或项目法人删除"
        )


class Assessment(Judged):
    """风险评价记录: one assessment of a source as it was made, with the bounds it was judged by. Never written again."""

    source = models.ForeignKey(RiskSource, models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField("次数")
    scheme_title = models.CharField("评价标准", max_length=120)
    bounds = models.JSONField("分界值")
    actor = models.CharField("评价人", max_length=80)
    place = models.CharField("评价单位", max_length=120)

    class Meta:
        verbose_name = "风险评价记录"
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="one_assessment_number")]

    def __str__(self) -> str:
        return f"{self.source} 第 {self.number} 次"

    @classmethod
    def of(cls, source: RiskSource, seat: "Seat | None") -> "Assessment":
        """Keeps the present judgement of a source."""
        found = rules.scheme(source.scheme)
        assert found is not None
        facts: dict[str, Any] = {f.name: getattr(source, f.name) for f in Judged._meta.get_fields()}
        return cls.objects.create(
            source=source, number=source.assessments.count() + 1, scheme_title=found.title,
            bounds=[str(one) for one in found.bounds],
            actor=seat.user.name if seat else "系统", place=seat.organisation.name if seat else "", **facts,
        )  # fmt: skip
