"""Every declared order and condition of a list is served by an index, on the database the tests run on.

Empty tables tell nothing about speed, but plans tell what can be: SQLite plans without statistics, and PostgreSQL is
forbidden to read whole tables and to sort, which it then does only where no index offers anything else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import QuerySet
from django.http import QueryDict

from anlan.domain.site.models import Site, SiteRecord
from anlan.domain.site.standing import ground_of
from anlan.kernel.clock import today
from anlan.kernel.doors import conditions
from anlan.kernel.doors.portal import Page, every_portal
from anlan.kernel.doors.rows import ordered
from anlan.kernel.register import registry
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.register.register import Register
from anlan.kernel.scope.aside import along_the_order
from anlan.kernel.scope.models import Stake
from anlan.kernel.scope.reach import EVERYTHING
from anlan.kernel.testing import Cast

pytestmark = pytest.mark.django_db


def large() -> list[Register]:
    """The types of which a province has a million rows: those that belong to units."""
    return [r for r in registry.every_register() if issubclass(r.model, UnitRecord)]


def orders() -> list[tuple[str, str]]:
    """(register, order) of every type and of every portal page."""
    found = {(r.key, order) for r in large() for order in r.order}
    for portal in every_portal():
        for page in portal.pages.values():
            if isinstance(page, Page) and page.register in large():
                found |= {(page.register_key, order) for order in page.order if not page.where}
    return sorted(found)


def asked_for() -> list[tuple[str, str]]:
    """(register, declared condition), without those that look into texts: they are a search, not a condition."""
    found = []
    for register in large():
        for name in register.filters:
            spec = register.spec(name)
            if isinstance(spec.column, models.DateField) or spec.kind in conditions._ONE:
                found.append((register.key, name))
    return found


def looker(register: Register, cast: Cast) -> Any:
    """Somebody who oversees the county and may look at the type."""
    seats = [cast.seat(name) for name in ("office", "bureau", "overseer", "inspectorate", "director")]
    return next(seat for seat in seats if seat.may(f"{register.key}.view"))


def address_of(register: Register, name: str, cast: Cast) -> QueryDict:
    """An address that asks for one value of the condition."""
    spec = register.spec(name)
    if isinstance(spec.column, models.DateField):
        return QueryDict(f"{name}_from={today()}&{name}_to={today()}")
    if spec.kind == "area":
        return QueryDict(f"{name}={cast.seat('office').organisation.area_id}")
    if spec.kind == "pick":
        return QueryDict(f"{name}=1")
    return QueryDict(f"{name}={next(v for v, _ in spec.choices if v)}")


@contextmanager
def only_indexes() -> Iterator[None]:
    """PostgreSQL must not read whole tables, nor sort."""
    words = ("seqscan", "sort", "incremental_sort", "bitmapscan")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for word in words:
                cursor.execute(f"SET LOCAL enable_{word} = off")
        yield
        if connection.vendor == "postgresql":
            for word in words:
                cursor.execute(f"SET LOCAL enable_{word} = on")


def plan(rows: QuerySet[Any]) -> str:
    """The database's plan for the query."""
    sql, parameters = rows.query.sql_with_params()
    word = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (COSTS OFF) "
    with only_indexes(), connection.cursor() as cursor:
        cursor.execute(word + sql, parameters)
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


def reads_by_index(text: str, table: str) -> bool:
    """No step reads that table but by an index."""
    if connection.vendor == "sqlite":
        return not any(f"SCAN {table}" in line and "INDEX" not in line for line in text.splitlines())
    return f"Seq Scan on {table}" not in text


@pytest.mark.parametrize(("key", "order"), orders())
def test_an_index_gives_the_order(cast: Cast, key: str, order: str) -> None:
    register = registry.register(key)
    with along_the_order():
        text = plan(ordered(register, register.rows(looker(register, cast)), order).values_list("pk", flat=True)[:20])
    assert reads_by_index(text, register.model._meta.db_table), text
    assert "TEMP B-TREE" not in text and "Sort" not in text, text


@pytest.mark.parametrize(("key", "name"), asked_for())
def test_an_index_answers_the_condition(cast: Cast, key: str, name: str) -> None:
    register = registry.register(key)
    seat = looker(register, cast)
    found = conditions.read(register, (name,), address_of(register, name, cast), seat, {})
    column = register.model._meta.get_field(name).attname
    condition = conditions.within(column, seat.organisation.area_id) if name == "area" else found.q
    if register.spec(name).kind == "pick":
        condition = models.Q(**{column: 1})
    rows = register.rows(seat).filter(condition).values_list("pk", flat=True)
    indexes = [i for i in register.model._meta.indexes if column in _columns_of(i, register)]
    if connection.vendor == "postgresql":
        # Which of its indexes an empty table is read by is chance; so those that can't judge the condition are away.
        with connection.cursor() as cursor:
            for index in (i for i in register.model._meta.indexes if i not in indexes):
                cursor.execute(f'DROP INDEX "{index.name}"')
            for one in register.model._meta.constraints:
                if isinstance(one, models.UniqueConstraint) and column not in _columns_of(one, register):
                    table = register.model._meta.db_table
                    word = "DROP INDEX" if one.condition else f'ALTER TABLE "{table}" DROP CONSTRAINT'
                    cursor.execute(f'{word} "{one.name}"')
    text = plan(rows)
    assert reads_by_index(text, register.model._meta.db_table), text
    # What the index holds itself is judged without fetching the row.
    unique = [c.name for c in register.model._meta.constraints if column in _columns_of(c, register)]
    if unique or register.model._meta.get_field(name).unique:
        # Neither database names the index of a unique column, nor SQLite that of a constraint, as Django would.
        table = register.model._meta.db_table
        unique += [f"sqlite_autoindex_{table}", f"{table}_{column}"]
    assert any(name in text for name in [*(index.name for index in indexes), *unique]), text


def of_sites() -> list[str]:
    """Everything that hangs on a building site."""
    return [r.key for r in large() if r.model is Site or issubclass(r.model, SiteRecord)]


@pytest.mark.parametrize("key", of_sites())
def test_a_branch_with_many_sites_reads_them_by_an_index_and_not_the_province(cast: Cast, key: str) -> None:
    """A range for each of forty sites would be forty guesses; both databases then read the whole index instead."""
    branch = cast.seat("regional")
    for number in range(40):
        Stake.objects.create(
            organisation=branch.organisation, ground=ground_of(number), party="branch", reads=EVERYTHING, area_id="3204012",
            starts_on=today(), source=f"site:{number}",
        )  # fmt: skip
    register = registry.register(key)
    if not branch.may(f"{key}.view"):
        assert not register.rows(branch).exists()
        return
    rows = register.rows(branch)
    assert str(rows.query).count("ground") - 1 <= 2, str(rows.query)
    text = plan(rows.order_by().values("pk"))
    assert f"SCAN {register.model._meta.db_table}" not in text and "Seq Scan" not in text, text
    assert "ground" in text, text


def _columns_of(index: models.Index | models.BaseConstraint, register: Register) -> set[str]:
    names: list[str] = list(getattr(index, "fields", ()))
    return {register.model._meta.get_field(name.lstrip("-")).attname for name in names}
