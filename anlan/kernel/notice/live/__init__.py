"""Live pages: what may be followed, and by whom. The server is ``hub``; it runs beside the gateways.

A page follows topics. ``rows:<register>`` tells that rows have changed, to each viewer those of its own scope;
``<name>:<key>`` is a topic of its own whose rule was named with ``topic``.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from anlan.kernel.act import pulses

if TYPE_CHECKING:
    from .hub import Hub

May = Callable[[Any, Collection[str]], Collection[str]]
Draw = Callable[[Any], dict[str, Any]]
_topics: dict[str, May] = {}
_drawn: dict[str, Draw] = {}
at_work: list["Hub"] = []
"""The hub of this process while it runs; none in a process that serves no live pages."""


def topic(name: str) -> Callable[[May], May]:
    """Names who may follow ``name:<key>``: a function of the seat and of keys, which says those it may follow."""

    def register(may: May) -> May:
        _topics[name] = may
        return may

    return register


def live_rows(register_key: str) -> Callable[[Draw], Draw]:
    """Lets pages follow a register; the function says what of a changed row they are told."""

    def register(draw: Draw) -> Draw:
        _drawn[register_key] = draw
        pulses.follow(register_key)
        return draw

    return register


def drawn(register_key: str) -> Draw | None:
    """How a followed register's rows are told; None for one that nobody may follow."""
    return _drawn.get(register_key)


def may_follow(seat: Any, topics: Iterable[str]) -> bool:
    """May this seat follow all these topics? An unknown one nobody. Topics of one name are asked about together."""
    keys: dict[str, set[str]] = defaultdict(set)
    for wanted in topics:
        name, _, key = wanted.partition(":")
        keys[name].add(key)
    return all(_may(seat, name, many) for name, many in keys.items())


def _may(seat: Any, name: str, keys: set[str]) -> bool:
    if name == "rows":
        return all(key in _drawn and seat.may(f"{key}.view") for key in keys)
    return name in _topics and "" not in keys and keys <= set(_topics[name](seat, keys))


def followed(name: str) -> list[str]:
    """The keys of ``<name>:<key>`` that open pages follow in this process."""
    topics = [wanted for hub in at_work for wanted in list(hub.followed)]
    return [key for found, _, key in (wanted.partition(":") for wanted in topics) if found == name]


def publish(topic: str, data: Any) -> None:
    """Tells everybody who follows the topic in this process; from any thread."""
    for hub in at_work:
        hub.publish(topic, data)
