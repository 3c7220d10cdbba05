"""Which fields of a form its sender never touched: what somebody else changed there meanwhile must not be undone."""

import hashlib
import json
from typing import Any

from anlan.kernel.register.modelfields import Column
from anlan.kernel.register.spec import Spec

from .show import field_view

MARK = "drawn"


def as_posted(register: Any, spec: Spec, row: Any) -> Any:
    """What the form would post for a field if nobody touched it."""
    if spec.kind in ("files", "multichoice"):
        return [str(v) for v in getattr(row, spec.name) or []]
    if spec.kind == "table":
        return [_line(spec.column.columns, line) for line in getattr(row, spec.name) or []]
    return str(field_view(register, spec, row).value if not spec.field.secret else "")


def _line(columns: tuple[Column, ...], line: dict[str, Any]) -> dict[str, str]:
    return {c.name: "" if line.get(c.name) is None else str(line.get(c.name)) for c in columns}


def digest(spec: Spec, value: Any, unknown: bool) -> str:
    """A short mark of a posted value. Browsers send line ends their own way."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    if spec.kind == "table":
        value = [line for line in value or [] if any(line.values())]
    body = json.dumps([value or "", unknown], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()[:10]


def drawn(register: Any, specs: list[Spec], row: Any) -> str:
    """The marks of all fields as the form was drawn, for a hidden input."""
    return json.dumps({s.name: digest(s, as_posted(register, s, row), s.name in row.unknown) for s in specs})


def touched(specs: list[Spec], raw: dict[str, Any], marks: str) -> dict[str, Any]:
    """The posted values without the fields that were left as they were drawn; all of them if the marks are no use."""
    try:
        before = json.loads(marks or "{}")
    except ValueError:
        before = {}
    kept = dict(raw)
    for spec in specs:
        unknown = bool(raw.get(f"{spec.name}__unknown"))
        value = "" if unknown and isinstance(raw.get(spec.name), str) else raw.get(spec.name)
        if isinstance(before, dict) and before.get(spec.name) == digest(spec, value, unknown):
            kept.pop(spec.name, None)
            kept.pop(f"{spec.name}__unknown", None)
    return kept
