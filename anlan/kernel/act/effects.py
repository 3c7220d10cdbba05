"""The parts an act is made of."""

from copy import copy
from typing import Any

from django.db import models

from anlan.kernel.clock import now
from anlan.kernel.flow.models import Step
from anlan.kernel.flow.table import Flow, Move
from anlan.kernel.register.entry import FieldError, clean_one, clean_text
from anlan.kernel.register.modelfields import FilesField
from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec
from anlan.kernel.register.words import Field
from anlan.kernel.scope.models import Seat
from anlan.kernel.trail.crypto import decrypt, encrypt
from anlan.kernel.trail.models import Attachment

STEP_FILES = Spec("files", "附件", "files", FilesField(), Field("files"), False)
HOUSEKEEPING = {"version", "updated_at", "created_at", "handed_over"}


class SystemSeat:
    """Stands in for a seat where the system itself enters values: without a user, it may pick any row."""

    user_id = None


def cleaning_seat(seat: Seat | None) -> Any:
    """The seat under whose eyes values are cleaned."""
    return seat if seat is not None else SystemSeat()


def may_enter(register: Register, spec: Spec, seat: Seat, *, is_new: bool) -> bool:
    """May this seat enter this field? Fixed information takes the right to correct it, except in a new row."""
    if spec.field.authority_only and not seat.is_authority:
        return False
    return not spec.field.fixed or is_new or seat.may(register.permission("correct"))


def with_defaults(specs: list[Spec], raw: dict[str, Any], seat: Seat | None) -> dict[str, Any]:
    """Adds the defaults of fields that were not sent at all."""
    values = dict(raw)
    for spec in specs:
        if spec.name in values:
            continue
        if spec.field.default and seat is not None:
            values[spec.name] = spec.field.default(seat)
        elif spec.column.has_default() and spec.kind not in ("files", "table", "multichoice"):
            values[spec.name] = spec.column.get_default()
    return values


def set_values(row: Any, clean: dict[str, Any]) -> None:
    """Puts clean values onto the row."""
    for name, value in clean.items():
        setattr(row, name, value)


def unit_of(row: Any) -> int | None:
    """The unit a row belongs to, for the trail."""
    return getattr(row, "unit_id", None) or getattr(row, "organisation_id", None)


def snapshot(register: Register, row: Any) -> dict[str, Any]:
    """The row's columns as they are stored, to be held against a later snapshot."""
    kept = (c for c in row._meta.concrete_fields if c.name not in HOUSEKEEPING and not c.primary_key)
    return {c.name: copy(getattr(row, c.attname)) for c in kept}


def difference(register: Register, row: Any, before: dict[str, Any]) -> dict[str, list[Any]]:
    """{Chinese label: [before, after]} of what changed, in words; secrets are not written down."""
    empty: tuple[Any, ...] = (None, "", [], {})
    found = {}
    for name, value in snapshot(register, row).items():
        old = before.get(name)
        if old == value or (old in empty and value in empty):
            continue
        column = row._meta.get_field(name)
        spec = register.specs.get(name)
        label = spec.label if spec else str(column.verbose_name)
        hidden = register.spec(name).secret
        found[label] = [hide(old), hide(value)] if hidden else [in_words(column, old), in_words(column, value, row)]
    return found


def sealed(register: Register, values: dict[str, Any]) -> dict[str, Any]:
    """Values as they may rest until somebody decides: what is secret is encrypted."""
    secret = {n for n, s in register.specs.items() if s.secret}
    return {n: {"sealed": encrypt(str(v))} if n in secret and v else v for n, v in values.items()}


def opened(values: dict[str, Any]) -> dict[str, Any]:
    """What ``sealed`` was given."""
    return {n: decrypt(v["sealed"]) if isinstance(v, dict) and set(v) == {"sealed"} else v for n, v in values.items()}


def hide(value: Any) -> Any:
    """That a secret is there, and how long it is; nothing for none."""
    return f"（已加密，{len(str(value))}位）" if value not in (None, "") else value


def in_words(column: Any, value: Any, row: Any = None) -> Any:
    """A stored value as the trail writes it down; ``row`` is where it stands now, if it does."""
    if value in (None, ""):
        return value
    if isinstance(column, models.ForeignKey) and row is not None and column.is_cached(row):
        return str(getattr(row, column.name))
    if isinstance(column, models.ForeignKey):
        return str(column.related_model._default_manager.filter(pk=value).first() or value)
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    return plain(value)


def said_at_step(
    register: Register, move: Move, raw: dict[str, Any], seat: Seat | None
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """(opinion and files, sentences by field): what a move asks for at the step itself."""
    errors: dict[str, list[str]] = {}
    try:
        opinion = clean_text(raw.get("opinion"))
    except FieldError as error:
        opinion, errors["opinion"] = "", [str(error)]
    if "opinion" in move.needs and not opinion and seat is not None and not errors:
        errors["opinion"] = [f"请填写{move.opinion_label}"]
    if len(opinion) > 2000:
        errors["opinion"] = ["意见最多 2000 字，请精简"]
    files: list[str] = []
    if raw.get("files"):
        try:
            files = clean_one(STEP_FILES, raw["files"], cleaning_seat(seat))
        except FieldError as error:
            errors["files"] = [str(error)]
    if "files" in move.needs and not files and "files" not in errors and seat is not None:
        errors["files"] = ["请上传附件"]
    return {"opinion": opinion, "files": files}, errors


def make_step(
    register: Register,
    row: Any,
    flow: Flow,
    move: Move,
    source: str,
    said: dict[str, Any],
    clean: dict[str, Any],
    act: Any,
) -> Step:
    """The step, not yet saved, so that the model's verb may still add to it."""
    seat = act.seat
    specs = {n: register.spec(n) for n, v in clean.items() if v not in (None, "", [])}
    shown = {s.label: hide(clean[n]) if s.secret else plain(clean[n]) for n, s in specs.items()}
    return Step(
        register=register.key, record=row.pk, axis=flow.key, move=move.name, label=move.label, source=source,
        target=getattr(row, flow.column), at=now(), claimed_at=act.claimed_at,
        user_id=seat.user_id if seat else None, actor=seat.user.name if seat else "系统",
        organisation_id=seat.organisation_id if seat else None, place=seat.organisation.name if seat else "",
        proxy=seat.proxy if seat else False, opinion=said["opinion"], files=said["files"], values=shown,
    )  # fmt: skip


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, str | int | float | bool | list | dict) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def bind_files(register: Register, row: Any, specs: list[Spec]) -> None:
    """Ties the attachments of the row's file fields to it, so that who may see the row may see them."""
    for spec in specs:
        if spec.kind == "files" and (ids := getattr(row, spec.name)):
            _bind(register, row, ids, spec.name)


def bind_step_files(register: Register, row: Any, step: Step) -> None:
    """Ties the attachments given with a step to the row."""
    if step.files:
        _bind(register, row, step.files, f"step-{step.pk}")


def _bind(register: Register, row: Any, ids: list[str], field: str) -> None:
    Attachment.objects.filter(pk__in=ids, record="").update(
        register=register.key, record=str(row.pk), field=field, unit_id=unit_of(row)
    )
