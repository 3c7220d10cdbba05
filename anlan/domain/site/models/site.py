"""工地 (在建项目) and its verbs."""

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

from .. import accounts, flows, moving, standing, worries
from ..kinds import ACCOUNT_TONES, SITE_KINDS, STRUCTURES, Account
from .branch import Branch

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

INDUSTRY = "construction"
PLACE = ("area", "supervisor", "unit", "branch")
"""What its rows copy: when one of these changes, the open ones follow."""
NUMBER = RegexValidator(r"^[0-9A-Za-z-]{4,40}\Z", "监督备案号由 4 至 40 位数字、字母和连字符组成")


def money(label: str) -> models.DecimalField:
    """万元, two decimals, not below zero."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


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
    account = models.CharField("帐号", max_length=8, choices=Account.choices, default=Account.NONE, editable=False)
    worry = models.PositiveIntegerField("关注程度", default=0, editable=False)
    reasons = models.CharField("需要关注", max_length=500, blank=True, default="", editable=False)
    state = models.CharField(
        "工程状态", max_length=12, choices=flows.site_flow.choices, default=flows.BUILDING, editable=False
    )

    class Meta:
        verbose_name = "在建项目"
        indexes = [
            *list_indexes(
                "site",
                ("-worry", "-created_at", "finish_on", "name"),
                ("state", "branch", "kind", "account"),
                grounded=True,
                party=False,
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

    _stood: list[Any] | None = None
    """Where it stood before the change that is being settled."""

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
        was = None if is_new else Site.objects.filter(pk=self.pk).values("unit", "number", *PLACE).first()
        self._stood = was and [was[name] for name in PLACE]
        if was and was["number"] != self.number and self.account != Account.NONE:
            accounts.rename(was["number"], self.number)
        if was and was["unit"] != self.unit_id:
            self.taken_over_on = today()
            self._close_behind()
            if self.branch is not None and self.branch.unit_id != self.unit_id:
                self.branch = None
        if self.branch is not None and (self.branch.unit_id != self.unit_id or self.branch.state != flows.OPEN):
            raise FieldError(f"“{self.branch}”不是该施工企业在用的区域公司，请重新选择")

    def _close_behind(self) -> None:
        """Who worked there until yesterday knows the password; the new company opens the account again."""
        if self.department is not None:
            standing.lock_out(self.department)
        if self.account == Account.OPEN:
            self.account = Account.CLOSED

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
        if not is_new and self._stood != [getattr(self, f"{name}_id") for name in PLACE]:
            moving.ask_to_restamp(self)

    def delete_refused(self) -> str | None:
        """Why it can't be taken off the books: somebody has worked with it."""
        return None if self.version == 1 else "该项目已有人办理过，不能删除；停工或竣工请办理相应手续"

    def mark_completed(self) -> None:
        """登记竣工: on a day that has been. FieldError for another."""
        assert self.completed_on is not None
        if self.completed_on > today():
            raise FieldError("竣工日期不能晚于今天，请改正")
        if self.started_on and self.completed_on < self.started_on:
            raise FieldError("竣工日期早于开工日期，请改正")

    @property
    def is_standing(self) -> bool:
        """Is it still supervised?"""
        return self.state in flows.STANDING

    def tone_of(self, name: str) -> str:
        """Red what worries much, orange what worries less; the account in its colour."""
        if name == "account":
            return ACCOUNT_TONES[Account(self.account)]
        if name == "reasons" and self.reasons:
            return "red" if self.worry >= worries.RED else "orange"
        return ""

    # The account of its people ------------------------------------------------------------------------------------

    def open_account(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """开通帐号 (J-1.f): the people on the site sign in by its filing number."""
        assert self.department is not None
        told = accounts.open_for(self.department, self.number, self.manager or "项目部", accounts.SITE_ROLE)
        self.account = Account.OPEN
        return told

    def reset_password(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """重置密码."""
        assert self.department is not None
        return accounts.reset(self.department, self.number)

    def close_account(self, act: Any, seat: "Seat | None") -> None:
        """停用帐号: whoever is signed in there is out at once."""
        assert self.department is not None
        standing.lock_out(self.department)
        self.account = Account.CLOSED
