"""Random people do random things to one accident: one record however it goes, and what was reported stays as reported."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.domain.accident import rules
from anlan.domain.accident.models import AccidentRecord, QuickReport
from anlan.domain.accident.tests.cases import quick
from anlan.kernel.act.act import NotYours, Refused, Stale
from anlan.kernel.clock import jobs
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from tests.fuzz.effort import effort
from tests.fuzz.undo import undone

pytestmark = pytest.mark.django_db
WHO = ("builder", "contractor", "engineer", "bureau", "province", "rival")
ON_QUICK = ("report", "follow_up", "end_follow_ups", "pass_up", "return", "change", "delete")
ON_RECORD = ("change", "confirm", "send_back", "resubmit", "amend", "delete", "freeze")
VERBS = [("report", False), ("follow_up", False), ("freeze", True), ("amend", True)]
EVERY = [*((verb, False) for verb in ON_QUICK), *((verb, True) for verb in ON_RECORD)]
MEMBER = st.one_of(st.just("builder"), st.just("builder"), st.sampled_from(WHO))
STEPS = st.tuples(MEMBER, st.sampled_from(VERBS) | st.sampled_from(EVERY), st.integers(0, 31))
"""Those that lead far more often than the others."""


def said(row: Any, number: int) -> dict[str, Any]:
    """Whatever a step may ask for, with another number of deaths."""
    told = {
        "deaths": str(number),
        "serious": "1",
        "light": "0",
        "missing": "0",
        "loss": "3",
        "place": "坝顶",
        "frozen_in": "自填",
    }
    kept = {"happened_at": row.happened_at.isoformat(), "kind": row.kind, "note": "说明", "late_reason": "无信号"}
    return told | kept | {"opinion": "有变化"}


def attempt(cast: Cast, member: str, verb: str, on_record: bool, number: int) -> bool:
    """One try; was it done? The report of the month, which locks the record, is the owner's."""
    row: Any = AccidentRecord.objects.first() if on_record else QuickReport.objects.get()
    if row is None:
        return False
    try:
        if verb == "freeze" and member == "builder":
            row.freeze("当月月报")
        else:
            cast.does(member, row.register_key(), verb, row.pk, **_fitting(row, verb, number))
    except (NotYours, Refused, Stale) as refused:
        assert str(refused) or isinstance(refused, NotYours)
        return False
    jobs.run_waiting()
    return True


def _fitting(row: Any, verb: str, number: int) -> dict[str, Any]:
    values = said(row, number)
    return (
        {n: v for n, v in values.items() if n in registry.register(row.register_key()).specs}
        if verb == "change"
        else values
    )


def test_one_accident_whatever_is_tried(cast: Cast, count: Callable[[], None]) -> None:
    done: set[str] = set()

    @effort(12)
    @given(st.integers(0, 4), st.lists(STEPS, min_size=3, max_size=10))
    def walk(lead: int, steps: list[tuple[str, tuple[str, bool], int]]) -> None:
        count()
        with undone():
            cast.does("builder", "quickreport", "create", **quick(cast, party="contractor"))
            frozen: dict[str, Any] = {}
            begun = [("builder", one, number) for number, one in enumerate(VERBS[:lead])]
            for member, (verb, on_record), number in [*begun, *steps]:
                if attempt(cast, member, verb, on_record, number):
                    done.add(verb)
                frozen = holds(cast, frozen)

    walk()
    assert {"report", "follow_up", "freeze", "amend"} <= done, f"the walks prove too little: {sorted(done)}"


def holds(cast: Cast, frozen: dict[str, Any]) -> dict[str, Any]:
    """What is true after each try; returns what was reported with the month, once it was."""
    row, records = QuickReport.objects.get(), list(AccidentRecord.objects.all())
    assert len(records) == (1 if row.reported_at else 0)
    assert row.grade == rules.grade_of(row.deaths, row.serious, row.loss)
    for member in ("bureau", "province"):
        assert registry.register("quickreport").rows(cast.seat(member)).exists() == row.is_reported
    for record in records:
        assert record.grade == rules.grade_of(record.deaths, record.serious, record.loss)
        assert record.is_frozen == record.is_reported == (record.state == "frozen") == bool(record.frozen_facts)
        assert not frozen or record.frozen_facts == frozen
        assert record.amendments or not record.is_frozen or record.numbers() == record.frozen_facts
        for member in ("bureau", "province"):
            seen = registry.register("accidentrecord").rows(cast.seat(member)).exists()
            assert seen == record.is_reported
        frozen = record.frozen_facts
    return frozen
