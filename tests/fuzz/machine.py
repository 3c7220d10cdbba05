"""A machine for any Register with flows: whoever tries whatever, the table and nothing else decides what moves."""

import copy
import itertools
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, Stale, deliver
from anlan.kernel.act.models import Delivered, Event
from anlan.kernel.flow.models import Step, Task
from anlan.kernel.flow.table import Flow, Move
from anlan.kernel.register.records import Record
from anlan.kernel.register.register import Register
from anlan.kernel.testing import MEMBERS, Cast
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Attachment, Entry
from tests.fuzz import rows, said
from tests.fuzz.undo import undone


def steps_up(register: Register, verb: str) -> int:
    """By how much an act raises the version: what is only noted beside a row leaves it as it was."""
    action = register.find_action(verb)
    return 0 if action is not None and action.beside else 1


class Machine(RuleBasedStateMachine):
    """Subclassed per Register with ``register``, ``cast``, ``makers``, ``count`` and ``done``, the moves made by anybody."""

    register: Register
    cast: Cast
    makers: list[Any]
    count: Any
    done: set[str]

    def __init__(self) -> None:
        super().__init__()
        self.alone = undone()
        self.alone.__enter__()
        # What a walk does to the people it holds is taken back with the rest.
        self.cast = copy.deepcopy(type(self).cast)
        self.pk, self.maker = 0, self.makers[0]
        self.count()

    def teardown(self) -> None:
        """Takes everything back."""
        self.alone.__exit__(None, None, None)

    @initialize(data=st.data())
    def made(self, data: Any) -> None:
        """One of the rows that the Register's own walks make."""
        self.maker = data.draw(st.sampled_from(self.makers))
        self.pk = rows.make(self.maker, self.cast)

    # What stands --------------------------------------------------------------------------------------------------

    @property
    def row(self) -> Any:
        """The row as it stands, whoever may see it."""
        found = [c.name for c in self.register.model._meta.concrete_fields if c.is_relation]
        return self.register.model._default_manager.select_related(*found).get(pk=self.pk)

    def tasks(self) -> list[Any]:
        """The open tasks of the row."""
        return list(Task.objects.filter(register=self.register.key, record=self.pk, done_at=None).order_by("id"))

    def all_there_is(self) -> dict[str, Any]:
        """Everything an act may touch; a refused one must leave all of it as it was."""
        return {
            "row": copy.deepcopy(rows.values_of(self.row)),
            "steps": list(Step.objects.order_by("id").values()),
            "tasks": list(Task.objects.order_by("id").values()),
            "trail": list(Entry.objects.order_by("-seq").values_list("seq", "hash")[:1]),
            "events": Event.objects.count(),
            "acts": Delivered.objects.count(),
            "bound": sorted(Attachment.objects.exclude(record="").values_list("pk", flat=True)),
        }

    def visible(self, member: str) -> bool:
        """Is it among the member's rows?"""
        return self.register.rows(self.cast.seat(member)).filter(pk=self.pk).exists()

    # Who may ------------------------------------------------------------------------------------------------------

    def forbidden(self, flow: Flow, move: Move, member: str, row: Any) -> str | None:
        """Why the table forbids a move, worked out here anew and not by the kernel's own function."""
        seat = self.cast.seat(member)
        if getattr(row, flow.column) not in move.sources:
            return "state"
        if not seat.may(f"{self.register.key}.{move.name}"):
            return "permission"
        if move.desk and flow.holder(move.desk, row) != seat.organisation_id:
            handed = [
                t
                for t in self.tasks()
                if (t.axis, t.desk, t.organisation_id) == (flow.key, move.desk, seat.organisation_id)
            ]
            if not (row.handed_over and any(t.lead for t in handed)):
                return "desk"
        if move.guard and move.guard(row, seat):
            return "guard"
        if self.register.scope.acts_refused(seat, row):
            return "supervised directly"
        last = (
            Step.objects.filter(register=self.register.key, record=self.pk, move__in=move.not_by).order_by("id").last()
        )
        return "not_by" if last and last.user_id == seat.user_id else None

    # What is tried ------------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def goes_on(self, data: Any) -> None:
        """Those who may make some moves that are possible now, so that walks lead far."""
        for _ in range(data.draw(st.integers(1, 4))):
            row = self.row
            fitting = [(f, m) for f in self.register.flows for m in f.moves_from(getattr(row, f.column))]
            able = [(f, m, n) for f, m in fitting for n in MEMBERS if self.forbidden(f, m, n, row) is None]
            if not able:
                return
            flow, move, member = data.draw(st.sampled_from(able))
            values = said.whole(data, self.register.move_specs(move), self.cast, member, move.needs)
            self.move(data, flow, move, member, values, bases=(None,))

    @rule(data=st.data())
    def moves(self, data: Any) -> None:
        """Somebody tries a move, more often than not one of those who may."""
        row = self.row
        pairs = [(f, m) for f in self.register.flows for m in f.moves]
        fitting = [(f, m) for f, m in pairs if getattr(row, f.column) in m.sources]
        flow, move = data.draw(st.sampled_from(fitting if fitting and data.draw(st.integers(0, 3)) else pairs))
        able = [n for n in MEMBERS if self.forbidden(flow, move, n, row) in (None, "not_by")]
        member = data.draw(st.sampled_from(able if able and data.draw(st.integers(0, 3)) else MEMBERS))
        values = said.values(data, self.register.move_specs(move), self.cast, member, move.needs)
        self.move(data, flow, move, member, values)

    def move(self, data: Any, flow: Flow, move: Move, member: str, values: dict[str, Any], **more: Any) -> None:
        """Tries one move; when it was made, its step is looked at."""
        row = self.row
        why = self.forbidden(flow, move, member, row)
        before = {f.key: getattr(row, f.column) for f in self.register.flows}
        if self.attempt(data, member, move.name, values, why, **more) == "done":
            self.done.add(move.name)
            self.stepped(flow, move, member, before)

    def stepped(self, flow: Flow, move: Move, member: str, before: dict[str, str]) -> None:
        """The step says who, what, from where to where; without a target the state stays."""
        row = self.row
        made = (
            Step.objects.filter(register=self.register.key, record=self.pk, axis=flow.key, move=move.name)
            .order_by("id")
            .last()
        )
        assert made is not None and made.user_id == self.cast.seat(member).user_id
        assert (made.source, made.target) == (before[flow.key], getattr(row, flow.column))
        if not move.target:
            assert made.target == made.source

    @rule(data=st.data(), member=st.sampled_from(MEMBERS))
    def changes(self, data: Any, member: str) -> None:
        """Somebody tries to change some fields."""
        specs = self.register.specs
        some = (
            [specs[n] for n in data.draw(st.lists(st.sampled_from(list(specs)), max_size=3, unique=True))]
            if specs
            else []
        )
        values = said.values(data, some, self.cast, member)
        self.attempt(data, member, "change", values, self.register.change_refused(self.row, self.cast.seat(member)))

    @rule(data=st.data(), member=st.sampled_from(MEMBERS))
    def acts(self, data: Any, member: str) -> None:
        """Somebody tries an action, or something that is none."""
        names = [*(a.name for a in self.register.actions), "nosuch"]
        name = data.draw(st.sampled_from(names))
        action = self.register.find_action(name)
        specs = self.register.move_specs(action) if action else []
        why = self.register.action_refused(self.row, self.cast.seat(member), action) if action else "no such verb"
        values = said.values(data, specs, self.cast, member)
        self.attempt(data, member, name, self.maker.say(self.cast, name) | values, why)

    def attempt(
        self,
        data: Any,
        member: str,
        verb: str,
        values: dict[str, Any],
        why: str | None,
        bases: tuple[int | None, ...] = (),
    ) -> str:
        """Delivers an act and compares what happened with what may; how it ended."""
        seen, before = self.visible(member), self.all_there_is()
        version = before["row"]["version"]
        base = data.draw(st.sampled_from(bases or (None, None, version, version - 1, version + 1)))
        where = f"{member} {verb} from {[before['row'][f.column] for f in self.register.flows]}: {why}"
        try:
            deliver(Act(self.cast.seat(member), self.register.key, verb, self.pk, values, base))
        except NotYours:
            assert not seen, f"{where}: sees the row but was told it is not there"
        except Stale:
            assert seen and base not in (None, version), where
        except Forbidden as told:
            assert seen and str(told), where
            assert why is not None or verb == "change", f"{where}: {told}"
        except Refused as told:
            assert seen and str(told), where
            assert why is None or verb == "nosuch", f"{where}: judged the values of what is not allowed: {told}"
        else:
            assert seen and why is None and base in (None, version), f"{where}: was done"
            after = self.all_there_is()
            assert (
                after["row"]["version"] == version + steps_up(self.register, verb) and after["trail"] != before["trail"]
            ), where
            assert after["steps"][: len(before["steps"])] == before["steps"], (
                f"{where}: an earlier step was overwritten"
            )
            return "done"
        assert self.all_there_is() == before, f"{where}: refused, yet something changed"
        return "refused"

    # What always holds --------------------------------------------------------------------------------------------

    @invariant()
    def only_states_of_the_table(self) -> None:
        """And hidden ones are gone for everybody."""
        if not self.pk:
            return
        row = self.row
        assert isinstance(row, Record)
        states = [f.state(getattr(row, f.column)) for f in self.register.flows]
        if any(s.hidden for s in states):
            assert not any(self.visible(member) for member in MEMBERS)

    @invariant()
    def tasks_lie_on_the_desks_of_the_states(self) -> None:
        """Exactly there, one each."""
        if not self.pk:
            return
        row, tasks = self.row, self.tasks()
        for flow in self.register.flows:
            state = flow.state(getattr(row, flow.column))
            desks = [m.desk for m in flow.moves_from(state.key) if m.desk and not m.quiet] + list(state.copies)
            wanted = sorted({h for d in desks if (h := flow.holder(d, row)) is not None})
            own = [t for t in tasks if t.axis == flow.key]
            assert sorted(t.organisation_id for t in own) == wanted, f"{flow.key} {state.key}"
            assert all(t.state == state.key for t in own), f"{flow.key} {state.key}"
            assert sum(t.lead for t in own) <= 1

    @invariant()
    def steps_chain_without_gaps(self) -> None:
        """Each begins where the one before ended; the last ended where the row is."""
        for flow in self.register.flows if self.pk else ():
            steps = list(Step.objects.filter(register=self.register.key, record=self.pk, axis=flow.key).order_by("id"))
            for one, following in itertools.pairwise(steps):
                assert following.source == one.target, f"{flow.key}: {one.move} -> {following.move}"
            if steps:
                assert steps[-1].target == getattr(self.row, flow.column), flow.key

    @invariant()
    def the_trail_holds(self) -> None:
        """Whatever was done."""
        assert book.verify().fault is None
