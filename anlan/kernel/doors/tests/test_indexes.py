"""What a Register declares fast is served by an index: no list reads a whole table (house, Scale)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Q, QuerySet

from anlan.kernel.flow import desk
from anlan.kernel.register import registry
from anlan.kernel.register.register import Register
from anlan.kernel.scope.areas import subtree
from anlan.kernel.testing import Cast

KEYS = (
    "hazard",
    "selfcheck",
    "enterprise",
    "noticereceipt",
    "person",
    "photo",
    "changerequest",
    "urge",
    "article",
    "item",
    "entry",
)
SEATS = ("owner", "locality", "department", "office", "viewer", "platform")


def read_whole(rows: QuerySet[Any]) -> list[str]:
    """The steps of the plan that read a whole table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Tables of a test are empty; what the planner could use shows only when it may not read them whole.
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    if connection.vendor == "sqlite":
        return [line for line in plan.splitlines() if "SCAN" in line and "USING" not in line and "CONSTANT" not in line]
    return [line for line in plan.splitlines() if "Seq Scan" in line]


def condition(register: Register, name: str) -> Q:
    """A search condition as the list door makes it."""
    column: Any = register.spec(name).column
    if name == "area":
        low, high = subtree("3204012100")
        return Q(area_id__gte=low, area_id__lt=high)
    if isinstance(column, models.DateTimeField):
        return Q()
    if isinstance(column, models.DateField):
        return Q(**{f"{name}__gte": date(2026, 1, 1), f"{name}__lt": date(2026, 2, 1)})
    if isinstance(column, models.ForeignKey):
        return Q(**{column.attname: "1"})
    if isinstance(column, models.BooleanField):
        return Q(**{name: True})
    return Q(**{name: column.flatchoices[0][0] if column.flatchoices else "x"})


def questions(cast: Cast, key: str) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Every declared condition and order of a type, as each kind of seat asks for it."""
    register = registry.register(key)
    for name in SEATS:
        seat = cast.seat(name)
        if not seat.may(f"{key}.view"):
            continue
        rows = register.rows(seat)
        for order in register.order:
            yield f"{key} {name} order {order}", rows.order_by(order, "-pk")[:20]
        for one in register.filters:
            found = rows.filter(condition(register, one))
            yield f"{key} {name} filter {one}", found.order_by(register.order[0], "-pk")[:20]


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_no_list_reads_a_whole_table(cast: Cast, key: str) -> None:
    slow = [f"{what}: {steps}" for what, rows in questions(cast, key) if (steps := read_whole(rows))]
    assert slow == []


@pytest.mark.django_db
def test_the_inbox_reads_no_whole_table(cast: Cast) -> None:
    seat = cast.seat("department")
    assert read_whole(desk.inbox(seat).order_by("due_on", "id")[:20]) == []
    assert read_whole(desk.done(seat).order_by("-done_at")[:20]) == []
