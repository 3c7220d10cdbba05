"""The generated walks of 现场急报, 事故快报 and 事故月报."""

from typing import Any

from anlan.domain.project.testing import NEAR_WORKS, WorksTests
from anlan.kernel.testing import Cast

from .cases import accident, quick, urgent

AUTHORITIES = ("bureau", "province")


class TestUrgentReport(WorksTests):
    register_key = "urgentreport"
    sees = (*NEAR_WORKS, *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        return urgent(cast, casualties="两人被压", photos=[cast.photo("contractor")])


class TestQuickReport(WorksTests):
    """The owner's, of its contractor's section, before it is reported."""

    register_key, maker, change = "quickreport", "builder", {"measures": "伤者已送医，现场已封闭"}
    sees = ("builder",)

    def make(self, cast: Cast) -> dict[str, Any]:
        return quick(cast, party="contractor", photos=[cast.photo("builder")])


class TestReportedQuickReport(TestQuickReport):
    change = {}
    sees = ("builder", *AUTHORITIES)

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("builder", "quickreport", "report", pk)


class TestAccidentRecord(WorksTests):
    register_key, change = "accidentrecord", {"cause": "模板支撑不牢"}
    sees = NEAR_WORKS

    def make(self, cast: Cast) -> dict[str, Any]:
        return accident(cast, note="拆模时坠落，一人重伤", files=[cast.photo("contractor")])


class TestFrozenAccidentRecord(TestAccidentRecord):
    change = {}
    sees = (*NEAR_WORKS, *AUTHORITIES)

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("builder", "accidentrecord", "confirm", pk)
        self.register.model.objects.get(pk=pk).freeze("2026年11月事故月报")
