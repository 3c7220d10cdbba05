"""A sheet from its first answer to 历史记录."""

import uuid

import pytest

from anlan.domain.hazard.models import Hazard
from anlan.domain.selfcheck.models import Answer, SelfCheck
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.register import registry
from anlan.kernel.trail.models import Entry

from .conftest import Place, finding

MAJOR = {"interim": ["warned"]}


def rows(seat):
    return registry.register("selfcheck").rows(seat)


def test_answers_are_counted_and_trailed(place: Place) -> None:
    sheet = place.sheet("none", "none", "general", saved=False)
    assert (sheet.checked, sheet.none_count, sheet.general_count, sheet.major_count) == (3, 2, 1, 0)
    last = Entry.objects.filter(register="selfcheck", record=str(sheet.pk)).order_by("-seq").first()
    assert last.changes["最近填报"] == ["JC01-02 无此隐患", "JC01-03 一般隐患"]


def test_the_same_answer_twice_is_one(place: Place) -> None:
    sheet = place.sheet("none", saved=False)
    first = Answer.objects.get()
    place.answer(sheet, 0, "none")
    assert Answer.objects.get() == first


def test_the_same_act_twice_makes_one_hazard(place: Place) -> None:
    sheet = place.act("create").row
    values = {"item": place.items[0].pk, "answer": "general", "hazard": finding()}
    act = Act(place.firm, "selfcheck", "answer", sheet.pk, values, uuid=uuid.uuid4())
    assert not deliver(act).again
    assert deliver(act).again
    assert Hazard.objects.count() == 1


def test_a_general_hazard_stays_inside_until_the_sheet_is_reported(place: Place) -> None:
    sheet = place.sheet("general")
    hazard = Hazard.objects.get()
    assert (hazard.state, hazard.item_id, hazard.category_id) == (
        "draft",
        place.items[0].pk,
        place.items[0].category_id,
    )
    assert (hazard.origin_type, hazard.origin_id) == ("selfcheck", sheet.pk)
    assert not rows(place.town).exists()
    place.act("report", sheet.pk)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.is_reported) == ("open", True)
    assert rows(place.town).get().pk == sheet.pk


def test_a_major_hazard_is_reported_while_its_sheet_is_a_draft(place: Place, criterion) -> None:
    sheet = place.act("create").row
    made = place.answer(sheet, 0, "major", **finding(criterion=criterion.pk, **MAJOR))
    assert made.hazard.is_reported
    assert registry.register("hazard").rows(place.town).get() == made.hazard
    with pytest.raises(Refused, match="重大隐患上报后不能修改删除"):
        place.answer(sheet, 0, "none")
    with pytest.raises(Refused, match="重大隐患上报后不能修改删除"):
        place.answer(sheet, 0, "clear")


def test_an_incomplete_hazard_changes_nothing(place: Place) -> None:
    sheet = place.act("create").row
    with pytest.raises(Refused) as refused:
        place.answer(sheet, 0, "general", place="冲压车间")
    assert "problem" in refused.value.errors
    assert not Answer.objects.exists()
    assert not Hazard.objects.exists()


def test_changing_the_answer_takes_the_draft_hazard_along(place: Place) -> None:
    sheet = place.sheet("general", saved=False)
    place.answer(sheet, 0, "none")
    assert Hazard.objects.get().state == "deleted"
    assert Answer.objects.get().hazard is None


def test_taking_an_answer_back(place: Place) -> None:
    sheet = place.sheet("none", "general", saved=False)
    place.answer(sheet, 1, "clear")
    sheet.refresh_from_db()
    assert (sheet.checked, sheet.general_count) == (1, 0)
    assert Hazard.objects.get().state == "deleted"


def test_a_hazard_deleted_elsewhere_leaves_the_item_open(place: Place) -> None:
    from anlan.kernel.clock import jobs

    sheet = place.sheet("general", "none", saved=False)
    deliver(Act(place.firm, "hazard", "delete", Hazard.objects.get().pk))
    jobs.run_waiting()
    sheet.refresh_from_db()
    assert (sheet.checked, sheet.general_count) == (1, 0)


def test_an_item_of_another_standard_is_refused(place: Place) -> None:
    sheet = place.act("create").row
    for item in (10**6, "", "1; drop", None):
        with pytest.raises(Refused, match="不在本次自查范围内"):
            place.act("answer", sheet.pk, item=item, answer="none")
    with pytest.raises(Refused, match="不在本次自查范围内"):
        place.act("answer", sheet.pk, item=place.items[0].pk, answer="reported")


