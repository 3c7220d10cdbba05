"""How values are shown, and how fields are handed to the templates (docs/web.md)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone

from anlan.kernel.register.plain import is_uuid
from anlan.kernel.register.records import Record
from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec
from anlan.kernel.trail.models import Attachment

UNKNOWN = "暂不清楚"


@dataclass
class FieldView:
    """A field as the templates' macros know it."""

    name: str
    id: str
    label: str
    kind: str
    value: Any = ""
    display: Any = None
    required: bool = False
    unknown_allowed: bool = False
    is_unknown: bool = False
    help: str = ""
    errors: list[str] = field(default_factory=list)
    shown_when: tuple[str, list[str]] | None = None
    choices: list[tuple[str, str]] = field(default_factory=list)
    most: int = 10
    accept: str = ""
    two_steps: bool = False
    pick_url: str = ""
    pick_beside: str = ""
    readonly: bool = False
    max_length: int | None = None
    columns: list[Any] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    ask: list[dict[str, str]] = field(default_factory=list)
    wide: bool = False
    root: str = ""
    ghost: str = ""
    unit: str = ""
    autocomplete: str = ""


def text_of(spec: Spec, row: Any) -> str:
    """A value in words: labels for choices, 是/否, dates as 2026-01-31, secrets masked."""
    if spec.name in getattr(row, "unknown", ()):
        return UNKNOWN
    own = row.said(spec.name) if isinstance(row, Record) else None
    return words_of(spec)(getattr(row, spec.name, None)) if own is None else own


@lru_cache(maxsize=2048)
def words_of(spec: Spec) -> Callable[[Any], str]:
    """How the values of a field are said; what can be looked up once per field is looked up here, not per value."""
    say = _words(spec)
    return lambda value: "" if value is None or value == "" or value == [] else say(value)


def _words(spec: Spec) -> Callable[[Any], str]:
    if spec.secret:
        mask = spec.field.secret or (lambda text: "******")
        return lambda value: mask(str(value))
    if spec.kind in ("select", "radio"):
        labels = {value: str(label) for value, label in spec.column.flatchoices}
        return lambda value: labels[value] if value in labels else str(value)
    if spec.kind == "yesno":
        yes, no = (label for _, label in spec.choices)
        return lambda value: yes if value else no
    if spec.kind == "multichoice":
        words = dict(spec.choices)
        return lambda value: "、".join(words.get(v, str(v)) for v in value)
    if spec.kind in ("files", "table"):
        unit = "个" if spec.kind == "files" else "行"
        return lambda value: f"{len(value)} {unit}"
    if spec.kind == "area":
        return lambda value: str(value.full_name)
    return moment_text


