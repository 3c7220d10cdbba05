"""The hazard of self-inspection and its verbs."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from anlan.kernel.act.act import Refused
from anlan.kernel.act.events import announce
from anlan.kernel.clock import now, today
from anlan.kernel.flow import desk, steps
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.register.modelfields import ManyChoicesField
from anlan.kernel.register.records import UnitRecord

from .. import flows, rules
from ..kinds import ACCEPTANCE, INTERIM, FoundBy, Level
from ..parts import Extension, Listing, RectificationPlan, SpecialReport
from .finding import Finding

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat


class Hazard(Finding, SpecialReport, RectificationPlan, Listing, Extension, UnitRecord):
    """Something unsafe that was found, with the ledger that 武政办发〔2013〕110号第十三条 asks for."""

    regime: ClassVar[str] = "self_check"
    unfinished: ClassVar[tuple[str, ...]] = flows.UNFINISHED

    name = models.CharField("隐患名称", max_length=60, editable=False)
    category = models.ForeignKey(
        "standard.Category",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="隐患类型",
    )
    item = models.ForeignKey(
        "standard.Item",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="标准细则",
    )
    problem = models.TextField("主要问题", max_length=2000)
    measures = models.TextField("整改措施", max_length=2000, blank=True)
    interim = ManyChoicesField("治理期间防范措施", options=INTERIM)
    money = models.DecimalField("资金使用情况（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    found_by_kind = models.CharField("发现方式", max_length=20, choices=FoundBy.choices, default=FoundBy.SELF)
    criterion = models.ForeignKey(
        "standard.MajorCriterion",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="判定依据",
    )
    is_reported = models.BooleanField("是否已上报", default=False, editable=False)
    reported_at = models.DateTimeField("上报时间", null=True, editable=False)
    review_opinion = models.TextField("整改审查意见", max_length=2000, blank=True, editable=False)
    acceptance_result = models.CharField(
        "验收结果", max_length=10, choices=ACCEPTANCE, blank=True, default="", editable=False
    )
    accepted_on = models.DateField("验收日期", null=True, blank=True, editable=False)
    state = models.CharField(
        "整改状态", max_length=20, choices=flows.rectification_flow.choices, default=flows.DRAFT, editable=False
    )
    review_state = models.CharField(
        "审核状态", max_length=20, choices=flows.review_flow.choices, default=flows.NONE, editable=False
    )
    supervision_state = models.CharField(
        "督办状态", max_length=20, choices=flows.supervision_flow.choices, default=flows.NONE, editable=False
    )

    class Meta:
        verbose_name = "隐患"
        indexes: ClassVar = [
            *list_indexes(
                "hazard",
                ("-found_on", "due_on"),
                ("is_reported", "state", "level", "category", "found_by_kind", "review_state", "supervision_state"),
            ),
            models.Index(fields=["unit", "state", "due_on"], name="hazard_unit_state"),
            models.Index(fields=["state", "area", "is_reported", "due_on", "industry", "id"], name="hazard_state"),
            models.Index(fields=["level", "area", "is_reported", "state", "-found_on", "-id"], name="hazard_level"),
            models.Index(fields=["review_state", "area", "is_reported", "state"], name="hazard_review"),
            models.Index(
                fields=["supervision_state", "area", "is_reported", "state", "listing_due_on"],
                name="hazard_supervision",
            ),
            models.Index(
                fields=["listing_due_on", "area"], name="hazard_listing", condition=Q(listing_due_on__isnull=False)
            ),
            models.Index(fields=["origin_type", "origin_id"], name="hazard_origin"),
        ]

    # Entry --------------------------------------------------------------------------------------------------------

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Fills what can be inferred; a new major hazard, and one an authority enters, is reported at once.

        FieldError: dates that can't be, one person for rectification and acceptance, a major hazard without criterion.
        """
        super().settle(seat, is_new)
        self.name = rules.title_of(self.problem)
        self.due_on = self.due_on or rules.default_due(self.level, self.found_on)
        if self.item is not None and self.category_id is None:
            self.category_id = self.item.category_id
        if why := rules.separation_refused(self.responsible, self.acceptor):
            raise FieldError(why)
        if self.state != flows.DRAFT:
            return
        self._settle_draft(seat, is_new)

    def _settle_draft(self, seat: "Seat | None", is_new: bool) -> None:
        assert self.due_on is not None
        if why := rules.dates_refused(self.found_on, self.due_on, today()):
            raise FieldError(why)
        if self.is_major and not (self.criterion_id or self.criterion_note.strip()):
            raise FieldError("请选择重大隐患的判定依据；没有对应条目的，请在“判定说明”中写明依据")
        if seat is not None:
            self._settle_finder(seat)
        if not is_new and self.is_major:
            raise FieldError("一般隐患改为重大隐患的，请删除本条，再按重大隐患新填一条（提交即上报）")
        if is_new and (self.is_major or self.found_by_kind != FoundBy.SELF):
            self._become_reported(seat)

    def _settle_finder(self, seat: "Seat") -> None:
        if not seat.is_authority:
            self.found_by_kind = FoundBy.SELF
        elif self.found_by_kind != FoundBy.INSPECTED:
            self.found_by_kind = FoundBy.REPORTED_FOR

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """A hazard that was reported with its first 提交 has its step and its event like any other."""
        super().settled(seat, is_new)
        if not is_new or not self.is_reported:
            return
        steps.write(self, flows.rectification_flow, "report", flows.DRAFT, seat)
        if self.review_state == flows.ACCEPTED:
            steps.write(self, flows.review_flow, "approve", flows.NONE, seat, "由行业主管部门查处后代为上报")
        announce("hazard.report", self)

    def change_refused(self, seat: "Seat") -> str | None:
        """What was reported stays as it was reported."""
        if self.is_reported:
            return f"{self.get_level_display()}上报后不能修改删除"
        return None

    # Rectification ------------------------------------------------------------------------------------------------

    def report(self, step: "Step") -> None:
        """上报: from now on the firm's authorities may see it."""
        self.is_reported, self.reported_at = True, step.at

    def _become_reported(self, seat: "Seat | None") -> None:
        self.state, self.is_reported, self.reported_at = flows.OPEN, True, now()
        if not self.is_major:
            return
        if seat is not None and flows.review_flow.holder("reviewer", self) == seat.organisation_id:
            self.review_state, self.supervision_state = flows.ACCEPTED, flows.PENDING
        else:
            self.review_state = flows.REPORTED

    def accept(self, step: "Step") -> None:
        """验收通过 inside the firm; a major hazard goes on to the authority's re-check."""
        self.accepted_on = self.accepted_on or today()
        if not (self.rectified_on or self.found_on) <= self.accepted_on <= today():
            raise Refused({"accepted_on": [f"验收日期须在整改完成日期 {self.rectified_on} 与今天之间，请改正"]})
        if why := rules.separation_refused(self.responsible, self.acceptor):
            raise Refused({"acceptor": [why]})
        if self.is_major:
            self.state = step.target = flows.RECHECK
        elif self.state == flows.CLOSED:
            self.close()

    def closing_refused(self) -> str | None:
        """Why the department can't yet end a major hazard by its own re-check."""
        if self.supervision_state in flows.SUPERVISED:
            return "已挂牌督办，须由企业申请销号、挂牌督办单位复查后销号"
        if self.review_state in (flows.REPORTED, flows.REJECTED):
            return "重大隐患尚未审核通过，请先审核"
        return None

    def verify(self, step: "Step", seat: "Seat | None") -> None:
        """复查销号 of a major hazard that is not listed; whether to list it needs no answer any more."""
        self.close()
        if self.supervision_state == flows.PENDING:
            steps.shift(self, flows.supervision_flow, flows.UNLISTED, step, seat)

    # Review of a major hazard -------------------------------------------------------------------------------------

    def approve(self, step: "Step", seat: "Seat | None") -> None:
        """审核通过: the safety committee's office now decides on listing, unless it has been put right meanwhile."""
        if self.state in (flows.OPEN, flows.FIXED):
            steps.shift(self, flows.supervision_flow, flows.PENDING, step, seat)

    def regrade(self) -> None:
        """核定为一般隐患: an authority's judgement, kept with its reason in the step."""
        self.level = Level.GENERAL

    def file_report(self, step: "Step") -> None:
        """专项报告 was handed in."""
        self.reported_specially_at = step.at

    # Supervision --------------------------------------------------------------------------------------------------

    def listing_refused(self) -> str | None:
        """Why it can't be listed now."""
        if not self.is_major or self.review_state != flows.ACCEPTED:
            return "只有审核通过的重大隐患才能挂牌督办"
        return None if self.state in (flows.OPEN, flows.FIXED) else "整改已完成，无须挂牌督办"

    def list_up(self) -> None:
        """挂牌督办: the listing's date rules the rectification too."""
        assert self.listed_on is not None and self.listing_due_on is not None
        rule = rules.listing_rule(self.area_id)
        if why := rules.listing_refused(rule, self.listed_on, self.listing_due_on, today()):
            raise Refused({"listing_due_on": [why]})
        self._fall_due(self.listing_due_on)

    def file_plan(self, step: "Step") -> None:
        """治理方案 was handed in; it can't plan beyond the listing's date."""
        assert self.plan_due_on is not None and self.listing_due_on is not None
        if self.plan_due_on > self.listing_due_on:
            why = f"治理时限 {self.plan_due_on} 晚于督办期限 {self.listing_due_on}，请改正或申请延期"
            raise Refused({"plan_due_on": [why]})
        self.planned_at = step.at

    def extension_refused(self) -> str | None:
        """Why an extension can't be asked for now."""
        return rules.extension_late(rules.listing_rule(self.area_id), self.listing_due_on, today())

    def request_extension(self) -> None:
        """申请延期 to a date that the place's rule allows."""
        assert self.extension_due_on is not None
        rule = rules.listing_rule(self.area_id)
        if why := rules.extension_refused(rule, self.listed_on, self.listing_due_on, self.extension_due_on):
            raise Refused({"extension_due_on": [why]})

    @property
    def decide_by(self) -> date | None:
        """Until when an extension asked for today must be decided, where the place names a number of days."""
        return rules.decide_by(rules.listing_rule(self.area_id), today())

    @property
    def recheck_by(self) -> date | None:
        """Until when a closing applied for today must be re-checked, where the place names a number of days."""
        return rules.recheck_by(rules.listing_rule(self.area_id), today(), self.listing_due_on)

    def grant_extension(self) -> None:
        """同意延期: the new date holds."""
        self.listing_due_on, self.extended = self.extension_due_on, self.extended + 1
        self._fall_due(self.extension_due_on)

    def _fall_due(self, day: date | None) -> None:
        self.due_on = day
        desk.open_tasks(self).filter(axis=flows.rectification_flow.key).update(due_on=day)

    def application_refused(self) -> str | None:
        """Why closing can't be asked for yet."""
        return None if self.state == flows.RECHECK else "请先完成整改并由本单位验收通过，再申请销号"

    def delist(self, step: "Step", seat: "Seat | None") -> None:
        """销号: the authority has re-checked; with it rectification is over."""
        self.delisted_on = today()
        self.close()
        steps.shift(self, flows.rectification_flow, flows.CLOSED, step, seat)

    def refuse(self, step: "Step", seat: "Seat | None") -> None:
        """不予销号: rectification goes on."""
        steps.shift(self, flows.rectification_flow, flows.OPEN, step, seat)
