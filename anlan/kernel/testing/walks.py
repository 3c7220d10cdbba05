"""Random walks of a row through its flows: whoever tries whatever, only permitted moves move it."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from anlan.kernel.act.act import Act, NotYours, Refused, deliver
from anlan.kernel.flow import desk
from anlan.kernel.flow.models import Step
from anlan.kernel.flow.table import Flow, Move
from anlan.kernel.register import registry

from .cast import MEMBERS, Cast

Values = Callable[[Cast, str, str], dict[str, Any]]


class Walk:
    """One row and everybody who tries to move it. ``values(cast, member, move)`` are what is said with a move."""

    def __init__(self, cast: Cast, register_key: str, pk: int, values: Values) -> None:
        self.cast, self.register, self.pk, self.values = cast, registry.register(register_key), pk, values
        self.moved: list[str] = []

    @property
    def row(self) -> Any:
        """The row as it stands."""
        return self.register.model._default_manager.select_related("unit").get(pk=self.pk)

    def states(self, row: Any) -> dict[str, str]:
        """Where the row stands on each axis."""
        return {f.key: getattr(row, f.column) for f in self.register.flows}

    def step(self, data: Any) -> None:
        """Somebody tries something; afterwards everything must be as the table says."""
        row = self.row
        pairs = [(f, m) for f in self.register.flows for m in f.moves]
        fitting = [(f, m) for f, m in pairs if getattr(row, f.column) in m.sources]
        flow, move = data.draw(st.sampled_from(fitting if fitting and data.draw(st.booleans()) else pairs))
        holder = flow.holder(move.desk, row) if move.desk else None
        at_desk = [n for n in MEMBERS if getattr(self.cast, n).organisation_id == holder]
        member = data.draw(st.sampled_from(at_desk if at_desk and data.draw(st.booleans()) else MEMBERS))
        said = self.values(self.cast, member, move.name) if data.draw(st.integers(0, 4)) else {}
        self.attempt(row, flow, move, member, said)
        self.check_tasks()

    def attempt(self, row: Any, flow: Flow, move: Move, member: str, said: dict[str, Any]) -> None:
        """Tries one move and compares what happened with what the table permits."""
        seat, before = self.cast.seat(member), self.states(row)
        seen = self.register.rows(seat).filter(pk=self.pk).exists()
        permitted = seen and self._permitted(row, flow, move, seat)
        steps = Step.objects.filter(register=self.register.key, record=self.pk).count()
        try:
            deliver(Act(seat, self.register.key, move.name, self.pk, said))
        except NotYours:
            assert not seen, f"{member} sees the row but was told it is not there"
        except Refused:
            assert seen, f"{member} was told why, of a row that is not his"
        else:
            assert permitted, f"{member} made {move.name} from {before}"
            self._check_step(flow, move, seat, before)
            self.moved.append(move.name)
            return
        after = self.row
        assert (self.states(after), after.version) == (before, row.version), (
            f"{member} {move.name}: refused, yet changed"
        )
        assert Step.objects.filter(register=self.register.key, record=self.pk).count() == steps

    def _permitted(self, row: Any, flow: Flow, move: Move, seat: Any) -> bool:
        if getattr(row, flow.column) not in move.sources or not seat.may(self.register.permission(move.name)):
            return False
        return not move.desk or flow.holder(move.desk, row) == seat.organisation_id

    def _check_step(self, flow: Flow, move: Move, seat: Any, before: dict[str, str]) -> None:
        after = self.states(self.row)
        made = desk.steps_of(self.row).filter(axis=flow.key).order_by("-id")[0]
        assert (made.move, made.user_id, made.source, made.target) == (
            move.name,
            seat.user_id,
            before[flow.key],
            after[flow.key],
        )
        if not move.target:
            assert after[flow.key] == before[flow.key]
        for other in (f for f in self.register.flows if f.key != flow.key and after[f.key] != before[f.key]):
            along = desk.steps_of(self.row).filter(axis=other.key).order_by("-id")[0]
            assert (along.source, along.target) == (before[other.key], after[other.key]), (
                "a state changed without its step"
            )

    def check_tasks(self) -> None:
        """待办 lies exactly on the desks of the states the row is in."""
        row = self.row
        for flow in self.register.flows:
            state = flow.state(getattr(row, flow.column))
            desks = [m.desk for m in flow.moves_from(state.key) if m.desk and not m.quiet] + list(state.copies)
            wanted = {h for d in desks if (h := flow.holder(d, row)) is not None}
            tasks = list(desk.open_tasks(row).filter(axis=flow.key))
            assert {t.organisation_id for t in tasks} == wanted, f"{flow.key} {state.key}"
            assert len(tasks) == len(wanted) and all(t.state == state.key for t in tasks), f"{flow.key} {state.key}"
