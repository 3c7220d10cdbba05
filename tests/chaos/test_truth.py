"""The truth that ``make chaos`` holds a house against finds what it looks for."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from django.db.models import F

from anlan.domain.evaluation.models import GradeRecord
from anlan.domain.hazard.models import Hazard, SiteHazard
from anlan.domain.inspection.contents import parts_of
from anlan.domain.inspection.models import Answer, Inspection
from anlan.domain.inspection.testing import entry, ordered_values, publish
from anlan.domain.site.models import Site
from anlan.domain.site.testing import build_site
from anlan.domain.standard.kinds import Kind
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.models import Delivered
from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.doors.files import stored
from anlan.kernel.flow.models import Step, Task
from anlan.kernel.notice.models import Reminder
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


@pytest.fixture
def on_site(cast: Cast) -> Ledger:
    """An inspection with a finding that was answered, and an application that was graded, as their clients know of them."""
    found, site = Ledger(), build_site(cast)
    slot = next(s for s in parts_of(publish(Kind.PROVINCE_WORDING)) if s.startswith("phrase"))
    photos = [cast.photo("director", 1)]

    def does(member: str, register: str, verb: str, record: int = 0, /, **values: object) -> int:
        more = {"slots": {slot: tuple(photos)}} if verb == "answer" else {}
        brings = ("site", site.pk, "terminate") if verb == "grade" else None
        act = Act(seat := cast.seat(member), register, verb, record or None, dict(values))
        pk = deliver(act).record
        found.note(
            Deed(str(act.uuid), verb, pk, seat.user_id, register=register, brings=brings, slots=more.get("slots", {}))
        )
        return pk

    pk = does("director", "inspection", "create", site=str(site.pk), way="wording")
    said = entry(slot, photos=photos, hazard="general", note="缺口", place="2号楼")
    does("director", "inspection", "answer", pk, entries=[said])
    does("director", "inspection", "generate", pk, **ordered_values())
    jobs.run_waiting()
    application = does("foreman", "termination", "create", site=str(site.pk))
    files = {"self_files": [cast.photo("foreman", 2)], "acceptance_files": [cast.photo("foreman", 3)]}
    does(
        "foreman",
        "termination",
        "submit",
        application,
        completed_on="2026-06-01",
        self_grade="passed",
        summary="无事故",
        **files,
    )
    does("inspectorate", "termination", "grade", application, opinion="合格", grade="passed")
    jobs.run_waiting()
    found.files = {str(a.pk): a.digest for a in Attachment.objects.all()}
    return found


def an_answer() -> Answer:
    """The one that was given."""
    return Answer.objects.get()


def forget_grades() -> None:
    """The record of a grade is gone with its evidence."""
    for record in GradeRecord.objects.all():
        for one in record.evidence.all():
            one.rows.all().delete()
            one.delete()
        record.delete()


ON_SITE: dict[str, Callable[[], object]] = {
    "an answer is gone": lambda: an_answer().delete(),
    "an answer nobody gave": lambda: Answer.objects.create(inspection=Inspection.objects.get(), slot="item:0", table=an_answer().table),
    "an answer without its photo": lambda: Answer.objects.update(content={"note": "缺口", "photos": []}),
    "an answer by another act": lambda: Answer.objects.update(mark=uuid.uuid4()),
    "a rival nobody knows of": lambda: Answer.objects.update(rivals=[{"mark": "x"}]),
    "a photo filed elsewhere": lambda: Attachment.objects.filter(register="inspection").update(record="0"),
    "an inspection is gone": lambda: (Answer.objects.all().delete(), Inspection.objects.all().delete()),
    "a hazard is missing": lambda: SiteHazard.objects.all().delete(),
    "a hazard ahead of its inspection": lambda: SiteHazard.objects.update(state="closed"),
    "an order nobody heard of": lambda: Reminder.objects.filter(key__startswith="inspection.ordered").delete(),
    "a grade without its record": forget_grades,
    "a site that goes on": lambda: Site.objects.update(state="building"),
    "a step of the site is gone": lambda: Step.objects.filter(register="site", move="terminate").delete(),
    "a step of the site made twice": lambda: Step.objects.create(register="site", record=Site.objects.get().pk, axis="site",
                                                                 move="terminate", source="building", target="terminated"),
}  # fmt: skip


def test_a_site_in_order_has_no_faults(on_site: Ledger) -> None:
    assert Truth(on_site).faults(0) == []


@pytest.mark.parametrize("what", ON_SITE)
def test_each_kind_of_damage_on_a_site_is_found(on_site: Ledger, what: str) -> None:
    ON_SITE[what]()
    assert Truth(on_site).faults(0) != []
