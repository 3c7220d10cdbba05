"""A published edition never changes; a new one is copied from it and takes its place on its day."""

from datetime import date
from typing import Any

import pytest

from anlan.domain.standard import catalogue
from anlan.domain.standard.load import load_standard, table
from anlan.domain.standard.models import Category, CheckStandard, Item, MajorCriterion, Phrase
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.register.registry import register
from anlan.kernel.trail.models import Entry


def new_draft(place: Any) -> CheckStandard:
    """A copy of the published edition, as the office makes it."""
    made = deliver(Act(place.office, "checkstandard", "new_edition", record=place.standard.pk)).result["record"]
    return CheckStandard.objects.get(pk=made)


def test_the_packaged_standard_is_loaded_once(place: Any) -> None:
    assert place.standard.state == "published"
    assert Item.kept.filter(standard=place.standard).count() == len(list(table("items")))
    again = load_standard("3204012", place.office)
    assert again.pk == place.standard.pk
    assert Item.objects.count() == len(list(table("items")))
    assert Phrase.objects.filter(state="published").count() == len(list(table("phrases")))


def test_a_firm_gets_the_items_of_its_kinds_in_order(place: Any) -> None:
    items = catalogue.items_for(place.firm.organisation)
    assert items
    assert all({"all", "catering"} & set(item.applies_to) for item in items)
    assert any("all" not in item.applies_to for item in items)
    branches = catalogue.directory(items)
    assert [b.category.name for b in branches] == ["基础管理", "现场管理"]
    codes = [leaf.category.code for b in branches for leaf in b.leaves]
    assert codes == sorted(codes)
    assert [item for b in branches for leaf in b.leaves for item in leaf.items] == items


def test_a_published_edition_costs_two_queries(place: Any, django_assert_num_queries: Any) -> None:
    catalogue.items_for(place.firm.organisation)
    with django_assert_num_queries(2):
        catalogue.items_for(place.firm.organisation)


def test_criteria_follow_the_firms_kinds(place: Any) -> None:
    found = catalogue.criteria_for(place.firm.organisation)
    assert found
    assert all({"all", "catering"} & set(one.applies_to) for one in found)


def test_nothing_of_a_published_edition_can_be_changed(place: Any) -> None:
    item = Item.kept.filter(standard=place.standard).first()
    with pytest.raises(Forbidden, match="不能再修改"):
        deliver(Act(place.office, "item", "change", record=item.pk, values={"text": "改"}))
    with pytest.raises(Forbidden):
        deliver(Act(place.office, "item", "delete", record=item.pk))
    with pytest.raises(Forbidden):
        deliver(Act(place.office, "checkstandard", "change", record=place.standard.pk, values={"note": "改"}))
    values = {"category": item.category_id, "code": "JC01-99", "text": "加", "applies_to": ["all"]}
    with pytest.raises(Refused, match="重新选择"):
        deliver(Act(place.office, "item", "create", values=values))
    item.refresh_from_db()
    assert item.text != "改"


def test_a_wording_may_be_bettered_after_publication(place: Any) -> None:
    phrase = Phrase.kept.filter(standard=place.standard).first()
    deliver(Act(place.office, "phrase", "change", record=phrase.pk, values={"text": "许可证过期仍在生产"}))
    added = deliver(
        Act(place.office, "phrase", "create", values={"category": phrase.category_id, "text": "无证生产"})
    ).row
    assert added.state == "published"
    assert catalogue.phrases_for(phrase.category_id)[0] == "许可证过期仍在生产"
    deliver(Act(place.office, "phrase", "delete", record=added.pk))
    assert "无证生产" not in catalogue.phrases_for(phrase.category_id)


def test_a_new_edition_is_a_full_copy_and_a_draft(place: Any) -> None:
    made = new_draft(place)
    assert (made.state, made.edition, made.replaces_id, made.valid_from) == ("draft", "2026版", place.standard.pk, None)
    for part in (Category, Item, MajorCriterion, Phrase):
        before, after = part.kept.filter(standard=place.standard), part.kept.filter(standard=made)
        assert after.count() == before.count() > 0
        assert set(after.values_list("state", flat=True)) == {"draft"}
    assert not Item.kept.filter(standard=made).exclude(category__standard=made).exists()
    assert not Category.kept.filter(standard=made).exclude(parent=None).exclude(parent__standard=made).exists()


def test_a_draft_item_can_be_changed_and_deleted(place: Any) -> None:
    made = new_draft(place)
    item = Item.kept.filter(standard=made).first()
    deliver(Act(place.office, "item", "change", record=item.pk, values={"text": "看营业执照"}))
    assert Item.objects.get(pk=item.pk).text == "看营业执照"
    deliver(Act(place.office, "item", "delete", record=item.pk))
    assert not register("item").rows(place.office).filter(pk=item.pk).exists()


