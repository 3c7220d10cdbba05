"""Areas, organisations and what each oversees."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.modelfields import Column, TableField
from anlan.kernel.register.records import Record

from ..areas import ancestors
from ..industries import industries
from ..initials import initials_of

if TYPE_CHECKING:
    from .seats import Seat


class Area(models.Model):
    """An administrative area. ``path`` is ours and stable; ``code`` is its GB/T 2260 attribute of a dated edition."""

    path = models.CharField(primary_key=True, max_length=20)
    code = models.CharField("行政区划代码", max_length=12, blank=True)
    name = models.CharField("名称", max_length=60)
    full_name = models.CharField("全称", max_length=200)
    level = models.PositiveSmallIntegerField("层级")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    edition = models.CharField("版本", max_length=40, blank=True)

    class Meta:
        verbose_name = "区域"
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    """What an organisation is; its kind decides which legs of the scope it can use."""

    PLATFORM = "platform", "平台管理"
    OFFICE = "office", "安委办"
    DEPARTMENT = "department", "行业主管部门"
    LOCALITY = "locality", "属地政府"
    ENTERPRISE = "enterprise", "生产经营单位"
    SERVICE = "service", "安全服务机构"
    PART = "part", "分支机构和项目部"


UNITS = (OrganisationKind.ENTERPRISE, OrganisationKind.SERVICE, OrganisationKind.PART)
"""Who answers for its own safety; a part (a branch, the people of a building site) has no file and no code of its own."""


class Organisation(Record):
    """Anyone who answers for something: authority, department, enterprise, contractor, laboratory."""

    name = models.CharField("名称", max_length=120)
    initials = models.CharField(max_length=120, editable=False, db_index=True)
    kind = models.CharField("类别", max_length=20, choices=OrganisationKind.choices)
    code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name="所属区域", related_name="+")
    industry = models.CharField("监管行业", max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    supervisor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supervised", verbose_name="直管部门"
    )
    locality = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="属地"
    )
    department = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="行业主管部门"
    )
    office = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="安委办"
    )
    is_open = models.BooleanField("在用", default=True)
    oversees = TableField(
        "管辖范围",
        columns=(
            Column("area", "区域（全称或行政区划代码，全国填“全国”）", required=True),
            Column("industry", "监管行业（不填为全部）", kind="select", choices=industries),
        ),
    )

    class Meta:
        verbose_name = "机构"
        indexes: ClassVar = [
            models.Index(fields=["area", "kind"]),
            models.Index(fields=["kind", "name"]),
            models.Index(fields=["industry", "area"]),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the pinyin initials by which the name is found, and who oversees a unit."""
        self.initials = initials_of(self.name)
        if self.is_unit:
            assign_authorities(self)
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if not is_new:
            self.seats.update(area=self.area_id, industry=self.industry)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Units have a file of their own; here authorities are written down, each name once."""
        if self.is_unit and seat is not None:
            raise FieldError("生产经营单位请在“企业信息”中新增和修改")
        if Organisation.objects.filter(name=self.name, is_open=True).exclude(pk=self.pk).exists():
            raise FieldError(f"已有名为“{self.name}”的机构")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """What it oversees becomes its grants."""
        from ..overseeing import write_grants

        write_grants(self)

    @property
    def is_unit(self) -> bool:
        """Does it answer for its own safety (and not for others')?"""
        return self.kind in UNITS


def assign_authorities(unit: Organisation) -> None:
    """Sets locality, department and office of a unit from the grants that cover its area and industry.

    The narrowest area wins; where two are as narrow, the older grant does.
    """
    above = [*ancestors(unit.area_id), unit.area_id]
    here = models.Q(area_id__in=above) | models.Q(area=None)
    grants = Grant.objects.filter(here, organisation__is_open=True).select_related("organisation")
    best: dict[str, Any] = {}
    for grant in sorted(grants, key=lambda g: (-len(g.area_id or ""), g.pk)):
        kind = grant.organisation.kind
        if kind == OrganisationKind.DEPARTMENT and grant.industry != unit.industry:
            continue
        best.setdefault(kind, grant.organisation_id)
    unit.locality_id = best.get(OrganisationKind.LOCALITY)
    unit.department_id = best.get(OrganisationKind.DEPARTMENT)
    unit.office_id = best.get(OrganisationKind.OFFICE)


class Grant(models.Model):
    """What an authority oversees. Dimensions inside one grant are ANDed; several grants are alternatives.

    No area is the whole country (a ministry's).
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="grants")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    industry = models.CharField("监管行业", max_length=20, blank=True)
