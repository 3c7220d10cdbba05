"""An inspection of a site, with its verbs."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

from anlan.domain.site.models import Branch, SiteRecord
from anlan.domain.standard import catalogue
from anlan.kernel.act.events import announce
from anlan.kernel.clock import day_of, now, today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.scope.models import Organisation, OrganisationKind

from .. import flows, merging, scoring
from ..kinds import KIND_OF, MARKED, By, Way
from ..rules import Grade, shown

if TYPE_CHECKING:
    from anlan.kernel.act.act import Act
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

GRADES = [(one.value, one.value) for one in Grade]


def marks(label: str) -> models.DecimalField:
    """A score as it is printed; the grade was judged by the exact one (``scores``), not by this."""
    return models.DecimalField(label, max_digits=4, decimal_places=1, null=True, editable=False)


class Inspection(SiteRecord):
    """检查: one visit to a site. ``company`` answered for the site then; ``unit`` is who answers for what is still open."""

    way = models.CharField("检查方式", max_length=10, choices=Way.choices)
    by = models.CharField("检查类别", max_length=10, choices=By.choices, editable=False)
    company = models.ForeignKey(
        Organisation, models.PROTECT, editable=False, db_index=False, related_name="+", verbose_name="受检时施工企业"
    )
    by_branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, editable=False, db_index=False, related_name="+", verbose_name="检查区域公司"
    )
    standard = models.ForeignKey(
        "standard.CheckStandard", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="检查标准"
    )
    inspected_on = models.DateField("检查日期", default=today)
    inspectors = models.CharField("检查人员", max_length=120, blank=True)
    place = models.CharField("检查部位", max_length=120, blank=True)
    remark = models.TextField("检查备注", max_length=2000, blank=True)
    comment = models.TextField("评语", max_length=2000, blank=True)
    files = FilesField("纸质检查单", most=20)
    needs_rectification = models.BooleanField("是否整改", default=False)
    rectifier = models.CharField("整改人员", max_length=60, blank=True)
    requirement = models.TextField("整改要求", max_length=2000, blank=True)
    due_on = models.DateField("整改时间", null=True, blank=True)

    score = marks("得分")
    counted = marks("缺项按满分计")
    grade = models.CharField("等级", max_length=6, choices=GRADES, blank=True, default="", editable=False)
    scores = models.JSONField("各表得分", default=dict, editable=False)
    saved = models.PositiveSmallIntegerField("已检查表数", default=0, editable=False)
    findings = models.PositiveSmallIntegerField("发现问题数", default=0, editable=False)
    disputes = models.PositiveSmallIntegerField("待选择的不同填写", default=0, editable=False)
    # Answers lie outside the row; naming the last save here puts each of them into the trail.
    last_answer = models.CharField("最近保存", max_length=200, blank=True, editable=False)
    is_shared = models.BooleanField("已生成", default=False, editable=False)
    generated_at = models.DateTimeField("生成时间", null=True, editable=False)

    reply = models.TextField("整改回复", max_length=2000, blank=True, editable=False)
    reply_photos = FilesField("整改后照片", pictures=True, editable=False)
    replied_on = models.DateField("整改完成日期", null=True, blank=True, editable=False)
    replies = models.PositiveSmallIntegerField("回复次数", default=0, editable=False)
    returned_because = models.CharField("复查不通过原因", max_length=2000, blank=True, default="", editable=False)
    closed_on = models.DateField("复查通过日期", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=flows.inspection_flow.choices, default=flows.DRAFT, editable=False
    )

    class Meta:
        verbose_name = "检查"
        indexes: ClassVar = [
            *list_indexes(
                "inspection", ("-inspected_on", "due_on"),
                ("is_shared", "made_for", "state", "by", "way", "grade", "branch", "site", "company"),
                grounded=True, party=False,
            ),
            # A company with two hundred sites has ten thousand of them: its numbers and figures are read from here alone.
            models.Index(
                fields=["unit", "by", "state", "inspected_on", "way", "grade", "branch", "area", "is_shared", "made_for"],
                name="inspection_of_unit",
            ),
            models.Index(fields=["site", "by", "state", "inspected_on", "company"], name="inspection_of_site"),
            models.Index(fields=["made_for", "state", "way"], name="inspection_begun"),
            models.Index(fields=["state", "due_on"], name="inspection_overdue"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.inspected_on} {self.get_by_display()}（{self.get_way_display()}）"

    @property
    def number(self) -> str:
        """检查单编号."""
        return f"{self.inspected_on.year}-{self.pk:06d}"

    @property
    def is_marked(self) -> bool:
        """Does it end with a score?"""
        return self.way in MARKED

    @property
    def score_shown(self) -> str:
        """The score as it is printed, — without one."""
        return shown(scoring.exact(self.scores.get("total")))

    def badge(self, seat: "Seat") -> str:
        """How often the reply was sent back."""
        return "已退回" if self.state == flows.RECTIFY and self.returned_because else ""

    # Entry --------------------------------------------------------------------------------------------------------

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Who inspects follows from the seat. FieldError for a day that can't be, a standard that nobody published."""
        super().settle(seat, is_new)
        if is_new:
            self.company = self.unit
            self._inspected_by(seat)
            self._take_standard()
        first = day_of(self.created_at or now()) - timedelta(days=settings.INSPECTION_DAYS_BACK)
        if self.inspected_on > today():
            raise FieldError(f"检查日期 {self.inspected_on} 晚于今天，请改正")
        if self.state == flows.DRAFT and self.inspected_on < first:
            days = settings.INSPECTION_DAYS_BACK
            raise FieldError(f"检查日期 {self.inspected_on} 太早：检查后 {days} 天内补录，请改正")
        if self.due_on and self.due_on < self.inspected_on:
            raise FieldError(f"整改时间 {self.due_on} 早于检查日期，请改正")

    def _inspected_by(self, seat: "Seat | None") -> None:
        self.by = By.COMPANY
        if seat is None:
            return
        if seat.is_authority:
            self.by = By.AUTHORITY
        elif seat.organisation_id == self.site.department_id:
            self.by = By.SITE
        elif seat.organisation.kind == OrganisationKind.PART:
            self.by_branch = self.site.branch

    def _take_standard(self) -> None:
        kind = KIND_OF.get(Way(self.way))
        if kind is None:
            return
        self.standard = catalogue.edition_of(kind, self.site.area_id, self.inspected_on)
        if self.standard is None:
            raise FieldError(f"本地区还没有发布“{kind.label}”，请联系建设主管部门，或改用其他检查方式")

    def works_on_it(self, seat: "Seat") -> bool:
        """May this seat answer: who inspects, and the company beside its branch?"""
        mine = seat.organisation_id
        return mine == flows.inspecting(self) or (self.by == By.COMPANY and mine == self.unit_id)

    def answer_refused(self, seat: "Seat") -> str | None:
        """Why nothing can be answered any more."""
        if self.state != flows.DRAFT:
            return f"检查“{self.get_state_display()}”，内容不能再修改；手机上没有传完的内容请核对后重新检查"
        return None if self.works_on_it(seat) else "由检查单位填写"

    def answer(self, act: "Act", seat: "Seat | None") -> dict[str, Any]:
        """保存检查项; ``act.values``: entries (``merging``), said (what was saved, in words)."""
        return merging.take(self, act, seat)

    def join(self, act: "Act", seat: "Seat | None") -> None:
        """A colleague began the same inspection without knowing of it: from now on both work on this one."""
        self.last_answer = f"{seat.user.name if seat else '系统'}加入检查"

    def stop(self) -> None:
        """中止: the site is another company's; what was said stays with who said it."""
        self.unit = self.company

    # The sheet ----------------------------------------------------------------------------------------------------

    def generate_refused(self) -> str | None:
        """Why there is no sheet yet."""
        if self.disputes:
            return f"有 {self.disputes} 项两人填写不同，请先逐项选择"
        if self.is_marked and not self.saved:
            return "还没有保存任何检查项，请至少检查一张评分表"
        return None

    def generate(self, step: "Step") -> None:
        """保存汇总, 立即生成: numbers are frozen, and the site learns what it has to put right."""
        if self.way == Way.OWN and not self.files:
            raise FieldError("请上传纸质检查单的扫描件或照片")
        if self.is_marked:
            self._freeze()
        if not self.needs_rectification:
            self.state = step.target = flows.DONE
        self.is_shared, self.generated_at = True, now()
        if self.needs_rectification:
            announce("inspection.ordered", self, **scoring.ordered(self))

    def _freeze(self) -> None:
        result = scoring.result(self)
        if result.grade == Grade.FAILED and not self.needs_rectification:
            raise FieldError("检查结果不合格，请选择“是”否整改，并填写整改要求和整改时间")
        self.scores, self.grade = scoring.frozen(result), result.grade or ""
        self.score, self.counted = scoring.rounded(result.total), scoring.rounded(result.counted)

    def past_refused(self) -> str | None:
        """Once its year is over the year's inspections have been counted (安标考评): the record stays."""
        return (
            None
            if self.inspected_on.year == today().year
            else f"{self.inspected_on.year}年的检查已经计入考评，不能删除"
        )

    def remove(self) -> None:
        """删除记录. FieldError once supervision of the site has ended: its evaluation was judged by it."""
        if not self.site.is_standing:
            raise FieldError("项目已终止监督，检查已经计入安标考评，不能删除")

    def drop_refused(self, seat: "Seat") -> str | None:
        """Why no file of a paper sheet can be deleted."""
        if self.state not in (flows.DRAFT, flows.DONE, flows.RECTIFY):
            return f"检查“{self.get_state_display()}”，文件不能删除"
        if seat.organisation_id != flows.inspecting(self):
            return "由检查单位删除"
        if why := flows.removal_refused(self, seat):
            return why
        return None if len(self.files) > 1 else "只剩一个文件，不能单独删除；请删除检查记录后重新上传"

    def drop_file(self, act: "Act", seat: "Seat | None") -> dict[str, str]:
        """删除文件: one of several; the trail keeps which. ``act.values``: file (its id)."""
        wanted = str(act.values.get("file") or "")
        if wanted not in self.files:
            raise FieldError("没有这个文件，请刷新页面后重试")
        self.files = [one for one in self.files if one != wanted]
        return {"show": "文件已删除"}

    # Rectification ------------------------------------------------------------------------------------------------

    def answer_order(self) -> None:
        """整改回复 of the site. FieldError for a day before the inspection or after today."""
        if not self.inspected_on <= (self.replied_on or today()) <= today():
            raise FieldError(f"整改完成日期须在检查日期 {self.inspected_on} 与今天之间，请改正")
        self.replies += 1
        self.returned_because = ""

    def send_back(self, step: "Step") -> None:
        """复查不通过: with a new day. FieldError for one that is over."""
        self.returned_because = step.opinion
        if self.due_on and self.due_on < today():
            raise FieldError("请给出新的整改时间，不能早于今天")

    def close(self) -> None:
        """复查通过."""
        self.closed_on = today()
