"""在建工程, 标段, 参建单位, 关键岗位人员, and their verbs."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField, InitialsField
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.scope import grounds
from anlan.kernel.scope.models import Organisation, OrganisationKind
from anlan.kernel.trail.crypto import EncryptedTextField

from . import flows, moving, open_work, standing
from .kinds import GRADES, PARTICIPANTS, POSTS, PROGRESS, WORKS_KINDS, Party

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

INDUSTRY = "water"


def degrees(label: str, most: int) -> models.DecimalField:
    """A coordinate in degrees (CGCS2000), six decimals being about a tenth of a metre."""
    limits = [MinValueValidator(-most), MaxValueValidator(most)]
    return models.DecimalField(label, max_digits=9, decimal_places=6, null=True, blank=True, validators=limits)


class Project(UnitRecord):
    """在建工程. ``unit`` is its owner (项目法人), ``supervisor`` the water authority that directly supervises it (直管)."""

    name = models.CharField("工程名称", max_length=120)
    initials = InitialsField()
    number = models.CharField("工程编号", max_length=40, blank=True)
    kind = models.CharField("工程类别", max_length=20, choices=WORKS_KINDS)
    grade = models.CharField("工程等别", max_length=2, choices=GRADES, blank=True, default="")
    investment = models.DecimalField(
        "总投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    progress = models.CharField("工程状态", max_length=12, choices=PROGRESS, default="building")
    started_on = models.DateField("开工日期", null=True, blank=True)
    finish_on = models.DateField("计划完工日期", null=True, blank=True)
    area = models.ForeignKey("scope.Area", models.PROTECT, db_index=False, related_name="+", verbose_name="所在区域")
    supervisor = models.ForeignKey(
        Organisation, models.PROTECT, db_index=False, related_name="+", verbose_name="直管水行政主管单位"
    )
    place = models.CharField("工程地址", max_length=200, blank=True)
    longitude = degrees("经度", 180)
    latitude = degrees("纬度", 90)
    note = models.TextField("工程概况", max_length=2000, blank=True)
    files = FilesField("附件", most=10)
    section_count = models.PositiveIntegerField("标段数", default=0, editable=False)
    ground = models.CharField(max_length=grounds.WORKS, default="", editable=False, db_index=True)
    state = models.CharField(
        "状态", max_length=12, choices=flows.project_flow.choices, default=flows.LISTED, editable=False
    )

    class Meta:
        verbose_name = "在建工程"
        indexes = list_indexes("project", ("-created_at", "name"), ("kind", "progress", "state"))

    def __str__(self) -> str:
        return self.name

    def home(self) -> tuple[str, str, int | None]:
        """Where it stands and who supervises it directly."""
        return self.area_id, INDUSTRY, self.supervisor_id

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """The owner's own; FieldError for a supervisor that is no water authority, and for dates the wrong way round."""
        super().settle(seat, is_new)
        if not is_water_authority(self.supervisor):
            raise FieldError(f"“{self.supervisor}”不是水行政主管部门，请选择直接监管本工程的水行政主管部门")
        if self.started_on and self.finish_on and self.finish_on < self.started_on:
            raise FieldError("计划完工日期早于开工日期，请改正")
        same = Project.objects.filter(unit=self.unit, name=self.name).exclude(pk=self.pk).exclude(state=flows.DELETED)
        if same.exists():
            raise FieldError(f"已有名为“{self.name}”的在建工程，请在原有工程上修改")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """Its ground is given out once; owner and supervisor have a stake in it; its rows follow where it goes."""
        if is_new:
            self.ground = grounds.works_path(self.pk)
            Project.objects.filter(pk=self.pk).update(ground=self.ground)
        standing.keep_project(self)
        if seat is not None:
            standing.forget(seat)
        if not is_new:
            moving.ask_to_restamp(self)

    def delete_refused(self) -> str | None:
        """Why it can't be taken off the books."""
        return "该工程已划分标段，不能删除；请先删除没有使用的标段" if self.section_count else None


