"""A firm moves: what is open follows, what is closed stays where it was."""

from anlan.domain.enterprise.models import ChangeRequest, Person
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock.jobs import run_waiting
from anlan.kernel.flow.desk import open_tasks
from anlan.kernel.register import registry
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Entry

from .conftest import District
from .test_attached import add_person, request_correction

OTHER_TOWN = "3204012101"


def move(district: District) -> None:
    deliver(Act(district.department, "enterprise", "change", district.firm.pk, {"area": OTHER_TOWN}))
    run_waiting()


def test_open_rows_and_their_desks_follow_and_closed_ones_stay(district: District) -> None:
    person, removed = add_person(district.owner), add_person(district.owner, name="走")
    deliver(Act(district.owner, "person", "remove", removed.pk))
    waiting = request_correction(district.owner, "grade", "镇级监管")
    closed = request_correction(district.owner, "score", "80")
    deliver(Act(district.town, "changerequest", "refuse", closed.pk, {"opinion": "无依据"}))
    move(district)
    areas = {p.pk: p.area_id for p in Person.objects.all()} | {-r.pk: r.area_id for r in ChangeRequest.objects.all()}
    assert areas == {person.pk: OTHER_TOWN, removed.pk: "3204012100", -waiting.pk: OTHER_TOWN, -closed.pk: "3204012100"}
    lead = open_tasks(waiting).get(lead=True)
    assert lead.organisation_id == district.other_town.organisation_id
    assert registry.register("changerequest").rows(district.town).get() == closed


def test_each_followed_row_is_written_into_the_trail_once(district: District) -> None:
    person = add_person(district.owner)
    move(district)
    entry = Entry.objects.get(register="person", record=str(person.pk), verb="restamp")
    assert entry.changes == {"所属区域": ["江苏省常州市武进区湖塘镇", "江苏省常州市武进区牛塘镇"]}
    deliver(Act(district.department, "enterprise", "change", district.firm.pk, {"products": "涂料"}))
    assert run_waiting() == 0
    assert book.verify().fault is None
