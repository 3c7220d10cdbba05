"""竣工备案: the authority's list of what is complete, compared with the sites (J-2.3.c)."""

from typing import TYPE_CHECKING

from django.db import models

from anlan.domain.enterprise.rules import tidy_number
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.scope import grounds

from .. import completion, flows

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class CompletionEntry(UnitRecord):
    """One line of the completion list. ``unit``: the authority that filed it until it is matched, then the site's company."""

    filing = models.CharField("竣工备案号", max_length=60)
    number = models.CharField("监督备案号", max_length=40, blank=True)
    name = models.CharField("项目名称", max_length=120)
    code = models.CharField("施工企业统一社会信用代码", max_length=18, blank=True)
    completed_on = models.DateField("竣工日期")
    site = models.ForeignKey(
        "site.Site", models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="项目"
    )
    filer = models.ForeignKey(
        "scope.Organisation", models.PROTECT, null=True, editable=False, db_index=False, related_name="+",
        verbose_name="备案部门",
    )  # fmt: skip
    why = models.CharField("未匹配原因", max_length=200, blank=True, default="", editable=False)
    ground = models.CharField(max_length=grounds.WORKS, default="", editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=flows.completion_flow.choices, default=flows.UNMATCHED, editable=False
    )

    class Meta:
        verbose_name = "竣工备案"
        indexes = [
            *list_indexes(
                "completion", ("-created_at", "-completed_on"), ("state", "site"), grounded=True, party=False
            ),
            models.Index(fields=["number"], name="completion_number"),
            models.Index(fields=["site"], name="completion_site"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], name="one_completion_per_filing", condition=~models.Q(state=flows.DROPPED),
                violation_error_message="该竣工备案号已经登记，请核对是否重复",
            ),
            models.UniqueConstraint(
                fields=["site"], name="one_completion_per_site", condition=models.Q(state=flows.MATCHED),
                violation_error_message="该项目已有竣工备案，请核对是否重复",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.filing} {self.name}"

    def home(self) -> tuple[str, str, int | None]:
        """That of its site, else of the authority that filed it."""
        if self.site is not None:
            return self.site.home()
        assert self.filer is not None
        return self.filer.area_id, self.filer.industry or "construction", self.filer_id

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Looks for the site. FieldError for a double, a wrong code, a day to come."""
        if is_new:
            self.filer = seat.organisation if seat else self.filer
            self.unit = self.unit if self.unit_id or self.filer is None else self.filer
        super().settle(seat, is_new)
        self.filing, self.number = self.filing.strip().upper(), self.number.strip().upper()
        self.code = tidy_number(self.code)
        if self.completed_on > today():
            raise FieldError("竣工日期不能晚于今天，请改正")
        self._match(seat, is_new)

    def _match(self, seat: "Seat | None", is_new: bool) -> None:
        if self.site is None:
            found, self.why = completion.find_site(self)
            if found is not None and not is_new:
                self.why = f"已找到项目“{found}”（{found.number}），请点“人工匹配”确认"
            self.site = found if is_new else None
        if self.site is None:
            return
        completion.refuse_other_company(self, self.site)
        if seat is not None and self.site.supervisor_id != seat.organisation_id:
            raise FieldError(f"项目 {self.site.number} 由其他安全监督机构直接监督，请由该机构办理")
        twin = CompletionEntry.objects.filter(site=self.site, state=flows.MATCHED).exclude(pk=self.pk).first()
        if twin is not None:
            raise FieldError(f"该项目已有竣工备案 {twin.filing}，请核对是否重复")
        self.unit, self.ground, self.why = self.site.unit, self.site.ground, ""
        if is_new:
            self.state = flows.MATCHED
