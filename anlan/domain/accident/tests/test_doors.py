"""The generated walks of 现场急报, 事故快报 and 事故月报."""

from typing import Any

import pytest

from anlan.domain.project.testing import NEAR_WORKS, WorksTests, build_works
from anlan.kernel.register import registry
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


@pytest.mark.django_db
@pytest.mark.parametrize("member", ["builder", "contractor", "engineer", "rival"])
def test_whom_to_tell_is_on_one_page(cast: Cast, member: str) -> None:
    """Everybody finds the head of the own unit; a telephone only of units whose file may be read."""
    works = build_works(cast)
    file = works.project.unit.enterprise
    type(file)._default_manager.filter(pk=file.pk).update(head="贺守成", head_phone="13800001111")
    page = cast.browser(member).get("/water_works/report-now/").content.decode()
    assert "接到报告后 1 小时内" in page and "本单位负责人" in page
    assert ("江苏省水利厅" in page) == (member != "rival")
    readable = registry.register("enterprise").rows(cast.seat(member)).filter(pk=file.pk).exists()
    assert ("13800001111" in page) == readable
