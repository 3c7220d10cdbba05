"""From the answers of an inspection to its score, and what of it is frozen with the sheet."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from anlan.domain.standard import catalogue

from .contents import ITEM, PHRASE, TABLE, is_finding, parts_of
from .rules import Line, MarkedItem, SummaryResult, TableResult, scheme_of, shown, summary_result, table_result

if TYPE_CHECKING:
    from .models import Inspection

Plain = dict[str, Any]


def result(inspection: "Inspection") -> SummaryResult:
    """The summary over all lines of the edition; what was not saved counts as 缺项."""
    scheme = scheme_of(inspection.standard.kind if inspection.standard else "")
    return summary_result([line for line, _ in _lines(inspection)], scheme)


def _lines(inspection: "Inspection") -> list[tuple[Line, list[Plain]]]:
    assert inspection.standard is not None
    said = {one.slot: one for one in inspection.answers.filter(is_removed=False)}
    found = []
    for group in catalogue.tree(inspection.standard)["groups"]:
        tables = [one for one in group["tables"] if f"{TABLE}:{one['id']}" in said and not one["lack"]]
        weight = None if group["weight"] is None else Fraction(str(group["weight"]))
        line = Line(str(group["id"]), group["name"], weight, [_table(one, said, inspection) for one in tables])
        found.append((line, tables))
    return found


def _table(table: Plain, said: dict[str, Any], inspection: "Inspection") -> TableResult:
    absent = bool(said[f"{TABLE}:{table['id']}"].content.get("absent"))
    items = []
    for one in table["items"]:
        answer = said.get(f"{ITEM}:{one['id']}")
        gone = absent or bool(answer and answer.content.get("absent"))
        off = Fraction(str(answer.off)) if answer and not gone else Fraction(0)
        items.append(MarkedItem(one["name"], Fraction(str(one["full"])), off, one["guarantee"], gone))
    return table_result(table["name"], items, scheme_of(inspection.standard.kind if inspection.standard else ""))


def text(number: Fraction | None) -> str | None:
    """A fraction as JSON keeps it, exactly."""
    return None if number is None else str(number)


def exact(kept: str | None) -> Fraction | None:
    """What ``text`` was given."""
    return Fraction(kept) if kept else None


def rounded(number: Fraction | None) -> Decimal | None:
    """As it is printed, for lists and figures: rounded to 0.1, half up."""
    if number is None:
        return None
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def frozen(of: SummaryResult) -> Plain:
    """The result as it is kept with the sheet: fractions as text, so that nothing is lost by it."""
    return {
        "total": text(of.total), "got": text(of.got), "full": text(of.full), "counted": text(of.counted),
        "grade": of.grade or "", "because": list(of.because),
        "lines": [
            {"key": one.key, "name": one.name, "weight": text(one.weight), "score": text(one.score),
             "points": text(one.points), "because": list(one.because)}
            for one in of.lines
        ],
    }  # fmt: skip


def standing(inspection: "Inspection") -> Plain:
    """The score as it stands now, for people: tables by id with their sentence, the total, the grade."""
    lines = _lines(inspection)
    summary = summary_result([line for line, _ in lines], scheme_of(inspection.standard.kind))  # type: ignore[union-attr]
    tables = {
        str(table["id"]): {"score": shown(one.score), "because": one.because, "zero": one.is_zeroed}
        for line, tables in lines
        for table, one in zip(tables, line.tables, strict=True)
    }
    told = {"total": summary.shown, "counted": shown(summary.counted), "grade": summary.grade or ""}
    return told | {"tables": tables, "because": list(summary.because)}


def ordered(inspection: "Inspection") -> Plain:
    """What the event of an order tells later and earlier subjects: the findings marked as hazards, in plain data."""
    parts = parts_of(inspection.standard) if inspection.standard else {}
    found = []
    for one in inspection.answers.filter(is_removed=False).exclude(hazard=""):
        part = parts[one.slot]
        if is_finding(one.content) and part.kind in (ITEM, PHRASE):
            found.append({
                "slot": one.slot, "name": str(part.thing.get("text") or part.thing.get("name"))[:120], "level": one.hazard,
                "place": one.content["place"] or inspection.place or part.table["name"], "problem": one.content["note"],
            })  # fmt: skip
    return {
        "site": inspection.site_id, "label": str(inspection), "found_on": inspection.inspected_on.isoformat(),
        "due_on": inspection.due_on.isoformat() if inspection.due_on else "", "responsible": inspection.rectifier,
        "by": inspection.by, "findings": found,
    }  # fmt: skip
