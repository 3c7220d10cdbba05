"""A building site and a company's branch, with their verbs; and what every record of a site carries."""

from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField, InitialsField
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.scope import grounds
from anlan.kernel.scope.models import Organisation, OrganisationKind
from anlan.kernel.trail.crypto import EncryptedTextField

from . import flows, moving, standing
from .kinds import SITE_KINDS, STRUCTURES

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

INDUSTRY = "construction"
NUMBER = RegexValidator(r"^[0-9A-Za-z-]{4,40}\Z", "监督备案号由 4 至 40 位数字、字母和连字符组成")


def money(label: str) -> models.DecimalField:
    """万元, two decimals, not below zero."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class Branch(UnitRecord):
    """区域公司: a part of a company that looks after some of its sites; its account sees those alone."""

    name = models.CharField("区域公司名称", max_length=120)
    initials = InitialsField()
    region = models.CharField("负责区域", max_length=120, blank=True)
    head = models.CharField("负责人", max_length=40, blank=True)
    phone = EncryptedTextField("联系电话", blank=True, default="")
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, editable=False, related_name="branch", verbose_name="机构"
    )
    state = models.CharField(
        "状态", max_length=12, choices=flows.branch_flow.choices, default=flows.OPEN, editable=False
    )

    class Meta:
        verbose_name = "区域公司"
        indexes = list_indexes("branch", ("name",), ("state",))

    def __str__(self) -> str:
        return self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A branch is an organisation below its company; each name once in a company."""
        super().settle(seat, is_new)
        same = Branch.objects.filter(unit=self.unit, name=self.name, state=flows.OPEN).exclude(pk=self.pk)
        if same.exists():
            raise FieldError(f"已有名为“{self.name}”的区域公司，请在原来的区域公司上修改")
        self.organisation = standing.keep_part(
            self.organisation if not is_new else None, f"{self.unit.name}{self.name}", self.unit, parent=self.unit
        )

    def close_refused(self) -> str | None:
        """Why 停用 is grey: its sites would be without anybody who looks after them."""
        return None

    def shut(self) -> None:
        """Its account can't be used any more. FieldError while sites are given to it."""
        if count := Site.objects.filter(branch=self, state__in=flows.STANDING).count():
            raise FieldError(f"还有 {count} 个项目归该区域公司管，请先在“项目信息”中改归其他区域公司")
        standing.shut(self.organisation)