def is_water_authority(place: Organisation) -> bool:
    """A department whose remit is water; a basin commission has no area and supervises only what is given to it."""
    if place.kind != OrganisationKind.DEPARTMENT or not place.is_open:
        return False
    remits = set(place.grants.values_list("industry", flat=True))
    return INDUSTRY in remits or (not remits and place.industry == INDUSTRY)


def living(rows: "models.Manager[Section]") -> "models.QuerySet[Section]":
    """Sections that are not deleted."""
    return rows.exclude(state=flows.DELETED)


class Section(UnitRecord):
    """标段: a part of a project that is assigned as one. ``contractor`` and ``engineer`` are today's, kept by participation."""

    project = models.ForeignKey(
        Project, models.PROTECT, db_index=False, related_name="sections", verbose_name="在建工程"
    )
    name = models.CharField("标段名称", max_length=120)
    initials = InitialsField()
    number = models.CharField("标段编号", max_length=40, blank=True)
    content = models.TextField("标段内容", max_length=1000, blank=True)
    amount = models.DecimalField(
        "合同金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    is_high_risk = models.BooleanField("是否含危险性较大的单项工程", default=False)
    started_on = models.DateField("开工日期", null=True, blank=True)
    finish_on = models.DateField("计划完工日期", null=True, blank=True)
    contractor = models.ForeignKey(
        Organisation, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="施工单位"
    )
    engineer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="监理单位"
    )
    was_assigned = models.BooleanField("已分配过", default=False, editable=False)
    ground = models.CharField(max_length=grounds.PART, default="", editable=False, unique=True)
    state = models.CharField(
        "状态", max_length=12, choices=flows.section_flow.choices, default=flows.LISTED, editable=False
    )

    class Meta:
        verbose_name = "标段"
        indexes = list_indexes("section", ("-created_at", "name"), ("project", "state"))

    def __str__(self) -> str:
        return self.name

    def home(self) -> tuple[str, str, int | None]:
        """That of its project."""
        return self.project.home()

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """The owner divides its own project; each section gets the next ground of it."""
        project = Project.objects.select_for_update(of=("self",)).get(pk=self.project_id)
        if seat is not None and project.unit_id != seat.organisation_id:
            raise FieldError("只有该工程的项目法人可以划分标段")
        if self.started_on and self.finish_on and self.finish_on < self.started_on:
            raise FieldError("计划完工日期早于开工日期，请改正")
        self.project, self.unit = project, project.unit
        same = living(project.sections).filter(name=self.name).exclude(pk=self.pk)
        if same.exists():
            raise FieldError(f"“{project}”已有名为“{self.name}”的标段")
        if is_new:
            last = project.sections.aggregate(last=models.Max("ground"))["last"]
            self.ground = grounds.part_path(project.ground, int(last[grounds.WORKS :]) + 1 if last else 1)

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The project knows how many sections it has; a new one may lie in somebody's part of the whole."""
        Project.objects.filter(pk=self.project_id).update(section_count=living(self.project.sections).count())
        if is_new:
            standing.refresh(self)

    def delete_refused(self) -> str | None:
        """Why it can't be taken off the books."""
        return "该标段已分配参建单位，不能删除" if self.was_assigned else None


