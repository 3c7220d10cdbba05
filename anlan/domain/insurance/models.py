"""安全责任险, 理赔记录, and their verbs."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models

from anlan.domain.project.works import WorksRecord
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField

from . import flows, holders, rules

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

NOT_BELOW_ZERO = [MinValueValidator(Decimal(0))]


def money(label: str, *, may_be_empty: bool = False) -> models.DecimalField:
    """An amount in 万元."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, validators=NOT_BELOW_ZERO, null=may_be_empty, blank=may_be_empty
    )


class SafetyInsurance(WorksRecord):
    """安全责任险 of a section. ``unit`` is the policyholder (投保单位); the project's owner enters and keeps it."""

    level = "policy"

    insured = models.CharField("被保险人", max_length=200)
    cover = models.TextField(
        "保障范围", max_length=1000, default="全体从业人员人身伤亡、第三者人身伤亡和财产损失、事故抢险救援"
    )
    insurer = models.CharField("承保机构", max_length=120)
    number = models.CharField("保险单号", max_length=60)
    per_person = money("每人死亡赔偿限额（万元）")
    minimum = models.DecimalField("法定最低限额（万元）", max_digits=8, decimal_places=2, null=True, editable=False)
    edition = models.CharField("依据", max_length=120, blank=True, default="", editable=False)
    people = models.PositiveIntegerField("投保人数", validators=[MinValueValidator(1)])
    premium = money("保费（万元）")
    starts_on = models.DateField("保险起期")
    due_on = models.DateField("保险止期")
    files = FilesField("保单附件", most=5)
    is_followed = models.BooleanField("是否已续保", default=False, editable=False)
    state = models.CharField(
        "登记状态", max_length=12, choices=flows.insurance_flow.choices, default=flows.LISTED, editable=False
    )

    class Meta:
        verbose_name = "安全责任险"
        indexes = [
            *list_indexes(
                "insurance", ("-starts_on", "due_on"), ("project", "section", "state", "is_followed"), grounded=True
            ),
            models.Index(fields=["section", "due_on", "starts_on", "state"], name="insurance_section_due"),
        ]

    def __str__(self) -> str:
        return f"{self.insurer}（{self.number}）"

    @property
    def period(self) -> rules.Period:
        """First and last day of cover."""
        return self.starts_on, self.due_on

    @property
    def standing(self) -> str:
        """Computed from the dates: 未起保, 在保 or 已到期."""
        day = today()
        return "未起保" if day < self.starts_on else "在保" if day <= self.due_on else "已到期"

    def _place(self, seat: "Seat | None") -> None:
        if self.section is None:
            raise FieldError("请选择标段；安全责任险按在建工程标段投保")
        self.project = self.section.project
        if seat is not None and seat.organisation_id != self.project.unit_id:
            raise FieldError("安全责任险由该工程的项目法人填报，请联系项目法人")
        self.ground, self.owner_id = self.section.ground, self.project.unit_id
        self.party = holders.party_of(self.section, self.unit_id)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Refuses a period the wrong way round, a policy entered twice, and a cover below the minimum of its first day."""
        super().settle(seat, is_new)
        if self.due_on < self.starts_on:
            raise FieldError("保险止期早于保险起期，请改正")
        if why := rules.too_little(self.per_person, self.starts_on):
            raise FieldError(why)
        edition = rules.edition_on(self.starts_on)
        self.minimum, self.edition = (edition.per_person, edition.source) if edition else (None, "")
        twins = SafetyInsurance.objects.filter(section=self.section, insurer=self.insurer, number=self.number)
        if self.state == flows.LISTED and twins.filter(state=flows.LISTED).exclude(pk=self.pk).exists():
            raise FieldError(f"该标段已登记过“{self.insurer}”保险单号为“{self.number}”的保单，请在原有记录上修改")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """Which of the section's policies are followed by another is looked at anew."""
        rows = list(self._living())
        for row in rows:
            now = rules.is_followed(row.period, (other.period for other in rows if other.pk != row.pk))
            if now != row.is_followed:
                SafetyInsurance.objects.filter(pk=row.pk).update(is_followed=now)

    def _living(self) -> "models.QuerySet[SafetyInsurance]":
        same = SafetyInsurance.objects.filter(section=self.section_id, unit=self.unit_id, state=flows.LISTED)
        return same.only("starts_on", "due_on", "is_followed")

    def made_note(self) -> str:
        """Days between the policy before and this one on which nobody was insured."""
        gap = rules.gap_before(self.period, (row.period for row in self._living() if row.pk != self.pk))
        if gap is None:
            return ""
        days = (gap[1] - gap[0]).days + 1
        return f"与上一份保单之间 {gap[0]} 至 {gap[1]} 共 {days} 天没有保险，请核对起止日期"

    def take_off(self) -> None:
        """An erroneous entry goes; what was claimed from must stay."""
        if self.claims.exclude(state=flows.DELETED).exists():
            raise FieldError("该保单已有理赔记录，不能删除；请先删除填错的理赔记录")


class Claim(WorksRecord):
    """理赔记录: what was claimed from a policy after an accident, and what was paid."""

    insurance = models.ForeignKey(
        SafetyInsurance, models.PROTECT, db_index=False, related_name="claims", verbose_name="安全责任险"
    )
    happened_on = models.DateField("出险日期")
    happening = models.TextField("事故情况", max_length=2000)
    deaths = models.PositiveIntegerField("死亡人数", default=0)
    injured = models.PositiveIntegerField("受伤人数", default=0)
    reported_on = models.DateField("报案日期", default=today)
    number = models.CharField("报案号", max_length=60, blank=True)
    claimed = money("索赔金额（万元）")
    paid = money("赔付金额（万元）", may_be_empty=True)
    paid_on = models.DateField("赔付日期", null=True, blank=True)
    files = FilesField("理赔材料", most=10)
    state = models.CharField(
        "理赔状态", max_length=12, choices=flows.claim_flow.choices, default=flows.REPORTED, editable=False
    )

    class Meta:
        verbose_name = "理赔记录"
        indexes = [
            *list_indexes("claim", ("-happened_on",), ("project", "section", "state"), grounded=True),
            models.Index(fields=["insurance"], name="claim_insurance"),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} 出险 · {self.section}"

    def _place(self, seat: "Seat | None") -> None:
        policy = self.insurance
        if seat is not None and seat.organisation_id != policy.owner_id:
            raise FieldError("理赔记录由该工程的项目法人填报，请联系项目法人")
        self.section, self.project, self.unit = policy.section, policy.project, policy.unit
        self.ground, self.owner_id, self.party = policy.ground, policy.owner_id, policy.party

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Refuses an accident in the future or outside the policy's period."""
        super().settle(seat, is_new)
        if max(self.happened_on, self.reported_on) > today():
            raise FieldError("出险日期和报案日期不能晚于今天，请改正")
        if self.reported_on < self.happened_on:
            raise FieldError("报案日期早于出险日期，请改正")
        first, last = self.insurance.period
        if not rules.covers((first, last), self.happened_on):
            raise FieldError(f"出险日期不在保险期间（{first} 至 {last}）内，请核对所选保单和出险日期")

    def be_paid(self) -> None:
        """赔付: not before the accident, not in the future."""
        assert self.paid_on is not None
        if not self.happened_on <= self.paid_on <= today():
            raise FieldError("赔付日期须在出险日期之后，且不晚于今天，请改正")
