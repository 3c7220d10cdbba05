"""Works with people who find hazards in October 2026 and report them in November."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from anlan.domain.project.testing import assign, build_works
from anlan.domain.report.models import MonthlyReport
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import at
from anlan.kernel.testing import Cast

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def moment(month: int, day: int, hour: int = 4) -> datetime:
    """A moment of 2026, in UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


IN_TIME, LATE, LOCKED = moment(11, 3), moment(11, 12), moment(11, 28)


@dataclass
class Stage:
    """The cast's works, begun on the 5th of October; the second section is the rival's."""

    cast: Cast
    works: Any

    def does(self, member: str, verb: str, row: Any, when: datetime = IN_TIME, **values: Any) -> MonthlyReport:
        """A member moves a report; the row as it is afterwards."""
        with at(when):
            self.cast.does(member, "monthlyreport", verb, row.pk, **values)
        return MonthlyReport.objects.get(pk=row.pk)

    def hazard(self, member: str = "contractor", section: Any = None, day: int = 10, **values: Any) -> Any:
        """A hazard found on a day of October."""
        facts = {"name": "临边防护缺失", "level": "general", "place": "左岸坝肩", "responsible": "郑远江"}
        facts |= {"problem": "约二十米没有防护栏杆", "photos": [self.cast.photo(member)]}
        where = {"section": str((section or self.works.section).pk)}
        with at(moment(10, day)):
            return self.cast.does(member, "waterhazard", "create", **(facts | where | values)).row

    def finish(self, row: Any, member: str = "contractor", day: int = 20) -> None:
        """整改完成 on a day of October."""
        said = {
            "rectified_on": f"2026-10-{day:02d}", "rectification_note": "已加设栏杆", "acceptor": "王验收",
            "photos_after": [self.cast.photo(member, 9)], "responsible": "郑远江", "plan_measures": "加设栏杆", "plan_money": "1.25",
        }  # fmt: skip
        with at(moment(10, day)):
            self.cast.does(member, "waterhazard", "finish", row.pk, **said)

    def make(
        self, member: str, kind: str = "hazard", month: date = OCTOBER, when: datetime = IN_TIME, **where: Any
    ) -> MonthlyReport:
        """生成."""
        values = {"kind": kind, "month": month.isoformat()} | {k: str(getattr(v, "pk", v)) for k, v in where.items()}
        with at(when):
            return self.cast.does(member, "monthlyreport", "create", **values).row

    def parts(self, kind: str = "hazard", month: date = OCTOBER, when: datetime = IN_TIME) -> list[MonthlyReport]:
        """Every part of the works is reported and confirmed."""
        makers = [("contractor", self.works.section), ("rival", self.works.bare)]
        makers += [("engineer", self.works.section)] if kind == "hazard" else []
        rows = []
        for member, section in makers:
            row = self.make(member, kind, month, when, section=section)
            row = self.does(member, "report", row, when)
            rows.append(self.does("builder", "confirm", row, when))
        return rows

    def project(self, kind: str = "hazard", month: date = OCTOBER, when: datetime = IN_TIME) -> MonthlyReport:
        """The owner's report, with all its parts in it."""
        self.parts(kind, month, when)
        return self.does("builder", "report", self.make("builder", kind, month, when, project=self.works.project), when)


def build(cast: Cast) -> Stage:
    """The works, as they were on the 5th of October."""
    with at(moment(10, 5)):
        works = build_works(cast)
        assign(cast, works.bare, "rival", "contractor")
    return Stage(cast, works)


def system(register: str, verb: str, pk: int, **values: Any) -> Any:
    """An act of the house itself."""
    return deliver(Act(None, register, verb, pk, values)).row
