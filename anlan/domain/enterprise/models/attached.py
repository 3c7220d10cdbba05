"""What hangs on a firm's file: pictures and people."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import Column, FilesField, InitialsField, TableField
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.trail.crypto import EncryptedTextField

from .. import kinds
from ..flows import person_flow, photo_flow
from ..rules import mask_name, tidy_number
from .facts import yes_no

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

RANKS = {key: rank for rank, (key, _) in enumerate(kinds.PERSON_KINDS)}


class Photo(UnitRecord):
    """A picture of the firm, by kind (S-3.2)."""

    title = models.CharField("标题", max_length=100)
    kind = models.CharField("图片类型", max_length=20, choices=kinds.PHOTO_KINDS)
    file = FilesField("图片", most=1, pictures=True)
    state = models.CharField(
        "状态", max_length=20, choices=photo_flow.choices, default=photo_flow.start, editable=False
    )

    class Meta:
        verbose_name = "单位图片信息"
        indexes = list_indexes("photo", ("-created_at",), ("kind", "state"))

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title}"


class Person(UnitRecord):
    """Somebody who answers for safety in the firm (S-3.3). Identity and phone numbers are encrypted at rest."""

    kind = models.CharField("人员类别", max_length=20, choices=kinds.PERSON_KINDS)
    rank = models.PositiveSmallIntegerField("次序", default=0, editable=False)
    name = models.CharField("姓名", max_length=40)
    initials = InitialsField()
    sex = models.CharField("性别", max_length=1, choices=kinds.SEXES, blank=True, default="")
    citizen_id = EncryptedTextField("身份证号", blank=True, default="")
    phone = EncryptedTextField("手机", blank=True, default="")
    post = models.CharField("职务", max_length=60, blank=True, default="")
    education = models.CharField("学历", max_length=12, choices=kinds.EDUCATION, blank=True, default="")
    is_full_time = yes_no("是否专职")
    started_on = models.DateField("任职日期", null=True, blank=True)
    certificates = TableField(
        "证书", columns=(
            Column("name", "证书名称", required=True), Column("number", "证书编号"),
            Column("until", "有效期至", "date"),
        ),
    )  # fmt: skip
    state = models.CharField(
        "状态", max_length=20, choices=person_flow.choices, default=person_flow.start, editable=False
    )

    class Meta:
        verbose_name = "单位人员信息"
        indexes = list_indexes("person", ("rank", "name"), ("kind", "state"))

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown_name}"

    @property
    def shown_name(self) -> str:
        """The name as lists, pickers and the trail show it; masked where the installation masks names."""
        return mask_name(self.name) if settings.MASK_NAMES else self.name

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Keeps the order of the page (safety head first) and the numbers tidy."""
        super().settle(seat, is_new)
        self.rank = RANKS[self.kind]
        self.citizen_id, self.phone = tidy_number(self.citizen_id), tidy_number(self.phone)
