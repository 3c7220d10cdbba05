"""标准化月评: what the people on a site say of it each month, and the items they may say it by."""

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.domain.site.models import SiteRecord
from anlan.kernel.clock import day_of, today
from anlan.kernel.notice import remind
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import Column, FilesField, TableField
from anlan.kernel.register.records import Record

from .. import flows, rules

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

TWICE = "这个项目本月已有月评，请查询后在原有月评上办理"
MARKS = (
    Column("name", "评价项目", required=True), Column("full", "应得分", "decimal"), Column("got", "实得分", "decimal"),
    Column("note", "说明"),
)  # fmt: skip


class EvaluationItem(Record):
    """评价项目 of an edition: what a monthly evaluation gives marks for. Data that an authority imports for its area."""

    area = models.ForeignKey("scope.Area", models.PROTECT, editable=False, related_name="+", verbose_name="适用区域")
    edition = models.CharField("版本", max_length=60)
    valid_from = models.DateField("启用日期")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("评价项目", max_length=120)
    full = models.DecimalField("应得分", max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "月评项目"
        indexes = [models.Index(fields=["area", "-valid_from", "number"], name="evaluationitem_edition")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "edition", "number"], name="one_item_per_number",
                violation_error_message="这个版本已有相同序号的评价项目，请换一个序号",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """It holds in the area of whoever gives it out."""
        if is_new and seat is not None:
            self.area = seat.organisation.area


class MonthlyEvaluation(SiteRecord):
    """标准化月评 of a site for a month: once, entered on the site, as a scan, by items, or both.

    ``month``: its first day. ``is_late``: entered after the month was over. ``redo_by``: 责令整改 until then.
    """

    month = models.DateField("评价月份")
    marks = TableField("评价项目", columns=MARKS)
    score = models.DecimalField(
        "得分", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )  # fmt: skip
    grade = models.CharField("评价等次", max_length=10, choices=rules.GRADES)
    evaluator = models.CharField("评价人", max_length=40)
    evaluated_on = models.DateField("评价日期")
    note = models.TextField("评价意见", max_length=1000, blank=True)
    scans = FilesField("月评表扫描件", most=10)
    is_late = models.BooleanField("是否逾期补录", default=False, editable=False)
    redo_by = models.DateField("整改期限", null=True, blank=True)
    order_reason = models.CharField("责令整改原因", max_length=400, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.evaluation_flow.choices, default=flows.EVALUATED, editable=False
    )

    class Meta:
        verbose_name = "标准化月评"
        indexes = list_indexes(
            "evaluation", ("-month", "-evaluated_on"), ("state", "grade", "is_late", "branch", "site"), grounded=True,
            party=False,
        )  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["site", "month"], name="one_evaluation_per_month", violation_error_message=TWICE
            )
        ]

    def __str__(self) -> str:
        return f"{rules.month_title(self.month)}标准化月评"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """One for each month that has begun. FieldError for a second one, a day to come, nothing to look at."""
        super().settle(seat, is_new)
        self.month = rules.month_of(self.month)
        if is_new:
            if why := rules.month_refused(self.month, self.site.started_on, today()):
                raise FieldError(why)
            if MonthlyEvaluation.objects.filter(site=self.site_id, month=self.month).exists():
                raise FieldError(TWICE)
            self.is_late = today() >= rules.after_month(self.month)
        if self.evaluated_on > today():
            raise FieldError("评价日期不能晚于今天，请改正")
        self._weigh()

    def _weigh(self) -> None:
        self.marks = [one for one in self.marks if one.get("got") not in ("", None)]
        for one in self.marks:
            full, got = float(one["full"] or 0), float(one["got"])
            if not 0 <= got <= full:
                raise FieldError(f"“{one['name']}”实得分 {got:g} 须在 0 与应得分 {full:g} 之间，请改正")
        if not self.scans and not self.marks:
            raise FieldError("请上传月评表扫描件，或填写各评价项目的实得分")
        if self.score is None and (found := rules.score_of(self.marks)) is not None:
            self.score = found

    def made_note(self) -> str:
        """Who is late is told that it shows."""
        return f"{self}已保存，按逾期补录登记（{rules.month_title(self.month)}已结束）" if self.is_late else ""

    def change_refused(self, seat: "Seat") -> str | None:
        """A month that is over stands as it was evaluated, but for the day it was entered, until the company sends it back."""
        over = today() >= rules.after_month(self.month)
        if over and day_of(self.created_at) != today():
            return "当月结束后月评不能自行修改；确有错误的，请施工企业“责令整改”后重新评价"
        return None

    # The verbs ----------------------------------------------------------------------------------------------------

    def be_ordered(self, step: "Step") -> None:
        """责令整改: from today on, within a time; the site is told why."""
        assert self.redo_by is not None
        if self.redo_by < today():
            raise FieldError("整改期限不能早于今天，请改正")
        self.order_reason = step.opinion[:400]
        body = f"自评不真不实，责令整改：{step.opinion}。请在 {self.redo_by} 前重新评价并上传月评表。"
        tell_site(self, f"{self.site}：{self}被责令整改", body, f"evaluation-ordered:{self.pk}:{self.version}")

    def be_redone(self) -> None:
        """重新评价: whatever marks it had are the old ones'."""
        self.marks = []


def tell_site(row: Any, title: str, body: str, key: str) -> None:
    """A 系统提醒 to the people on the site of a row, leading to it."""
    from django.urls import reverse

    if row.site.department_id:
        url = reverse("doors:go", args=[row.register_key(), row.pk]) if row.pk else ""
        remind(row.site.department_id, title, body, url=url, key=key)
