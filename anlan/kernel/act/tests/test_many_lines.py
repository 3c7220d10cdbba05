"""Many rows at once: which line is refused, what they cost, what is held back until they are written."""

import sys

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from anlan.kernel import bulk
from anlan.kernel.act.act import Forbidden, Refused
from anlan.kernel.act.many import NewRows, RefusedLine, create_many, one_by_one
from anlan.kernel.act.models import Event
from anlan.kernel.clock.models import Job
from anlan.kernel.flow.models import Step, Task
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Entry

from .sheets import FIRM, FOUND, sheet_of, state, way  # noqa: F401  both ways of inserting


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lines", "line", "said"), [
    ([{}, {"problem": ""}, {"unit": "没有的单位"}], 3, "请填写“主要问题”"),
    ([{}, {"unit": "没有的单位"}, {"problem": ""}], 3, "找不到“没有的单位”"),
    ([{}, {}, {"found_on": "2099-01-01"}], 4, "晚于今天"),
    ([{}, {"unit": "远方机械有限公司"}, {"problem": ""}], 3, "找不到“远方机械有限公司”"),
    ([{}, {"responsible": "李华", "acceptor": "李华"}], 3, "同一人"),
])  # fmt: skip
def test_the_first_line_that_is_wrong_is_named_and_nothing_stays(
    cast: Cast, lines: list[dict[str, str]], line: int, said: str
) -> None:
    before = state()
    raw = [(n, FOUND | {"unit": "岚泽化工有限公司"} | other) for n, other in enumerate(lines, 2)]
    with pytest.raises(RefusedLine, match=f"第 {line} 行：.*{said}"):
        create_many(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")), raw)
    assert state() == before


@pytest.mark.django_db(transaction=True)
def test_a_line_out_of_reach_is_named_before_a_later_one_that_is_wrong(cast: Cast) -> None:
    before = state()
    areas = ("江苏省常州市武进区湖塘镇", "江苏省常州市武进区牛塘镇", "火星")
    raw = [(n, FIRM | {"name": f"第{n}化工有限公司", "area": area}) for n, area in enumerate(areas, 2)]
    with pytest.raises(RefusedLine, match=r"第 3 行：.*看不到"):
        create_many(registry.register("enterprise"), sheet_of("enterprise", cast.seat("locality")), raw)
    assert state() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("who", "key", "lines", "said"), [
    ("locality", "enterprise", [FIRM | {"name": "甲化工有限公司"}] * 2, "已有名为"),
    ("platform", "dayoverride", [{"day": "2027-05-01", "is_workday": "否"}] * 2, "已存在|具有"),
])  # fmt: skip
def test_twins_in_one_sheet_are_refused(cast: Cast, who: str, key: str, lines: list[dict[str, str]], said: str) -> None:
    before = state()
    with pytest.raises(RefusedLine, match=f"第 3 行：.*({said})"):
        create_many(registry.register(key), sheet_of(key, cast.seat(who)), enumerate(lines, 2))
    assert state() == before


@pytest.mark.django_db
def test_who_may_not_create_may_not_create_many(cast: Cast) -> None:
    with pytest.raises(Refused) as why:
        create_many(registry.register("hazard"), sheet_of("hazard", cast.seat("viewer")), [(2, FOUND)])
    assert "权限" in str(why.value) and isinstance(why.value.__cause__, Forbidden)


@pytest.mark.django_db
def test_a_hundred_rows_cost_few_more_statements_than_ten(cast: Cast) -> None:
    def asked(count: int) -> int:
        lines = [(n, FOUND | {"unit": "岚泽化工有限公司"}) for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            create_many(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")), lines)
        return len(queries)

    asked(1)  # what is cached once is not counted
    # Django's own way writes a statement for every few rows of so many columns.
    assert asked(100) - asked(10) <= 20


@pytest.mark.django_db
def test_pieces_follow_each_other_in_one_chain(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["anlan.kernel.act.many"], "PIECE", 3)
    lines = [(n, FOUND | {"unit": "岚泽化工有限公司", "place": f"{n}车间"}) for n in range(8)]
    assert create_many(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")), lines) == 8
    told = Entry.objects.filter(register="hazard", verb="create").order_by("seq")
    assert [e.changes["隐患部位"][1] for e in told] == [f"{n}车间" for n in range(8)]
    assert len({e.act for e in told}) == 1
    assert book.verify().fault is None
    assert Step.objects.filter(register="hazard").count() == Task.objects.filter(register="hazard").count() == 8
    assert Job.objects.filter(kind="listen").count() == Event.objects.count() == 8


@pytest.mark.django_db
def test_a_query_sees_what_is_held_back(cast: Cast) -> None:
    rows = NewRows(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")))
    with bulk.opened(rows.batch):
        bulk.write(Task, bulk.insert, [
            Task(register="hazard", record=1, axis="x", state="x", title="x", step="x", desk="unit",
                 organisation_id=cast.owner.organisation_id)
        ])  # fmt: skip
        assert Step.objects.count() == 0
        assert Task.objects.filter(title="x").count() == 1
    assert Task.objects.filter(title="x").count() == 1


@pytest.mark.django_db
def test_what_a_hook_takes_back_is_not_written_later(cast: Cast) -> None:
    def task(title: str) -> None:
        bulk.write(Task, bulk.insert, [
            Task(register="hazard", record=1, axis="x", state="x", title=title, step="x", desk="unit",
                 organisation_id=cast.owner.organisation_id)
        ])  # fmt: skip

    rows = NewRows(registry.register("hazard"), sheet_of("hazard", cast.seat("locality")))
    with bulk.opened(rows.batch) as batch:
        task("before")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            task("inside")
            raise ZeroDivisionError
        with transaction.atomic():
            task("kept")
        task("after")
        batch.flush()
    assert list(Task.objects.order_by("pk").values_list("title", flat=True)) == ["before", "kept", "after"]


def test_types_that_save_themselves_are_saved_one_by_one() -> None:
    slow = {one.key for one in registry.every_register() if one_by_one(one.model)}
    assert slow >= {"organisation", "seat", "checkstandard"}
    assert not slow & {"hazard", "enterprise", "person"}
