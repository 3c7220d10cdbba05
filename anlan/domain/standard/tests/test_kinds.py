"""Standards judged by marks or by wordings: what they may hold, how they are published, found and drawn as a tree."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from anlan.domain.standard import catalogue, rules
from anlan.domain.standard.kinds import Judging, Kind
from anlan.domain.standard.load import BASIS_STATES, PACKAGED, load_standard, table
from anlan.domain.standard.models import Category, CheckStandard, Deduction, Item, Phrase
from anlan.kernel.act.act import Act, Forbidden, Refused, deliver

OTHERS = [kind for kind in PACKAGED if kind != Kind.SELF_CHECK]


def makes(place: Any, register: str, **values: Any) -> Any:
    return deliver(Act(place.office, register, "create", values=values)).row


def marked(place: Any, **more: Any) -> tuple[CheckStandard, Category]:
    """A draft judged by marks, with one table that is empty."""
    values = {"title": "公司安全评分", "edition": "1", "area": "3204012", "kind": "own", "judging": "marks"}
    draft = makes(place, "checkstandard", **values, valid_from="2026-01-01", **more)
    above = makes(place, "category", standard=draft.pk, code="A", name="安全管理")
    return draft, makes(place, "category", standard=draft.pk, code="A1", name="管理表", parent=above.pk)


def item(place: Any, table: Category, code: str = "A1-01", **more: Any) -> Any:
    return makes(place, "item", category=table.pk, code=code, text="方案", **{"full_marks": "10"} | more)


def items_of(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in tree["groups"]:
        for one in group["tables"]:
            yield from one["items"]


def test_the_kind_says_how_it_is_judged(place: Any) -> None:
    values = {"title": "标准", "edition": "1", "area": "3204012"}
    assert makes(place, "checkstandard", **values).judging == Judging.FINDING
    jgj = makes(place, "checkstandard", **values | {"edition": "2", "kind": "jgj59", "judging": "finding"})
    assert jgj.judging == Judging.MARKS
    own = makes(place, "checkstandard", **values | {"edition": "3", "kind": "own", "judging": "wording"})
    assert own.judging == Judging.WORDING


@pytest.mark.parametrize("kind", OTHERS)
def test_no_other_kind_is_ever_a_firms_self_check(place: Any, kind: Kind) -> None:
    before = catalogue.items_for(place.firm.organisation)
    made = load_standard("3204012", place.office, kind=kind, valid_from=date(2026, 3, 1))
    assert catalogue.current_standard("3204012100", date(2026, 6, 1)).pk == place.standard.pk
    assert catalogue.items_for(place.firm.organisation) == before
    assert catalogue.edition_of(kind, "3204012100", date(2026, 6, 1)).pk == made.pk
    assert catalogue.edition_of(kind, "3204012100", date(2026, 2, 28)) is None
    assert catalogue.edition_of(kind, "3204", date(2026, 6, 1)) is None


def test_the_nearest_areas_edition_of_a_kind_counts(place: Any) -> None:
    far = load_standard("32", kind=Kind.JGJ59)
    near = load_standard("3204012", place.office, kind=Kind.JGJ59, valid_from=date(2026, 3, 1))
    day = date(2026, 6, 1)
    found = [catalogue.edition_of("jgj59", area, day) for area in ("3204012100", "3204012", "3204")]
    assert [one.pk for one in found if one] == [near.pk, near.pk, far.pk]


@pytest.mark.parametrize("kind", list(PACKAGED))
def test_every_packaged_standard_is_loaded_once_and_whole(place: Any, kind: Kind) -> None:
    made = load_standard("3204012", place.office, kind=kind)
    assert made.state == "published"
    assert load_standard("3204012", place.office, kind=kind).pk == made.pk
    folder = PACKAGED[kind].folder
    for part, name in ((Category, "categories"), (Item, "items"), (Deduction, "deductions"), (Phrase, "phrases")):
        assert part.kept.filter(standard=made, state="published").count() == len(list(table(name, folder))), name


def test_the_tree_of_jgj59_is_the_standards(place: Any) -> None:
    tree = catalogue.tree(load_standard("32", kind=Kind.JGJ59))
    assert json.loads(json.dumps(tree)) == tree
    assert [(g["name"], g["weight"]) for g in tree["groups"]] == [
        ("安全管理", 10), ("文明施工", 15), ("脚手架", 10), ("基坑工程", 10), ("模板支架", 10), ("高处作业", 10), ("施工用电", 10),
        ("物料提升机与施工升降机", 10), ("塔式起重机与起重吊装", 10), ("施工机具", 5),
    ]  # fmt: skip
    tables = [one for group in tree["groups"] for one in group["tables"]]
    assert [one["code"] for one in tables] == [f"B.{n}" for n in range(1, 20)]
    lacks = {one["code"]: one["lack"] for one in tables if one["lack"]}
    empty = [code for code, lack in lacks.items() if lack == "内容待导入"]
    assert empty == ["B.4", "B.5", "B.6", "B.7", "B.8", "B.9", "B.16", "B.18"]
    assert lacks["B.10"] == lacks["B.15"] == "内容不全：各项应得分数合计60分，应为100分"
    for one in tables:
        guarantee = sum(i["full"] for i in one["items"] if i["guarantee"])
        assert guarantee == (0 if one["code"] in {*empty, "B.13", "B.19"} else 60), one["code"]


def test_the_tree_says_where_each_part_comes_from(place: Any) -> None:
    tree = catalogue.tree(load_standard("32", kind=Kind.JGJ59))
    first = next(items_of(tree))
    assert (first["name"], first["full"], first["guarantee"]) == ("安全生产责任制", 10, True)
    assert (first["basis"], first["is_checked"]) == ("《建筑施工安全检查标准》附录B 表B.1", True)
    assert first["deductions"][2]["worded"] == "每处扣2分"
    assert first["deductions"][3]["worded"] == "扣2～5分"
    assert {one["basis"] for i in items_of(tree) for one in i["deductions"]} == {"依据待核"}
    dust = catalogue.tree(load_standard("32", kind=Kind.DUST))
    assert not any(one["is_checked"] for one in items_of(dust))
    assert "须由使用单位取得原文后导入" in dust["note"]


def test_the_tree_of_wordings(place: Any) -> None:
    tree = catalogue.tree(load_standard("32", kind=Kind.PROVINCE_WORDING))
    parts = {one["name"]: one["phrases"] for group in tree["groups"] for one in group["tables"]}
    assert {"脚手架", "临边洞口", "施工用电", "塔吊", "基坑工程", "消防", "文明施工", "扬尘"} <= set(parts)
    assert sum(map(len, parts.values())) >= 120
    assert not any(one["lack"] for group in tree["groups"] for one in group["tables"])
    assert all(one["text"] and one["requirement"] for phrases in parts.values() for one in phrases)


def test_a_published_tree_costs_no_query_the_second_time(place: Any, django_assert_num_queries: Any) -> None:
    made = load_standard("32", kind=Kind.JGJ59)
    first = catalogue.tree(made)
    with django_assert_num_queries(0):
        assert catalogue.tree(made) is first
    draft, _ = marked(place)
    with pytest.raises(ValueError, match="not published"):
        catalogue.tree(draft)


def test_the_packaged_marks_fit_together() -> None:
    for kind in (Kind.JGJ59, Kind.DUST):
        folder = PACKAGED[kind].folder
        full = {line["code"]: Decimal(line["full_marks"]) for line in table("items", folder)}
        leaves = {line["code"] for line in table("categories", folder) if line["parent"]}
        assert {line["category"] for line in table("items", folder)} <= leaves
        costs: dict[str, int] = dict.fromkeys(full, 0)
        for line in table("deductions", folder):
            costs[line["item"]] += 1
            least = Decimal(line["least"]) if line["least"] else None
            why = rules.deduction_refused(line["how"] == "range", least, Decimal(line["marks"]), full[line["item"]])
            assert why is None, line
        assert all(1 <= count <= 4 for count in costs.values())
        for line in (*table("categories", folder), *table("items", folder)):
            read = BASIS_STATES[line["basis_state"]] == "checked"
            assert rules.basis_refused(read, PACKAGED[kind].basis, line["basis_clause"]) is None, line["code"]


def test_a_new_edition_copies_marks_deductions_and_requirements(place: Any) -> None:
    for kind in OTHERS:
        made = load_standard("3204012", place.office, kind=kind)
        copy = deliver(Act(place.office, "checkstandard", "new_edition", record=made.pk)).result["record"]
        other = CheckStandard.objects.get(pk=copy)
        assert (other.kind, other.judging, other.edition) == (kind, made.judging, f"{made.edition} 修订1")
        for part in (Category, Item, Deduction, Phrase):
            assert part.kept.filter(standard=other).count() == part.kept.filter(standard=made).count()
        assert not Deduction.kept.filter(standard=other).exclude(item__standard=other).exists()
        deliver(Act(place.office, "checkstandard", "change", record=copy, values={"valid_from": "2027-03-01"}))
        deliver(Act(place.office, "checkstandard", "publish", record=copy))
        before, after = catalogue.tree(made), catalogue.tree(CheckStandard.objects.get(pk=copy))
        assert len(json.dumps(_bare(before))) == len(json.dumps(_bare(after)))


def _bare(tree: Any) -> Any:
    """A tree without what tells editions apart."""
    if isinstance(tree, list):
        return [_bare(one) for one in tree]
    apart = {"id", "name", "edition", "valid_from"} if "groups" in tree else {"id"}
    return {k: _bare(v) if isinstance(v, list) else v for k, v in tree.items() if k not in apart}


def test_a_wording_of_a_published_library_stays_as_it_is(place: Any) -> None:
    made = load_standard("3204012", place.office, kind=Kind.PROVINCE_WORDING)
    phrase = Phrase.kept.filter(standard=made).first()
    with pytest.raises(Refused, match="标准已发布"):
        deliver(Act(place.office, "phrase", "change", record=phrase.pk, values={"text": "改"}))
    with pytest.raises(Forbidden, match="不能再删除"):
        deliver(Act(place.office, "phrase", "delete", record=phrase.pk))
    with pytest.raises(Refused, match="标准已发布"):
        makes(place, "phrase", category=phrase.category_id, text="加")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"full_marks": ""}, "须填写应得分数"),
        ({"full_marks": "0"}, "大于或等于"),
        ({"full_marks": "-5"}, "大于或等于"),
        ({"full_marks": "1000"}, "位"),
    ],
)
def test_an_item_of_a_standard_of_marks_needs_its_marks(place: Any, values: dict[str, Any], sentence: str) -> None:
    _, leaf = marked(place)
    with pytest.raises(Refused, match=sentence):
        item(place, leaf, **values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"marks": "10.5"}, "不能超过这个条目的应得分数（10分）"),
        ({"marks": "0"}, "大于或等于"),
        ({"how": "range", "marks": "5"}, "最少扣分"),
        ({"how": "range", "least": "5", "marks": "5"}, "小于扣分"),
    ],
)
def test_a_deduction_stays_within_its_item(place: Any, values: dict[str, Any], sentence: str) -> None:
    _, leaf = marked(place)
    row = item(place, leaf)
    with pytest.raises(Refused, match=sentence):
        makes(place, "deduction", item=row.pk, text="没有方案", **{"how": "once", "marks": "2"} | values)


def test_marks_have_no_place_in_a_self_check(place: Any) -> None:
    made = deliver(Act(place.office, "checkstandard", "new_edition", record=place.standard.pk)).result["record"]
    leaf = Category.kept.filter(standard=made, code="JC01").get()
    with pytest.raises(Refused, match="只有扣分评分标准"):
        item(place, leaf, "JC01-99")
    with pytest.raises(Refused, match="汇总表分值"):
        makes(place, "category", standard=made, code="QT", name="其他", weight="10")
    plain = makes(place, "item", category=leaf.pk, code="JC01-99", text="看")
    assert plain.applies_to == ["all"]
    with pytest.raises(Refused):
        makes(place, "deduction", item=plain.pk, text="没有", how="once", marks="1")


def test_a_standard_of_marks_is_published_with_an_empty_table_but_not_without_any_item(place: Any) -> None:
    draft, leaf = marked(place)
    publish = Act(place.office, "checkstandard", "publish", record=draft.pk)
    with pytest.raises(Refused, match="还没有检查条目"):
        deliver(publish)
    row = item(place, leaf)
    makes(place, "category", standard=draft.pk, code="A2", name="机具表", parent=leaf.parent_id)
    makes(place, "deduction", item=row.pk, text="没有方案", how="once", marks="10")
    deliver(Act(place.office, "item", "change", record=row.pk, values={"full_marks": "8"}))
    with pytest.raises(Refused, match="扣分标准超过了应得分数，请改正：A1-01"):
        deliver(publish)
    deliver(Act(place.office, "item", "change", record=row.pk, values={"full_marks": "40"}))
    deliver(publish)
    tables = catalogue.tree(CheckStandard.objects.get(pk=draft.pk))["groups"][0]["tables"]
    assert [one["lack"] for one in tables] == ["内容不全：各项应得分数合计40分，应为100分", "内容待导入"]
    with pytest.raises(Refused):
        makes(place, "deduction", item=row.pk, text="再加", how="once", marks="1")


def test_what_something_hangs_on_is_not_deleted(place: Any) -> None:
    _, leaf = marked(place)
    row = item(place, leaf)
    cost = makes(place, "deduction", item=row.pk, text="没有方案", how="once", marks="10")
    above = leaf.parent_id
    for register, pk, sentence in (
        ("category", above, "还有二级分类"),
        ("category", leaf.pk, "还有检查条目"),
        ("item", row.pk, "还有扣分标准"),
    ):
        with pytest.raises(Refused, match=sentence):
            deliver(Act(place.office, register, "delete", record=pk))
    for register, pk in (("deduction", cost.pk), ("item", row.pk), ("category", leaf.pk), ("category", above)):
        assert deliver(Act(place.office, register, "delete", record=pk)).row.state == "deleted"


def test_the_weights_of_the_summary_are_all_or_none_and_make_a_hundred(place: Any) -> None:
    draft, leaf = marked(place)
    item(place, leaf)
    other = makes(place, "category", standard=draft.pk, code="B", name="机具", weight="30")
    publish = Act(place.office, "checkstandard", "publish", record=draft.pk)
    with pytest.raises(Refused, match="没有分值，请补充（或都不填）：安全管理"):
        deliver(publish)
    deliver(Act(place.office, "category", "change", record=leaf.parent_id, values={"weight": "60"}))
    with pytest.raises(Refused, match="合计应为100分，现为90分"):
        deliver(publish)
    deliver(Act(place.office, "category", "change", record=other.pk, values={"weight": "40"}))
    assert deliver(publish).row.state == "published"


def test_a_library_needs_wordings_in_every_part(place: Any) -> None:
    values = {"title": "用语", "edition": "1", "area": "3204012", "kind": "own", "judging": "wording"}
    draft = makes(place, "checkstandard", **values, valid_from="2026-01-01")
    above = makes(place, "category", standard=draft.pk, code="A", name="现场")
    leaf = makes(place, "category", standard=draft.pk, code="A1", name="消防", parent=above.pk)
    publish = Act(place.office, "checkstandard", "publish", record=draft.pk)
    with pytest.raises(Refused, match="没有检查用语，请补充或删除：消防"):
        deliver(publish)
    makes(place, "phrase", category=leaf.pk, text="没有灭火器", requirement="配齐灭火器")
    assert deliver(publish).row.state == "published"


def test_an_own_standard_has_nothing_packaged(place: Any) -> None:
    values = {"title": "用语", "edition": "1", "area": "3204012", "kind": "own", "judging": "wording"}
    draft = makes(place, "checkstandard", **values)
    with pytest.raises(Refused, match="没有内置标准"):
        deliver(Act(place.office, "checkstandard", "load_packaged", record=draft.pk))


def test_the_command_loads_every_kind(place: Any, capsys: Any) -> None:
    call_command("load_standard", "32", "--kind", "all")
    said = capsys.readouterr().out
    assert said.count("已发布：") == len(PACKAGED)
    assert CheckStandard.objects.filter(area="32", state="published").count() == len(PACKAGED)


def test_a_copy_of_a_numbered_standard_is_a_revision() -> None:
    assert rules.next_revision("JGJ 59—2011", []) == "JGJ 59—2011 修订1"
    assert rules.next_revision("JGJ 59—2011 修订1", ["JGJ 59—2011 修订1"]) == "JGJ 59—2011 修订2"
