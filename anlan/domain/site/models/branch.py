"""区域公司."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import InitialsField
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.scope.models import Organisation
from anlan.kernel.trail.crypto import EncryptedTextField

from .. import accounts, flows, standing
from ..kinds import ACCOUNT_TONES, Account

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


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
    account = models.CharField("帐号", max_length=8, choices=Account.choices, default=Account.NONE, editable=False)
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
        part = None if is_new else self.organisation
        before = part.name if part else ""
        self.organisation = standing.keep_part(part, f"{self.unit.name}{self.name}", self.unit, parent=self.unit)
        if part and self.account != Account.NONE:
            accounts.rename(before, self.organisation.name)

    def tone_of(self, name: str) -> str:
        """The account in its colour."""
        return ACCOUNT_TONES[Account(self.account)] if name == "account" else ""

    @property
    def is_standing(self) -> bool:
        """Is it in use?"""
        return self.state == flows.OPEN

    def open_account(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """开通帐号: by the branch's full name."""
        told = accounts.open_for(
            self.organisation, self.organisation.name, self.head or self.name, accounts.BRANCH_ROLE
        )
        self.account = Account.OPEN
        return told

    def reset_password(self, act: Any, seat: "Seat | None") -> dict[str, str]:
        """重置密码."""
        return accounts.reset(self.organisation, self.organisation.name)

    def close_account(self, act: Any, seat: "Seat | None") -> None:
        """停用帐号: the branch stays, nobody signs in for it."""
        standing.lock_out(self.organisation)
        self.account = Account.CLOSED

    def shut(self) -> None:
        """It is used no more, nor its account. FieldError while sites are given to it."""
        sites = apps.get_model("site", "Site")._default_manager
        if count := sites.filter(branch=self, state__in=flows.STANDING).count():
            raise FieldError(f"还有 {count} 个项目归该区域公司管，请先在“项目信息”中改归其他区域公司")
        standing.shut(self.organisation)
        if self.account == Account.OPEN:
            self.account = Account.CLOSED
