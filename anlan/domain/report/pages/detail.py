"""A report as the form it is: its figures, each leading to its rows, the reports it sums up, where it stands, the stamp line."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from anlan.kernel.doors.detail import detail_context
from anlan.kernel.doors.pages import one_row, render
from anlan.kernel.doors.portal import Page
from anlan.kernel.doors.show import moment_text

from .. import counting, freezing
from ..sources import source_of
from .listing import report_page, screen_of


def detail(request: Any, page: Page, pk: int) -> HttpResponse:
    """The detail door of reports."""
    row = one_row(page, request.seat, pk)
    context = detail_context(request, page, row)
    return render(request, "report/detail.html", context | facts(request, row))


def facts(request: Any, row: Any) -> dict[str, Any]:
    """What the form shows of a report beyond its register's sections."""
    from .paper import paper, sheet
    from .rows import frozen_rows

    edition = freezing.last(row) if row.is_out else None
    then = freezing.beside(edition) if edition else []
    return {
        "lines": table(row, row_url(request, frozen_rows, row.pk)), "parts": parts(request, row), "edition": edition,
        "intact": edition is None or freezing.intact(edition), "corrected": sum(one.corrected for one in then),
        "added": freezing.added_since(edition) if edition else 0, "moment": moment_text,
        "rows_url": row_url(request, frozen_rows, row.pk), "sheet_url": row_url(request, sheet, row.pk),
        "paper_url": row_url(request, paper, row.pk), "signs": signs(row),
        "editions": list(row.editions.order_by("number")) if row.edition > 1 or (row.edition and not row.is_out) else [],
    }  # fmt: skip


def row_url(request: Any, view: Any, pk: int) -> str:
    """Where a screen of this portal shows a report; "" where the portal has none."""
    screen = screen_of(request.portal, request.seat, view)
    return reverse("page:screen", args=[request.portal.key, screen.slug, pk]) if screen else ""


def number(text: str) -> str:
    """A figure as it is read: 3, 1,234, 12.50."""
    value = Decimal(text)
    return f"{value:,.2f}" if value != value.to_integral_value() else f"{int(value):,}"


def table(row: Any, url: str = "") -> list[dict[str, Any]]:
    """The lines of the form: own, of the level below, together."""
    found = []
    for line in source_of(row.kind).lines:
        whole, own = Decimal(row.figures.get(line.key, "0")), Decimal(row.own.get(line.key, "0"))
        found.append({
            "label": line.label, "unit": line.unit, "below": line.below, "own": number(str(own)),
            "parts": number(str(whole - own)), "whole": number(str(whole)), "url": f"{url}?key={line.key}" if url and whole else "",
        })  # fmt: skip
    return found


def parts(request: Any, row: Any) -> list[dict[str, Any]]:
    """The reports it sums up."""
    page = report_page(request, row.kind)
    found = counting.summed(row)
    seen = (
        set(page.rows(request.seat).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
        if page
        else set()
    )
    return [
        {"row": one, "where": str(one.section or one.project or one.unit), "summary": one.summary,
         "url": page.url(request.portal.key, "detail", one.pk) if page and one.pk in seen else ""}
        for one in found
    ]  # fmt: skip


def signs(row: Any) -> list[tuple[str, str]]:
    """The last line of the form."""
    maker = row.made_by.name if row.made_by else "系统"
    return [
        ("填报单位（盖章）", row.unit.name), ("单位负责人", ""), ("填报人", maker),
        ("上报时间", moment_text(row.reported_at) if row.reported_at and row.is_out else ""),
    ]  # fmt: skip
