"""When a firm moves to another area, industry or direct supervisor, its open rows follow (house law 2).

Closed rows keep their stamp: who oversaw them then goes on reading them.
"""

from typing import Any

from django.db.models import Q, QuerySet

from anlan.kernel.clock.jobs import ask, job
from anlan.kernel.flow.models import Task
from anlan.kernel.register import registry
from anlan.kernel.register.register import Register
from anlan.kernel.scope.models import Area, Organisation
from anlan.kernel.scope.scopes import Place, Supervised
from anlan.kernel.trail import book

JOB = "enterprise.restamp"


def place_of(unit: Organisation) -> Place:
    """What is copied from a unit onto its rows: area, industry, direct supervisor."""
    return (unit.area_id, unit.industry, unit.supervisor_id)


def ask_to_restamp(unit: Organisation, version: int) -> None:
    """Asks for the job once per version of the file, in the transaction of the change."""
    ask(JOB, f"{unit.pk}:{version}", {"unit": unit.pk})


@job(JOB)
def restamp(payload: dict[str, Any]) -> None:
    """Brings the stamps of the unit's open rows up to where it is now. Doing it again changes nothing."""
    unit = Organisation.objects.select_related("area", "supervisor").get(pk=payload["unit"])
    for register in registry.every_register():
        if isinstance(register.scope, Supervised):
            restamp_rows(register, register.scope.follows(unit), register.scope.place(unit), "随单位变更所属")


def restamp_rows(register: Register, which: Q, place: Place, why: str, carried: dict[str, Any] | None = None) -> None:
    """Brings the stamps of open rows up to a place, with trail, and what lies on desks to the present authorities.

    ``carried``: further columns that the rows copy (the company of a building site), with what they are now.
    """
    if {f.name for f in register.model._meta.concrete_fields} >= {"supervisor"}:
        supervisor = Organisation.objects.get(pk=place[2]) if place[2] else None
        stamps = {"area": Area.objects.get(pk=place[0]), "industry": place[1], "supervisor": supervisor} | (
            carried or {}
        )
        as_now = Q(**{name: value for name, value in stamps.items() if value is not None})
        as_now &= Q(**{f"{name}__isnull": True for name, value in stamps.items() if value is None})
        _restamp(register, _open_rows(register, which).exclude(as_now), stamps, why)


def _restamp(register: Register, strayed: QuerySet[Any], stamps: dict[str, Any], why: str) -> None:
    unit = register.scope.unit if isinstance(register.scope, Supervised) else ""
    notes, keys = [], []
    copied = {unit, *(name for name in stamps if name != "industry")}
    for row in strayed.select_related(*copied).iterator(chunk_size=500):
        notes.append(
            book.Note(
                register.key, str(row.pk), "restamp", f"{why}：{row}", _changes(row, stamps), getattr(row, f"{unit}_id")
            )
        )
        keys.append(row.pk)
        for name, value in stamps.items():
            setattr(row, name, value)
        _move_tasks(register, row)
    register.model._default_manager.filter(pk__in=keys).update(**stamps)
    book.write(None, notes)


def _open_rows(register: Register, which: Q) -> QuerySet[Any]:
    """Rows that are not at their end on every axis; a row without a flow is always open."""
    rows = register.model._default_manager.filter(register.kept, which)
    ended = Q()
    for flow in register.flows:
        ended &= Q(**{f"{flow.column}__in": [s.key for s in flow.states if s.done]})
    return rows.exclude(ended) if register.flows else rows


def _changes(row: Any, stamps: dict[str, Any]) -> dict[str, list[Any]]:
    pairs = {}
    for name, value in stamps.items():
        before = getattr(row, name)
        if before != value:
            label = str(row._meta.get_field(name).verbose_name)
            pairs[label] = [str(getattr(one, "full_name", one or "")) for one in (before, value)]
    return pairs


def _move_tasks(register: Register, row: Any) -> None:
    """What lies on a desk of the former authorities goes to the present ones; what was handed over stays."""
    flows = {flow.key: flow for flow in register.flows}
    if row.handed_over or not flows:
        return
    for task in Task.objects.filter(register=register.key, record=row.pk, done_at=None):
        holder = flows[task.axis].holder(task.desk, row)
        if holder is not None and holder != task.organisation_id:
            task.organisation_id = holder
            task.save(update_fields=["organisation"])
