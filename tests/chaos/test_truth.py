"""The truth that ``make chaos`` holds a house against finds what it looks for."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from django.db.models import F

from anlan.domain.hazard.models import Hazard
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.models import Delivered
from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.doors.files import stored
from anlan.kernel.flow.models import Step, Task
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Attachment, Entry
from chaos.ledger import Deed, Ledger
from chaos.truth import Truth, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    """A hazard with a photo that was reported and put right, as its clients know of it."""
    found, seat = Ledger(), cast.seat("owner")
    mark, photo, after = f"M{uuid.uuid4().hex}", cast.photo(seed=1), cast.photo(seed=2)
    found.files = {str(a.pk): a.digest for a in Attachment.objects.all()}

    def does(verb: str, record: int = 0, **values: object) -> int:
        act = Act(seat, "hazard", verb, record or None, dict(values))
        pk = deliver(act).record
        found.note(Deed(str(act.uuid), verb, pk, seat.user_id, mark if verb == "create" else ""))
        return pk

    pk = does("create", level="general", problem=f"{mark} 配电箱门缺失", place="二车间", responsible="王建国",
              found_on=str(date.today()), photos=[photo])  # fmt: skip
    does("report", pk)
    does("finish", pk, responsible="王建国", place="二车间", rectification_note="已换新", photos_after=[after])
    jobs.run_waiting()
    return found


def a_photo() -> Attachment:
    """One of the hazard's pictures."""
    row = Attachment.objects.filter(field="photos").first()
    assert row is not None
    return row


def a_job() -> Job:
    """One that let a listener hear an event."""
    row = Job.objects.filter(kind="listen").first()
    assert row is not None
    return row


def cut_short() -> None:
    """A file loses its end."""
    path = stored(a_photo())
    path.write_bytes(path.read_bytes()[:-1])


VANDALS: dict[str, Callable[[], object]] = {
    "an act is forgotten": lambda: Delivered.objects.filter(register="hazard", user__isnull=False).last().delete(),
    "an act nobody knows of": lambda: Delivered.objects.create(uuid=uuid.uuid4(), user=a_photo().user, register="hazard", record=1),
    "a row twice": lambda: Hazard(**{
        f.attname: getattr(Hazard.objects.get(), f.attname) for f in Hazard._meta.concrete_fields if not f.primary_key
    }).save(),
    "a row changed behind the act's back": lambda: Hazard.objects.update(version=F("version") + 1),
    "a state without its step": lambda: Hazard.objects.update(state="closed"),
    "a row that says it was never reported": lambda: Hazard.objects.update(is_reported=False),
    "a step that is gone": lambda: Step.objects.filter(move="report").delete(),
    "a step made twice": lambda: Step.objects.create(register="hazard", record=Hazard.objects.get().pk, axis="rectification",
                                                     move="finish", source="open", target="fixed"),
    "a desk that was not cleared": lambda: Task.objects.update(done_at=None),
    "a row on nobody's desk": lambda: Task.objects.all().delete(),
    "a job that hangs": lambda: Job.objects.update(done_at=None),
    "an event nobody heard": lambda: Job.objects.filter(kind="listen").delete(),
    "an event heard twice": lambda: Job.objects.create(kind="listen", key="again", done_at=a_job().done_at, payload=a_job().payload),
    "an effect that did not come about": lambda: Entry.objects.filter(verb="compare_photos").update(verb="press"),
    "a file that is gone": lambda: stored(a_photo()).unlink(),
    "a file cut short": cut_short,
    "a file that was never finished": lambda: Attachment.objects.update(ready=False),
    "a file nobody names": lambda: stored(a_photo()).with_name(str(uuid.uuid4())).write_bytes(b"x"),
}  # fmt: skip


def test_a_house_in_order_has_no_faults(ledger: Ledger) -> None:
    assert Truth(ledger).faults(0) == []
    assert list(whole(Counter())) == []


@pytest.mark.parametrize("what", VANDALS)
def test_each_kind_of_damage_is_found(ledger: Ledger, what: str) -> None:
    VANDALS[what]()
    assert Truth(ledger).faults(0) != []


def test_a_broken_trail_and_a_lost_message_are_found(ledger: Ledger) -> None:
    Entry.objects.filter(seq=2).update(title="别的")
    job = Job.objects.create(kind="send-sms", key="one")
    assert len(list(whole(Counter()))) == 2
    assert len(list(whole(Counter({str(job.pk): 2})))) == 1
