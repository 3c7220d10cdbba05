"""Pictures, people, and requests to correct fixed information."""

import pytest

from anlan.domain.enterprise.models import ChangeRequest, Enterprise, Person, Photo
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.flow.desk import open_tasks
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Seat
from anlan.kernel.trail.models import Attachment, Entry

from .conftest import District

GOOD_ID = "11010519491231002X"


def add_person(seat: Seat, **values: str) -> Person:
    given = {"kind": "safety_manager", "name": "李安", "phone": "13900001111"}
    return deliver(Act(seat, "person", "create", values=given | values)).row


def request_correction(seat: Seat, field: str, proposed: str) -> ChangeRequest:
    values = {"field": field, "proposed": proposed, "reason": "营业执照已变更"}
    return deliver(Act(seat, "changerequest", "create", values=values)).row


def test_safety_head_is_listed_first(district: District) -> None:
    add_person(district.owner, name="甲")
    add_person(district.owner, name="乙", kind="safety_head")
    register = registry.register("person")
    names = register.rows(district.owner).order_by(*register.order).values_list("name", flat=True)
    assert list(names) == ["乙", "甲"]


def test_numbers_are_checked_and_encrypted(district: District) -> None:
    with pytest.raises(Refused) as caught:
        add_person(district.owner, citizen_id="110105194912310021", phone="139")
    assert set(caught.value.errors) == {"citizen_id", "phone"}
    row = add_person(district.owner, citizen_id=GOOD_ID.lower())
    assert Person.objects.get(pk=row.pk).citizen_id == GOOD_ID
    entry = Entry.objects.order_by("-seq").first()
    assert entry is not None and GOOD_ID not in str(entry.facts())


def test_deleted_person_is_gone_for_everybody(district: District) -> None:
    row = add_person(district.owner)
    deliver(Act(district.owner, "person", "remove", row.pk))
    assert not registry.register("person").rows(district.town).filter(pk=row.pk).exists()
    with pytest.raises(NotYours):
        deliver(Act(district.owner, "person", "change", row.pk, {"name": "丙"}))


def test_photo_takes_one_picture_and_nothing_else(district: District) -> None:
    def upload(name: str, kind: str) -> str:
        return str(Attachment.objects.create(name=name, kind=kind, user=district.owner.user, ready=True).pk)

    values = {"title": "大门", "kind": "panorama", "file": [upload("a.pdf", "pdf")]}
    with pytest.raises(Refused, match="不是图片"):
        deliver(Act(district.owner, "photo", "create", values=values))
    with pytest.raises(Refused, match="请填写“选择文件”"):
        deliver(Act(district.owner, "photo", "create", values=values | {"file": []}))
    good = upload("a.jpg", "jpg")
    row: Photo = deliver(Act(district.owner, "photo", "create", values=values | {"file": [good]})).row
    assert (row.unit_id, row.area_id, row.industry) == (district.firm.pk, "3204012100", "chemical")
    assert Attachment.objects.get(pk=good).record == str(row.pk)


def test_picture_is_headed_as_such_in_lists_and_chosen_in_the_form() -> None:
    photos = registry.register("photo")
    assert (photos.spec("file").label, photos.specs["file"].label, photos.specs["file"].most) == ("图片", "选择文件", 1)


def test_correction_is_made_in_the_act_that_accepts_it(district: District) -> None:
    row = request_correction(district.owner, "name", "安澜新材料有限公司")
    assert row.present == "安澜化工有限公司"
    holders = {t.organisation_id: t.lead for t in open_tasks(row)}
    assert holders == {district.town.organisation_id: True, district.department.organisation_id: False}
    with pytest.raises(Forbidden):
        deliver(Act(district.owner, "changerequest", "accept", row.pk))
    deliver(Act(district.town, "changerequest", "accept", row.pk))
    row.refresh_from_db()
    firm = Enterprise.objects.get(pk=district.firm.pk)
    assert (row.state, firm.name, firm.organisation.name) == ("accepted", "安澜新材料有限公司", "安澜新材料有限公司")
    assert Entry.objects.filter(register="enterprise", record=str(firm.pk), verb="change").exists()
    assert not open_tasks(row).exists()


def test_correction_that_cannot_be_made_leaves_everything_as_it_was(district: District) -> None:
    row = request_correction(district.owner, "subcategory", "木材家具")
    with pytest.raises(Refused, match="小类不属于所选大类"):
        deliver(Act(district.town, "changerequest", "accept", row.pk))
    row.refresh_from_db()
    assert (row.state, Enterprise.objects.get(pk=row.unit_id).subcategory) == ("submitted", "")


@pytest.mark.parametrize(
    ("field", "proposed", "sentence"),
    [
        ("area", "不存在的镇", "没有区域"),
        ("industry", "捕鱼", "不在可选范围内"),
        ("code", "123", "应为18位"),
        ("score", "很高", "请填写数字"),
        ("name", "安澜化工有限公司", "无需更正"),
        ("area", "江苏省常州市武进区湖塘镇", "无需更正"),
    ],
)
def test_impossible_proposal_is_refused_at_once(district: District, field: str, proposed: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        request_correction(district.owner, field, proposed)


def test_refusal_needs_its_reason_and_withdrawal_closes(district: District) -> None:
    row = request_correction(district.owner, "grade", "镇级监管")
    with pytest.raises(Refused, match="不予更正的理由"):
        deliver(Act(district.town, "changerequest", "refuse", row.pk))
    deliver(Act(district.owner, "changerequest", "withdraw", row.pk))
    assert not open_tasks(row).exists()
    with pytest.raises(Forbidden, match="已撤回"):
        deliver(Act(district.town, "changerequest", "accept", row.pk))
