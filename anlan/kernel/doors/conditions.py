"""Search conditions from an address: the same for pages, API, sheets and figures."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from anlan.kernel.register import registry
from anlan.kernel.register.plain import MOST_DIGITS, storable, whole
from anlan.kernel.register.register import Register
from anlan.kernel.scope.aside import chosen, within
from anlan.kernel.scope.models import Area
from anlan.kernel.trail.crypto import EncryptedTextField

from .show import FieldView

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

RESERVED = {"page", "size", "order", "q", "ids", "part", "by", "back", "portal", "next"}
"""Names in addresses that lists, figures and forms read as their own; no condition may bear one (``register.checks``)."""


@dataclass
class Conditions:
    """What was asked for: the condition, the form's fields with their present values, and sentences on bad ones.

    ``terms``: the parts of the condition that ask for one exact value; ``beyond_terms``: there are others besides.
    """

    q: Q = field(default_factory=Q)
    views: list[FieldView] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    active: int = 0
    text: str = ""
    terms: dict[str, Any] = field(default_factory=dict)
    beyond_terms: bool = False

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that meet the conditions."""
        return rows.none() if self.errors else rows.filter(self.q)


def read(
    register: Register, names: tuple[str, ...], asked: QueryDict, seat: "Seat", words: dict[str, str]
) -> Conditions:
    """Reads the conditions out of an address. A value that means nothing finds nothing and says so."""
    found = Conditions(text=storable(asked.get("q", ""))[:100])
    for name in names:
        spec = register.spec(name)
        label = words.get(name, spec.label)
        reader = _dates if isinstance(spec.column, models.DateField) else _ONE.get(spec.kind, _contains)
        before = len(found.views)
        condition = reader(register, spec, label, asked, seat, found)
        if condition:
            found.q &= condition
            exact = reader in (_choice, _area, _pick) and spec.kind != "multichoice"
            found.terms |= {name: _asked_value(spec, asked)} if exact else {}
            found.beyond_terms |= not exact
        if any(v.value not in ("", [], None) for v in found.views[before:]):
            found.active += 1
    narrowed = figure_conditions(register, asked, found.errors)
    found.q &= narrowed
    found.beyond_terms |= bool(narrowed or found.text)
    if found.text and register.search:
        found.q &= free_search(register.model, register.search, found.text)
    return found


def free_search(model: Any, columns: tuple[str, ...], text: str) -> Q:
    """Rows of which one of the columns holds the text; initials and codes begin with it.

    What lies in another table is found there first: joined to every row it would be read a million times.
    """
    condition, beyond = Q(), dict[str, Q]()
    for column in columns:
        link, _, name = column.rpartition("__")
        how = "istartswith" if name in ("initials", "code") else "icontains"
        if link:
            beyond[link] = beyond.get(link, Q()) | Q(**{f"{name}__{how}": text})
        else:
            condition |= Q(**{f"{name}__{how}": text})
    for link, there in beyond.items():
        found = model._meta.get_field(link).related_model._default_manager.filter(there)
        condition |= Q(**{f"{link}__in": found.values("pk")})
    return condition


def _asked_value(spec: Any, asked: QueryDict) -> Any:
    value = storable(asked.get(spec.name, ""))
    return whole(value) if spec.kind == "pick" else _of_choice(spec, value)


def _of_choice(spec: Any, value: str) -> Any:
    """The choice as the column holds it: an address holds text, and SQLite finds no number by a text."""
    return value == "true" if spec.kind == "yesno" else spec.column.to_python(value)


FIGURE_LOOKUPS = ("exact", "gte", "lt", "in", "isnull")


def figure_conditions(register: Register, asked: QueryDict, errors: list[str]) -> Q:
    """Conditions that a figure's number carries in its address (``f.<column>``), so that it opens exactly its rows.

    Only the row's own columns and plain comparisons are taken, so that no address can feel its way through other tables.
    """
    condition = Q()
    for key in asked:
        if not key.startswith("f."):
            continue
        name, _, lookup = key[2:].partition("__")
        columns = {n: c for c in register.model._meta.concrete_fields for n in (c.name, c.attname)}
        column = columns.get(name)
        if column is None or isinstance(column, EncryptedTextField) or (lookup or "exact") not in FIGURE_LOOKUPS:
            errors.append("地址中的条件不认识，请从统计页面重新点开")
            continue
        try:
            values = [v == "1" if lookup == "isnull" else _typed(column, storable(v)) for v in asked.getlist(key)]
        except (ValidationError, ValueError, TypeError):
            errors.append("地址中的条件不对，请从统计页面重新点开")
            continue
        if any(v is None for v in values):
            errors.append("地址中的条件不对，请从统计页面重新点开")
            continue
        if lookup == "in":
            condition &= Q(**{key[2:]: values})
        for value in values if lookup != "in" else ():
            condition &= Q(**{key[2:]: value})
    return condition


