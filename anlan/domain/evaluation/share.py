"""The share of sites that were evaluated: of a month by branch or company, and month by month over a year."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from anlan.kernel.clock import today
from anlan.kernel.register import registry

from . import owing, rules

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

Opener = Callable[..., str]
MOST = 60
NONE = "none"
"""In an address: the sites that no branch looks after."""


def _share(label: str, done: int, missing: int, opened: Opener, **where: Any) -> dict[str, Any]:
    whole = done + missing
    return {
        "label": label, "done": done, "missing": missing, "whole": whole, "share": f"{100 * done / whole:.0f}%" if whole else "—",
        "done_url": opened(state="done", **where), "missing_url": opened(state="missing", **where),
    }  # fmt: skip


def by_group(seat: "Seat", rows: QuerySet[Any], month: date, opened: Opener) -> list[dict[str, Any]]:
    """Lines by 区域公司, for an authority by 施工企业; the least done first."""
    column = "unit" if seat.is_authority else "branch"
    missing, done = _grouped(owing.missing(rows, month), column), _grouped(_done_sites(seat, rows, month), column)
    lines = []
    for key, name in sorted((missing | done).keys(), key=str):
        where = {column: NONE if key is None else key}
        lines.append(
            _share(name or "未划分区域公司", done.get((key, name), 0), missing.get((key, name), 0), opened, **where)
        )
    return sorted(lines, key=lambda one: (one["done"] / one["whole"], -one["whole"]))[:MOST]


def _done_sites(seat: "Seat", rows: QuerySet[Any], month: date) -> QuerySet[Any]:
    return owing.evaluations(seat, month).filter(site__in=rows.values("pk"))


def _grouped(rows: QuerySet[Any], column: str) -> dict[tuple[Any, str], int]:
    counted = rows.order_by().values_list(column, f"{column}__name").annotate(n=Count("pk"))
    return {(key, name): n for key, name, n in counted}


def by_month(seat: "Seat", year: int, opened: Opener) -> list[dict[str, Any]]:
    """The months of a year up to the present one: how many sites are evaluated, how many are not."""
    last = min(date(year, 12, 1), rules.month_of(today()))
    months = rules.months_between(date(year, 1, 1), last)
    owed = owing.sites(seat).aggregate(**{f"m{m.month}": Count("pk", filter=owing.standing(m)) for m in months})
    evaluations = registry.register("monthlyevaluation").rows(seat).filter(month__gte=months[0], month__lte=last)
    done = dict(evaluations.order_by().values_list("month").annotate(Count("pk")))
    # Of the sites that owe a month today: one that is terminated by now was evaluated and owes nothing.
    owing_done = dict(evaluations.filter(_still_owing(months)).order_by().values_list("month").annotate(Count("pk")))
    return [
        _share(f"{m.month}月", done.get(m, 0), owed[f"m{m.month}"] - owing_done.get(m, 0), opened, year=m.year, month=m.month, branch=None, unit=None, q=None)
        for m in months
    ]  # fmt: skip


def _still_owing(months: list[date]) -> Q:
    condition = Q()
    for month in months:
        condition |= Q(month=month) & _of_site(owing.standing(month))
    return condition


def _of_site(condition: Q) -> Q:
    """A condition on sites, asked through a row of theirs."""
    moved = Q(_connector=condition.connector, _negated=condition.negated)
    for child in condition.children:
        moved.add(_of_site(child) if isinstance(child, Q) else _asked_of_site(child), condition.connector)
    return moved


def _asked_of_site(pair: Any) -> Q:
    name, value = pair
    return Q((f"site__{name}", value))