def test_a_firm_and_another_level_do_not_see_a_draft(place: Any) -> None:
    made = new_draft(place)
    item = Item.kept.filter(standard=made).first()
    for seat in (place.firm, place.town):
        assert not register("checkstandard").rows(seat).filter(pk=made.pk).exists()
        assert not register("item").rows(seat).filter(pk=item.pk).exists()
        assert register("item").rows(seat).filter(standard=place.standard).exists()
    with pytest.raises(NotYours):
        deliver(Act(place.town, "item", "change", record=item.pk, values={"text": "改"}))


def test_a_lower_level_only_reads_what_a_higher_one_published(place: Any) -> None:
    with pytest.raises(Forbidden):
        deliver(
            Act(place.town, "checkstandard", "replace", record=place.standard.pk, values={"valid_to": "2026-01-01"})
        )
    with pytest.raises(Refused, match="管辖"):
        values = {"title": "镇标准", "edition": "1", "area": "3204012"}
        deliver(Act(place.town, "checkstandard", "create", values=values))


def test_an_incomplete_edition_is_not_published_and_says_why(place: Any) -> None:
    values = {"title": "镇标准", "edition": "第1版", "area": "3204012100"}
    draft = deliver(Act(place.town, "checkstandard", "create", values=values)).row
    with pytest.raises(Refused) as refused:
        deliver(Act(place.town, "checkstandard", "publish", record=draft.pk))
    assert {"请填写施行日期", "还没有二级分类，请先录入或导入检查分类"} == set(refused.value.errors[""])
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_earlier_edition_holds_until_the_day_before(place: Any) -> None:
    made = new_draft(place)
    deliver(Act(place.office, "checkstandard", "change", record=made.pk, values={"valid_from": "2027-03-01"}))
    deliver(Act(place.office, "checkstandard", "publish", record=made.pk))
    place.standard.refresh_from_db()
    assert (place.standard.state, place.standard.valid_to) == ("replaced", date(2027, 2, 28))
    assert catalogue.current_standard("3204012100", date(2027, 2, 28)).pk == place.standard.pk
    assert catalogue.current_standard("3204012100", date(2027, 3, 1)).pk == made.pk
    assert Entry.objects.filter(register="checkstandard", record=str(place.standard.pk), verb="replace").count() == 1


def test_an_edition_cannot_begin_before_the_one_it_replaces(place: Any) -> None:
    made = new_draft(place)
    deliver(Act(place.office, "checkstandard", "change", record=made.pk, values={"valid_from": "2024-03-01"}))
    with pytest.raises(Refused, match="不能在此之前废止"):
        deliver(Act(place.office, "checkstandard", "publish", record=made.pk))
    place.standard.refresh_from_db()
    assert place.standard.state == "published"


def test_the_nearest_areas_standard_counts(place: Any) -> None:
    values = {"title": "湖塘镇标准", "edition": "2026版", "area": "3204012100", "valid_from": "2026-01-01"}
    draft = deliver(Act(place.town, "checkstandard", "create", values=values)).row
    deliver(Act(place.town, "checkstandard", "load_packaged", record=draft.pk))
    deliver(Act(place.town, "checkstandard", "publish", record=draft.pk))
    assert catalogue.current_standard("3204012100", date(2026, 6, 1)).pk == draft.pk
    assert catalogue.current_standard("3204012", date(2026, 6, 1)).pk == place.standard.pk


def test_the_parts_of_a_draft_follow_it_into_another_area(place: Any) -> None:
    made = new_draft(place)
    deliver(Act(place.office, "checkstandard", "change", record=made.pk, values={"area": "3204012100"}))
    for part in (Category, Item, MajorCriterion, Phrase):
        assert set(part.objects.filter(standard=made).values_list("area", flat=True)) == {"3204012100"}
    assert set(Item.objects.filter(standard=place.standard).values_list("area", flat=True)) == {"3204012"}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"code": "JC01-01"}, "已经用过"),
        ({"basis_state": "checked", "basis_title": "消防法"}, "依据名称和条款"),
        ({"applies_to": []}, "适用标准类型"),
        ({"text": " "}, "请填写"),
    ],
)
def test_a_wrong_item_is_refused_with_a_sentence(place: Any, values: dict[str, Any], sentence: str) -> None:
    leaf = Category.kept.filter(standard=new_draft(place), code="JC01").get()
    entered = {"category": leaf.pk, "code": "JC01-98", "text": "看", "applies_to": ["all"]} | values
    with pytest.raises(Refused, match=sentence):
        deliver(Act(place.office, "item", "create", values=entered))


def test_categories_have_two_levels(place: Any) -> None:
    made = new_draft(place)
    leaf = Category.kept.filter(standard=made, code="JC01").get()
    values = {"standard": made.pk, "code": "JC0101", "name": "三级", "parent": leaf.pk}
    with pytest.raises(Refused):
        deliver(Act(place.office, "category", "create", values=values))
    top = Category.kept.filter(standard=made, code="JC").get()
    values = {"category": top.pk, "code": "JC-1", "text": "看", "applies_to": ["all"]}
    with pytest.raises(Refused):
        deliver(Act(place.office, "item", "create", values=values))
