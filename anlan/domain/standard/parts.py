"""What every part of an edition has in common: it belongs to one draft and is frozen with it."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from anlan.domain.enterprise.industries import FIRM_KINDS
from anlan.kernel.act.act import Refused
from anlan.kernel.register.entry import FieldError
from anlan.kernel.register.modelfields import ManyChoicesField
from anlan.kernel.register.records import Record

from .flows import part_flow
from .rules import basis_refused, basis_text

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

PART_STATES = part_flow("part", "标准内容").choices
FROZEN = "标准已发布，内容不能再改动；请先新建版本，在新版本里修改"


class Part(Record):
    """A row of one edition. ``area`` is copied from the edition; ``state`` follows it when it is published."""

    standard = models.ForeignKey("standard.CheckStandard", models.PROTECT, verbose_name="检查标准", related_name="+")
    area = models.ForeignKey("scope.Area", models.PROTECT, editable=False, related_name="+", verbose_name="适用区域")
    state = models.CharField("状态", max_length=20, choices=PART_STATES, default="draft", editable=False)

    class Meta:
        abstract = True

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Takes the area of its edition. FieldError when that edition is published already."""
        super().settle(seat, is_new)
        if self.standard.state != "draft":
            raise FieldError(FROZEN)
        self.area_id = self.standard.area_id

    def hanging(self) -> dict[str, Any]:
        """What hangs on this part, by its name: rows of the same edition that would belong to nothing without it."""
        return {}

    def refuse_while_used(self) -> None:
        """Refused while something that was not deleted hangs on this part."""
        if used := [name for name, rows in self.hanging().items() if rows.exclude(state="deleted").exists()]:
            raise Refused(f"“{self}”下还有{'、'.join(used)}，请先删除")

    def copied_to(self, standard: Any, **changed: Any) -> Self:
        """An unsaved copy for a new edition; it starts as a draft of whoever makes that edition."""
        fixed = {"id", "version", "created_at", "updated_at", "made_by", "made_for", "standard", "area", "state"}
        same = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if f.name not in fixed}
        return type(self)(
            **(same | changed), standard=standard, area_id=standard.area_id,
            made_by_id=standard.made_by_id, made_for_id=standard.made_for_id,
        )  # fmt: skip


class BasisState(models.TextChoices):
    """Has somebody read the clause that the basis names?"""

    CHECKED = "checked", "已核"
    OPEN = "open", "待核"


class Kept(models.Manager):
    """Rows that were not deleted."""

    def get_queryset(self) -> Any:
        """Without the deleted ones."""
        return super().get_queryset().exclude(state="deleted")


class GroundedPart(Part):
    """A part that rests on a law or standard, whose clause somebody has read or not."""

    basis_title = models.CharField("依据名称", max_length=200, blank=True)
    basis_edition = models.CharField("依据版本", max_length=200, blank=True)
    basis_clause = models.CharField("依据条款", max_length=120, blank=True)
    basis_state = models.CharField(
        "依据状态", max_length=10, choices=BasisState.choices, default=BasisState.OPEN, help_text="没有读过原文的选待核"
    )

    class Meta:
        abstract = True
        indexes: ClassVar = []

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """FieldError when a basis is called 已核 without naming text and clause."""
        super().settle(seat, is_new)
        if why := basis_refused(self.basis_state == BasisState.CHECKED, self.basis_title, self.basis_clause):
            raise FieldError(why)

    @property
    def basis(self) -> str:
        """「《…》第…条」 or 「依据待核」."""
        return basis_text(self.basis_title, self.basis_clause, self.basis_state == BasisState.CHECKED)


class BasedPart(GroundedPart):
    """A grounded part that is meant for certain kinds of firm."""

    applies_to = ManyChoicesField("适用标准类型", options=FIRM_KINDS)

    class Meta:
        abstract = True
        indexes: ClassVar = []

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """FieldError when it is meant for nobody."""
        super().settle(seat, is_new)
        if not self.applies_to:
            raise FieldError("请选择适用标准类型；对所有单位都适用的选“通用”")
