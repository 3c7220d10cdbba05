"""Many rows are made as one is: the same rows, steps, tasks, trail, events and reminders, whichever way they came."""

from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from anlan.kernel import clock
from anlan.kernel.act.act import Act, apply
from anlan.kernel.act.many import create_many
from anlan.kernel.people.models import Role
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail import book

from .sheets import CASES, GOODS, NOON, SHEET, SOURCE, state, way  # noqa: F401  both ways of inserting

# A sheet brings no files, and a picture, an insurance or an emergency plan is nothing without its file, nor what hangs on
# these; of the policy there is one row. A report is made from the rows it counts, and a reminder for who is late, when made.
# A company registers itself, with its licence and a proved number.
# A month's evaluation is its scan, of the end of a site there is one row, and what is late is looked into when it is late.
WITHOUT = {
    "photo",
    "policy",
    "safetyinsurance",
    "claim",
    "emergencyplan",
    "drill",
    "monthlyreport",
    "reporturge",
    "monthlyevaluation",
    "termination",
    "overduecheck",
    "registration",
}
# An inspection is nothing without its answers or its scan, and a hazard of a site is made by its inspection alone.
WITHOUT |= {"inspection", "sitehazard"}
# What is recorded of a dangerous work follows its scheme, which is nothing without its file.
WITHOUT |= {"dangerousrecord"}
# An alarm is the rules' own, and each person has one way of being told. An order goes to one device, by a person.
WITHOUT |= {"alarm", "alarmchannel", "deviceorder"}


def test_every_type_that_a_sheet_can_bring_is_compared() -> None:
    written = {one.key for one in registry.every_register() if not one.read_only and one.sections}
    assert written - {key for _, key, _ in CASES.values()} == WITHOUT


@pytest.fixture
def ground(cast: Cast) -> Cast:
    """The cast, a standard in the making, and rights to import everything."""
    for role in Role.objects.all():
        role.permissions = sorted({*role.permissions, *(f"{r.key}.create" for r in registry.every_register())})
        role.permissions += [f"{r.key}.view" for r in registry.every_register()]
        role.save()
    works = {"name": "甲水库工程", "kind": "reservoir", "area": "3204012", "supervisor": cast.province.organisation_id}
    project = cast.does("builder", "project", "create", **works).record
    cast.does("builder", "section", "create", project=project, name="甲土建标")
    direct = {"name": "导流洞开挖", "level": "general", "method": "direct", "judged": "low"}
    cast.does("builder", "risksource", "create", **SOURCE | direct)
    cast.does("builder", "dangerousgoods", "create", **GOODS | {"name": "柴油"})
    section = cast.does("builder", "section", "create", project=str(project), name="大坝标").record
    for party in ("contractor", "engineer"):
        unit = str(cast.seat(party).organisation_id)
        cast.does(
            "builder", "participation", "create", section=str(section), party=party, unit=unit, starts_on="2024-03-01"
        )
    _site(cast)
    cast.does("owner", "device", "create", name="甲醇储罐", kind="tank", number="TK-100")
    _standard(cast, "甲", "电气")
    cast.does("office", "checkstandard", "publish", _standard(cast, "乙", "消防"))
    _standard(cast, "丙", "脚手架", "C", kind="own", judging="marks")
    return cast


def _site(cast: Cast) -> None:
    """A building site with its people."""
    facts = {"kind": "housing", "area": "3204012", "address": "人民路 8 号", "client": "澄湖置业有限公司"}
    unit = str(cast.director.organisation_id)
    told = facts | {"number": "320412-2026-0001", "name": "澄湖花园", "unit": unit, "started_on": "2025-03-01"}
    cast.foreman.organisation = cast.does("inspectorate", "site", "create", **told).row.department
    cast.foreman.save()


def _standard(cast: Cast, edition: str, name: str, code: str = "A", **judged: str) -> int:
    """An edition with one item, not yet published."""
    facts = {"title": "标准", "edition": edition, "area": "3204012", "valid_from": "2020-01-01", **judged}
    made = cast.does("office", "checkstandard", "create", **facts).record
    above = cast.does("office", "category", "create", standard=made, code=code, name=f"{name}类").record
    leaf = cast.does("office", "category", "create", standard=made, parent=above, code=f"{code}1", name=name).record
    cast.does(
        "office",
        "item",
        "create",
        category=leaf,
        code=f"{code}1-1",
        text="建立责任制",
        applies_to=["all"],
        basis_state="open",
        **({"full_marks": "10"} if judged else {}),
    )
    return made


def same_keys_again() -> None:
    """A sequence of PostgreSQL is not taken back with its transaction; what is made of a key (the ground of works) differs."""
    kinds = [one.model for one in registry.every_register() if not one.read_only]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)


def undone(work: Any) -> Any:
    """What the database holds after ``work``; it is taken back."""
    with transaction.atomic(), clock.at(NOON):
        same_keys_again()
        work()
        found = state()
        verdict = book.verify()
        transaction.set_rollback(True)
    assert verdict.fault is None
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_many_at_once_are_what_each_alone_would_be(ground: Cast, case: str) -> None:
    who, key, lines = CASES[case]
    register = registry.register(key)
    before = state()

    def alone() -> None:
        seat = ground.seat(who)
        for raw in lines:
            apply(register, Act(seat, key, "create", values=raw, origin=SHEET))

    def together() -> None:
        made = create_many(register, Act(ground.seat(who), key, "create", origin=SHEET), enumerate(lines, 2))
        assert made == len(lines)

    one, many = undone(alone), undone(together)
    assert len(one[register.model.__name__]) == len(before[register.model.__name__]) + len(lines)
    for name in one:
        assert many[name] == one[name], name
