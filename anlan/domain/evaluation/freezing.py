"""Freezing a grade: every figure of the evidence with the rows it counts, as they are now (house law 10).

Like the figures of reports (``report/freezing.py``), whose digest it shares; the rows hang on a grade and on no period.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anlan.domain.report.freezing import digest_of
from anlan.kernel.clock import today
from anlan.kernel.doors.pages import related
from anlan.kernel.doors.show import text_of
from anlan.kernel.register import registry

from . import sources

if TYPE_CHECKING:
    from .models import Evidence, GradeRecord, Termination


def freeze(termination: "Termination", reason: str, by: str) -> "GradeRecord":
    """The record of the grade that a termination has now."""
    from .models import Evidence, EvidenceRow, GradeRecord

    record = GradeRecord(
        termination=termination, number=termination.grades.count() + 1, grade=termination.grade, reason=reason,
        given_by=by or "系统", given_on=today(),
    )  # fmt: skip
    found = [(fact, rows_of(fact)) for fact in sources.facts_of(termination.site)]
    record.digest = whole_digest(record, [_head(f.key, f.required, [d for _, _, d in rows]) for f, rows in found])
    record.save()
    for fact, rows in found:
        register = registry.register(fact.register)
        head = Evidence.objects.create(
            record=record, key=fact.key, label=fact.label, count=len(rows), required=fact.required,
            is_short=fact.is_short, register=fact.register, columns=[register.spec(c).label for c in fact.columns],
        )  # fmt: skip
        EvidenceRow.objects.bulk_create(
            [EvidenceRow(evidence=head, record=pk, shown=shown, digest=digest) for pk, shown, digest in rows],
            batch_size=500,
        )
    return record


def rows_of(fact: sources.Fact) -> list[tuple[int, list[str], str]]:
    """(id, shown columns, digest) of every row that a figure counts, as they are now."""
    register = registry.register(fact.register)
    specs = [register.spec(c) for c in fact.columns]
    found = []
    for row in related(register, fact.rows).order_by("pk").iterator(500):
        shown = [text_of(spec, row) for spec in specs]
        found.append((row.pk, shown, digest_of(row.pk, shown)))
    return found


def _head(key: str, required: int | None, digests: list[str]) -> list[Any]:
    return [key, required, digests]


def whole_digest(record: "GradeRecord", heads: list[list[Any]]) -> str:
    """Over the grade, its reason, its day, and all figures with the digests of their rows."""
    return digest_of(record.number, record.grade, record.reason, record.given_by, str(record.given_on), heads)


def intact(record: "GradeRecord") -> bool:
    """Is everything as it was frozen?"""
    heads = []
    for one in record.evidence.order_by("id"):
        rows = list(one.rows.order_by("record"))
        if any(row.digest != digest_of(row.record, row.shown) for row in rows) or one.count != len(rows):
            return False
        heads.append(_head(one.key, one.required, [row.digest for row in rows]))
    return record.digest == whole_digest(record, heads)


@dataclass
class Then:
    """A frozen row beside the row as it is now."""

    record: int
    shown: list[str]
    changes: list[tuple[str, str, str]]
    gone: bool = False


def beside(evidence: "Evidence") -> list[Then]:
    """The rows of a figure, each with what has changed since."""
    register = registry.register(evidence.register)
    kept = list(evidence.rows.order_by("record"))
    rows = register.model._default_manager.filter(register.kept, pk__in=[one.record for one in kept])
    now = {row.pk: row for row in related(register, rows)}
    named = {register.spec(name).label: register.spec(name) for name in (*register.columns, *register.specs)}
    found = []
    for one in kept:
        row = now.get(one.record)
        if row is None:
            found.append(Then(one.record, one.shown, [], gone=True))
            continue
        pairs = [
            (label, then, text_of(named[label], row))
            for label, then in zip(evidence.columns, one.shown, strict=True)
            if label in named
        ]
        found.append(Then(one.record, one.shown, [p for p in pairs if p[1] != p[2]]))
    return found
