"""What a figure of a report counts: its rows as they were when it was reported, and what has changed since."""

from typing import Any

from django.http import Http404, HttpResponse

from anlan.kernel.doors.pages import related, render
from anlan.kernel.register import registry
from anlan.kernel.register.plain import whole

from .. import counting, freezing
from ..freezing import Then
from ..models import Edition
from ..sources import Line, source_of
from .detail import number, row_url
from .listing import report_page

KEY = "monthlyreport"
MOST = 500


def frozen_rows(request: Any, screen: Any, pk: int) -> HttpResponse:
    """The rows of one figure (``?key=``); of a report that is not out yet, the rows as they are now."""
    register = registry.register(KEY)
    row = related(register, register.rows(request.seat)).filter(pk=pk).first()
    if row is None:
        raise Http404
    source = source_of(row.kind)
    if not request.seat.may(f"{source.register_key}.view"):
        raise Http404
    line = source.line(request.GET.get("key", ""))
    edition = _edition(request, row)
    shown = freezing.beside(edition, line.key if line else "") if edition else _now(row, line)
    figures = edition.figures if edition else row.figures
    page = report_page(request, row.kind)
    return render(request, "report/rows.html", {
        "title": line.label if line else "全部记录", "row": row, "edition": edition, "members": shown[:MOST], "total": len(shown),
        "line": line, "value": number(figures.get(line.key, "0")) if line else str(len(shown)),
        "columns": [source.register.spec(name).label for name in source.columns],
        "register_key": source.register_key, "parts": _parts(request, row, edition, line), "most": MOST,
        "seen": _seen(source, request.seat, shown[:MOST]), "back": page.url(request.portal.key, "detail", pk) if page else "",
        "intact": edition is None or freezing.intact(edition),
    })  # fmt: skip


def _edition(request: Any, row: Any) -> Any:
    """The edition asked for; else the latest of a report that is out."""
    asked = whole(request.GET.get("edition"))
    if asked:
        found = row.editions.filter(number=asked).first()
        if found is None:
            raise Http404
        return found
    return freezing.last(row) if row.is_out else None


def _now(row: Any, line: Line | None) -> list[Then]:
    found = counting.counted(row)
    return [Then(one.record, one.shown, [], corrected=False) for one in found if line is None or line.key in one.keys]


def _seen(source: Any, seat: Any, shown: list[Then]) -> set[int]:
    """Those of the rows that the seat may open as they are now."""
    rows = source.register.rows(seat).filter(pk__in=[one.record for one in shown])
    return set(rows.values_list("pk", flat=True))


def _parts(request: Any, row: Any, edition: Edition | None, line: Line | None) -> list[dict[str, Any]]:
    """A figure of a higher level refers to those of the reports below, in the edition in which they were summed up."""
    if edition is not None:
        below = [
            part.child
            for part in edition.parts.select_related(
                "child__report__unit", "child__report__section", "child__report__project"
            )
        ]
    else:
        below = [freezing.last(one) for one in counting.summed(row)]
    register = registry.register(KEY)
    seen = set(register.rows(request.seat).filter(pk__in=[e.report_id for e in below]).values_list("pk", flat=True))
    found = []
    for one in below:
        value = one.figures.get(line.key, "0") if line else "0"
        if line is not None and value == "0":
            continue
        url = row_url(request, frozen_rows, one.report_id) if one.report_id in seen else ""
        query = f"?edition={one.number}" + (f"&key={line.key}" if line else "")
        found.append(
            {
                "label": str(one.report),
                "unit": str(one.report.unit),
                "value": number(value) if line else "",
                "url": url + query if url else "",
            }
        )
    return found
