"""公示单: what the workers are told of hazards found and put right.

安全生产法(2021)第四十一条第二款: the state of hazards is recorded truly and the workers are told of it, by a meeting of
the staff or its delegates, a notice board, or otherwise; a major one is also reported to the staff's meeting.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from anlan.kernel.clock import today
from anlan.kernel.doors.pages import related, render
from anlan.kernel.doors.paper import pdf
from anlan.kernel.register import registry

BASIS = "《中华人民共和国安全生产法》（2021年修正）第四十一条第二款"
TEMPLATE = Path(__file__).parent.parent / "templates" / "hazard" / "notice.typ"
HEADS = ("序号", "隐患名称", "隐患部位", "级别", "整改措施", "整治负责人", "完成期限", "整改状态")


def notice(request: Any, screen: Any, pk: int | None = None) -> HttpResponse:
    """The notice of one hazard, or of all that the firm found in a month; ``?pdf=1`` gives the paper."""
    register = registry.register("hazard")
    rows = related(register, register.rows(request.seat))
    month = _month(request.GET.get("month", ""))
    if pk is not None:
        rows = rows.filter(pk=pk)
        if not rows:
            raise Http404
        unit = rows[0].unit
    else:
        if not request.seat.organisation.is_unit:
            raise Http404
        unit = request.seat.organisation
        rows = rows.filter(unit=unit, found_on__year=month.year, found_on__month=month.month).order_by("found_on", "id")
    data = {
        "title": "事故隐患排查治理情况公示单", "unit": unit.name, "basis": BASIS, "heads": list(HEADS),
        "period": f"{month.year} 年 {month.month} 月" if pk is None else "", "made_on": today().isoformat(),
        "lines": [_line(n, row) for n, row in enumerate(rows, 1)],
    }  # fmt: skip
    if request.GET.get("pdf"):
        response = HttpResponse(pdf(TEMPLATE, data), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="notice.pdf"'
        return response
    here = request.path
    links = {"month": f"{month:%Y-%m}", "single": pk is not None, "pdf_url": f"{here}?pdf=1&month={month:%Y-%m}"}
    if pk is not None:
        links["back"] = reverse("doors:go", args=["hazard", pk])
    return render(request, "hazard/notice.html", data | links)


def _line(number: int, row: Any) -> list[str]:
    measures = row.rectification_note or row.measures or row.problem
    who = "待定" if "responsible" in row.unknown else row.responsible
    place = "" if "place" in row.unknown else row.place
    due, state = row.due_on.isoformat(), row.get_state_display()
    return [str(number), row.name, place, row.get_level_display(), measures, who, due, state]


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today().replace(day=1)
