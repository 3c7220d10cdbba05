"""What stands beside a grade: figures of a site's whole time, each with the rows it counts and how many there had to be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from anlan.domain.inspection import counting, frequency
from anlan.domain.inspection.flows import COUNTED, RECTIFY, REPLIED
from anlan.domain.inspection.kinds import By
from anlan.domain.inspection.models import Inspection
from anlan.kernel.clock import day_of, today

from . import flows, rules

if TYPE_CHECKING:
    from anlan.domain.site.models import Site


@dataclass(frozen=True)
class Fact:
    """One figure: ``rows`` it counts, shown by ``columns``; ``required``: how many there had to be, None where no rule says.

    ``is_lack``: of these there should be none. ``decides``: too few of them speak for 不合格.
    """

    key: str
    label: str
    register: str
    columns: tuple[str, ...]
    rows: QuerySet[Any]
    required: int | None = None
    is_lack: bool = False
    decides: bool = False

    @property
    def count(self) -> int:
        """How many there are."""
        return self.rows.count()

    @property
    def is_short(self) -> bool:
        """Fewer than there had to be; or any at all, of what there should be none of."""
        return self.count > 0 if self.is_lack else self.required is not None and self.count < self.required


Look = Callable[["Site", date, date], Iterator[Fact]]
_looks: list[Look] = []


def evidence(look: Look) -> Look:
    """Lets a subject say what stands beside a grade: ``look(site, first day, last day)`` yields its figures."""
    _looks.append(look)
    return look


def span_of(site: "Site") -> tuple[date, date]:
    """From the beginning of a site to its completion, or today."""
    begun = site.started_on or day_of(site.created_at)
    return begun, max(begun, site.completed_on or today())


def facts_of(site: "Site") -> list[Fact]:
    """All figures of a site, in the order the subjects were made known."""
    first, last = span_of(site)
    return [fact for look in _looks for fact in look(site, first, last)]


def proposal(site: "Site") -> str:
    """What the evidence speaks for, for the authority that grades; "" where nothing speaks against. Never applied by itself."""
    short = [f for f in facts_of(site) if f.decides and f.is_short]
    said = "；".join(f"{f.label} {f.count}/{f.required}" for f in short)
    return f"建议等次：不合格（{said}）" if short else ""


@evidence
def evaluations(site: "Site", first: date, last: date) -> Iterator[Fact]:
    """标准化月评: one for each month; those that were ordered to be done again and are not yet."""
    from .models import MonthlyEvaluation

    rows = MonthlyEvaluation.objects.filter(site=site)
    columns = "month", "score", "grade", "evaluator", "evaluated_on", "is_late", "state"
    months = len(rules.months_between(first, last))
    yield Fact("evaluations", "标准化月评", "monthlyevaluation", columns, rows, months)
    yield Fact("evaluations_late", "其中逾期补录", "monthlyevaluation", columns, rows.filter(is_late=True), None, True)
    ordered = rows.filter(state__in=(flows.ORDERED, flows.REDONE))
    yield Fact("evaluations_ordered", "月评责令整改未完成", "monthlyevaluation", columns, ordered, None, True)


SHOWN = "inspected_on", "way", "inspectors", "score", "grade", "findings", "state"


@evidence
def inspections(site: "Site", first: date, last: date) -> Iterator[Fact]:
    """项目自查, 企业检查 of each year by each company in its own time, 安监抽查, and what was not answered or not put right.

    Fewer inspections by the company than a year asks for speak for 不合格 (J-3.g); how many: ``inspection/frequency.py``.
    """
    rows = Inspection.objects.filter(site=site, state__in=COUNTED)
    yield Fact("self", By.SITE.label, "inspection", SHOWN, rows.filter(by=By.SITE))
    for year, company, span in _company_years(site, first, last):
        made = rows.filter(by=By.COMPANY, company=company, inspected_on__range=span.within(year))
        required = frequency.owed(span, year, counting.a_year(site))
        name = f"{year}年企业检查" + ("" if company == site.unit_id else "（接手前）")
        yield Fact(f"company-{year}-{company}", name, "inspection", SHOWN, made, required, decides=True)
    yield Fact("authority", By.AUTHORITY.label, "inspection", SHOWN, rows.filter(by=By.AUTHORITY))
    yield Fact("unanswered", "未整改回复", "inspection", SHOWN, rows.filter(state=RECTIFY), None, True)
    yield Fact("unchecked", "已回复未复查", "inspection", SHOWN, rows.filter(state=REPLIED), None, True)


def _company_years(site: "Site", first: date, last: date) -> Iterator[tuple[int, int, frequency.Span]]:
    """(year, company, its days as far as they are over) of a site."""
    for year in range(first.year, last.year + 1):
        for company, span in counting.spans_of([site])[site.pk]:
            so_far = frequency.Span(span.starts_on, min(span.ends_on or last, last))
            if so_far.within(year) is not None:
                yield year, company, so_far
