"""Measures by dimensions, declared once, counted in one query under the seat's scope; every number opens its rows."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr, TruncMonth

from anlan.kernel.register import registry
from anlan.kernel.register.register import Register
from anlan.kernel.scope.areas import level, subtree
from anlan.kernel.scope.aside import within
from anlan.kernel.scope.models import Area

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

PATH_LENGTHS = (2, 4, 7, 10, 13)
MOST_GROUPS = 200


@dataclass(frozen=True)
class Measure:
    """What is counted: rows meeting ``where``; with ``total_of`` the sum of a column instead; with ``share_of`` a rate."""

    key: str
    label: str
    where: dict[str, Any] = field(default_factory=dict)
    total_of: str = ""
    share_of: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Figure:
    """Measures of a Register by dimensions.

    ``by``: "area", a choice column, a foreign key, or "month:<date column>"; the first is the default. ``where``: a fixed
    condition, e.g. only what firms found themselves, so that found-by-self and found-by-inspector never share a ranking.
    ``kept``: its sums are kept beside the rows (``kernel/tally``, decision 0028); it must not change a number.
    """

    key: str
    title: str
    register_key: str
    measures: tuple[Measure, ...]
    by: tuple[str, ...]
    where: dict[str, Any] = field(default_factory=dict)
    audience: str = "authority"
    note: str = ""
    chart: str = "bar"
    kept: bool = False

    @property
    def register(self) -> Register:
        """The Register it counts."""
        return registry.register(self.register_key)

    def rows(self, seat: "Seat") -> QuerySet[Any]:
        """The rows it counts for a seat."""
        return self.register.rows(seat).filter(**self.where)


@dataclass
class Number:
    """One number of a figure and the conditions that open its rows."""

    value: float | int
    text: str
    conditions: list[tuple[str, str]]


@dataclass
class Line:
    """One group of a figure."""

    label: str
    numbers: list[Number]


_figures: dict[str, Figure] = {}


def add_figure(figure: Figure) -> Figure:
    """Makes a figure known."""
    _figures[figure.key] = figure
    return figure


def every_figure() -> list[Figure]:
    """All figures, in the order they were declared."""
    return list(_figures.values())


def figure(key: str) -> Figure | None:
    """The figure of that key."""
    return _figures.get(key)


def dimension_label(one: Figure, by: str) -> str:
    """A dimension in words."""
    if by.startswith("month:"):
        return "月份"
    return one.register.spec(by).label


def home_area(seat: "Seat") -> str:
    """The widest area a seat oversees; its parts are what an area dimension shows."""
    return min((leg.area for leg in seat.legs if leg.area is not None), key=len, default=seat.organisation.area_id)


def compute(one: Figure, by: str, narrowed: Q, seat: "Seat", area: str = "") -> tuple[list[Line], Line]:
    """(lines, their sum): from the kept sums where they can tell, otherwise counted in one query."""
    expression, label_of, conditions_of = _dimension(one, by, seat, area)
    groups, total = _kept(one, by, narrowed, seat, area) or _counted(one, expression, narrowed, seat)
    found = [(g["_by"], g) for g in groups]
    labels = label_of([k for k, _ in found])
    lines = [
        Line(labels.get(k, "未填写" if k in (None, "") else str(k)), _numbers(one, g, conditions_of(k)))
        for k, g in found
    ]
    if not by.startswith("month:"):
        lines.sort(key=lambda x: -x.numbers[0].value)
    return lines, Line("合计", _numbers(one, total, []))


Groups = list[dict[str, Any]]


def _counted(one: Figure, expression: Any, narrowed: Q, seat: "Seat") -> tuple[Groups, dict[str, Any]]:
    rows = one.rows(seat).filter(narrowed)
    counts = {m.key: _aggregate(m) for m in one.measures if not m.share_of}
    groups = rows.annotate(_by=expression).values("_by").annotate(**counts).order_by("_by")[:MOST_GROUPS]
    return list(groups), rows.aggregate(**counts)


def _kept(one: Figure, by: str, narrowed: Q, seat: "Seat", area: str) -> tuple[Groups, dict[str, Any]] | None:
    """The same from the kept sums; None where they can't tell, above all under any condition but an area."""
    # Kept sums are compiled from the declarations made here.
    from anlan.kernel.tally import tally

    inside = area if narrowed and area and narrowed == within("area_id", area) else ""
    if not one.kept or (narrowed and not inside):
        return None
    groups = tally.figure_groups(one, by, seat, area or home_area(seat), inside)
    return None if groups is None else (groups[:MOST_GROUPS], tally.together(one, groups))


