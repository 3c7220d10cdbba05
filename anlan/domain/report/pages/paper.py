"""A report as a spreadsheet and on A4, for the stamp."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse, StreamingHttpResponse

from anlan.kernel.clock import now
from anlan.kernel.doors import xlsx
from anlan.kernel.doors.pages import related
from anlan.kernel.doors.paper import pdf
from anlan.kernel.doors.show import moment_text
from anlan.kernel.register import registry
from anlan.kernel.trail import book

from .. import counting, freezing
from .detail import signs, table

KEY = "monthlyreport"
TEMPLATE = Path(__file__).parent.parent / "templates" / "report" / "report.typ"
HEADS = ("指标", "单位", "本级", "下级", "合计")


def _row(request: Any, pk: int) -> Any:
    register = registry.register(KEY)
    row = related(register, register.rows(request.seat)).filter(pk=pk).first()
    if row is None or not request.seat.may(f"{KEY}.export"):
        raise Http404
    book.write(request.seat, [book.Note(KEY, str(pk), "export", f"导出{row}", {}, row.unit_id)])
    return row


def _lines(row: Any) -> list[list[str]]:
    return [
        [("　" if one["below"] else "") + one["label"], one["unit"], one["own"], one["parts"], one["whole"]]
        for one in table(row)
    ]


def sheet(request: Any, screen: Any, pk: int) -> StreamingHttpResponse:
    """The figures as xlsx."""
    row = _row(request, pk)
    lines = _lines(row)
    response = StreamingHttpResponse(xlsx.stream(row.period, list(HEADS), lines, len(lines)), content_type=xlsx.XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{row}.xlsx')}"
    return response


def paper(request: Any, screen: Any, pk: int) -> HttpResponse:
    """The report as PDF."""
    row = _row(request, pk)
    edition = freezing.last(row) if row.is_out else None
    below = [[str(one.section or one.project or one.unit), one.unit.name, one.summary] for one in counting.summed(row)]
    data = {
        "title": f"水利安全生产{row.get_kind_display()}", "unit": row.unit.name, "period": row.period, "note": row.note,
        "where": str(row.section or row.project or ""), "state": row.get_reporting_state_display(), "heads": list(HEADS),
        "lines": _lines(row), "below": below, "signs": signs(row), "printed": moment_text(now()),
        "digest": edition.digest if edition else "", "is_zero": row.is_zero,
    }  # fmt: skip
    response = HttpResponse(pdf(TEMPLATE, data), content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(f'{row}.pdf')}"
    return response
