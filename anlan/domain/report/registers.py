"""How 报表, 填报期设置 and 催报 are listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.domain.project.works import PARTY, WorksRegister
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Action, Field, Section, Share

from . import models, pages, subjects  # noqa: F401
from .flows import report_flow
from .scopes import Pressed, Reporting, SetAbove

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class MonthlyReportRegister(WorksRegister):
    """报表."""

    model = models.MonthlyReport
    columns = (
        "period", "kind", "unit", "project", "section", "summary", "is_zero", "reporting_state", "due_on", "reported_at",
        "is_late", "held_by",
    )  # fmt: skip
    order = "-month", "month"
    search = ("period", "unit__name", "unit__initials")
    filters = "kind", "month", "reporting_state", "level", "unit", "area"
    sections = (
        Section(
            "报表",
            Field("kind", fixed=True), Field("month", fixed=True, help="填该月（季）中的任意一天"),
            Field("section", fixed=True, required=False, help="参建单位按标段填报"),
            Field("project", fixed=True, required=False, help="项目法人按工程填报"), PARTY,
            Field("note", wide=True, help="需要向接收单位说明的情况"),
        ),
    )  # fmt: skip
    share = Share("period", search=("period",), hint=("kind", "unit"))
    scope = Reporting("unit", shared="is_reported", holder="held_by")
    flow = report_flow
    pages = {"list": pages.reports, "detail": pages.detail}
    actions = (
        Action("regenerate", "重新生成", permission="change", run=models.MonthlyReport.regenerate,
               refused=models.MonthlyReport.regenerate_refused, confirm="按最新记录重新生成数字吗？"),
    )  # fmt: skip


class ReportingWindowRegister(Register):
    """填报期设置."""

    model = models.ReportingWindow
    columns = "kind", "starts_from", "opens_after", "due_after", "locks_after", "unit", "basis"
    order = ("-starts_from",)
    filters = "kind", "starts_from"
    sections = (
        Section(
            "填报期",
            Field("kind", fixed=True),
            Field("starts_from", required=True, help="填该月（季）中的任意一天"),
            Field("opens_after", required=True, help="1 是次期第一天；可填负数"),
            Field("due_after", required=True),
            Field("locks_after", required=True, help="到这一天起不能再上报"),
            Field("basis", wide=True),
            note="对本级直管和下级单位有效；下级可以另设更早的截止日期。没有设置时，月报次月 6 日前、季报次季首月 15 日前（依据待核）",
        ),
    )
    share = Share("starts_from")
    scope = SetAbove()

    def create_refused(self, seat: "Seat") -> str | None:
        """Authorities set it."""
        return super().create_refused(seat) or (None if seat.is_authority else "填报期由水行政主管部门设置")


class ReportUrgeRegister(Register):
    """催报."""

    model = models.ReportUrge
    columns = "sent_at", "unit", "kind", "month", "made_for", "made_by"
    order = ("-sent_at",)
    search = ("unit__name", "unit__initials")
    filters = "sent_at", "unit"
    sections = (
        Section(
            "催报", Field("unit", pick="organisation", fixed=True), Field("kind", fixed=True), Field("month", fixed=True),
            Field("ground", label="标段编码", fixed=True, required=False), Field("text", wide=True, fixed=True),
        ),
    )  # fmt: skip
    share = Share("month")
    scope = Pressed("unit")
