"""Two people on one inspection: merged thing by thing; what both said of one thing stays until a person has chosen."""

import uuid
from typing import Any

import pytest

from anlan.domain.inspection.models import Answer, Inspection
from anlan.domain.inspection.testing import entry, ordered_values
from anlan.kernel.act.act import Act, Forbidden, Receipt, Refused, deliver
from anlan.kernel.trail.models import Entry

from .conftest import World

pytestmark = pytest.mark.django_db


def send(
    world: World, row: Inspection, *entries: dict[str, Any], member: str = "director", act: uuid.UUID | None = None
) -> Receipt:
    return deliver(
        Act(
            world.cast.seat(member),
            "inspection",
            "answer",
            row.pk,
            {"entries": list(entries), "said": "保存检查项"},
            uuid=act or uuid.uuid4(),
        )
    )


def of(row: Inspection, slot: str) -> Answer:
    return row.answers.get(slot=slot)


def slot_of(world: World, number: int) -> str:
    return f"item:{world.item(number)['id']}"


def test_work_on_different_things_is_simply_merged(world: World) -> None:
    row = world.begin()
    send(world, row, entry(slot_of(world, 0), taken=world.taken(0, (1, 1))))
    send(world, row, entry(slot_of(world, 1), taken=world.taken(1, (1, 2))))
    assert [float(one.off) for one in row.answers.order_by("id")] == [2, 4]
    row.refresh_from_db()
    assert (row.disputes, row.findings) == (0, 2)


def test_who_has_read_the_last_one_changes_it(world: World) -> None:
    row, slot = world.begin(), slot_of(world, 0)
    send(world, row, entry(slot, taken=world.taken(0, (1, 1))))
    send(world, row, entry(slot, of(row, slot).mark, taken=world.taken(0, (1, 3))))
    assert float(of(row, slot).off) == 6 and not of(row, slot).rivals


def test_a_chain_of_acts_made_without_a_signal_follows_itself(world: World) -> None:
    """The phone names its own act as what it has read, long before the server knows of it."""
    row, slot, first, second = world.begin(), slot_of(world, 0), uuid.uuid4(), uuid.uuid4()
    acts = [
        (first, entry(slot, taken=world.taken(0, (1, 1)))),
        (second, entry(slot, first, taken=world.taken(0, (1, 2)))),
    ]
    for act, said in acts:
        for _ in range(3):
            send(world, row, said, act=act)
    assert (float(of(row, slot).off), of(row, slot).mark, of(row, slot).rivals) == (4, second, [])
    assert Entry.objects.filter(register="inspection", record=str(row.pk), verb="answer").count() == 2


def test_a_stale_answer_stands_beside_the_other_until_somebody_chooses(world: World) -> None:
    row, slot = world.begin(), slot_of(world, 0)
    send(world, row, entry(slot, taken=world.taken(0, (1, 1))))
    late = send(world, row, entry(slot, "", taken=world.taken(0, (0, 1))), entry(slot_of(world, 1), taken=[]))
    assert late.result["disputed"] == [world.item(0)["name"]]
    found = of(row, slot)
    assert (float(found.off), len(found.rivals)) == (2, 1), "neither is lost, and the clock decides nothing"
    row.refresh_from_db()
    assert row.disputes == 1 and "两人填写不同" in str(row.generate_refused())
    with pytest.raises(Forbidden, match="两人填写不同"):
        world.cast.does("director", "inspection", "generate", row.pk, **ordered_values())
    chosen = entry(slot, found.mark, **found.rivals[0]["content"]) | {"over": [found.rivals[0]["mark"]]}
    send(world, row, chosen)
    row.refresh_from_db()
    assert (float(of(row, slot).off), of(row, slot).rivals, row.disputes) == (10, [], 0)


def test_both_saying_the_same_is_no_dispute(world: World) -> None:
    row, slot = world.begin(), slot_of(world, 0)
    for _ in range(2):
        send(world, row, entry(slot, taken=world.taken(0, (1, 1))))
    row.refresh_from_db()
    assert row.disputes == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"taken": [{"deduction": 0, "times": 1}]}, "自行扣分的请写明原因"), ({"taken": [{"deduction": None, "text": "其他", "marks": "-3"}]}, "扣分请填"),
        ({"taken": [{"deduction": None, "text": "其他", "marks": "NaN"}]}, "扣分请填"), ({"taken": "x"}, "格式不对"),
        ({"photos": ["x"]}, "照片编号不对"), ({"photos": ["@nowhere"]}, "照片没有传到"), ({"hazard": "huge"}, "格式不对"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_whole(world: World, content: dict[str, Any], sentence: str) -> None:
    row = world.begin()
    with pytest.raises(Refused, match=sentence):
        send(world, row, entry(slot_of(world, 1), taken=[]), entry(slot_of(world, 0), **content))
    assert not row.answers.exists()


def test_marks_beyond_those_of_the_item_are_cut_off_and_said(world: World) -> None:
    row = world.begin()
    told = send(world, row, entry(slot_of(world, 7), taken=world.taken(7, (0, 1), (1, 9))))
    assert float(of(row, slot_of(world, 7)).off) == 10
    assert "超过应得分数" in told.result["said"][0]


def test_a_slot_of_another_edition_is_not_known(world: World) -> None:
    with pytest.raises(Refused, match="不在这次检查的标准里"):
        send(world, world.begin(), entry("item:999999", taken=[]))


def test_what_comes_after_the_sheet_is_refused_and_waits_for_a_person(world: World) -> None:
    row, table = world.begin(), f"table:{world.tables[0]['id']}"
    send(world, row, entry(table, absent=False))
    world.cast.does("director", "inspection", "generate", row.pk, **ordered_values())
    with pytest.raises(Forbidden, match="内容不能再修改"):
        send(world, row, entry(slot_of(world, 0), taken=world.taken(0, (1, 1))))


def test_a_photo_is_the_inspections_own_and_named_by_the_phone_only_once(world: World) -> None:
    row, slot, photo = world.begin(), slot_of(world, 0), world.cast.photo("director")
    send(world, row, entry(slot, photos=[f"@p1={photo}"]))
    assert of(row, slot).content["photos"] == [photo]
    send(world, row, entry(slot, of(row, slot).mark, note="补充", photos=["@p1"]))
    assert of(row, slot).content["photos"] == [photo]
    with pytest.raises(Refused):
        send(world, row, entry(slot_of(world, 1), photos=[world.cast.photo("foreman")]))
