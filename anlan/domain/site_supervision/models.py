"""监理文书 and its verbs."""

import secrets
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q

from anlan.domain.project.kinds import Party
from anlan.domain.project.works import WorksRecord
from anlan.kernel.act import effects
from anlan.kernel.act.act import Act, apply
from anlan.kernel.clock import today
from anlan.kernel.register import registry
from anlan.kernel.register.entry import clean_one
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField

from . import codes, flows, numbering, sheets
from .kinds import TO_CONTRACTOR, Kind, Signer

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

CODE_BYTES = 16
"""128 bits: who has not the paper in hand does not guess its code."""


class SupervisionPaper(WorksRecord):
    """A paper of a section. Drafted by the engineer it is the engineer's; issued to the contractor, the contractor's.

    ``sheet`` and ``digest``: what was issued, word for word, and its SHA-256. ``code``: what the QR code holds beside the
    address. ``scans``: photos of the signed and stamped sheet. ``is_sent``: authorities may read it.
    """

    kind = models.CharField("文书种类", max_length=8, choices=Kind.choices, default=Kind.NOTICE)
    title = models.CharField("事由", max_length=120)
    text = models.TextField("正文", max_length=4000)
    due_on = models.DateField("整改完成期限", null=True, blank=True)
    reply_due_on = models.DateField("回复期限", null=True, blank=True)
    signer_post = models.CharField("签发岗位", max_length=16, choices=Signer.choices, default=Signer.CHIEF)
    signer = models.CharField("签发人", max_length=40)
    photos = FilesField("附图", most=4, pictures=True)
    number = models.CharField("文书编号", max_length=40, blank=True, editable=False)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    sequence = models.PositiveIntegerField(null=True, editable=False)
    addressee = models.CharField("主送", max_length=120, blank=True, editable=False)
    copies = models.CharField("抄送", max_length=120, blank=True, editable=False)
    issued_at = models.DateTimeField("签发时间", null=True, editable=False)
    sheet = models.JSONField(default=dict, editable=False)
    digest = models.CharField("内容校验值", max_length=64, blank=True, editable=False)
    code = models.CharField(max_length=32, blank=True, editable=False)
    reply_text = models.TextField("整改情况", max_length=2000, blank=True, default="", editable=False)
    reply_photos = FilesField("整改后照片", most=9, pictures=True, editable=False)
    scans = FilesField("盖章扫描件", most=20, editable=False)
    is_sent = models.BooleanField("是否已报送", default=False, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.paper_flow.choices, default=flows.DRAFT, editable=False
    )

    class Meta:
        verbose_name = "监理文书"
        indexes: ClassVar = [
            *list_indexes("paper", ("-created_at",), ("kind", "state", "is_sent", "project", "section"), grounded=True),
            models.Index(fields=["origin_type", "origin_id"], name="paper_origin"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "kind", "year", "sequence"], name="one_paper_per_number",
                condition=Q(sequence__isnull=False), violation_error_message="编号刚被占用，请重新签发",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number or self.get_kind_display()} {self.title}"

    # Entry --------------------------------------------------------------------------------------------------------

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """A draft is its engineer's; an answer is made by the house from what the contractor said."""
        if is_new and self.kind == Kind.REPLY:
            self._answer(seat)
        elif is_new and self.section is None:
            raise FieldError("请选择标段")
        elif is_new and seat is None and self.section is not None:
            self._placed_by_house()
        super().settle(seat, is_new)
        if is_new and self.kind != Kind.REPLY and self.party != Party.ENGINEER:
            raise FieldError("监理文书由该标段的监理单位签发")
        if self.state == flows.DRAFT:
            self._check_draft()

    def _placed_by_house(self) -> None:
        assert self.section is not None
        if self.section.engineer is None:
            raise FieldError("该标段还没有分配监理单位，请联系项目法人分配标段")
        self.unit = self.made_for = self.section.engineer
        self.party = Party.ENGINEER

    def _check_draft(self) -> None:
        if self.kind == Kind.REPLY:
            raise FieldError("监理通知回复单由施工单位在监理通知单上点“回复”生成")
        if self.due_on and self.reply_due_on and self.reply_due_on < self.due_on:
            raise FieldError("回复期限早于整改完成期限，请改正")
        self.addressee, self.copies = sheets.addressee_of(self), sheets.copies_of(self)

    def _answer(self, seat: "Seat | None") -> None:
        if seat is not None or self.origin_type != self.register_key():
            raise FieldError("监理通知回复单由施工单位在监理通知单上点“回复”生成")
        assert self.origin_id is not None
        asked = type(self).objects.select_related("section").get(pk=self.origin_id)
        self.section, self.project, self.owner_id = asked.section, asked.project, asked.owner_id
        self.unit = self.made_for = asked.unit
        self.party = Party.CONTRACTOR
        self.state = flows.ANSWER
        self._seal()

    # Issuing ------------------------------------------------------------------------------------------------------

    def issue_refused(self) -> str | None:
        """Why 签发 is grey."""
        if self.kind in TO_CONTRACTOR and self.section is not None and self.section.contractor_id is None:
            return "该标段还没有分配施工单位，请联系项目法人分配标段后再签发"
        if self.due_on and self.due_on < today():
            return "整改完成期限早于今天，请先修改再签发"
        return None

    def issue(self, step: "Step") -> None:
        """签发: numbered, kept as it stands, and with whom it concerns."""
        if self.kind in TO_CONTRACTOR and self.section is not None and self.section.contractor is not None:
            self.unit, self.party = self.section.contractor, Party.CONTRACTOR
        self.is_sent = self.kind == Kind.REPORT
        self._seal(step.at)

    def _seal(self, at: Any = None) -> None:
        numbering.take(self)
        self.addressee, self.copies = sheets.addressee_of(self), sheets.copies_of(self)
        self.issued_at, self.code = at or self.created_at, secrets.token_urlsafe(CODE_BYTES)
        self.sheet = sheets.sheet_of(self)
        self.digest = sheets.digest_of(self.sheet)

    @property
    def is_issued(self) -> bool:
        """Has it a number, and may it never change again?"""
        return bool(self.digest)

    @property
    def printed(self) -> dict[str, Any]:
        """What is printed: as issued; a draft as it stands."""
        return self.sheet if self.is_issued else sheets.sheet_of(self)

    @property
    def is_whole(self) -> bool:
        """Is what was issued still what its hash says?"""
        return self.is_issued and secrets.compare_digest(self.digest, sheets.digest_of(self.sheet))

    def known_by(self, code: str) -> bool:
        """Is this the code of the paper? Compared in a time that tells nothing."""
        return self.is_issued and codes.same(self.code, code)

    # Answering ----------------------------------------------------------------------------------------------------

    def reply(self, step: "Step") -> None:
        """回复: a paper of the contractor's own, with its own number, made of what was said and never changed."""
        register = registry.register(self.register_key())
        values = {
            "kind": Kind.REPLY, "section": str(self.section_id), "title": f"对{self.number}的回复", "text": self.reply_text,
            "signer": step.actor,
        }  # fmt: skip
        apply(register, Act(None, register.key, "create", values=values, origin=(register.key, self.pk, str(self))))

    # The signed sheet ---------------------------------------------------------------------------------------------

    def scan_refused(self) -> str | None:
        """Why no photo of the signed sheet can be filed."""
        return None if self.is_issued else "还没有签发，先签发并打印，签字盖章后再上传"

    def file_scans(self, act: Act, seat: "Seat | None") -> dict[str, str]:
        """上传盖章扫描件: adds the pictures the act names to those that are there."""
        register = registry.register(self.register_key())
        spec = register.spec("scans")
        sent = [one for one in act.values.get("scans") or [] if one not in self.scans]
        new = clean_one(spec, [*self.scans, *sent], effects.cleaning_seat(seat), self)
        if len(new) == len(self.scans):
            raise FieldError("请选择要上传的照片")
        said = f"已归入{self.number}：{len(new) - len(self.scans)} 张"
        self.scans = new
        effects.bind_files(register, self, [spec])
        return {"show": said}
