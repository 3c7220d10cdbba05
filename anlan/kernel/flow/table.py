"""Flow is a table in code: states, moves, desks (house law 6)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

Guard = Callable[[Any, "Seat"], str | None]
Resolver = Callable[[Any], Any]


@dataclass(frozen=True)
class Desk:
    """Who holds a step: ``where(row)`` names the organisation (or its id), None when there is nobody.

    ``link``: the row's foreign key through which it looks; a list fetches that along, not once for each row and button.
    """

    key: str
    title: str
    where: Resolver
    link: str = ""


@dataclass(frozen=True)
class State:
    """A place a row can be in.

    ``tone``: grey, blue, orange, red, green or purple. ``open``: may be changed by the desk of this key meanwhile.
    ``optional``: what the step is for; it may be switched off (``starts_off``: it is, until an administrator switches
    it on); arriving moves then go on to ``skip_to``. ``due``: the deadline of whoever's desk
    it lies on. ``hidden``: rows in it are gone from every list (deleted). ``copies``: desks that get a copy.
    """

    key: str
    label: str
    tone: str = "grey"
    open: str = ""
    optional: str = ""
    starts_off: bool = False
    skip_to: str = ""
    due: Callable[[Any], date | None] | None = None
    hidden: bool = False
    done: bool = False
    copies: tuple[str, ...] = ()
    aside: bool = False


@dataclass(frozen=True)
class Move:
    """A step from one of ``source`` to ``target`` (empty: the state stays).

    ``desk``: who may do it. ``fields``: fields of the row it asks for; ``needs``: what must be said at the step itself
    (``opinion``, ``files``); ``asks``: what may be said there. ``not_by``: moves whose doer must not be this one's.
    ``guard``: a pure look at the loaded row and the seat; None or the sentence shown. ``run(row, step, seat)``: the
    model's verb, inside the act. ``leaves``: the row may leave the doer's scope (移交). ``quiet``: opens no 待办.
    ``relays``: the state may stay while the row goes to another desk (逐级上报). ``batch``: may be made for many ticked rows.
    """

    name: str
    label: str
    source: str | tuple[str, ...]
    target: str = ""
    desk: str = ""
    fields: tuple[Any, ...] = ()
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    guard: Guard | None = None
    run: Callable[..., None] | None = None
    leaves: bool = False
    quiet: bool = False
    relays: bool = False
    batch: bool = False
    confirm: str = ""
    tone: str = ""
    opinion_label: str = "意见"

    @property
    def sources(self) -> tuple[str, ...]:
        """The states it starts from."""
        return (self.source,) if isinstance(self.source, str) else self.source


@dataclass(frozen=True)
class Flow:
    """One axis along which a row moves, with its own state column."""

    key: str
    title: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    desks: tuple[Desk, ...] = ()
    column: str = "state"
    level: Callable[[Any], str] | None = None
    _by_key: dict[str, State] = field(default_factory=dict, compare=False, repr=False)
    _desks: dict[str, Desk] = field(default_factory=dict, compare=False, repr=False)
    _from: dict[str, list[Move]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_key.update({s.key: s for s in self.states})
        self._desks.update({d.key: d for d in self.desks})
        self._from.update({s.key: [m for m in self.moves if s.key in m.sources] for s in self.states})

    @property
    def start(self) -> str:
        """The state a new row is in."""
        return self.states[0].key

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For the model's state column."""
        return [(s.key, s.label) for s in self.states]

    @property
    def hidden(self) -> tuple[str, ...]:
        """States whose rows are gone from every list."""
        return tuple(s.key for s in self.states if s.hidden)

    def state(self, key: str) -> State:
        """The state of that key; KeyError when there is none."""
        return self._by_key[key]

    def move(self, name: str) -> Move | None:
        """The move of that name."""
        return next((m for m in self.moves if m.name == name), None)

    def desk(self, key: str) -> Desk:
        """The desk of that key; KeyError when there is none."""
        return self._desks[key]

    def moves_from(self, state: str) -> list[Move]:
        """The moves that start in a state."""
        return self._from.get(state, [])

    def holder(self, desk: str, row: Any) -> int | None:
        """The id of the organisation that holds a desk for this row."""
        found = self.desk(desk).where(row)
        return found if isinstance(found, int) or found is None else found.pk

    def faults(self) -> Iterable[str]:
        """Mistakes in the table, for the start-up checks."""
        keys = set(self._by_key)
        desks = {d.key for d in self.desks}
        for state in self.states:
            if state.skip_to and state.skip_to not in keys:
                yield f"{self.key}.{state.key}: skip_to 指向不存在的状态 '{state.skip_to}'"
            for copy in set(state.copies) - desks:
                yield f"{self.key}.{state.key}: copies 没有岗位 '{copy}'"
            if state.optional and not state.skip_to:
                yield f"{self.key}.{state.key}: optional 需要 skip_to"
            if state.open and state.open not in desks:
                yield f"{self.key}.{state.key}: open 没有岗位 '{state.open}'"
        for move in self.moves:
            for name in (*move.sources, *([move.target] if move.target else [])):
                if name not in keys:
                    yield f"{self.key}.{move.name}: no state '{name}'"
            if move.desk and move.desk not in desks:
                yield f"{self.key}.{move.name}: no desk '{move.desk}'"
            for other in move.not_by:
                if not self.move(other):
                    yield f"{self.key}.{move.name}: not_by 没有步骤 '{other}'"
