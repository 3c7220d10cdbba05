"""The nouns of a check standard: edition, category, item, criterion of a major hazard, wording."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from anlan.domain.news.scopes import area_refused
from anlan.kernel.act.act import Act, Refused, apply
from anlan.kernel.clock import now, today
from anlan.kernel.register.entry import FieldError
from anlan.kernel.register.records import Record
from anlan.kernel.register.registry import register

from .deductions import LEAST_MARK, Deduction
from .flows import PUBLIC, is_frozen_wording, standard_flow
from .kinds import JUDGED_BY, Judging, Kind
from .parts import FROZEN, BasedPart, GroundedPart, Kept, Part
from .rules import in_force, marks_refused

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat


class CheckStandard(Record):
    """An edition of what somebody in an area is checked by: firms by themselves, sites by inspectors."""

    title = models.CharField("标准名称", max_length=120)
    edition = models.CharField("版本", max_length=40)
    name = models.CharField("标准及版本", max_length=170, editable=False)
    kind = models.CharField("用途", max_length=20, choices=Kind.choices, default=Kind.SELF_CHECK)
    judging = models.CharField("评判方式", max_length=10, choices=Judging.choices, default=Judging.FINDING)
    area = models.ForeignKey("scope.Area", models.PROTECT, related_name="+", verbose_name="适用区域")
    valid_from = models.DateField("施行日期", null=True, blank=True)
    valid_to = models.DateField("废止日期", null=True, blank=True)
    note = models.TextField("说明", blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="替代版本"
    )
    published_at = models.DateTimeField("发布时间", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=20, choices=standard_flow.choices, default=standard_flow.start, editable=False
    )

    class Meta:
        verbose_name = "检查标准"
        indexes: ClassVar = [
            models.Index(fields=["area", "state", "-valid_from"]),
            models.Index(fields=["state", "-valid_from"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "title", "edition"], name="one_standard_edition", condition=~Q(state="deleted")
            )
        ]

    def __str__(self) -> str:
        return self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Names the edition. FieldError when the area is not the seat's to rule, or that edition exists."""
        super().settle(seat, is_new)
        self.name = f"{self.title}（{self.edition}）"
        self.judging = JUDGED_BY.get(Kind(self.kind), self.judging)
        if why := area_refused(seat, self.area_id):
            raise FieldError(why)
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise FieldError("废止日期早于施行日期，请改正")
        same = CheckStandard.objects.filter(area=self.area_id, title=self.title, edition=self.edition)
        if self.state == "draft" and same.exclude(pk=self.pk).exclude(state="deleted").exists():
            raise FieldError(f"“{self.name}”已经存在，请换一个版本")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The parts follow their edition into another area."""
        super().settled(seat, is_new)
        if self.state == "draft" and not is_new:
            for part in PARTS:
                part.objects.filter(standard=self).exclude(area=self.area_id).update(area=self.area_id)

    def publish(self, step: "Step", seat: "Seat | None") -> None:
        """Freezes the edition with all its parts. Refused, with every reason, while it is not complete.

        The edition it replaces stays in force up to the day before.
        """
        from .publishing import faults_of

        if faults := faults_of(self):
            raise Refused({"": faults})
        self.published_at = now()
        for part in PARTS:
            part.kept.filter(standard=self).update(state="published", updated_at=self.published_at)
        self._replace_earlier()

    def _replace_earlier(self) -> None:
        """The edition of the same standard in the same area ends on the day before this one begins."""
        assert self.valid_from is not None
        for earlier in CheckStandard.objects.filter(area=self.area_id, title=self.title, state="published"):
            last_day = (self.valid_from - timedelta(days=1)).isoformat()
            values = {"valid_to": last_day}
            apply(register("checkstandard"), Act(None, "checkstandard", "replace", record=earlier.pk, values=values))

    def replace(self, step: "Step", seat: "Seat | None") -> None:
        """Nothing but the state and 废止日期 change: what was judged by this edition still shows it."""
        if not in_force(self.valid_from, None, self.valid_to or today()):
            raise Refused(f"“{self.name}”{self.valid_from} 才施行，不能在此之前废止，请改正日期")

    def new_edition(self, act: Any, seat: "Seat") -> dict[str, Any]:
        """新建版本: a draft with a copy of everything, made by the seat's organisation."""
        from .copying import copy_edition

        made = copy_edition(self, seat)
        return {"show": f"已建立“{made}”，请修改后发布", "record": made.pk}

    def load_packaged(self, act: Any, seat: "Seat | None") -> dict[str, Any]:
        """载入内置标准: fills an empty draft with the items that come with the system."""
        from .load import fill

        return {"show": f"已载入 {fill(self)} 条检查条目"}

    def change_refused(self, seat: "Seat") -> str | None:
        """A published edition never changes."""
        return "标准已发布，不能再修改；请新建版本" if self.state in PUBLIC else None


