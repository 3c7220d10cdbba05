"""Announcing and listening. A listener runs after the transaction, once by event id, in its own job's transaction."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from anlan.kernel import bulk
from anlan.kernel.clock import jobs, worker
from anlan.kernel.clock.models import Job

from .models import Event
from .pulses import pulse

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
    """Puts an event and the jobs of its listeners into the outbox, and tells live pages."""
    pulse(row)
    if name in _listeners:
        bulk.write(Event, _post, [Event(name=name, register=row.register_key(), record=row.pk, payload=payload)])


def _post(events: list[Event]) -> None:
    """New events have new keys, so that their jobs need not be looked for first."""
    bulk.insert(events)
    bulk.insert(
        [
            Job(
                kind="listen",
                key=f"listen:{event.pk}:{listener}"[:200],
                payload={"event": event.pk, "listener": listener},
            )
            for event in events
            for listener in _listeners[event.name]
        ]
    )
    transaction.on_commit(worker.wake)


@jobs.job("listen")
def hear(payload: dict[str, Any]) -> None:
    """Hands an event to one listener."""
    _functions[payload["listener"]](Event.objects.get(pk=payload["event"]))
