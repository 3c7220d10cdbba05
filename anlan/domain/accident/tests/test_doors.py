"""The generated walks of 现场急报, 事故快报 and 事故月报."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from anlan.domain.project.testing import NEAR_WORKS, WorksTests, build_works
from anlan.kernel.clock import now
from anlan.kernel.testing import Cast

AUTHORITIES = ("bureau", "province")


def ago(**span: float) -> str:
    """A moment before now as a form sends it."""
    return f"{timezone.localtime(now() - timedelta(**span)):%Y-%m-%d %H:%M}"


def kind_today(number: int = 10) -> str:
    """A type of the edition that is in force in every test: they run after 2026-07-01 by the clock or the old one before."""
    from anlan.domain.accident import rules, terms

    day = datetime.fromisoformat(ago(hours=2)).date()
    return f"{rules.edition_on(day, terms.types_from()).key}-{number:02d}"


def accident(cast: Cast, **more: Any) -> dict[str, Any]:
    """One man fell from the formwork of the dam."""
    facts = dict(
        section=str(build_works(cast).section.pk),
        happened_at=ago(hours=2),
        kind=kind_today(),
        place="坝体左岸 3 号模板",
    )
    return facts | dict(deaths="0", serious="1", light="2", missing="0", loss="12.50") | more


def quick(cast: Cast, **more: Any) -> dict[str, Any]:
    """What 条例第十二条 asks for, learned of ten minutes ago."""
    said = dict(overview="远江公司承建大坝土建", scene="作业面已停工", course="拆模时坠落", measures="伤者已送医")
    return accident(cast) | said | dict(told_at=ago(minutes=10), told_by="班组长孙立") | more


def urgent(cast: Cast, **more: Any) -> dict[str, Any]:
    """Somebody on site phoned the province."""
    facts = dict(
        section=str(build_works(cast).section.pk), happened_at=ago(hours=2), place="坝体左岸", brief="模板坍塌"
    )
    called = dict(caller="孙立", caller_phone="13912345678", called_unit="江苏省水利厅", called_at=ago(minutes=90))
    return facts | called | more


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
