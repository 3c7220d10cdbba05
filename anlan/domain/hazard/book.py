"""The chapters 隐患排查治理台账 and 重大隐患 of 迎检台账, and 隐患管理 of 安全生产台账."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from anlan.domain.enterprise.book import table
from anlan.domain.enterprise.chapters import WORKS, Block, add_chapter
from anlan.domain.project.book import of_contractor
from anlan.kernel.doors.show import moment_text, text_of
from anlan.kernel.flow.models import Step
from anlan.kernel.register import registry
from anlan.kernel.register.entry import EMPTY

from .kinds import Level

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat

LEDGER = (
    "name", "place", "category", "problem", "measures", "responsible", "due_on", "money", "review_opinion",
    "acceptance_result", "state",
)  # fmt: skip
"""The ledger of 武政办发〔2013〕110号第十三条; its first column, the firm, is the book's own."""

MAJOR_FACTS = (
    "place", "found_on", "found_by_kind", "problem", "criterion", "criterion_note", "interim", "responsible", "due_on",
    "state", "review_state", "supervision_state", "report_cause", "report_severity", "report_plan", "listing_number",
    "listed_on", "listing_due_on", "plan_goal", "plan_measures", "plan_money", "plan_responsible", "plan_due_on",
    "rectification_note", "rectified_on", "acceptor", "review_opinion", "acceptance_result", "accepted_on",
    "delisted_on", "closed_at",
)  # fmt: skip
STEPS = ["时间", "步骤", "办理单位", "办理人", "意见"]


def ledger_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """Every hazard, the latest first, with what was done about it."""
    found = list(_rows(unit, seat))
    yield table("hazard", found, LEDGER) if found else Block(note="暂无记录")


def major_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """Each major hazard: what is known of it, and every step that was made."""
    majors = list(_rows(unit, seat).filter(level=Level.MAJOR))
    # One move may stand on two axes, with the same moment; it is read once.
    steps: dict[int, dict[tuple[Any, str], Step]] = {}
    for step in Step.objects.filter(register="hazard", record__in=[m.pk for m in majors]).order_by("-opinion", "id"):
        steps.setdefault(step.record, {}).setdefault((step.at, step.move), step)
    for row in majors:
        yield Block(row.name, facts=_facts(row))
        made = sorted(steps.get(row.pk, {}).values(), key=lambda s: (s.at, s.pk))
        lines = [[moment_text(s.at), s.label, s.place, s.actor, s.opinion] for s in made]
        if lines:
            yield Block(columns=STEPS, rows=lines, widths=[4, 3, 5, 2, 7])
    if not majors:
        yield Block(note="暂无记录")


def _rows(unit: "Organisation", seat: "Seat") -> Any:
    rows = registry.register("hazard").rows(seat).filter(unit=unit)
    return rows.select_related("category", "criterion").order_by("-found_on", "-id")


def _facts(row: Any) -> list[tuple[str, str]]:
    specs: Iterable[Any] = (registry.register("hazard").spec(name) for name in MAJOR_FACTS)
    return [(s.label, text_of(s, row)) for s in specs if getattr(row, s.name) not in EMPTY]


WATER = (
    "name", "level", "section", "place", "found_on", "found_by", "problem", "responsible", "due_on", "state", "closed_at",
    "reporting_state", "supervision_state",
)  # fmt: skip


def water_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """隐患管理 of 安全生产台账 (W-3.6.d), as on the pages of 3.4, whole."""
    yield of_contractor("waterhazard", unit, seat, WATER)


add_chapter("隐患管理", 30, water_chapter, WORKS)
add_chapter("隐患排查治理台账", 32, ledger_chapter)
add_chapter("重大隐患", 34, major_chapter)
