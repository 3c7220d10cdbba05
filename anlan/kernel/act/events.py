"""Announcing and listening. A listener runs after the transaction, once by event id, in its own job's transaction."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from anlan.kernel.clock import jobs, worker

from .models import Event

Listener = Callable[[Event], None]
_listeners: dict[str, list[str]] = {}
_functions: dict[str, Listener] = {}


def on(*names: str) -> Callable[[Listener], Listener]:
    """Lets a function listen to events, e.g. ``@on("hazard.report")``."""

    def register(work: Listener) -> Listener:
        name = f"{work.__module__}.{work.__qualname__}"
        _functions[name] = work
        for event in names:
            _listeners.setdefault(event, []).append(name)
        return work

    return register


def announce(name: str, row: Any, **payload: Any) -> None:
    """Puts an event and the jobs of its listeners into the outbox."""
    listeners = _listeners.get(name, [])
    if not listeners:
        return
    event = Event.objects.create(name=name, register=row.register_key(), record=row.pk, payload=payload)
    for listener in listeners:
        jobs.ask("listen", f"{event.pk}:{listener}", {"event": event.pk, "listener": listener})
    transaction.on_commit(worker.wake)


@jobs.job("listen")
def hear(payload: dict[str, Any]) -> None:
    """Hands an event to one listener."""
    _functions[payload["listener"]](Event.objects.get(pk=payload["event"]))
