"""A Register: the one declaration of a record type, read by every door."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q, QuerySet

from anlan.kernel.flow import desk
from anlan.kernel.flow.table import Flow, Move
from anlan.kernel.scope.scopes import Scope

from . import registry
from .records import Record
from .spec import Spec, make_spec
from .words import Action, Field, Section, Share

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class Register:
    """Subclass it in ``registers.py``; the class is data and registers itself.

    ``model`` the record type; ``columns`` of the list; ``order`` first one is the default, "-" descending; ``search``
    columns of the free search; ``filters`` the search conditions; ``sections`` of form and detail; ``share`` what others
    show of it; ``scope`` whose rows are whose; ``flow`` a Flow or several (axes); ``actions``; ``pages`` ordinary views that
    replace a door, by door name; ``tallied`` columns by whose single values the rows are counted beforehand for authorities,
    () for their number alone (``kernel/tally``, decision 0028).
    """

    model: ClassVar[Any]
    columns: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ("-id",)
    search: ClassVar[tuple[str, ...]] = ()
    filters: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[tuple[Section, ...]] = ()
    share: ClassVar[Share] = Share()
    scope: ClassVar[Scope]
    flow: ClassVar[Flow | tuple[Flow, ...] | None] = None
    actions: ClassVar[tuple[Action, ...]] = ()
    pages: ClassVar[dict[str, Any]] = {}
    tallied: ClassVar[tuple[str, ...] | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "model" in cls.__dict__:
            registry.add(cls())

    @cached_property
    def key(self) -> str:
        """The name in addresses, permissions and the trail: the model's name."""
        return str(self.model._meta.model_name)

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.model._meta.verbose_name)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The axes, one, several or none."""
        if self.flow is None:
            return ()
        return self.flow if isinstance(self.flow, tuple) else (self.flow,)

    # Rows ---------------------------------------------------------------------------------------------------------

    def rows(self, seat: "Seat") -> QuerySet[Any]:
        """The rows this seat may read. Every door starts here (house law 1)."""
        if not seat.may(f"{self.key}.view"):
            return self.model._default_manager.none()
        return self.model._default_manager.filter(self.scope.q(seat) & self.kept)

    @cached_property
    def kept(self) -> Q:
        """Leaves out rows in hidden states (deleted ones)."""
        condition = Q()
        for flow in self.flows:
            if flow.hidden:
                condition &= ~Q(**{f"{flow.column}__in": flow.hidden})
        return condition

    # Fields -------------------------------------------------------------------------------------------------------

    @cached_property
    def specs(self) -> dict[str, Spec]:
        """Every field that is entered, in order."""
        return {f.name: make_spec(self.model, f) for section in self.sections for f in section.fields}

    def spec(self, name: str) -> Spec:
        """The spec of any column, entered or only shown."""
        known = self.specs.get(name) or self._shown.get(name)
        if known is None:
            known = self._shown[name] = make_spec(self.model, Field(name))
        return known

    @cached_property
    def _shown(self) -> dict[str, Spec]:
        """Columns that are shown and never entered, as they are asked for."""
        return {}

    def move_specs(self, move: Move | Action) -> list[Spec]:
        """The fields of the row that a move or an action asks for."""
        fields = [f if isinstance(f, Field) else Field(f) for f in move.fields]
        found = []
        for one in fields:
            known = self.specs.get(one.name)
            found.append(known if known and one == Field(one.name) else make_spec(self.model, one))
        return found

    # Moves and rights ---------------------------------------------------------------------------------------------

    def find_move(self, name: str) -> tuple[Flow, Move] | None:
        """The flow and the move of that name."""
        for flow in self.flows:
            if move := flow.move(name):
                return flow, move
        return None

    def find_action(self, name: str) -> Action | None:
        """The action of that name."""
        return next((a for a in self.actions if a.name == name), None)

    @cached_property
    def batch_steps(self) -> tuple[Move | Action, ...]:
        """The moves and actions that may be made for many ticked rows at once."""
        steps: list[Move | Action] = [*(m for f in self.flows for m in f.moves), *self.actions]
        return tuple(one for one in steps if one.batch)

    def step_refused(self, row: Any, seat: "Seat", name: str) -> str | None:
        """Why this seat can't make this move or do this action now; None when it can, or when there is no such step."""
        if found := self.find_move(name):
            return self.move_refused(row, seat, *found) or self.scope.acts_refused(seat, row)
        action = self.find_action(name)
        return self.action_refused(row, seat, action) if action else None

    def permission(self, verb: str) -> str:
        """The permission's name for a verb, a move or an action."""
        return f"{self.key}.{verb}"

    def permissions(self) -> list[tuple[str, str]]:
        """Every (permission, Chinese label) of this type, for the role editor and the start-up checks."""
        found = [("view", "查看"), ("export", "导出")]
        if self.sections and not self.read_only:
            found += [("create", "新增"), ("change", "修改"), ("import", "导入")]
        if any(s.field.fixed for s in self.specs.values()):
            found.append(("correct", "更正固定信息"))
        found += [(m.name, m.label) for flow in self.flows for m in flow.moves]
        found += [(a.permission, a.label) for a in self.actions]
        if any(s.field.secret for s in self.specs.values()):
            found.append(("reveal", "查看完整敏感信息"))
        return [(self.permission(v), t) for v, t in dict(found).items()]

    @cached_property
    def read_only(self) -> bool:
        """Rows that acts do not write (logs) can only be read."""
        return not issubclass(self.model, Record)

    def create_refused(self, seat: "Seat") -> str | None:
        """Why this seat can't make a row; None when it can."""
        return None if seat.may(self.permission("create")) else f"您的角色没有新增{self.title}的权限"

    def change_refused(self, row: Any, seat: "Seat") -> str | None:
        """Why this seat can't change this row now; None when it can."""
        if not seat.may(self.permission("change")):
            return f"您的角色没有修改{self.title}的权限"
        if why := row.change_refused(seat):
            return why
        for flow in self.flows:
            state = flow.state(getattr(row, flow.column))
            if not state.open:
                return f"{flow.title}已到“{state.label}”，不能再修改"
            if flow.holder(state.open, row) != seat.organisation_id:
                return f"由{flow.desk(state.open).title}修改"
        return self.scope.acts_refused(seat, row)

    def move_refused(self, row: Any, seat: "Seat", flow: Flow, move: Move) -> str | None:
        """Why this seat can't make this move now; None when it can."""
        return desk.refusal(flow, move, row, seat, self.permission(move.name))

    def action_refused(self, row: Any, seat: "Seat", action: Action) -> str | None:
        """Why this seat can't do this action now; None when it can."""
        if not seat.may(self.permission(action.permission)):
            return f"您的角色没有“{action.label}”权限"
        return self.scope.acts_refused(seat, row) or (action.refused(row, seat) if action.refused else None)

    def label_of(self, row: Any) -> str:
        """What other registers call this row."""
        return str(getattr(row, self.share.label, row))
