"""督促: what a site was told to do by its company, its branch or its authority, and what it answered."""

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from anlan.kernel.clock import now, start_of, today
from anlan.kernel.notice import remind
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes

from .. import flows
from ..kinds import MATTERS
from .record import SiteRecord

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat


class SiteUrge(SiteRecord):
    """One urging (督促) of a site, with its answer. About a certain row where ``origin_type`` and ``origin_id`` name one."""

    matter = models.CharField("督促事项", max_length=16, choices=MATTERS, default="rectification")
    text = models.TextField("督促内容", max_length=1000)
    sender = models.CharField("督促单位", max_length=120, default="", editable=False)
    sent_at = models.DateTimeField("督促时间", default=now, editable=False)
    answer = models.TextField("回复内容", max_length=2000, blank=True, default="", editable=False)
    state = models.CharField("状态", max_length=12, choices=flows.urge_flow.choices, default=flows.SENT, editable=False)

    class Meta:
        verbose_name = "督促"
        indexes = [
            *list_indexes("siteurge", ("-sent_at",), ("matter", "state", "site", "branch"), grounded=True, party=False),
            models.Index(fields=["site", "matter", "sent_at"], name="siteurge_once"),
        ]

    def __str__(self) -> str:
        return f"督促{self.get_matter_display()}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Once a day for each matter (of each row it is about) by each organisation; never by the site to itself."""
        super().settle(seat, is_new)
        if not is_new:
            return
        if seat is not None and seat.organisation_id == self.site.department_id:
            raise FieldError("督促由施工企业、区域公司或安全监督机构发出，项目部在这里回复")
        self.sender = seat.organisation.name if seat else "系统"
        same = SiteUrge.objects.filter(
            site=self.site_id, matter=self.matter, sent_at__gte=start_of(today()), made_for=self.made_for_id,
            origin_type=self.origin_type, origin_id=self.origin_id,
        )  # fmt: skip
        if same.exists():
            raise FieldError(
                f"今天已就“{self.get_matter_display()}”督促过这个项目，不必重复；如项目部没有回复，请明天再督促"
            )

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The people on the site are told at once."""
        if is_new and self.site.department_id:
            url = reverse("doors:go", args=["siteurge", self.pk])
            key = f"siteurge:{self.pk}"
            remind(self.site.department_id, f"{self.sender}：{self}", self.text, url=url, key=key, sender=self.sender)

    def answered(self, step: "Step") -> None:
        """Whoever urged is told what was done."""
        self.answer = step.opinion
        if self.made_for_id:
            url = reverse("doors:go", args=["siteurge", self.pk])
            title = f"{self.site}已回复：{self}"
            remind(
                self.made_for_id, title, self.answer, url=url, key=f"siteurge:{self.pk}:answer", sender=str(self.site)
            )
