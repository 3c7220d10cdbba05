"""After the rush: everything that was acknowledged is in the database exactly once, and the trail verifies."""

import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from .crowd import Deed

JOBS_WITHIN = 180.0


def lost(deeds: list[Deed], since: datetime) -> list[str]:
    """What is missing, doubled or contradicts what people were told; nothing when all is well."""
    return [*_acts(deeds, since), *_rows(deeds, since), *_steps(deeds, since), *_standing(deeds), *_trail()]


def wait_for_jobs() -> list[str]:
    """Waits until the worker has done what the moves announced; what it could not do."""
    from anlan.kernel.clock import now
    from anlan.kernel.clock.models import Job

    end, left = time.monotonic() + JOBS_WITHIN, Job.objects.filter(done_at=None, failed_at=None)
    while left.filter(kind="listen", run_at__lte=now()).exists():
        if time.monotonic() > end:
            return [f"{left.filter(kind='listen').count()} jobs not done within {JOBS_WITHIN:.0f} s"]
        time.sleep(0.2)
    return [f"job {j.key} failed: {j.error[-200:]}" for j in Job.objects.exclude(failed_at=None)]


def _acts(deeds: list[Deed], since: datetime) -> Iterator[str]:
    """Each act was applied once, by whom it was told to, and has one entry in the trail."""
    from anlan.kernel.act.models import Delivered
    from anlan.kernel.trail.models import Entry

    given = {
        str(d.uuid): (d.record, d.user_id) for d in Delivered.objects.filter(received_at__gte=since).exclude(user=None)
    }
    written = Counter(map(str, Entry.objects.exclude(act=None).values_list("act", flat=True)))
    for deed in deeds:
        key = str(uuid.UUID(deed.act))
        if given.pop(key, None) != (deed.record, deed.user):
            yield f"acknowledged, not applied: {deed}"
        if written[key] != 1:
            yield f"{written[key]} entries in the trail: {deed}"
    yield from (f"applied, never acknowledged: {left}" for left in given)


def _rows(deeds: list[Deed], since: datetime) -> Iterator[str]:
    """Each new hazard is there once."""
    from anlan.domain.hazard.models import Hazard

    made = {d.mark: d.record for d in deeds if d.mark}
    fresh = Hazard._default_manager.filter(created_at__gte=since, problem__startswith="L")
    stored = Counter((p.split()[0], pk) for pk, p in fresh.values_list("pk", "problem"))
    for key in (Counter(made.items()) - stored) + (stored - Counter(made.items())):
        yield f"hazard {key}: {stored[key]} times"


def _steps(deeds: list[Deed], since: datetime) -> Iterator[str]:
    """Each move has its step once, and nobody else's step is there."""
    from anlan.kernel.flow.models import Step

    told = Counter((d.record, d.verb) for d in deeds if d.verb != "create")
    kept = Step.objects.filter(register="hazard", at__gte=since, record__in={d.record for d in deeds})
    stored = Counter(kept.values_list("record", "move"))
    for_others = {d.record for d in deeds if d.verb == "create"} - {d.record for d in deeds if d.verb == "report"}
    # What an authority enters is reported by its first 提交.
    told += Counter((record, "report") for record in for_others)
    for key in (told - stored) + (stored - told):
        yield f"step {key}: told {told[key]}, stored {stored[key]}"


def _standing(deeds: list[Deed]) -> Iterator[str]:
    """A row's version counts its entries in the trail, and its state is where its last move led."""
    from anlan.domain.hazard.models import Hazard
    from anlan.kernel.register import registry
    from anlan.kernel.trail.models import Entry

    led = {"report": "open", "rectify": "open", "finish": "fixed", "accept": "closed"}
    last = {d.record: led[d.verb] for d in deeds if d.verb in led}
    # What is noted beside a row makes no new version of it.
    beside = [action.name for action in registry.register("hazard").actions if action.beside]
    acted = Entry.objects.filter(register="hazard").exclude(verb__in=beside).values_list("record", flat=True)
    entries, made = Counter(acted), {d.record for d in deeds if d.verb == "create"}
    for pk, state, version in Hazard._default_manager.filter(pk__in=last).values_list("pk", "state", "version"):
        if state != last[pk]:
            yield f"hazard {pk} is {state}, its last move led to {last[pk]}"
        if pk in made and version != entries[str(pk)]:
            yield f"hazard {pk}: version {version}, {entries[str(pk)]} entries in the trail"


def _trail() -> Iterator[str]:
    from anlan.kernel.trail import book

    if fault := book.verify().fault:
        yield f"trail: {fault}"
