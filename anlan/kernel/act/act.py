"""The one door for change (house law 5): an act is applied once and wholly, or not at all."""

import uuid as uuids
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from anlan.kernel.flow import desk
from anlan.kernel.flow.table import Flow, Move
from anlan.kernel.register import registry
from anlan.kernel.register.entry import FieldError, clean_values
from anlan.kernel.register.records import Record
from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec
from anlan.kernel.scope.models import Seat
from anlan.kernel.trail import book

from . import effects
from .claimed import CLAIMED
from .events import announce
from .models import Delivered
from .wording import Words, snapshot

OUT_OF_SIGHT = "保存后您将看不到这条记录（不在您的管辖或单位范围内），因此没有保存。请检查所选单位或区域"


class NotYours(Exception):
    """The row is not there, or not yours: doors answer 404 either way."""


class Refused(Exception):
    """The act can't be applied. ``errors`` are sentences by field; "" holds those of the whole act."""

    def __init__(self, errors: dict[str, list[str]] | str) -> None:
        self.errors = {"": [errors]} if isinstance(errors, str) else errors
        super().__init__("；".join(s for many in self.errors.values() for s in many))


class Forbidden(Refused):
    """Not permitted, or not any more."""


class Stale(Exception):
    """Somebody changed the row meanwhile. ``row`` is as it stands now."""

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__("别人刚刚修改过这条记录")


@dataclass(frozen=True)
class Act:
    """What one person wants done to one row. ``verb`` is create, change, or the name of a move or an action.

    ``seat`` None: the system acts. ``base_version``: the version the doer saw. ``claimed_at``: when the doer says it was
    done; the time we received it is ours. ``origin``: (type, id, label) of what the new row comes from.
    """

    seat: Seat | None
    register: str
    verb: str
    record: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    base_version: int | None = None
    uuid: uuids.UUID = field(default_factory=uuids.uuid4)
    claimed_at: datetime | None = field(default_factory=CLAIMED.get)
    origin: tuple[str, int, str] | None = None


@dataclass(frozen=True)
class Receipt:
    """What came of an act. ``again``: it had been applied before, nothing was done now."""

    record: int
    version: int
    row: Any
    again: bool = False
    result: Any = None


def deliver(act: Act) -> Receipt:
    """Applies an act. NotYours, Refused, Forbidden and Stale say why nothing was done."""
    register = registry.register(act.register)
    if not issubclass(register.model, Record):
        raise Forbidden(f"{register.title}只能查看")
    try:
        with transaction.atomic():
            if earlier := _earlier(register, act):
                return earlier
            receipt = apply(register, act)
            Delivered.objects.create(
                uuid=act.uuid, user_id=act.seat.user_id if act.seat else None, register=act.register,
                record=receipt.record, version=receipt.version,
            )  # fmt: skip
            return receipt
    except (IntegrityError, NotYours, Refused, Stale):
        # The same act arriving twice at once: the loser waited, and finds what the winner wrote.
        with transaction.atomic():
            if earlier := _earlier(register, act):
                return earlier
        raise


def delivered_before(act: Act) -> Receipt | None:
    """The receipt of an act that was applied already, for doors that would otherwise refuse the row as it stands now."""
    try:
        return _earlier(registry.register(act.register), act)
    except (NotYours, Refused):
        return None


def _earlier(register: Register, act: Act) -> Receipt | None:
    found = Delivered.objects.filter(uuid=act.uuid).first()
    if not found:
        return None
    if found.user_id != (act.seat.user_id if act.seat else None):
        raise NotYours
    if found.register != act.register:
        raise Refused("这个操作编号已用于别的记录，请重新提交")
    rows = register.model._default_manager.all() if act.seat is None else register.rows(act.seat)
    return Receipt(found.record, found.version, rows.filter(pk=found.record).first(), again=True)


