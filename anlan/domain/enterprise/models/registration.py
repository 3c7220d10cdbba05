"""企业注册: a firm that registers itself by its credit code, and what the authority makes of it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from anlan.kernel.people.models import User
from anlan.kernel.register.entry import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.records import Record
from anlan.kernel.scope.models import Organisation
from anlan.kernel.trail.crypto import EncryptedTextField, blind_index

from ..flows import registration_flow
from ..industries import INDUSTRIES
from ..joining import admitting, files
from ..joining.declared import enrolment_of
from ..rules import tidy_name, tidy_number

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class Registration(Record):
    """What somebody said who asked for a firm's account. ``user`` is that account, called by the code and without a seat
    until it is accepted.

    ``unit``: the file that it claims, or that was made when it was accepted; empty while there is none. ``authority``: who
    looks at it.
    """

    user = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="账号")
    portal = models.CharField("注册的系统", max_length=40)
    name = models.CharField("企业名称", max_length=120)
    code = models.CharField("统一社会信用代码", max_length=18)
    area = models.ForeignKey("scope.Area", models.PROTECT, db_index=False, related_name="+", verbose_name="所属区域")
    industry = models.CharField("监管行业", max_length=20, choices=INDUSTRIES, editable=False)
    supervisor = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="直管部门",
    )
    unit = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="企业档案",
    )
    authority = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="审核部门",
    )
    licence = FilesField("营业执照", most=1, blank=False)
    contact = EncryptedTextField("联系人", index="contact_index")
    contact_index = models.CharField(max_length=64, editable=False)
    citizen_id = EncryptedTextField("身份证号", index="citizen_index")
    citizen_index = models.CharField(max_length=64, editable=False)
    phone = EncryptedTextField("手机号")
    finding = models.CharField("档案核对", max_length=100, blank=True, default="")
    state = models.CharField(
        "状态", max_length=20, choices=registration_flow.choices, default=registration_flow.start, editable=False
    )

    class Meta:
        verbose_name = "企业注册"
        indexes = [
            *list_indexes("registration", ("-created_at",), ("state",)),
            models.Index(fields=["code", "state"], name="registration_code"),
            models.Index(fields=["user", "-id"], name="registration_user"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(state="submitted"), name="one_registration_waits")
        ]

    def __str__(self) -> str:
        return self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Numbers and indexes are kept true; while it waits, which file it is for is looked up anew."""
        self.name, self.code = tidy_name(self.name), tidy_number(self.code)
        self.contact, self.citizen_id = tidy_name(self.contact), tidy_number(self.citizen_id)
        self.contact_index, self.citizen_index = blind_index(self.contact), blind_index(self.citizen_id)
        if self.state != registration_flow.start:
            return
        if is_new:
            self.user = User.objects.filter(username=self.code).first()
        self.industry = enrolment_of(self.portal).industry
        self.unit = files.file_for(self.portal, self.name, self.code, but=self.pk or 0)
        self.finding = files.CLAIMS if self.unit else files.NEW

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """Nobody is left waiting for an authority that is not there."""
        if self.state == registration_flow.start and self.authority_id is None:
            who = enrolment_of(self.portal).authority
            raise FieldError(f"所选区域的{who}还没有开通本系统，暂不能在线注册，请核对所属区域，或联系当地{who}")

    def accept(self, step: Any, seat: "Seat | None") -> None:
        """The firm gets its file, if it has none yet, and its account the seat in it."""
        admitting.admit(self)
