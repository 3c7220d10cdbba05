"""Cleaning many rows: each distinct cell is judged once, and what cells name is fetched in one go."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from anlan.kernel.scope.models import Area

from .entry import clean_one, clean_text, pickable
from .errors import FieldError
from .plain import whole
from .spec import Spec

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

MOST = 20_000
"""Distinct cells of one column that are remembered at a time."""


class Recall:
    """``clean`` answers like ``clean_one``. What a cell names counts as it stood when it was first met."""

    def __init__(self, specs: Sequence[Spec], seat: "Seat") -> None:
        self.seat = seat
        self._known: dict[str, dict[Any, Any]] = {s.name: {} for s in specs if s.kind not in ("files", "table")}
        self._named = [s for s in specs if s.kind in ("pick", "area")]

    def clean(self, spec: Spec, raw: Any, seat: "Seat", row: Any = None) -> Any:
        """The clean value of one field. FieldError carries the sentence shown beside it."""
        known = self._known.get(spec.name)
        if known is None or not (raw is None or type(raw) is str):
            return clean_one(spec, raw, seat, row)
        if raw in known:
            value = known[raw]
        else:
            try:
                value = clean_one(spec, raw, seat, row)
            except FieldError as error:
                value = error
            self._keep(known, raw, value)
        if isinstance(value, FieldError):
            raise FieldError(str(value))
        # A list belongs to one row alone.
        return list(value) if type(value) is list else value

    def look_up(self, rows: Iterable[dict[str, Any]]) -> None:
        """Fetches what the cells of these rows name; what is not found so is left to ``clean_one``."""
        wanted: dict[str, set[str]] = {s.name: set() for s in self._named}
        for raw in rows:
            for name, texts in wanted.items():
                if isinstance(text := raw.get(name), str) and text and not whole(text):
                    texts.add(text)
        for spec in self._named:
            known = self._known[spec.name]
            named = [t for t in wanted[spec.name] if t not in known and _tidy(t)]
            if named:
                for text, value in (_areas(named) if spec.kind == "area" else _picks(spec, named, self.seat)).items():
                    self._keep(known, text, value)

    @staticmethod
    def _keep(known: dict[Any, Any], raw: Any, value: Any) -> None:
        if len(known) >= MOST:
            known.clear()
        known[raw] = value


def _tidy(text: str) -> bool:
    try:
        return clean_text(text) == text
    except FieldError:
        return False


def _areas(names: list[str]) -> dict[str, Any]:
    """Areas by full name, where it is one alone."""
    return _alone((area.full_name, area) for area in Area.objects.filter(full_name__in=names))


def _picks(spec: Spec, labels: list[str], seat: "Seat") -> dict[str, Any]:
    """Rows that may be picked by their label, where it is one alone."""
    source, rows = pickable(spec, seat)
    if not any(f.name == source.share.label for f in source.model._meta.concrete_fields):
        return {}
    found = rows.filter(**{f"{source.share.label}__in": labels})
    if issubclass(source.model, spec.column.related_model):
        return _alone((getattr(row, source.share.label), row) for row in found)
    # A firm's file has a hundred columns; what is stored is its organisation.
    keys = _alone(found.values_list(source.share.label, "organisation"))
    there = spec.column.related_model._default_manager.in_bulk(list(keys.values()))
    return {name: there[key] for name, key in keys.items()}


def _alone(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    double = set()
    for name, value in pairs:
        if name in found:
            double.add(name)
        found[name] = value
    return {name: value for name, value in found.items() if name not in double}
