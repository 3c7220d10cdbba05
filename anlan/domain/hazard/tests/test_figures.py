"""The figures count what a seat may see, and keep found-by-self and found-by-inspector apart."""

from datetime import timedelta

import pytest
from django.db.models import Q

from anlan.domain.hazard.models import Hazard
from anlan.domain.hazard.rules import days_overdue
from anlan.kernel.clock import today
from anlan.kernel.figures.declare import brief_numbers, compute, figure
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Seat

from .conftest import District


def counted(key: str, seat: Seat, by: str = "area") -> list[float]:
    one = figure(key)
    assert one is not None
    return [n.value for n in compute(one, by, Q(), seat)[1].numbers]


def test_self_found_and_inspected_are_counted_apart(district: District) -> None:
    district.hazard()
    district.does(district.owner, "report", district.hazard())
    district.major()
    district.hazard(district.locality, unit=district.owner.organisation_id)
    district.hazard(district.locality, unit=district.owner.organisation_id, found_by_kind="inspected")
    assert counted("hazards-self", district.office)[:4] == [2, 1, 1, 2]
    assert counted("hazards-inspected", district.office)[:4] == [2, 2, 0, 2]
    assert counted("hazards-major", district.department)[:2] == [1, 1]
    assert counted("hazards-self", district.other_locality)[0] == 0


@pytest.mark.parametrize("by", ["area", "industry", "category", "month:found_on", "level", "state"])
def test_every_dimension_sums_to_the_whole(district: District, by: str) -> None:
    district.major()
    one = figure("hazards-self")
    assert one is not None
    lines, total = compute(one, by, Q(), district.office)
    assert sum(line.numbers[0].value for line in lines) == total.numbers[0].value == 1


def test_the_brief_counts_the_week(district: District) -> None:
    row = district.does(district.department, "approve", district.major(), opinion="属实")
    week = (today() - timedelta(days=6), today() + timedelta(days=1))
    rows = registry.register("hazard").rows(district.office)
    found = {n.key: rows.filter(**n.where(*week)).count() for n in brief_numbers() if n.register_key == "hazard"}
    assert found["hazard_self"] == found["hazard_major"] == 1
    assert found["hazard_found"] == found["hazard_closed"] == found["hazard_listed"] == found["hazard_overdue"] == 0
    assert row.supervision_state == "pending"


@pytest.mark.parametrize(("late", "counted_in_brief"), [(0, 0), (1, 1)])
def test_overdue_starts_the_day_after_the_date(district: District, late: int, counted_in_brief: int) -> None:
    row = district.does(district.owner, "report", district.hazard())
    Hazard.objects.filter(pk=row.pk).update(due_on=today() - timedelta(days=late))
    number = next(n for n in brief_numbers() if n.key == "hazard_overdue")
    where = number.where(today() - timedelta(days=6), today() + timedelta(days=1))
    assert Hazard.objects.filter(**where).count() == counted_in_brief
    assert bool(days_overdue(today() - timedelta(days=late), today())) == bool(counted_in_brief)
