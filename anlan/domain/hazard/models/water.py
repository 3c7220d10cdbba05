"""The hazard of works under construction (manual W 2.2, 3.4) and its verbs."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from anlan.domain.project.kinds import Party
from anlan.domain.project.upward import REPORTED, UNREPORTED, UP, Upward
from anlan.domain.project.works import WorksRecord, part_of
from anlan.kernel.act.act import Refused
from anlan.kernel.act.events import announce
from anlan.kernel.clock import now, today
from anlan.kernel.flow import desk, steps
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes
from anlan.kernel.scope.scopes import Participating

from .. import rules
from .. import water_flows as flows
from ..kinds import JUDGEMENTS, NATURES, WATER_CATEGORIES, WaterFinder
from ..parts import FivePoints, Supervision
from .finding import Finding

if TYPE_CHECKING:
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

FINDERS = {
    Party.ENGINEER: WaterFinder.ENGINEER, Party.CONTRACTOR: WaterFinder.CONTRACTOR, Party.OWNER: WaterFinder.OWNER,
    Party.PLAIN: WaterFinder.PLAIN,
}  # fmt: skip


class WaterHazard(Finding, FivePoints, Supervision, Upward, WorksRecord):
    """A hazard of works: ``unit`` puts it right, ``owner`` confirms it and alone reports it upward."""

    regime: ClassVar[str] = "water"
    unfinished: ClassVar[tuple[str, ...]] = flows.UNFINISHED

    name = models.CharField("隐患名称", max_length=120)
    category = models.CharField("隐患类别", max_length=16, choices=WATER_CATEGORIES, blank=True, default="")
    nature = models.CharField("隐患性质", max_length=12, choices=NATURES, blank=True, default="")
    problem = models.TextField("隐患描述", max_length=2000, blank=True)
    found_by = models.CharField("发现方式", max_length=12, choices=WaterFinder.choices, editable=False)
    judgement = models.CharField("重大判定方式", max_length=14, choices=JUDGEMENTS, blank=True, default="")
    returned_because = models.CharField("退回原因", max_length=2000, blank=True, default="", editable=False)
    state = models.CharField(
        "整改状态", max_length=12, choices=flows.water_rectification_flow.choices, default=flows.OPEN, editable=False
    )
    supervision_state = models.CharField(
        "督办状态", max_length=12, choices=flows.water_supervision_flow.choices, default=flows.NONE, editable=False
    )

    class Meta:
        verbose_name = "工程隐患"
        indexes: ClassVar = [
            *list_indexes(
                "waterhazard",
                ("-found_on", "due_on"),
                (
                    "is_reported", "state", "level", "category", "found_by", "reporting_state", "supervision_state",
                    "project", "section",
                ),
                grounded=True,
            ),
            models.Index(fields=["state", "area", "is_reported", "due_on", "industry", "id"], name="waterhazard_state"),
            # Whoever reads a whole province looks into one project: its rows are a thousandth of his.
            models.Index(fields=["project", "-found_on", "id"], name="waterhazard_project"),
            models.Index(fields=["held_by", "reporting_state", "-found_on"], name="waterhazard_held"),
            models.Index(
                fields=["supervision_state", "area", "is_reported", "listing_due_on"], name="waterhazard_supervision",
            ),
            models.Index(
                fields=["created_at"], name="waterhazard_silent", condition=Q(level="major", is_reported=False)
            ),
            models.Index(fields=["origin_type", "origin_id"], name="waterhazard_origin"),
        ]  # fmt: skip

    @property
    def is_over(self) -> bool:
        """Put right, and not under 督办 any more."""
        return self.state == flows.CLOSED and self.supervision_state not in flows.UNDER

    # Entry --------------------------------------------------------------------------------------------------------

    def badge(self, seat: "Seat") -> str:
        """新: somebody else's entry with which nothing has been done yet."""
        fresh = self.version == 1 and not seat.is_authority and self.made_for_id != seat.organisation_id
        return "新" if fresh else ""

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Fills what can be inferred; what the authority enters that supervises the works directly is reported at once.

        FieldError: no section, dates that can't be, one person for rectification and acceptance, a major one unjudged.
        """
        super().settle(seat, is_new)
        self.due_on = self.due_on or rules.default_due(self.level, self.found_on)
        if why := rules.separation_refused(self.responsible, self.acceptor):
            raise FieldError(why)
        if self.state == flows.OPEN and (why := rules.dates_refused(self.found_on, self.due_on, today())):
            raise FieldError(why)
        if not is_new:
            return
        self.found_by = self._finder(seat)
        if seat is not None and seat.is_authority:
            if Participating().place(self.unit)[2] != seat.organisation_id and self.party == Party.PLAIN:
                raise FieldError("该单位由其他水行政主管单位直接监管，不能代为录入")
            self.reporting_state, self.held_by = REPORTED, seat.organisation
            self.is_reported, self.reported_at = True, now()

    def _finder(self, seat: "Seat | None") -> str:
        if seat is not None and seat.is_authority:
            return WaterFinder.AUTHORITY
        part = part_of(seat, self.ground) if seat is not None and self.ground else self.party
        return FINDERS.get(Party(part), WaterFinder.OTHER) if part else WaterFinder.OTHER

    def settled(self, seat: "Seat | None", is_new: bool) -> None:
        """A hazard that was reported with its entry has its step and its event like any other."""
        super().settled(seat, is_new)
        if is_new and self.is_reported:
            steps.write(self, flows.water_reporting_flow, "report", UNREPORTED, seat, "由直管水行政主管部门检查发现")
            announce("waterhazard.report", self)

    def change_refused(self, seat: "Seat") -> str | None:
        """What lies with an authority stays as it was reported."""
        return "已上报的隐患不能再修改" if self.reporting_state in UP else None

    # Rectification ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """整改: what has been settled so far; its own time limit lies within the one that was set."""
        if self.plan_due_on and self.due_on and self.plan_due_on > self.due_on:
            raise Refused({"plan_due_on": [f"整改时限 {self.plan_due_on} 晚于整改期限 {self.due_on}，请改正"]})

    def complete(self, step: "Step") -> None:
        """整改完成: a contractor's waits for the engineer's 复查 where that step is switched on and there is an engineer."""
        self.begin()
        self.finish()
        if self.is_major:
            self._all_five_points()
        if why := rules.separation_refused(self.responsible, self.acceptor):
            raise Refused({"acceptor": [why]})
        if self.state == flows.RECHECK and not self._is_rechecked():
            self.state = step.target = flows.CLOSED
        if self.state == flows.CLOSED:
            self.close()

    def _all_five_points(self) -> None:
        missing = {"plan_money": "整改资金", "plan_due_on": "整改时限", "plan_emergency": "应急预案"}
        if gaps := {name: [f"重大隐患须填写“{word}”"] for name, word in missing.items() if not getattr(self, name)}:
            raise Refused(gaps)

    def _is_rechecked(self) -> bool:
        return self.party == Party.CONTRACTOR and flows.ENGINEER.where(self) is not None

    def notify_refused(self, seat: "Seat") -> str | None:
        """Why the owner has nobody to notify."""
        return "本单位的隐患无须通知，请直接整改" if self.unit_id == self.owner_id else None

    # Reporting ----------------------------------------------------------------------------------------------------

    def note_return(self, step: "Step") -> None:
        """退回: the reason stands beside the row until it comes again."""
        self.returned_because = step.opinion

    def take_back(self, step: "Step") -> None:
        """退回 by an authority: straight to whoever filled it in."""
        self.return_to_maker()
        self.note_return(step)

    def come_again(self) -> None:
        """修改后再次上报: what it was returned for stays in its steps."""
        self.returned_because = ""

    # Supervision --------------------------------------------------------------------------------------------------

    def supervise(self) -> None:
        """督办 from today; its date rules the rectification too."""
        assert self.listing_due_on is not None
        self.listed_on = today()
        if self.listing_due_on < self.listed_on:
            raise Refused({"listing_due_on": [f"督办期限 {self.listing_due_on} 早于今天，请改正"]})
        self.due_on = self.listing_due_on
        desk.open_tasks(self).filter(axis=flows.water_rectification_flow.key).update(due_on=self.due_on)

    def delist(self) -> None:
        """同意销号: confirmed that it was put right."""
        self.delisted_on = today()

    def reopen(self, step: "Step", seat: "Seat | None") -> None:
        """不同意销号: rectification goes on."""
        self.closed_at = None
        steps.shift(self, flows.water_rectification_flow, flows.FIXING, step, seat)