def _aggregate(m: Measure) -> Any:
    condition = Q(**m.where) if m.where else None
    return Sum(m.total_of, filter=condition, default=0) if m.total_of else Count("pk", filter=condition)


def _numbers(one: Figure, counts: dict[str, Any], conditions: list[tuple[str, str]]) -> list[Number]:
    found = []
    for m in one.measures:
        if m.share_of:
            whole = counts[m.share_of]
            part = counts[next(o.key for o in one.measures if o.where == m.where and not o.share_of)]
            value = round(100 * part / whole, 1) if whole else 0.0
            found.append(Number(value, f"{value:g}%" if whole else "—", []))
            continue
        value = counts[m.key]
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
        found.append(Number(float(value) if m.total_of else value, text, [*_pairs(one.where | m.where), *conditions]))
    return found


def _pairs(where: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in where.items():
        many = value if isinstance(value, list | tuple | set) else [value]
        for v in many:
            pairs.append(
                (f"f.{name}", {True: "1", False: "0"}[v] if isinstance(v, bool) and name.endswith("isnull") else str(v))
            )
    return pairs


Labels = Callable[[list[Any]], dict[Any, str]]
Conditions = Callable[[Any], list[tuple[str, str]]]


def _dimension(one: Figure, by: str, seat: "Seat", area: str) -> tuple[Any, Labels, Conditions]:
    if by.startswith("month:"):
        column = by.removeprefix("month:")
        return TruncMonth(column), lambda keys: {k: f"{k:%Y-%m}" for k in keys if k}, lambda k: _month(column, k)
    spec = one.register.spec(by)
    if by == "area":
        top = area or home_area(seat)
        deep = PATH_LENGTHS[min(level(top) if top else 0, len(PATH_LENGTHS) - 1)]
        names = lambda keys: dict(Area.objects.filter(pk__in=keys).values_list("pk", "name"))  # noqa: E731
        return Substr("area_id", 1, deep), names, lambda k: _range("area_id", k)
    if spec.kind == "pick":
        target = spec.column.related_model
        names = lambda keys: {o.pk: str(o) for o in target._default_manager.filter(pk__in=[k for k in keys if k])}  # noqa: E731
        return _column(spec.column.attname), names, lambda k: _exactly(spec.column.attname, k)
    words = {v if spec.kind != "yesno" else v == "true": t for v, t in spec.choices}
    return (
        _column(by),
        lambda keys: {k: words.get(k, str(k)) for k in keys if k not in (None, "")},
        lambda k: _exactly(by, k),
    )


def _exactly(name: str, value: Any) -> list[tuple[str, str]]:
    return [(f"f.{name}__isnull", "1")] if value is None else [(f"f.{name}", str(value))]


def _column(name: str) -> Any:
    from django.db.models import F

    return F(name)


def _range(name: str, path: str) -> list[tuple[str, str]]:
    low, high = subtree(path)
    return [(f"f.{name}__gte", low), (f"f.{name}__lt", high)]


def _month(name: str, first: date | None) -> list[tuple[str, str]]:
    if first is None:
        return [(f"f.{name}__isnull", "1")]
    start = date(first.year, first.month, 1)
    after = start + timedelta(days=monthrange(start.year, start.month)[1])
    return [(f"f.{name}__gte", start.isoformat()), (f"f.{name}__lt", after.isoformat())]


@dataclass(frozen=True)
class BriefNumber:
    """A number of the weekly brief: rows of a register that meet ``where(start, end)`` (end excluded)."""

    key: str
    label: str
    register_key: str
    where: Callable[[date, date], dict[str, Any]]
    columns: tuple[str, ...] = ()
    unit: str = "条"


_brief: list[BriefNumber] = []


def add_brief_number(number: BriefNumber) -> None:
    """Lets a subject put a number into the weekly brief."""
    _brief.append(number)


def brief_numbers() -> list[BriefNumber]:
    """All numbers of the brief, in their order."""
    return list(_brief)