def test_the_rest_of_a_class_takes_a_named_person(place: Place) -> None:
    sheet = place.sheet("general", saved=False)
    category = place.items[0].category_id
    with pytest.raises(Refused, match="签名人"):
        place.act("answer_rest", sheet.pk, category=category, signed_by=" ")
    assert place.act("answer_rest", sheet.pk, category=category, signed_by="王五").result == 2
    assert place.act("answer_rest", sheet.pk, category=category, signed_by="王五").result == 0
    sheet.refresh_from_db()
    assert (sheet.checked, sheet.by_class_count, sheet.general_count) == (3, 2, 1)
    assert "其余 2 条均无此隐患，王五" in sheet.signature_note
    assert set(Answer.objects.filter(by_class=True).values_list("signed_by", flat=True)) == {"王五"}


def test_saving_takes_a_name_and_at_least_one_answer(place: Place) -> None:
    sheet = place.act("create").row
    with pytest.raises(Refused, match="没有填报任何一条"):
        place.act("save", sheet.pk, checker="张三")
    place.answer(sheet, 0, "none")
    with pytest.raises(Refused) as refused:
        place.act("save", sheet.pk, checker="")
    assert "checker" in refused.value.errors
    place.act("save", sheet.pk, checker="张三")
    assert SelfCheck.objects.get().state == "saved"


def test_several_saved_sheets_at_one_time_and_answers_after_saving(place: Place) -> None:
    first, second = place.sheet("none"), place.sheet("none", "none")
    assert rows(place.firm).filter(state="saved").count() == 2
    place.answer(first, 1, "general", **finding())
    place.act("save", first.pk, checker="赵六")
    first.refresh_from_db()
    assert (first.checker, first.general_count, second.general_count) == ("赵六", 1, 0)


def test_nothing_changes_after_reporting(place: Place) -> None:
    sheet = place.sheet("none")
    place.act("report", sheet.pk)
    with pytest.raises(Forbidden):
        place.answer(sheet, 1, "none")
    with pytest.raises(Forbidden):
        place.act("answer_rest", sheet.pk, category=place.items[0].category_id, signed_by="王五")
    for verb in ("delete", "save", "report", "change"):
        with pytest.raises(Refused):
            place.act(verb, sheet.pk, checker="张三")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.checked, sheet.auto_reported) == ("reported", 1, False)


def test_deleting_takes_only_what_nobody_has_seen(place: Place, criterion) -> None:
    sheet = place.sheet("general")
    place.answer(sheet, 1, "major", **finding(criterion=criterion.pk, **MAJOR))
    place.act("delete", sheet.pk)
    assert not rows(place.firm).exists()
    assert set(Hazard.objects.values_list("level", "state")) == {("general", "deleted"), ("major", "open")}


def test_another_firm_and_the_authority_do_not_reach_it(place: Place) -> None:
    sheet = place.sheet("none")
    for seat in (place.other, place.town, place.office):
        assert not rows(seat).exists()
        with pytest.raises(NotYours):
            place.act("report", sheet.pk, seat)
    place.act("report", sheet.pk)
    assert not rows(place.other).exists()
    assert rows(place.town).exists()
    with pytest.raises(Forbidden):
        place.act("answer", sheet.pk, place.town, item=place.items[1].pk, answer="none")


def test_a_sheet_that_equals_last_months_is_pointed_out(place: Place, clock) -> None:
    october = place.sheet("none", "none", "general")
    place.act("report", october.pk)
    clock("2026-12-03T09:00:00+08:00")
    same, different = place.sheet("none", "none", "general"), place.sheet("none", "none", "none")
    place.act("report", same.pk)
    place.act("report", different.pk)
    assert [SelfCheck.objects.get(pk=s.pk).same_as_last for s in (october, same, different)] == [False, True, False]


def test_a_sheet_belongs_to_the_month_it_is_saved_in(place: Place, clock) -> None:
    sheet = place.sheet("none", saved=False)
    clock("2026-12-01T08:00:00+08:00")
    place.act("save", sheet.pk, checker="张三")
    sheet.refresh_from_db()
    assert str(sheet.month) == "2026-12-01"