def moment_text(value: Any) -> str:
    """Dates and times in Shanghai, everything else as it is."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def file_views(ids: list[str]) -> list[dict[str, Any]]:
    """Attachments as the templates show them, in their order."""
    found = {str(a.pk): a for a in Attachment.objects.filter(pk__in=ids)} if ids else {}
    return [file_view(found[i]) for i in ids if i in found]


def sent_file_views(sent: list[Any], user_id: int | None, kept: list[str] | None) -> list[dict[str, Any]]:
    """The attachments that a form sent and that may be shown in it again: those the row has (``kept``) and the sender's
    own uploads. Of any other id, even a real one, the form says nothing."""
    ids = [str(v.get("id", "")) if isinstance(v, dict) else str(v) for v in sent]
    ids = [i for i in ids if is_uuid(i)]
    own = Attachment.objects.filter(pk__in=ids, user_id=user_id or 0, record="").values_list("pk", flat=True)
    allowed = {*(str(pk) for pk in own), *(kept or ())}
    return file_views([i for i in ids if i in allowed])


def file_view(a: Attachment) -> dict[str, Any]:
    """One attachment."""
    thumb = reverse("files:thumb", args=[a.pk]) if a.kind in ("jpg", "png") else ""
    return {"id": str(a.pk), "name": a.name, "kind": a.kind, "thumb": thumb, "url": reverse("files:get", args=[a.pk])}


def field_view(
    register: Register, spec: Spec, row: Any, *, raw: dict[str, Any] | None = None, errors: dict[str, list[str]] | None = None,
    prefix: str = "f", label: str = "", readonly: bool = False, root: str = "", user_id: int | None = None,
) -> FieldView:  # fmt: skip
    """A field ready for the entry and value macros; ``raw`` are values just posted by ``user_id``, which win over the row's."""
    posted = raw is not None and (spec.name in raw or f"{spec.name}__unknown" in raw)
    value = raw.get(spec.name) if posted and raw is not None else getattr(row, spec.name, None)
    view = FieldView(
        name=spec.name, id=f"{prefix}-{spec.name}", label=label or spec.label, kind=spec.kind, required=spec.required,
        unknown_allowed=spec.field.may_be_unknown, help=spec.field.help or str(spec.column.help_text or ""),
        errors=(errors or {}).get(spec.name, []), most=spec.most, readonly=readonly,
        max_length=getattr(spec.column, "max_length", None) if spec.kind in ("text", "textarea") else None,
        wide=spec.field.wide, root=root,
        ask=[{"value": v, "label": t, "help": h} for v, t, h in spec.field.ask],
        is_unknown=bool(raw and raw.get(f"{spec.name}__unknown")) if posted else spec.name in getattr(row, "unknown", []),
    )  # fmt: skip
    if spec.field.when:
        other, wanted = spec.field.when
        many = wanted if isinstance(wanted, tuple | list | set) else (wanted,)
        view.shown_when = (other, [{True: "true", False: "false"}.get(w, str(w)) for w in many])
    _fill(view, register, spec, row, value, posted)
    if posted and spec.kind == "files":
        view.value = sent_file_views(value or [], user_id, getattr(row, spec.name, None))
    if spec.field.secret and not posted and view.value:
        # The full number is shown by a logged act only; an empty box leaves it as it is.
        view.value, view.required, view.help = "", False, f"已登记：{view.display}，不改请留空"
    return view


def _fill(view: FieldView, register: Register, spec: Spec, row: Any, value: Any, posted: bool) -> None:
    view.value = "" if value is None else value
    if spec.kind in ("select", "radio", "multichoice", "yesno"):
        view.choices = [] if spec.field.ask else spec.choices
        if spec.kind == "yesno" and isinstance(value, bool):
            view.value = "true" if value else "false"
    elif spec.kind == "files":
        view.value = [] if posted else file_views(value or [])
        view.accept = "image/jpeg,image/png" if spec.column.pictures else ""
    elif spec.kind == "table":
        view.columns = [_cell_view(c, "") for c in spec.column.columns]
        view.rows = [[_cell_view(c, line.get(c.name, "")) for c in spec.column.columns] for line in (value or [])]
    elif spec.kind == "area":
        view.value = value if posted else (getattr(row, spec.column.attname, "") or "")
    elif spec.kind == "pick":
        view.pick_url = reverse("doors:pick", args=[register.key, spec.name])
        view.pick_beside = spec.field.pick_beside[0] if spec.field.pick_beside else ""
        view.value = value if posted else (getattr(row, spec.column.attname, "") or "")
    if not posted and row is not None:
        view.display = text_of(spec, row) if spec.kind not in ("files", "table") else None
    if spec.kind == "date" and isinstance(value, date):
        view.value = value.isoformat()
    if spec.kind == "datetime" and isinstance(value, datetime):
        view.value = timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")


def _cell_view(column: Any, value: Any) -> FieldView:
    return FieldView(
        name=column.name, id=column.name, label=column.label, kind=column.kind, value=value, required=column.required,
        choices=column.pairs(), display=dict(column.pairs()).get(value, value),
    )  # fmt: skip