def _typed(column: Any, text: str) -> Any:
    """The text of an address as the column's own type."""
    target = column.target_field if column.is_relation else column
    if isinstance(target, models.DateTimeField) and len(text) == 10:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), time()))
    value = target.to_python(text)
    # Django answers a plain number that no database holds with no rows, but hands a reference on as it is.
    if column.is_relation and isinstance(value, int) and len(str(abs(value))) > MOST_DIGITS:
        raise ValueError(text)
    return value


def plain_day(text: str) -> date:
    """A day between 1900 and 2100; ValueError for anything else."""
    day = date.fromisoformat(text)
    if not 1900 <= day.year <= 2100:
        raise ValueError(text)
    return day


def _view(spec: Any, label: str, kind: str, value: Any, **rest: Any) -> FieldView:
    return FieldView(
        name=rest.pop("name", spec.name),
        id=f"c-{rest.pop('id', spec.name)}",
        label=label,
        kind=kind,
        value=value,
        **rest,
    )


def _choice(register: Register, spec: Any, label: str, asked: QueryDict, seat: "Seat", found: Conditions) -> Q | None:
    value = storable(asked.get(spec.name, ""))
    found.views.append(_view(spec, label, "select", value, choices=[("", "全部"), *spec.choices]))
    if not value:
        return None
    if value not in dict(spec.choices):
        found.errors.append(f"“{label}”没有“{value[:20]}”这一项")
        return None
    if spec.kind == "multichoice":
        return (
            Q(**{f"{spec.name}__contains": value})
            if _has_json_contains()
            else Q(**{f"{spec.name}__icontains": f'"{value}"'})
        )
    return chosen(spec.name, _of_choice(spec, value))


def _has_json_contains() -> bool:
    from django.db import connection

    return bool(connection.features.supports_json_field_contains)


def _area(register: Register, spec: Any, label: str, asked: QueryDict, seat: "Seat", found: Conditions) -> Q | None:
    value = storable(asked.get(spec.name, ""))
    area = Area.objects.filter(pk=value).first() if value else None
    root = next((leg.area for leg in seat.legs if leg.area), "") or ""
    found.views.append(_view(spec, label, "area", value if area else "", root=root))
    if not value:
        return None
    if area is None:
        found.errors.append(f"没有区域“{value[:20]}”")
        return None
    return within(f"{spec.name}_id", value)


def _pick(register: Register, spec: Any, label: str, asked: QueryDict, seat: "Seat", found: Conditions) -> Q | None:
    value = storable(asked.get(spec.name, ""))
    shown = ""
    if whole(value):
        source = registry.register(spec.field.pick) if spec.field.pick else _source(spec)
        row = source.rows(seat).filter(pk=whole(value)).first() if source else None
        shown = source.label_of(row) if row is not None and source else ""
    url = reverse("doors:pick", args=[register.key, spec.name])
    found.views.append(_view(spec, label, "pick", value if shown else "", display=shown, pick_url=url))
    if not value:
        return None
    if not shown:
        found.errors.append(f"找不到所选的“{label}”，请重新选择")
        return None
    return Q(**{f"{spec.column.attname}": whole(value)})


def _source(spec: Any) -> Register | None:
    model = spec.column.related_model
    return registry.register_of(model) if registry.governed(model) else None


def _dates(register: Register, spec: Any, label: str, asked: QueryDict, seat: "Seat", found: Conditions) -> Q | None:
    condition = Q()
    for end, mark in (("from", "起"), ("to", "止")):
        name = f"{spec.name}_{end}"
        value = asked.get(name, "").strip()
        found.views.append(_view(spec, f"{label}{mark}", "date", value, name=name, id=name))
        if not value:
            continue
        try:
            day = plain_day(value)
        except ValueError:
            found.errors.append(f"“{label}{mark}”不是有效日期，请按 2026-01-31 的格式填写")
            continue
        limit: Any = day if end == "from" else day + timedelta(days=1)
        if isinstance(spec.column, models.DateTimeField):
            limit = timezone.make_aware(datetime.combine(limit, time()))
        condition &= Q(**{f"{spec.name}__gte" if end == "from" else f"{spec.name}__lt": limit})
    return condition


def _contains(register: Register, spec: Any, label: str, asked: QueryDict, seat: "Seat", found: Conditions) -> Q | None:
    value = storable(asked.get(spec.name, ""))[:100]
    found.views.append(_view(spec, label, "text", value))
    if not value:
        return None
    if spec.kind in ("integer", "decimal"):
        try:
            return Q(**{spec.name: _typed(spec.column, value)})
        except (ValidationError, ValueError):
            found.errors.append(f"“{label}”请填写数字")
            return None
    return Q(**{f"{spec.name}__icontains": value})


_ONE = {"select": _choice, "radio": _choice, "yesno": _choice, "multichoice": _choice, "area": _area, "pick": _pick}


def address(asked: QueryDict, **changes: Any) -> str:
    """The same address with some parts changed; None takes a part out."""
    kept = [(k, v) for k in asked for v in asked.getlist(k) if v != "" or k.startswith("f.")]
    pairs = [(k, v) for k, v in kept if k not in changes and k != "part"]
    pairs += [(k, v) for k, v in changes.items() if v is not None]
    return "?" + urlencode(pairs)
