"""打印自查标准: the whole table of the standard for the firm's kinds, to be read, printed or taken as PDF."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from anlan.domain.enterprise.industries import FIRM_KINDS
from anlan.kernel.clock import today
from anlan.kernel.doors.listing import tabs
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.paper import pdf
from anlan.kernel.register.registry import register

from .catalogue import contents_of, current_standard, directory, items_of, kinds_of
from .tree import drawn, tree

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

    from .catalogue import Branch
    from .models import CheckStandard

PAPER = Path(__file__).parent / "templates" / "standard" / "table.typ"
ANSWERS = ("无此隐患", "一般隐患", "重大隐患")


def table_of(seat: "Seat") -> tuple["CheckStandard | None", list["Branch"]]:
    """The edition in force for a seat and its items: a firm's own kinds; for an authority, all."""
    here = seat.organisation
    standard = current_standard(here.area_id, rows=register("checkstandard").rows(seat))
    if standard is None:
        return None, []
    items = items_of(standard, here) if here.is_unit else contents_of(standard).items
    return standard, directory(items)


def kinds_text(seat: "Seat") -> str:
    """适用标准类型 of the seat's firm in words."""
    if not seat.organisation.is_unit:
        return "全部类型"
    words = dict(FIRM_KINDS)
    return "、".join(words.get(kind, kind) for kind in kinds_of(seat.organisation)) or "未填写（只列通用条目）"


def standard_table(request: Any, screen: Any) -> HttpResponse:
    """The table as a page; with ``?format=pdf`` on paper."""
    standard, branches = table_of(request.seat)
    if standard is not None and request.GET.get("format") == "pdf":
        return _pdf(request.seat, standard, branches)
    context = {
        "title": screen.title, "tabs": tabs(request, screen), "standard": standard,
        "branches": branches, "count": _count(branches),
        "kinds": kinds_text(request.seat), "answers": ANSWERS, "unit": request.seat.organisation.name,
    }  # fmt: skip
    return render(request, "standard/table.html", context)


def contents(request: Any, screen: Any, pk: int) -> HttpResponse:
    """标准内容: all of an edition judged by marks or wordings, what it lacks, and where each part comes from."""
    edition = register("checkstandard").rows(request.seat).filter(pk=pk).first()
    if edition is None:
        raise Http404
    found = drawn(edition) if edition.published_at is None else tree(edition)
    tables = [one for group in found["groups"] for one in group["tables"]]
    context = {
        "title": screen.title, "tabs": tabs(request, screen), "edition": edition, "tree": found,
        "lacking": [one for one in tables if one["lack"]],
        "counts": [sum(len(one[part]) for one in tables) for part in ("items", "phrases")],
    }  # fmt: skip
    return render(request, "standard/contents.html", context)


def paper_data(seat: "Seat", standard: "CheckStandard", branches: list["Branch"]) -> dict[str, Any]:
    """The table as the paper template takes it; an item goes by its code, as on the walk's screen."""
    return {
        "title": standard.title, "edition": standard.edition, "unit": seat.organisation.name,
        "kinds": kinds_text(seat), "printed_on": today().isoformat(), "answers": list(ANSWERS), "count": _count(branches),
        "branches": [
            {
                "name": branch.category.name,
                "leaves": [
                    {
                        "name": f"{leaf.category.code} {leaf.category.name}",
                        "items": [
                            {"code": i.code, "text": i.text, "method": i.method, "basis": i.basis}
                            for i in leaf.items
                        ],
                    }
                    for leaf in branch.leaves
                ],
            }
            for branch in branches
        ],
    }  # fmt: skip


def _count(branches: list["Branch"]) -> int:
    return sum(len(leaf.items) for branch in branches for leaf in branch.leaves)


def _pdf(seat: "Seat", standard: "CheckStandard", branches: list["Branch"]) -> HttpResponse:
    response = HttpResponse(pdf(PAPER, paper_data(seat, standard, branches)), "application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{standard.name}.pdf") or "attachment"
    return response
