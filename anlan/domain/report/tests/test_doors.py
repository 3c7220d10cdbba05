"""The generated walks of 报表, 填报期设置 and 催报."""

from datetime import date
from typing import Any

from anlan.domain.project.testing import WorksTests
from anlan.domain.report.kinds import Kind
from anlan.domain.report.models import ReportingWindow
from anlan.kernel.clock import today
from anlan.kernel.testing import Cast

AUTHORITIES = ("bureau", "province")


class TestMonthlyReport(WorksTests):
    register_key, change = "monthlyreport", {"note": "本期汛期停工七天"}

    def arrange(self, cast: Cast) -> None:
        """The province takes this month's reports before the month is over."""
        super().arrange(cast)
        if not ReportingWindow.objects.exists():
            month = today().replace(day=1).isoformat()
            days = {"opens_after": "-31", "due_after": "6", "locks_after": "60"}
            cast.does("province", "reportingwindow", "create", kind="hazard", starts_from=month, **days)

    def make(self, cast: Cast) -> dict[str, Any]:
        return dict(kind="hazard", month=today().isoformat(), section=str(self.works(cast).section.pk))

    def twin(self, row: Any, number: int) -> Any:
        row.month = date(2000 + number, 1, 1)
        return super().twin(row, number)


class TestReportingWindow(WorksTests):
    register_key, maker, change = "reportingwindow", "province", {"due_after": "5"}
    sees = AUTHORITIES

    def make(self, cast: Cast) -> dict[str, Any]:
        return dict(kind="hazard", starts_from="2026-01-15", opens_after="1", due_after="6", locks_after="20")

    def twin(self, row: Any, number: int) -> Any:
        row.starts_from = date(2000 + number, 1, 1)
        return super().twin(row, number)


class TestReportUrge(WorksTests):
    register_key, maker = "reporturge", "builder"
    sees = ("builder", "contractor", *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        section, unit = self.works(cast).section, str(cast.contractor.organisation_id)
        month = today().isoformat()
        return dict(unit=unit, kind=Kind.HAZARD.value, month=month, text="请尽快上报隐患月报", ground=section.ground)
