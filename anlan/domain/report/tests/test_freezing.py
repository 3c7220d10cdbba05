"""Whatever is done to the rows of a report that is out, its numbers stay, and what has changed is said beside them."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.hazard.models import WaterHazard
from anlan.domain.report import counting, freezing
from anlan.domain.report.models import Edition, Member, MonthlyReport
from anlan.domain.report.sources import source_of
from anlan.kernel.act.act import Forbidden, NotYours, Refused
from anlan.kernel.clock import at
from anlan.kernel.testing import Cast
from tests.fuzz.effort import effort
from tests.fuzz.undo import undone

from .stage import IN_TIME, Stage, build, moment

pytestmark = pytest.mark.django_db

DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "raise", "move", "finish", "delete", "add", "return", "resubmit", "confirm"]),
        st.integers(0, 5), st.text("栏杆门洞坝", min_size=1, max_size=6),
    ),
    min_size=1, max_size=8,
)  # fmt: skip
CHANGES = {"rename": "name", "move": "place"}


@pytest.fixture
def stage(cast: Cast) -> Stage:
    made = build(cast)
    made.finish(made.hazard())
    for name in ("配电箱门缺失", "脚手板未满铺"):
        made.hazard(name=name)
    made.hazard("rival", made.works.bare, name="基坑积水")
    return made


def deed(stage: Stage, what: str, which: int, text: str) -> None:
    """Something somebody may try after the report is out."""
    rows = list(WaterHazard.objects.order_by("id"))
    row = rows[which % len(rows)]
    maker = "rival" if row.unit_id == stage.cast.rival.organisation_id else "contractor"
    report = MonthlyReport.objects.get(level="project")
    if what in ("return", "resubmit", "confirm"):
        stage.does("builder" if what == "resubmit" else "province", what, report, opinion=text)
    elif what == "add":
        stage.hazard(name=text, day=25)
    elif what == "finish":
        stage.finish(row, maker, 28)
    elif what == "raise":
        stage.cast.does(maker, "waterhazard", "change", row.pk, level="major")
    elif what == "delete":
        stage.cast.does(maker, "waterhazard", "delete", row.pk)
    else:
        stage.cast.does(maker, "waterhazard", "change", row.pk, **{CHANGES[what]: text})


def as_it_stands() -> Any:
    """All that is frozen."""
    return [list(model.objects.order_by("id").values()) for model in (Edition, Member)]


@pytest.mark.slow
def test_no_later_deed_changes_what_was_frozen(stage: Stage) -> None:
    stage.project()
    before, done = as_it_stands(), []

    @effort(12)
    @given(deeds=DEEDS)
    def walk(deeds: Any) -> None:
        with undone(), at(moment(11, 20)):
            for what, which, text in deeds:
                try:
                    deed(stage, what, which, text)
                except (Refused, Forbidden, NotYours):
                    continue
                done.append(what)
            for then, now in zip(before, as_it_stands(), strict=True):
                assert now[: len(then)] == then, "a frozen edition or member changed"
            for edition in Edition.objects.select_related("report"):
                assert freezing.intact(edition)
                holds(edition)

    walk()
    assert {"rename", "add", "return"} <= set(done), "nothing was changed: the walk proves nothing"


def holds(edition: Any) -> None:
    """Each figure is its members and its parts, and a report that is out shows the figures of its last edition."""
    members = list(edition.members.all())
    for line in source_of(edition.report.kind).lines:
        own = sum((Decimal(m.keys[line.key]) for m in members if line.key in m.keys), Decimal(0))
        below = sum((Decimal(p.child.figures[line.key]) for p in edition.parts.select_related("child")), Decimal(0))
        assert Decimal(edition.figures[line.key]) == own + below
        if line.amount is None:
            assert own == len([m for m in members if line.key in m.keys])
    if edition.report.is_out and edition == freezing.last(edition.report):
        assert edition.report.figures == edition.figures


def test_corrections_stand_beside(stage: Stage) -> None:
    part = stage.parts()[0]
    edition = freezing.last(part)
    first, second, third = edition.members.order_by("record").values_list("record", flat=True)
    with at(moment(11, 20)):
        stage.cast.does("contractor", "waterhazard", "change", second, place="右岸坝肩")
        stage.cast.does("contractor", "waterhazard", "delete", third)
    stage.hazard(name="补录", day=30)
    then = {one.record: one for one in freezing.beside(edition)}
    assert (then[first].changes, then[first].corrected) == ([], False)
    assert then[second].changes == [("隐患部位", "左岸坝肩", "右岸坝肩")] and then[second].corrected
    assert then[third].gone and freezing.added_since(edition) == 1
    assert freezing.last(part).figures["found"] == "3"
    with at(IN_TIME):
        page = stage.cast.browser("builder").get(address("report-hazard", part.pk))
    text = page.content.decode()
    assert "上报后有更正：2 条记录已更正，新增 1 条记录" in text
    rows = stage.cast.browser("builder").get(address("report-rows", part.pk, "screen") + "?key=found").content.decode()
    assert "左岸坝肩 → 右岸坝肩" in rows and "上报后已删除" in rows and "校验相符" in rows


def address(slug: str, pk: int, door: str = "detail") -> str:
    """A page of the water portal."""
    return reverse(f"page:{door}", args=["water_works", slug, pk])


def test_progress_is_no_correction(stage: Stage) -> None:
    part = stage.parts()[0]
    edition = freezing.last(part)
    row = edition.members.order_by("record").values_list("record", flat=True)[1]
    stage.finish(WaterHazard.objects.get(pk=row), day=29)
    found = next(one for one in freezing.beside(edition) if one.record == row)
    assert found.changes and not found.corrected


def test_tampering_is_seen(stage: Stage) -> None:
    whole = stage.project()
    edition = freezing.last(whole)
    assert freezing.intact(edition)
    below = Member.objects.exclude(edition=edition).first()
    assert below is not None
    Member.objects.filter(pk=below.pk).update(keys={})
    assert not freezing.intact(edition), "the digest of a higher report covers those below"


def test_zero_is_said(stage: Stage) -> None:
    row = stage.make("engineer", section=stage.works.section)
    assert row.is_zero and row.summary == "零报告"
    lines = source_of("hazard").lines
    assert counting.add(lines, row.figures, row.figures) == row.figures
