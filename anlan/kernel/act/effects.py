"""The parts an act is made of."""

from collections.abc import Callable
from functools import partial
from typing import Any

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

from .wording import hide, plain

STEP_FILES = Spec("files", "附件", "files", FilesField(), Field("files"), False)
Cleaned = tuple[dict[str, Any], list[str], dict[str, list[str]]]


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


def new_specs(register: Register, seat: Seat | None) -> list[Spec]:
    """The fields this seat may enter into a new row."""
    return [s for s in register.specs.values() if seat is None or may_enter(register, s, seat, is_new=True)]


def defaults_of(specs: list[Spec], seat: Seat | None) -> dict[str, Callable[[], Any]]:
    """What makes the default of each field that has one."""
    found: dict[str, Callable[[], Any]] = {}
    for spec in specs:
        if spec.field.default and seat is not None:
            found[spec.name] = partial(spec.field.default, seat)
        elif spec.column.has_default() and spec.kind not in ("files", "table", "multichoice"):
            found[spec.name] = spec.column.get_default
    return found


def filled(defaults: dict[str, Callable[[], Any]], raw: dict[str, Any]) -> dict[str, Any]:
    """Adds the defaults of fields that were not sent at all."""
    return raw | {name: make() for name, make in defaults.items() if name not in raw}


def with_defaults(specs: list[Spec], raw: dict[str, Any], seat: Seat | None) -> dict[str, Any]:
    """The same for one row."""
    return filled(defaults_of(specs, seat), raw)


def set_values(row: Any, clean: dict[str, Any]) -> None:
    """Puts clean values onto the row."""
    for name, value in clean.items():
        setattr(row, name, value)


def unit_of(row: Any) -> int | None:
    """The unit a row belongs to, for the trail."""
    return getattr(row, "unit_id", None) or getattr(row, "organisation_id", None)


def sealed(register: Register, values: dict[str, Any]) -> dict[str, Any]:
    """Values as they may rest until somebody decides: what is secret is encrypted."""
    secret = {n for n, s in register.specs.items() if s.secret}
    return {n: {"sealed": encrypt(str(v))} if n in secret and v else v for n, v in values.items()}


def opened(values: dict[str, Any]) -> dict[str, Any]:
    """What ``sealed`` was given."""
    return {n: decrypt(v["sealed"]) if isinstance(v, dict) and set(v) == {"sealed"} else v for n, v in values.items()}


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
