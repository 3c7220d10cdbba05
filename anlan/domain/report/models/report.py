"""报表: a month's or quarter's report of a section, a project, a unit or an authority, and its verbs."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from anlan.domain.project.kinds import Party
from anlan.domain.project.upward import FILED, UNREPORTED, Upward
from anlan.domain.project.works import WorksRecord, part_of
from anlan.kernel.clock import today
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.indexes import list_indexes

from .. import counting, duty, flows, freezing, rules
from ..kinds import SORTS, Kind, Level
from .window import this_month

if TYPE_CHECKING:
    from anlan.kernel.act.act import Act
    from anlan.kernel.flow.models import Step
    from anlan.kernel.scope.models import Seat

WATER = "water"


class MonthlyReport(WorksRecord, Upward):
    """A report of one period. ``figures`` follow the rows until it is reported, and never change afterwards.

    ``month`` is the first day of its period. ``edition`` counts how often it was reported; ``opens_on``, ``due_on`` and
    ``locks_on`` are its window and ``asked`` who may move it, copied so that lists need not look for them.
    """

    kind = models.CharField("报表", max_length=10, choices=Kind.choices)
    level = models.CharField("填报层级", max_length=10, choices=Level.choices, default=Level.PART, editable=False)
    month = models.DateField("报告期", default=this_month)
    period = models.CharField("报告期", max_length=20, editable=False)
    note = models.TextField("说明", max_length=1000, blank=True)
    figures = models.JSONField("数据", default=dict, editable=False)
    own = models.JSONField(default=dict, editable=False)
    summary = models.CharField("主要数据", max_length=200, blank=True, editable=False)
    is_zero = models.BooleanField("零报告", default=False, editable=False)
    children = models.PositiveIntegerField("下级报表数", default=0, editable=False)
    opens_on = models.DateField("开始填报", editable=False)
    due_on = models.DateField("截止日期", editable=False)
    locks_on = models.DateField("锁定日期", editable=False)
    asked = models.CharField("填报期由谁放开", max_length=120, editable=False, default="上级水行政主管部门")
    is_late = models.BooleanField("逾期上报", default=False, editable=False)
    edition = models.PositiveSmallIntegerField("上报次数", default=0, editable=False)

    class Meta:
        verbose_name = "报表"
        indexes = [
            *list_indexes("monthlyreport", ("-month",), ("kind", "reporting_state", "level"), grounded=True),
            models.Index(fields=["unit", "ground", "kind", "month", "reporting_state"], name="monthlyreport_owed"),
            models.Index(fields=["supervisor", "kind", "month", "level"], name="monthlyreport_below"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "month", "unit", "ground"],
                name="one_report_per_period",
                violation_error_message="这个报告期的报表已经生成，请在列表中打开",
            )
        ]

    def __str__(self) -> str:
        where = self.section or self.project
        return f"{self.period}{self.get_kind_display()} · {where or self.unit}"

    def home(self) -> tuple[str, str, int | None]:
        """As everywhere on works; an authority's own report goes to the authority above it."""
        if self.level == Level.AUTHORITY:
            return self.unit.area_id, WATER, self.unit.parent_id
        return super().home()

    @property
    def receiver_id(self) -> int | None:
        """Who gets it: the owner what comes from its sections, else who directly supervises; None at the top."""
        return self.owner_id if self.level == Level.PART else self.supervisor_id

    @property
    def window(self) -> rules.Window:
        """When it may be reported."""
        return rules.Window(self.opens_on, self.due_on, self.locks_on)

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """生成: placed once; until it is out its figures follow the rows."""
        if is_new:
            self.month = rules.period_of(self.kind, self.month)
            self.period = rules.period_title(self.kind, self.month)
        super().settle(seat, is_new)
        if is_new:
            duty.begin(self)
        if self.reporting_state in flows.OPEN:
            counting.recount(self)

    def _place(self, seat: "Seat | None") -> None:
        if seat is not None and seat.is_authority:
            if self.section_id or self.project_id:
                raise FieldError("主管部门汇总下级报表，不选标段和工程")
            self.unit, self.level, self.party, self.ground = seat.organisation, Level.AUTHORITY, "", ""
            return
        if seat is not None and self.section is not None:
            self._own_part_only(seat)
        super()._place(seat)
        if self.party in (Party.OWNER, Party.PLAIN):
            self.level = Level.PROJECT if self.party == Party.OWNER else Level.PLAIN
        elif self.party not in SORTS[Kind(self.kind)].parties:
            raise FieldError(f"{Party(self.party).label}只查看{self.get_kind_display()}，不用填报")

    def _own_part_only(self, seat: "Seat") -> None:
        assert self.section is not None
        own = part_of(seat, self.section.ground)
        if own == Party.OWNER and self.party in ("", Party.OWNER):
            raise FieldError("项目法人按工程填报，请选择在建工程；代参建单位填报的，请选择所属单位")
        if own not in (None, Party.OWNER) and self.party not in ("", own):
            raise FieldError(f"贵单位是该标段的{Party(own).label}，只能填报本单位的报表")

    def regenerate(self, act: "Act", seat: "Seat | None") -> dict[str, str]:
        """重新生成 from the rows as they are now."""
        counting.recount(self)
        return {"show": f"已按最新记录重新生成：{self.summary}"}

    def regenerate_refused(self, seat: "Seat") -> str | None:
        """Why 重新生成 is grey."""
        if self.reporting_state not in flows.OPEN:
            return "已上报，数字已冻结"
        return None if seat.organisation_id == (self.made_for_id or self.unit_id) else "由填报单位重新生成"

    def send(self, step: "Step") -> None:
        """上报: what was looked at is what is frozen, with everything of the level below in it."""
        if why := duty.sending_refused(self):
            raise FieldError(why)
        seen = self.figures
        counted = counting.recount(self)
        if seen != self.figures:
            raise FieldError("生成以后记录有变动，数字已不同；请先点“重新生成”，核对后再上报")
        self.is_late = self.is_late or rules.standing(self.window, today()) == rules.LATE
        self.edition += 1
        freezing.freeze(self, counted)
        if self.receiver_id is None:
            self.reporting_state = step.target = FILED
        self.held_by_id, self.reported_at = self.receiver_id, step.at
        self.is_reported = self.is_reported or self.level != Level.PART

    def take_back(self, step: "Step") -> None:
        """退回: the reports it summed up lie with their receiver again."""
        self.held_by = None
        freezing.release(self)

    def show_above(self) -> None:
        """汇总上报: the authorities may look into it from now on."""
        self.is_reported = True

    @property
    def is_out(self) -> bool:
        """Has it been reported, and not returned?"""
        return self.reporting_state in flows.SENT

    @property
    def was_begun(self) -> bool:
        """Is it a draft that was never out?"""
        return self.reporting_state == UNREPORTED
