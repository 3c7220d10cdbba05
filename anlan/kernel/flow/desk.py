"""Who may move a row now, where it goes, and what that does to 待办."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from anlan.kernel import bulk
from anlan.kernel.clock import now

from .models import Step, Switch, Task
from .table import Flow, Move

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def switched_off(flow: Flow) -> set[str]:
    """The optional states an administrator has switched off."""
    optional = {s.key: not s.starts_off for s in flow.states if s.optional}
    if not optional:
        return set()
    optional |= dict(Switch.objects.filter(flow=flow.key, state__in=optional).values_list("state", "is_on"))
    return {key for key, is_on in optional.items() if not is_on}


def destination(flow: Flow, target: str) -> str:
    """Where a move really ends: past the optional states that are switched off."""
    off = switched_off(flow)
    while target in off:
        target = flow.state(target).skip_to
    return target


def refusal(flow: Flow, move: Move, row: Any, seat: "Seat", permission: str) -> str | None:
    """Why this seat can't make this move now; None when it can. Looks only at the loaded row and the seat."""
    state = getattr(row, flow.column)
    if state not in move.sources:
        return f"当前状态“{flow.state(state).label}”不能{move.label}"
    if not seat.may(permission):
        return f"您的角色“{seat.role.title}”没有“{move.label}”权限"
    if move.desk and flow.holder(move.desk, row) != seat.organisation_id and not _handed_to(flow, row, seat, move):
        return f"由{flow.desk(move.desk).title}办理"
    return move.guard(row, seat) if move.guard else None


def _handed_to(flow: Flow, row: Any, seat: "Seat", move: Move) -> bool:
    """Was the open task of this desk handed over (转办) to the seat's organisation?"""
    if not row.pk or not row.handed_over:
        return False
    return open_tasks(row).filter(axis=flow.key, desk=move.desk, organisation=seat.organisation_id, lead=True).exists()


def repeated_by(flow: Flow, move: Move, row: Any, seat: "Seat") -> str | None:
    """Separation of duties: who made one of ``not_by`` last must not make this one."""
    if not move.not_by:
        return None
    last = steps_of(row).filter(move__in=move.not_by).order_by("-id").first()
    if last and last.user_id == seat.user_id:
        return f"“{last.label}”由您本人办理，须由他人{move.label}"
    return None


def steps_of(row: Any) -> QuerySet[Step]:
    """All steps of a row, oldest first."""
    return Step.objects.filter(register=row.register_key(), record=row.pk).order_by("id")


def open_tasks(row: Any) -> QuerySet[Task]:
    """The desks a row lies on now."""
    return Task.objects.filter(register=row.register_key(), record=row.pk, done_at=None)


def close_tasks(row: Any, flow: Flow, seat: "Seat | None") -> None:
    """The row left its state: what lay on desks for it is done."""
    user = None if seat is None else seat.user_id
    open_tasks(row).filter(axis=flow.key).update(done_at=now(), done_by=user)


def open_desks(row: Any, flow: Flow, permission_of: Any) -> None:
    """The row arrived in a state: lay it on the desks of the moves that start there."""
    state = flow.state(getattr(row, flow.column))
    made: dict[int, Task] = {}
    moves = [m for m in flow.moves_from(state.key) if m.desk and not m.quiet]
    if not moves and not state.copies:
        return
    for place, (desk, lead) in enumerate([(m.desk, True) for m in moves] + [(d, False) for d in state.copies]):
        holder = flow.holder(desk, row)
        if holder is None:
            continue
        if holder not in made:
            made[holder] = Task(
                register=row.register_key(), record=row.pk, axis=flow.key, state=state.key, title=str(row)[:200],
                step=state.label, desk=desk, organisation_id=holder, unit_id=getattr(row, "unit_id", None),
                lead=lead and not any(t.lead for t in made.values()), since=now(),
                due_on=state.due(row) if state.due else None, level=flow.level(row) if flow.level else "",
            )  # fmt: skip
        if place < len(moves):
            made[holder].needs = [*made[holder].needs, permission_of(moves[place])]
    bulk.write(Task, bulk.insert, made.values())


def inbox(seat: "Seat") -> QuerySet[Task]:
    """待办 of a seat: what lies on its organisation's desks and its role can do something about."""
    return Task.objects.filter(organisation=seat.organisation_id, done_at=None).filter(_can(seat))


def by_urgency(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Major matters nobody has set a date for yet come first, then what falls due first; what has no date comes last."""
    unset = Case(When(level="major", due_on=None, lead=True, then=Value(0)), default=Value(1))
    return tasks.order_by(unset, F("due_on").asc(nulls_last=True), "-id")


def _can(seat: "Seat") -> Q:
    """Tasks some permission of the role answers to. Registers the role holds nothing of are left out."""
    registers = {p.split(".")[0] for p in seat.permissions if not p.endswith(".view")}
    return Q(register__in=registers)


def done(seat: "Seat") -> QuerySet[Task]:
    """已办 of the person in this seat's organisation."""
    return Task.objects.filter(done_by=seat.user_id, organisation=seat.organisation_id).exclude(done_at=None)
