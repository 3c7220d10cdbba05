"""交底记录, 实施情况, 验收记录（结论） of a dangerous work; each moves the work along."""

from typing import TYPE_CHECKING

from django.db import models

from anlan.domain.site.models import SiteRecord
from anlan.kernel.act.act import Act, apply
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.registry import register

from .. import flows, kinds
from .work import DangerousWork

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

ALLOWED = {
    kinds.BRIEFING: (flows.APPROVED, flows.BRIEFED, flows.WORKING),
    kinds.PROGRESS: (flows.BRIEFED, flows.WORKING),
    kinds.ACCEPTANCE: (flows.WORKING,),
}
NOT_YET = {
    kinds.BRIEFING: "方案还没有审查通过，不能交底",
    kinds.PROGRESS: "还没有交底，不能施工；请先登记交底记录",
    kinds.ACCEPTANCE: "还没有实施情况，不能验收；请先登记实施情况",
}
COUNTED = {kinds.BRIEFING: "briefings", kinds.PROGRESS: "progresses", kinds.ACCEPTANCE: "acceptances"}
NEXT = {(kinds.BRIEFING, flows.APPROVED): "brief", (kinds.PROGRESS, flows.BRIEFED): "begin"}


class DangerousRecord(SiteRecord):
    """One record of a dangerous work: who was briefed, how it goes, whether it was accepted."""

    work = models.ForeignKey(
        DangerousWork, models.PROTECT, db_index=False, related_name="records", verbose_name="危大工程"
    )
    kind = models.CharField("记录类别", max_length=12, choices=kinds.RECORD_KINDS)
    held_on = models.DateField("日期")
    leader = models.CharField("负责人（交底人、验收负责人）", max_length=40)
    people = models.CharField("参加人员", max_length=400, blank=True)
    content = models.TextField("内容", max_length=2000)
    result = models.CharField("验收结论", max_length=10, choices=kinds.ACCEPTANCE_RESULTS, blank=True, default="")
    photos = FilesField("现场照片", most=9, pictures=True)
    files = FilesField("签字资料", most=9)
    state = models.CharField(
        "状态", max_length=12, choices=flows.record_flow.choices, default=flows.KEPT, editable=False
    )

    class Meta:
        verbose_name = "危大工程记录"
        indexes = [
            *list_indexes(
                "dangerous_record", ("-held_on",), ("kind", "result", "state", "work", "site", "branch"), grounded=True,
                party=False,
            ),
            models.Index(fields=["work", "kind", "held_on"], name="dangerous_records"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """It stands where its work stands, after what must come before it."""
        if is_new:
            if self.work.state not in ALLOWED[self.kind]:
                raise FieldError(f"“{self.work}”{self.work.get_state_display()}：{NOT_YET[self.kind]}")
            self.site = self.work.site
        super().settle(seat, is_new)
        if self.held_on > today():
            raise FieldError("日期不能晚于今天；做完以后再登记")
        if self.kind != kinds.ACCEPTANCE:
            self.result = ""
        elif not self.result:
            raise FieldError("请选择验收结论")

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """The work counts its records and goes on where this one leads."""
        work = DangerousWork.objects.select_for_update().get(pk=self.work_id)
        kept = DangerousRecord.objects.filter(work=work, state=flows.KEPT)
        counts = {column: kept.filter(kind=kind).count() for kind, column in COUNTED.items()}
        DangerousWork.objects.filter(pk=work.pk).update(**counts)
        if is_new and (move := self._leads_to(work)):
            apply(register("dangerouswork"), Act(None, "dangerouswork", move, work.pk))

    def _leads_to(self, work: DangerousWork) -> str:
        if self.kind == kinds.ACCEPTANCE:
            return "" if self.result == "failed" else "accept"
        return NEXT.get((self.kind, work.state), "")

    def delete_refused(self) -> str | None:
        """Why 删除 is grey: what the state of the work rests on stays."""
        counts = {kinds.BRIEFING: self.work.briefings, kinds.PROGRESS: self.work.progresses, kinds.ACCEPTANCE: 1}
        return "这是该工程仅有的一条，工程状态以它为据，不能删除" if counts[self.kind] <= 1 else None
