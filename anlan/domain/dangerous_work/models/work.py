"""危大工程 of a site, with its scheme and its expert review."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator
from django.db import models

from anlan.domain.site.models import SiteRecord
from anlan.kernel.act.act import Act, apply
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import Column, FilesField, TableField
from anlan.kernel.register.registry import register

from .. import flows, kinds, rules

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

EXPERTS = (
    Column("name", "姓名", required=True), Column("title", "职称"), Column("field", "专业"), Column("unit", "工作单位"),
)  # fmt: skip


def number(key: str) -> models.DecimalField:
    """A quantity of the rules, in its unit, not below zero."""
    asked = rules.QUANTITIES[key]
    return models.DecimalField(
        f"{asked.label}（{asked.unit}）", max_digits=9, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip


def fact(key: str) -> models.BooleanField:
    """A yes or no of the rules."""
    return models.BooleanField(rules.FACTS[key], default=False)


class DangerousWork(SiteRecord):
    """One dangerous work. ``level`` is what ``edition`` of the rules makes of its numbers; ``because`` says by which."""

    name = models.CharField("危大工程名称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=rules.KINDS)
    place = models.CharField("施工部位", max_length=120, blank=True)
    subcontractor = models.CharField("专业分包单位", max_length=120, blank=True)
    starts_on = models.DateField("计划开工日期")
    ends_on = models.DateField("计划完工日期")
    depth, height, span = number("depth"), number("height"), number("span")
    area_load, line_load, point_load = number("area_load"), number("line_load"), number("point_load")
    piece_weight, capacity = number("piece_weight"), number("capacity")
    base_elevation, weight = number("base_elevation"), number("weight")
    complex_ground, free_standing = fact("complex_ground"), fact("free_standing")
    affects_others, grave_demolition = fact("affects_others"), fact("grave_demolition")
    level = models.CharField("判定", max_length=12, choices=rules.LEVELS, default=rules.DANGEROUS, editable=False)
    because = models.CharField("判定理由", max_length=500, default="", editable=False)
    edition = models.CharField("判定依据", max_length=20, default=rules.CURRENT.key, editable=False)

    scheme_files = FilesField("专项施工方案", most=10)
    drafted_by = models.CharField("编制人", max_length=40, blank=True)
    checked_by = models.CharField("审核人（施工单位技术负责人）", max_length=40, blank=True)
    checked_on = models.DateField("审核日期", null=True, blank=True)
    approved_by = models.CharField("审查人（总监理工程师）", max_length=40, blank=True)
    approved_on = models.DateField("审查日期", null=True, blank=True)

    reviewed_on = models.DateField("专家论证日期", null=True, blank=True)
    review_result = models.CharField("论证结论", max_length=10, choices=kinds.REVIEW_RESULTS, blank=True, default="")
    experts = TableField("论证专家", columns=EXPERTS)
    conclusion = models.TextField("论证意见", max_length=2000, blank=True)
    review_files = FilesField("专家论证报告", most=5)

    briefings = models.PositiveIntegerField("交底记录", default=0, editable=False)
    progresses = models.PositiveIntegerField("实施情况", default=0, editable=False)
    acceptances = models.PositiveIntegerField("验收记录", default=0, editable=False)
    check_result = models.CharField(
        "检查情况", max_length=8, choices=kinds.CHECKS, blank=True, default="", editable=False
    )
    checked_last_on = models.DateField("最近检查", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.work_flow.choices, default=flows.DRAFTING, editable=False
    )

    class Meta:
        verbose_name = "危大工程"
        indexes = [
            *list_indexes(
                "dangerous", ("-created_at", "starts_on"), ("level", "state", "kind", "site", "branch", "check_result"),
                grounded=True, party=False,
            ),
            models.Index(fields=["site", "state"], name="dangerous_site"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Judged while its scheme is in the making; what was judged by an edition goes on showing it."""
        super().settle(seat, is_new)
        if self.ends_on < self.starts_on:
            raise FieldError("计划完工日期早于计划开工日期，请改正")
        if self.state != flows.DRAFTING:
            return
        self._forget_what_is_not_asked()
        found = rules.judge(self.kind, self.numbers())
        if found.level == rules.NOT:
            raise FieldError("按所填参数不属于危大工程，不必登记；参数有误的请改正")
        self.level, self.because, self.edition = found.level, "；".join(found.because)[:500], found.edition

    def numbers(self) -> dict[str, Any]:
        """What the rules ask, as it was entered."""
        return {name: getattr(self, name) for name in (*rules.QUANTITIES, *rules.FACTS)}

    def _forget_what_is_not_asked(self) -> None:
        for name in rules.QUANTITIES:
            if self.kind not in rules.asked_of(name):
                setattr(self, name, None)
        for name in rules.FACTS:
            if self.kind not in rules.asked_of(name):
                setattr(self, name, False)

    def be_signed(self) -> None:
        """提交方案, 送专家论证: checked first, then approved, not in the future."""
        assert self.checked_on is not None and self.approved_on is not None
        if not self.checked_on <= self.approved_on <= today():
            raise FieldError("审查日期须在审核日期之后（或当天），且不晚于今天，请改正")
        # A changed scheme is argued anew: what was said of the former one stays in the steps.
        self.reviewed_on, self.review_result, self.experts, self.conclusion = None, "", [], ""
        self.review_files = []

    def be_argued(self) -> None:
        """登记论证通过: on a day that has been, by people with different names."""
        assert self.reviewed_on is not None
        if self.reviewed_on > today():
            raise FieldError("论证日期不能晚于今天，请改正")
        names = [line["name"] for line in self.experts]
        if len(set(names)) < len(names):
            raise FieldError("论证专家有重名，请核对；同名的两位专家请在姓名后注明单位")

    def be_checked(self, step: "Step", *, is_good: bool) -> None:
        """检查: somebody who looks after the site has looked."""
        self.check_result, self.checked_last_on = "good" if is_good else "poor", today()

    def be_urged(self, step: "Step", seat: "Seat | None") -> None:
        """督促整改完善: the site has it on its desk, with a message, and answers there."""
        self.be_checked(step, is_good=False)
        values = {"site": str(self.site_id), "matter": "dangerous", "text": f"{self}：{step.opinion}"[:1000]}
        origin = (self.register_key(), self.pk, str(self))
        apply(register("siteurge"), Act(seat, "siteurge", "create", values=values, origin=origin))

    def delete_refused(self) -> str | None:
        """Why 删除 is grey."""
        has_records = self.briefings or self.progresses or self.acceptances
        return "已有交底、实施或验收记录，不能删除" if has_records else None

    def tone_of(self, name: str) -> str:
        """超危大 is red; so is what was found wanting."""
        if name == "level":
            return "red" if self.level == rules.SUPER else "orange"
        if name == "check_result":
            return {"poor": "red", "good": "green"}.get(self.check_result, "")
        return ""
