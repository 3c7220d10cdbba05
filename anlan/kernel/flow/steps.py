"""What a move on one axis brings about on another: the state, the desks and the step of that axis, in the same act."""

from typing import TYPE_CHECKING, Any

from anlan.kernel import bulk
from anlan.kernel.clock import now

from . import desk
from .models import Step
from .table import Flow

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def shift(row: Any, flow: Flow, target: str, step: Step, seat: "Seat | None") -> None:
    """Moves ``row`` along ``flow`` to ``target`` because of ``step``, which was made on another axis."""
    source = getattr(row, flow.column)
    if source == target:
        return
    desk.close_tasks(row, flow, seat)
    setattr(row, flow.column, target)
    desk.open_desks(row, flow, lambda move: f"{row.register_key()}.{move.name}")
    Step.objects.create(
        register=step.register, record=row.pk, axis=flow.key, move=step.move, label=step.label, source=source,
        target=target, at=step.at, claimed_at=step.claimed_at, user_id=step.user_id, actor=step.actor,
        organisation_id=step.organisation_id, place=step.place, proxy=step.proxy,
    )  # fmt: skip


def write(row: Any, flow: Flow, name: str, source: str, seat: "Seat | None", opinion: str = "") -> None:
    """The step of a move that was made together with the row itself."""
    move = flow.move(name)
    assert move is not None
    made = Step(
        register=row.register_key(), record=row.pk, axis=flow.key, move=name, label=move.label, source=source,
        target=getattr(row, flow.column), at=now(), user_id=seat.user_id if seat else None,
        actor=seat.user.name if seat else "系统", organisation_id=seat.organisation_id if seat else None,
        place=seat.organisation.name if seat else "", proxy=seat.proxy if seat else False, opinion=opinion,
    )  # fmt: skip
    bulk.write(Step, bulk.insert, [made])