def apply(register: Register, act: Act) -> Receipt:
    """Applies one act inside the caller's transaction."""
    if act.verb == "create":
        return _create(register, act)
    row = _locked(register, act)
    if act.verb == "change":
        return _change(register, act, row)
    if found := register.find_move(act.verb):
        return _move(register, act, row, *found)
    if action := register.find_action(act.verb):
        return _do(register, act, row, action)
    raise Refused(f"没有“{act.verb}”这个操作")


def _locked(register: Register, act: Act) -> Any:
    rows = register.model._default_manager.all() if act.seat is None else register.rows(act.seat)
    row = rows.select_for_update(of=("self",)).filter(pk=act.record).first()
    if row is None:
        raise NotYours
    if act.base_version is not None and act.base_version != row.version:
        raise Stale(row)
    return row


def _create(register: Register, act: Act) -> Receipt:
    row = register.model()
    specs = effects.new_specs(register, act.seat)
    raw = effects.with_defaults(specs, act.values, act.seat)
    begin(register, act, row, clean_values(specs, raw, effects.cleaning_seat(act.seat), row, partial=False))
    _keep(register, act, row, is_new=True)
    finish(register, act, row, specs, Words(register))
    note = row.made_note()
    return Receipt(row.pk, row.version, row, result={"show": note} if note else None)


# A new row, one (above) or many (``many``): begun, settled, saved, finished.


def begin(register: Register, act: Act, row: Any, cleaned: effects.Cleaned) -> None:
    """Asks for the right to make a row and puts clean values on it."""
    seat, (clean, unknown, errors) = act.seat, cleaned
    if seat is not None and (why := register.create_refused(seat)):
        raise Forbidden(why)
    if errors:
        raise Refused(errors)
    row.unknown, row.made_by_id = unknown, seat.user_id if seat else None
    row.made_for_id = seat.organisation_id if seat else None
    effects.set_values(row, clean)
    if act.origin:
        row.origin_type, row.origin_id, row.origin_label = act.origin


def settle(register: Register, act: Act, row: Any, *, is_new: bool) -> None:
    """The type's own word on the row, then its scope columns and its version; not yet saved."""
    try:
        row.settle(act.seat, is_new)
    except FieldError as error:
        raise Refused(str(error)) from error
    register.scope.stamp(row)
    row.version = 1 if is_new else row.version + 1
    row.updated_at = effects.now()


def follow(act: Act, row: Any, *, is_new: bool) -> None:
    """What the type does once the row is saved."""
    try:
        row.settled(act.seat, is_new)
    except FieldError as error:
        raise Refused(str(error)) from error


def finish(register: Register, act: Act, row: Any, specs: list[Spec], words: Words) -> None:
    """Files, desks, trail and event of a new row that is saved."""
    effects.bind_files(register, row, specs)
    for flow in register.flows:
        desk.open_desks(row, flow, lambda m: register.permission(m.name))
    _write(register, act, row, f"新增{register.title}", words.difference(row, {}))
    announce(f"{register.key}.created", row)


def _change(register: Register, act: Act, row: Any) -> Receipt:
    seat = act.seat
    if seat is not None and (why := register.change_refused(row, seat)):
        raise Forbidden(why)
    before = snapshot(register, row)
    specs = [s for s in register.specs.values() if seat is None or effects.may_enter(register, s, seat, is_new=False)]
    if fixed := [s.label for s in register.specs.values() if s.name in act.values and s not in specs]:
        raise Forbidden(f"“{'、'.join(fixed)}”是固定信息，不能自行修改，请向属地或行业主管部门申请更正")
    clean, unknown, errors = clean_values(specs, act.values, effects.cleaning_seat(seat), row, partial=True)
    if errors:
        raise Refused(errors)
    row.unknown = unknown
    effects.set_values(row, clean)
    _keep(register, act, row, is_new=False)
    effects.bind_files(register, row, [s for s in specs if s.name in clean])
    changes = Words(register).difference(row, before)
    _write(register, act, row, f"修改{register.title}", changes)
    announce(f"{register.key}.changed", row, fields=sorted(changes))
    return Receipt(row.pk, row.version, row)


