"""The file on a firm: fixed information, changeable facts, and its account."""

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.kernel.people.models import User
from anlan.kernel.register.entry import FieldError
from anlan.kernel.register.modelfields import InitialsField, ManyChoicesField
from anlan.kernel.register.records import Record
from anlan.kernel.scope.models import Organisation, OrganisationKind

from .. import accounts, completeness, kinds, moving
from ..industries import FIRM_KINDS, INDUSTRIES
from ..rules import tidy_number
from .facts import BasicFacts, ProductionFacts, SafetyFacts, WorksFacts

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

CARRIED = ("name", "code", "area_id", "industry", "parent_id")
"""Columns that the organisation carries too; the file is where they are entered."""


class Enterprise(BasicFacts, SafetyFacts, ProductionFacts, WorksFacts, Record):
    """One firm's file. Saving it keeps its Organisation true, which everything else refers to."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, editable=False, related_name="enterprise", verbose_name="单位"
    )
    name = models.CharField("生产经营单位名称", max_length=120)
    initials = InitialsField()
    code = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    area = models.ForeignKey("scope.Area", models.PROTECT, related_name="+", verbose_name="所属镇（区域）")
    industry = models.CharField("监管行业", max_length=20, choices=INDUSTRIES)
    supervisor = models.ForeignKey(
        Organisation, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="直管部门"
    )
    parent = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级单位"
    )
    category = models.CharField("企业类型大类", max_length=24, choices=kinds.CATEGORIES, blank=True, default="")
    subcategory = models.CharField("企业类型小类", max_length=32, choices=kinds.SUBCATEGORIES, blank=True, default="")
    firm_kinds = ManyChoicesField("适用标准类型", options=FIRM_KINDS)
    grade = models.CharField("单位级别", max_length=24, choices=kinds.GRADES, blank=True, default="")
    score = models.DecimalField(
        "评级分数", max_digits=5, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    status = models.CharField("单位状态", max_length=12, choices=kinds.STATUSES, default="operating")
    has_account = models.BooleanField("已开通账号", default=False, editable=False)

    class Meta:
        verbose_name = "企业基本信息"
        indexes = [
            models.Index(fields=["-created_at"]),
            models.Index(fields=["area", "-created_at"]),
            models.Index(fields=["industry", "area"]),
            models.Index(fields=["grade", "area"]),
            models.Index(fields=["standard_level", "area"]),
            models.Index(fields=["scale", "area"]),
            models.Index(fields=["category", "area"]),
            models.Index(fields=["status", "area"]),
            models.Index(fields=["name"]),
            models.Index(fields=["code"]),
        ]

    def __str__(self) -> str:
        return self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Checks what only the whole file shows, and brings the Organisation up to date."""
        self.name, self.code = self.name.strip(), tidy_number(self.code)
        self.status = self.status or "operating"
        if is_new and seat is not None and seat.organisation.is_unit:
            self.parent = seat.organisation
        self._refuse_twins()
        if self.subcategory and self.subcategory.split(".")[0] != self.category:
            raise FieldError("企业类型小类不属于所选大类，请先选择大类再选择小类")
        if self.parent_id is not None and self.parent_id == self.pk:
            raise FieldError("上级单位不能是本单位，请重新选择")
        if not is_new and self.required_of(seat):
            completeness.refuse_gaps(self)
        self._keep_organisation(is_new)
        self.has_account = self.has_account or (not is_new and self.organisation.seats.exists())
        if is_new and seat is not None and seat.organisation.is_unit:
            # The seat's reach was compiled before it had this sub-unit; it is compiled anew when next asked.
            seat.__dict__.pop("legs", None)

    def _refuse_twins(self) -> None:
        """No two open firms share a name (it is the user name, S-1.b) or a credit code."""
        same = models.Q(name=self.name) | (models.Q(code=self.code) if self.code else models.Q())
        for twin in Organisation.objects.filter(same, is_open=True).exclude(pk=self.pk)[:2]:
            if twin.name == self.name:
                raise FieldError(f"已有名为“{self.name}”的单位，请查询后在原有单位上修改，或核对名称")
            raise FieldError(f"统一社会信用代码 {self.code} 已登记在“{twin.name}”名下，请核对")

    def _keep_organisation(self, is_new: bool) -> None:
        unit = Organisation(kind=OrganisationKind.ENTERPRISE) if is_new else self.organisation
        before = moving.place_of(unit)
        if not is_new and self.has_account and unit.name != self.name:
            accounts.rename(unit.name, self.name)
        for name in CARRIED:
            setattr(unit, name, getattr(self, name))
        unit.is_open = self.status != "closed"
        unit.save()
        self.organisation = unit
        if not is_new and moving.place_of(unit) != before:
            moving.ask_to_restamp(unit, self.version + 1)

    # What others read of it ---------------------------------------------------------------------------------------

    @property
    def department_name(self) -> str:
        """行业主管部门, as the home page shows it (S-2.1)."""
        return self.organisation.department.name if self.organisation.department else ""

    @property
    def locality_name(self) -> str:
        """所属属地, as the home page shows it (S-2.1); the area's own name where no authority covers it."""
        return self.organisation.locality.name if self.organisation.locality else self.area.name

    @property
    def kind_title(self) -> str:
        """单位类型, as the home page shows it (S-2.1)."""
        return " / ".join(t for t in (self.get_category_display(), self.get_subcategory_display()) if t)

    def gaps(self) -> list[str]:
        """Labels of required facts that are still empty (S-3.a); what is marked 暂不清楚 is listed by ``unknown``."""
        return list(completeness.gaps(self).values())

    def required_of(self, seat: "Seat | None") -> frozenset[str]:
        """Facts that this seat must fill in beyond those the Register requires of everybody: the firm's own duty, once it
        has its file."""
        owed = seat is not None and not seat.is_authority and not self._state.adding
        return completeness.required(self.industry) if owed else frozenset()

    # Its account --------------------------------------------------------------------------------------------------

    def open_account(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """开通账号: a user by the firm's full name; returns its one-time password, shown once."""
        word = accounts.open_account(self)
        self.has_account = True
        return {"show": f"用户名：{self.name}，初始密码：{word}，仅显示一次，请当面告知单位"}

    def reset_password(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """重置密码: a new one-time password for the firm's account; its sessions end."""
        return {"show": f"用户名：{self.name}，初始密码：{accounts.account_of(self).issue_one_time()}，仅显示一次"}

    @property
    def account(self) -> User | None:
        """The firm's own account; None while there is none."""
        return User.objects.filter(username=self.name).first() if self.has_account else None