class Category(GroundedPart):
    """A first-level (基础管理, 现场管理) or second-level class of items.

    In a standard of marks the first level is a line of the summary sheet, the second a check table (检查评分表).
    """

    code = models.CharField("分类编号", max_length=20)
    name = models.CharField("分类名称", max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="一级分类"
    )
    order = models.PositiveIntegerField("顺序", default=0)
    weight = models.DecimalField(
        "汇总表分值", max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(LEAST_MARK)]
    )

    objects = models.Manager()
    kept = Kept()

    class Meta:
        verbose_name = "检查分类"
        indexes: ClassVar = [models.Index(fields=["standard", "parent", "order"])]

    def __str__(self) -> str:
        return self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Two levels, no more; code and name once per edition."""
        super().settle(seat, is_new)
        if self.parent and (self.parent.parent_id or self.parent.standard_id != self.standard_id):
            raise FieldError("一级分类请选择同一份标准里的一级分类")
        if self.weight is not None and (self.parent_id or self.standard.judging != Judging.MARKS):
            raise FieldError("汇总表分值只在扣分评分标准的一级分类（汇总表的项目）上填写，请清空")
        if Category.kept.filter(standard=self.standard_id, code=self.code).exclude(pk=self.pk).exists():
            raise FieldError(f"分类编号“{self.code}”在这份标准里已经用过，请换一个")
        if Category.kept.filter(standard=self.standard_id, name=self.name).exclude(pk=self.pk).exists():
            raise FieldError(f"分类名称“{self.name}”在这份标准里已经用过，请换一个")

    def hanging(self) -> dict[str, Any]:
        """Second-level classes, items and wordings."""
        return {"二级分类": self.children.all(), "检查条目": self.items.all(), "常用表述": self.phrases.all()}


class Item(BasedPart):
    """检查条目: one thing to look at, how to look at it, and on what basis."""

    category = models.ForeignKey(Category, models.PROTECT, verbose_name="二级分类", related_name="items")
    code = models.CharField("条目编号", max_length=30)
    text = models.TextField("检查内容", blank=True)
    method = models.TextField("检查方法", blank=True)
    major_hint = models.TextField("重大隐患提示", blank=True)
    full_marks = models.DecimalField(
        "应得分数", max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(LEAST_MARK)]
    )
    is_guarantee = models.BooleanField("保证项目", default=False)

    objects = models.Manager()
    kept = Kept()

    class Meta:
        verbose_name = "检查条目"
        indexes: ClassVar = [
            models.Index(fields=["standard", "code"]),
            models.Index(fields=["category", "code"]),
            models.Index(fields=["area", "code"]),
        ]

    def __str__(self) -> str:
        # A list of what hangs on an item leaves its text in the database: the code must do there.
        return f"{self.code} {self.__dict__.get('text', '')}"[:60].strip()

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Belongs to the edition of its category; the code once per edition."""
        self.standard = self.category.standard
        super().settle(seat, is_new)
        if not self.category.parent_id:
            raise FieldError("检查条目请放在二级分类下")
        if why := marks_refused(self.standard.judging == Judging.MARKS, self.full_marks, self.is_guarantee):
            raise FieldError(why)
        if Item.kept.filter(standard=self.standard_id, code=self.code).exclude(pk=self.pk).exists():
            raise FieldError(f"条目编号“{self.code}”在这份标准里已经用过，请换一个")

    def hanging(self) -> dict[str, Any]:
        """Its deductions."""
        return {"扣分标准": self.deductions.all()}


class MajorCriterion(BasedPart):
    """重大隐患判定依据: what makes a hazard a major one."""

    code = models.CharField("编号", max_length=30)
    title = models.CharField("判定情形", max_length=120)
    text = models.TextField("判定内容")

    objects = models.Manager()
    kept = Kept()

    class Meta:
        verbose_name = "重大隐患判定依据"
        indexes: ClassVar = [models.Index(fields=["standard", "code"]), models.Index(fields=["area", "code"])]

    def __str__(self) -> str:
        return self.title


class Phrase(Part):
    """常用表述: a ready wording of a problem.

    No rule, so it may be changed after its edition was published, except where the wordings are the standard (检查用语).
    """

    category = models.ForeignKey(Category, models.PROTECT, verbose_name="二级分类", related_name="phrases")
    text = models.CharField("表述", max_length=200)
    requirement = models.CharField("整改要求", max_length=300, blank=True)

    objects = models.Manager()
    kept = Kept()

    class Meta:
        verbose_name = "常用表述"
        indexes: ClassVar = [models.Index(fields=["category", "id"]), models.Index(fields=["area", "category"])]

    def __str__(self) -> str:
        return self.text

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Goes with its category."""
        # Part's own settling is left out on purpose: it would refuse a wording for a published edition.
        self.standard, self.area_id = self.category.standard, self.category.area_id
        if is_frozen_wording(self):
            raise FieldError(FROZEN)
        if is_new and self.category.state == "published":
            self.state = "published"


PARTS: tuple[type[Any], ...] = (Category, Item, Deduction, MajorCriterion, Phrase)