def _move(register: Register, act: Act, row: Any, flow: Flow, move: Move) -> Receipt:
    seat = act.seat
    if seat is not None:
        why = register.move_refused(row, seat, flow, move) or register.scope.acts_refused(seat, row)
        if why or (why := desk.repeated_by(flow, move, row, seat)):
            raise Forbidden(why)
    elif getattr(row, flow.column) not in move.sources:
        raise Forbidden(f"当前状态不能{move.label}")
    before = snapshot(register, row)
    specs = register.move_specs(move)
    clean, unknown, errors = clean_values(specs, act.values, effects.cleaning_seat(seat), row, partial=False)
    said, more = effects.said_at_step(register, move, act.values, seat)
    if errors or more:
        raise Refused(errors | more)
    row.unknown = unknown
    source = getattr(row, flow.column)
    effects.set_values(row, clean)
    if move.target:
        setattr(row, flow.column, desk.destination(flow, move.target))
        row.handed_over = row.handed_over and getattr(row, flow.column) == source
    step = effects.make_step(register, row, flow, move, source, said, clean, act)
    if move.run:
        try:
            move.run(row, step, seat)
        except FieldError as error:
            raise Refused(str(error)) from error
    _keep(register, act, row, is_new=False, may_leave=move.leaves or flow.state(getattr(row, flow.column)).hidden)
    step.save()
    effects.bind_files(register, row, specs)
    effects.bind_step_files(register, row, step)
    if move.relays or getattr(row, flow.column) != source:
        desk.close_tasks(row, flow, seat)
        desk.open_desks(row, flow, lambda m: register.permission(m.name))
    changes = Words(register).difference(row, before)
    _write(register, act, row, move.label, changes | ({"意见": [None, step.opinion]} if step.opinion else {}))
    announce(f"{register.key}.{move.name}", row, step=step.pk)
    return Receipt(row.pk, row.version, row)


def _do(register: Register, act: Act, row: Any, action: Any) -> Receipt:
    seat = act.seat
    if seat is not None and (why := register.action_refused(row, seat, action)):
        raise Forbidden(why)
    before = snapshot(register, row)
    specs = register.move_specs(action)
    clean, _, errors = clean_values(specs, act.values, effects.cleaning_seat(seat), row, partial=False)
    if errors:
        raise Refused(errors)
    effects.set_values(row, clean)
    try:
        result = action.run(row, act, seat)
    except FieldError as error:
        raise Refused(str(error)) from error
    _keep(register, act, row, is_new=False, anew=not action.beside)
    effects.bind_files(register, row, specs)
    _write(register, act, row, action.label, Words(register).difference(row, before))
    announce(f"{register.key}.{action.name}", row)
    return Receipt(row.pk, row.version, row, result=result)


def _keep(
    register: Register, act: Act, row: Any, *, is_new: bool, may_leave: bool = False, anew: bool = True
) -> None:  # fmt: skip
    """Settles, stamps and saves the row; then asks whether the doer may still see it. ``anew``: it is a new version."""
    version = row.version
    settle(register, act, row, is_new=is_new)
    row.version = row.version if anew else version
    refuse_twins(row)
    row.save()
    follow(act, row, is_new=is_new)
    if act.seat is not None and not may_leave and not register.rows(act.seat).filter(pk=row.pk).exists():
        raise Refused(OUT_OF_SIGHT)


def refuse_twins(row: Any) -> None:
    """What must be unique and is not becomes a sentence instead of a database error."""
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        found = getattr(error, "error_dict", {"": error})
        raise Refused({
            "" if name == NON_FIELD_ERRORS else name: [" ".join(e.messages) for e in many] if isinstance(many, list) else many.messages
            for name, many in found.items()
        }) from error  # fmt: skip


def _write(register: Register, act: Act, row: Any, title: str, changes: dict[str, Any]) -> None:
    note = book.Note(register.key, str(row.pk), act.verb, f"{title}：{row}", changes, effects.unit_of(row))
    book.write(act.seat, [note], act=act.uuid, claimed_at=act.claimed_at)