class Participation(UnitRecord):
    """参建单位: a unit takes part in a section, or in the whole project, as what, from when to when."""

    project = models.ForeignKey(
        Project, models.PROTECT, db_index=False, related_name="participations", verbose_name="在建工程", blank=True
    )
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="标段",
    )
    party = models.CharField("参建角色", max_length=12, choices=PARTICIPANTS)
    starts_on = models.DateField("分配日期", default=today)
    ends_on = models.DateField("收回日期", null=True, blank=True)
    contract = models.CharField("合同编号", max_length=60, blank=True)
    files = FilesField("合同附件", most=5)
    ground = models.CharField(max_length=grounds.PART, default="", editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.participation_flow.choices, default=flows.ACTIVE, editable=False
    )

    class Meta:
        verbose_name = "参建单位"
        indexes = [
            *list_indexes("participation", ("-created_at",), ("project", "section", "party", "state")),
            models.Index(fields=["ground", "party"], name="participation_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_party_display()}"

    def home(self) -> tuple[str, str, int | None]:
        """That of its project."""
        return self.project.home()

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Only the owner assigns; a section has one contractor and one engineer at a time."""
        if self.section is not None:
            self.project = self.section.project
        if self.project_id is None:
            raise FieldError("请选择标段；参与整个工程的，请选择在建工程")
        if self.party == Party.CONTRACTOR and self.section is None:
            raise FieldError("施工单位须按标段分配，请选择标段")
        # Two assignments of one section wait for one another here.
        self.project = Project.objects.select_for_update(of=("self",)).get(pk=self.project_id)
        if seat is not None and self.project.unit_id != seat.organisation_id:
            raise FieldError("只有该工程的项目法人可以分配标段")
        if self.unit_id == self.project.unit_id:
            raise FieldError("参建单位不能是项目法人自己，请另选单位")
        if self.ends_on and self.ends_on < self.starts_on:
            raise FieldError("收回日期早于分配日期，请改正")
        self.ground = self.section.ground if self.section else self.project.ground
        if twin := standing.overlapping(self):
            until = f"至 {twin.ends_on}" if twin.ends_on else "起"
            raise FieldError(
                f"该标段 {twin.starts_on} {until}已分配给“{twin.unit}”（{twin.get_party_display()}），同一时期不能再分配；"
                "请先收回，或改正起止日期"
            )

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """What the unit reads and where it may act follows at once."""
        if self.section_id is not None:
            Section.objects.filter(pk=self.section_id).update(was_assigned=True)
        standing.keep_participation(self)
        if seat is not None:
            standing.forget(seat)

    def take_back(self) -> None:
        """收回标段: from the day after, the unit reads what was made in its time and acts no more."""
        if work := open_work.said_of(self.ground, self.unit_id):
            raise FieldError(f"“{self.unit}”在本标段还有{work}没有办完，请先督促办结再收回")
        self._not_in_the_future()

    def _not_in_the_future(self) -> None:
        if self.ends_on is not None and self.ends_on > today():
            raise FieldError("收回日期不能晚于今天；约定以后到期的，请在“修改”中填写收回日期")

    def holds(self, day: date) -> bool:
        """Does it hold on a day?"""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @staticmethod
    def valid_on(day: date) -> Q:
        """The condition of those that hold on a day."""
        return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


class KeyPerson(UnitRecord):
    """关键岗位人员 of a participant in a section or project. Identity and phone numbers are encrypted at rest."""

    section = models.ForeignKey(
        Section, models.PROTECT, db_index=False, null=True, blank=True, related_name="key_people", verbose_name="标段"
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="key_people",
        verbose_name="在建工程",
    )
    post = models.CharField("岗位", max_length=24, choices=POSTS)
    name = models.CharField("姓名", max_length=40)
    phone = EncryptedTextField("联系电话", blank=True, default="")
    certificate = models.CharField("证书编号", max_length=60, blank=True)
    certificate_until = models.DateField("证书有效期至", null=True, blank=True)
    starts_on = models.DateField("到岗日期", default=today)
    ends_on = models.DateField("离岗日期", null=True, blank=True)
    ground = models.CharField(max_length=grounds.PART, default="", editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.post_flow.choices, default=flows.LISTED, editable=False
    )

    class Meta:
        verbose_name = "关键岗位人员"
        indexes = [
            *list_indexes("keyperson", ("-created_at",), ("project", "section", "post", "state")),
            models.Index(fields=["ground"], name="keyperson_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name}"

    def home(self) -> tuple[str, str, int | None]:
        """That of its project."""
        assert self.project is not None
        return self.project.home()

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Whoever takes part names its own people."""
        super().settle(seat, is_new)
        if self.section is not None:
            self.project = self.section.project
        if self.project is None:
            raise FieldError("请选择标段或在建工程")
        self.ground = self.section.ground if self.section else self.project.ground
        if seat is not None and not seat.is_authority and not seat.takes_part(self.ground):
            raise FieldError("贵单位没有参与该标段，请联系项目法人分配标段")
        if self.ends_on and self.ends_on < self.starts_on:
            raise FieldError("离岗日期早于到岗日期，请改正")

    def delete_refused(self) -> str | None:
        """Nothing hangs on it."""
        return None