class Site(UnitRecord):
    """工地 (在建项目). ``unit`` is the construction company of today, ``supervisor`` the body that supervises it directly."""

    number = models.CharField("监督备案号", max_length=40, validators=[NUMBER])
    name = models.CharField("项目名称", max_length=120)
    initials = InitialsField()
    kind = models.CharField("工程类型", max_length=16, choices=SITE_KINDS)
    area = models.ForeignKey("scope.Area", models.PROTECT, db_index=False, related_name="+", verbose_name="所在区域")
    supervisor = models.ForeignKey(
        Organisation, models.PROTECT, db_index=False, editable=False, related_name="+", verbose_name="安全监督机构"
    )
    address = models.CharField("工程地址", max_length=200)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    client = models.CharField("建设单位", max_length=120)
    engineer = models.CharField("监理单位", max_length=120, blank=True)
    manager = models.CharField("项目经理", max_length=40, blank=True)
    manager_phone = EncryptedTextField("项目经理电话", blank=True, default="")
    safety_officer = models.CharField("专职安全员", max_length=40, blank=True)
    structure = models.CharField("结构类型", max_length=16, choices=STRUCTURES, blank=True, default="")
    storeys = models.PositiveSmallIntegerField("层数", null=True, blank=True)
    floor_area = models.DecimalField(
        "建筑面积（平方米）", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    cost = money("工程造价（万元）")
    is_special = models.BooleanField("特殊项目", default=False)
    started_on = models.DateField("开工日期", null=True, blank=True)
    finish_on = models.DateField("预计竣工日期", null=True, blank=True)
    completed_on = models.DateField("竣工日期", null=True, editable=False)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, db_index=False, related_name="sites", verbose_name="区域公司"
    )
    department = models.OneToOneField(
        Organisation, models.PROTECT, null=True, editable=False, related_name="site", verbose_name="项目部"
    )
    taken_over_on = models.DateField("接手日期", null=True, editable=False)
    files = FilesField("附件", most=10)
    ground = models.CharField(max_length=grounds.WORKS, default="", editable=False, db_index=True)
    state = models.CharField(
        "工程状态", max_length=12, choices=flows.site_flow.choices, default=flows.BUILDING, editable=False
    )

    class Meta:
        verbose_name = "在建项目"
        indexes = [
            *list_indexes(
                "site", ("-created_at", "finish_on", "name"), ("state", "branch", "kind"), grounded=True, party=False
            ),
            models.Index(fields=["state", "finish_on"], name="site_overdue"),
            models.Index(fields=["branch"], name="site_by_branch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="one_site_per_number", condition=~models.Q(state=flows.DELETED)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def home(self) -> tuple[str, str, int | None]:
        """Where it stands and who supervises it directly."""
        return self.area_id, INDUSTRY, self.supervisor_id

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """The authority files it under its own supervision. FieldError for a number in use, a wrong branch, dates."""
        super().settle(seat, is_new)
        if is_new and seat is not None:
            self.supervisor = seat.organisation
        same = Site.objects.filter(number=self.number).exclude(pk=self.pk).exclude(state=flows.DELETED)
        if same.exists():
            raise FieldError(f"监督备案号 {self.number} 已经登记，请查询后在原有项目上修改")
        if self.unit.kind != OrganisationKind.ENTERPRISE:
            raise FieldError("请选择施工企业")
        if self.started_on and self.finish_on and self.finish_on < self.started_on:
            raise FieldError("预计竣工日期早于开工日期，请改正")
        self._pass_on(is_new)

    def _pass_on(self, is_new: bool) -> None:
        """To another company: from today; the former company's branch has no more to do with it."""
        before = None if is_new else Site.objects.filter(pk=self.pk).values_list("unit", flat=True).first()
        if before not in (None, self.unit_id):
            self.taken_over_on = today()
            if self.branch is not None and self.branch.unit_id != self.unit_id:
                self.branch = None
        if self.branch is not None and (self.branch.unit_id != self.unit_id or self.branch.state != flows.OPEN):
            raise FieldError(f"“{self.branch}”不是该施工企业在用的区域公司，请重新选择")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """Its ground and its people's organisation are made once; stakes and open rows follow where it goes."""
        if is_new:
            self.ground = standing.ground_of(self.pk)
        department = standing.keep_part(
            self.department, f"{self.name}项目部（{self.number}）", self.unit, area=self.area
        )
        self.department = department
        Site.objects.filter(pk=self.pk).update(ground=self.ground, department=department)
        standing.keep(self)
        if seat is not None:
            standing.forget(seat)
        if not is_new:
            moving.ask_to_restamp(self)

    def delete_refused(self) -> str | None:
        """Why it can't be taken off the books: somebody has worked with it."""
        return None if self.version == 1 else "该项目已有人办理过，不能删除；停工或竣工请办理相应手续"

    def mark_completed(self) -> None:
        """登记竣工: today, unless a completion list said when."""
        self.completed_on = self.completed_on or today()

    @property
    def is_standing(self) -> bool:
        """Is it still supervised?"""
        return self.state in flows.STANDING


class SiteRecord(UnitRecord):
    """A row of a site. ``unit`` is the company that answered for the site when the row was made, or since it took over.

    ``branch`` copies the site's, so that figures by branch need not ask the site.
    """

    site = models.ForeignKey(Site, models.PROTECT, db_index=False, related_name="+", verbose_name="项目")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, editable=False, db_index=False, related_name="+", verbose_name="区域公司"
    )
    ground = models.CharField(max_length=grounds.WORKS, default="", editable=False)

    class Meta:
        abstract = True

    def home(self) -> tuple[str, str, int | None]:
        """That of its site."""
        return self.site.home()

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Places a new row on its site. FieldError where the seat has no part in it, or supervision has ended."""
        if is_new:
            site: Site | None = getattr(self, "site", None)
            if site is None:
                raise FieldError("请选择项目")
            if why := not_here(site, seat):
                raise FieldError(why)
            self.unit, self.branch, self.ground = site.unit, site.branch, site.ground
        super().settle(seat, is_new)


def not_here(site: Site, seat: "Seat | None") -> str | None:
    """Why a seat can't make a row of a site; None when it can, and for the system itself."""
    if seat is None:
        return None
    if not site.is_standing:
        return f"“{site}”{site.get_state_display()}，不能再填报"
    if seat.is_authority:
        mine = seat.organisation_id == site.supervisor_id
        return None if mine else "该项目由其他安全监督机构直接监督，不能代为录入"
    return None if seat.takes_part(site.ground) else "贵单位没有参与这个项目，不能填报；请核对选择的项目"


def site_of(seat: Any) -> "Site | None":
    """The site of a seat in its 项目部; None for every other seat. Nobody there has to choose it."""
    return Site.objects.filter(department=seat.organisation_id).first() if seat.organisation.kind == "part" else None
