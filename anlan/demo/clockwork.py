"""What the system does by itself, played at its due moments; and what must not happen again when the demo starts."""

from datetime import datetime, timedelta

from django.db.models import F

from anlan.domain.hazard.models import Hazard
from anlan.domain.site import worries
from anlan.domain.site.models import Site
from anlan.kernel.act.models import Event
from anlan.kernel.clock import at, jobs, now
from anlan.kernel.clock.models import Job, ScheduledRun
from anlan.kernel.clock.schedule import Schedule, every_schedule
from anlan.kernel.notice.models import Reminder

from .agenda import Play
from .world import World, moment

DAYS_BACK = {
    "selfcheck-remind": 40, "hazard-reminders": 3, "trail-seal": 30, "selfcheck": 400, "enterprise-expiry": 1,
    "termination-prompts": 90, "evaluation-reminders": 62,
}  # fmt: skip
"""From how many days ago a schedule runs, by the beginning of its name; others only from now on.

A year of daily reminders would be twenty thousand; nobody reads those of last spring.
"""

STILL_JUDGED = 12
"""Pictures of what was put right in these last days are compared: somebody still looks at them."""

STILL_READ = 30
"""Days for which messages on inspections are kept: everybody has read the older ones."""

UNREAD_DAYS = 6
"""How long a reminder may lie unread with a diligent firm."""


def _days_back(schedule: Schedule) -> int:
    fits = [prefix for prefix in DAYS_BACK if schedule.name.startswith(prefix)]
    return DAYS_BACK[max(fits, key=len)] if fits else 0


def schedules(world: World, start: datetime) -> Play:
    """Each due moment within a schedule's time: asked for, and done, as a worker does."""
    due = [
        (when, one.name)
        for one in every_schedule()
        for when in one.due_between(max(start, world.end - timedelta(days=_days_back(one))), world.end)
    ]
    for when, name in sorted(due):
        yield when
        ScheduledRun.objects.create(name=name, due_at=when)
        jobs.ask(f"schedule:{name}", when.isoformat(), {"due": when.isoformat()})
        _catch_up(world)


def errands(world: World, start: datetime) -> Play:
    """What acts have asked for is done in the evening of their day."""
    evening = moment(world.start, 22)
    while True:
        yield evening
        _catch_up(world)
        evening += timedelta(days=1)


def _catch_up(world: World) -> None:
    if now() < world.end:
        _drop_early(world)
    if Job.objects.filter(done_at=None, failed_at=None).exists():
        _drop_idle(world)
        jobs.run_waiting(now(), most=10**6)


def _drop_early(world: World) -> None:
    """What worries about a site is weighed once, when history ends; what its people were told last spring nobody reads."""
    waiting = Job.objects.filter(kind="listen", done_at=None)
    waiting.filter(key__contains=".listeners.weigh").update(done_at=now())
    if now() < world.end - timedelta(days=STILL_READ):
        waiting.filter(key__contains="inspection.listeners.tell_").update(done_at=now())


def _drop_idle(world: World) -> None:
    """Marks done what would do nothing, without doing it one by one.

    A firm's own report tells nobody; and pictures of general hazards that were put right long ago are not compared.
    """
    waiting = {j.pk: j.payload["event"] for j in Job.objects.filter(kind="listen", done_at=None).only("pk", "payload")}
    events = Event.objects.filter(pk__in=waiting.values())
    told = dict(events.filter(name="hazard.report").values_list("pk", "record"))
    own = set(Hazard.objects.filter(pk__in=told.values(), made_for=F("unit")).values_list("pk", flat=True))
    idle = {event for event, record in told.items() if record in own}
    if now() < world.end - timedelta(days=STILL_JUDGED):
        shown = dict(events.filter(name="hazard.finish").values_list("pk", "record"))
        minor = set(Hazard.objects.filter(pk__in=shown.values(), level="general").values_list("pk", flat=True))
        idle |= {event for event, record in shown.items() if record in minor}
        idle |= set(events.filter(name="waterhazard.finish").values_list("pk", flat=True))
    Job.objects.filter(pk__in=[job for job, event in waiting.items() if event in idle]).update(done_at=now())


def leave_running(world: World) -> None:
    """Nothing of history is left waiting, and every schedule goes on from where history ends."""
    with at(world.end):
        worries.weigh({"sites": list(Site.objects.values_list("pk", flat=True))})
        _catch_up(world)
    _read_reminders(world)
    for one in every_schedule():
        if ScheduledRun.objects.filter(name=one.name).exists():
            continue
        before = one.due_between(world.end - timedelta(days=40), world.end)
        if before:
            ScheduledRun.objects.create(name=one.name, due_at=before[-1])


def _read_reminders(world: World) -> None:
    """Most firms have read what came more than a week ago; the newest wait for whoever signs in."""
    old = world.end - timedelta(days=UNREAD_DAYS)
    for firm in world.firms:
        if firm.diligence > 0.5:
            told = Reminder.objects.filter(organisation=firm.unit, at__lt=old, read_at=None)
            told.update(read_at=F("at") + timedelta(hours=26), read_by=firm.seat.user_id)
