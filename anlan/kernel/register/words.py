"""The words a Register is written in. All of them are data; none ever sees a request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


@dataclass(frozen=True)
class Field:
    """What one field needs beyond its model field.

    ``label`` renames it. ``required``: True/False over the model's blank. ``when``: (other field, value or values) under
    which it is asked at all. ``ask``: choices shown as large cards (value, label, help). ``most``: files at most.
    ``may_be_unknown``: 暂不清楚 is offered. ``fixed``: only seats with ``<register>.correct`` may change it. ``secret``:
    masked on screen by this function, shown in full only by a logged act. ``pick``: the key of the register it is
    picked from; ``pick_where``: a fixed condition on those; ``pick_beside``: (other field, function of the value that stands
    in it, "" for none) narrows what the form offers, and the type itself must still refuse the rest. ``default``: a
    function of the seat. ``wide``: over the whole line. ``check``: a pure judgement of the cleaned value, None or the
    sentence shown.
    """

    name: str
    label: str = ""
    help: str = ""
    required: bool | None = None
    when: tuple[str, Any] | None = None
    ask: tuple[tuple[str, str, str], ...] = ()
    most: int | None = None
    may_be_unknown: bool = False
    fixed: bool = False
    secret: Callable[[str], str] | None = None
    pick: str = ""
    pick_where: dict[str, Any] = field(default_factory=dict)
    pick_beside: tuple[str, Callable[[str], dict[str, Any]]] | None = None
    default: Callable[["Seat"], Any] | None = None
    wide: bool = False
    check: Callable[[Any], str | None] | None = None
    radio: bool = False
    authority_only: bool = False


class Section:
    """A titled group of fields; a plain name stands for ``Field(name)``."""

    def __init__(self, title: str, *fields: "Field | str", note: str = "") -> None:
        self.title, self.note = title, note
        self.fields = tuple(f if isinstance(f, Field) else Field(f) for f in fields)


@dataclass(frozen=True)
class Action:
    """A button that is neither entry nor a move, e.g. 催办. ``run(row, act, seat)`` is the model's verb, in the act.

    ``refused(row, seat)``: why it is grey now. ``fields`` are asked for in a dialog (kernel field kinds by Field and a
    form field each). ``batch``: may be done to many ticked rows. ``beside``: it writes only what nobody enters, so forms
    that were drawn before stay good.
    """

    name: str
    label: str
    permission: str
    run: Callable[..., Any]
    refused: Callable[[Any, "Seat"], str | None] | None = None
    fields: tuple[Field, ...] = ()
    batch: bool = False
    beside: bool = False
    confirm: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Share:
    """What other registers show of this type: its label, the columns a picker searches and hints."""

    label: str = "name"
    search: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()
