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


def restamp_rows(register: Register, which: Q, place: Place, why: str) -> None:
    """Brings the stamps of open rows up to a place, with trail, and what lies on desks to the present authorities."""
    if {f.name for f in register.model._meta.concrete_fields} >= {"supervisor"}:
        _restamp(register, _open_rows(register, which).exclude(_stamped_as(place)), place, why)


def _restamp(register: Register, strayed: QuerySet[Any], place: Place, why: str) -> None:
    area = Area.objects.get(pk=place[0])
    supervisor = Organisation.objects.get(pk=place[2]) if place[2] else None
    unit = register.scope.unit if isinstance(register.scope, Supervised) else ""
    notes, keys = [], []
    for row in strayed.select_related(unit, "area", "supervisor").iterator(chunk_size=500):
        changes = _changes(row, area, place[1], supervisor)
        notes.append(
            book.Note(register.key, str(row.pk), "restamp", f"{why}：{row}", changes, getattr(row, f"{unit}_id"))
        )
        keys.append(row.pk)
        _move_tasks(register, row)
    register.model._default_manager.filter(pk__in=keys).update(area=area, industry=place[1], supervisor=supervisor)
    book.write(None, notes)


def _open_rows(register: Register, which: Q) -> QuerySet[Any]:
    """Rows that are not at their end on every axis; a row without a flow is always open."""
    rows = register.model._default_manager.filter(register.kept, which)
    ended = Q()
    for flow in register.flows:
        ended &= Q(**{f"{flow.column}__in": [s.key for s in flow.states if s.done]})
    return rows.exclude(ended) if register.flows else rows


def _stamped_as(place: Place) -> Q:
    area, industry, supervisor = place
    return Q(area=area, industry=industry) & (Q(supervisor=supervisor) if supervisor else Q(supervisor=None))


def _changes(row: Any, area: Area, industry: str, supervisor: Organisation | None) -> dict[str, list[Any]]:
    pairs = {
        "所属区域": [row.area.full_name, area.full_name],
        "监管行业": [row.industry, industry],
        "直管部门": [str(row.supervisor or ""), str(supervisor or "")],
    }
    return {label: both for label, both in pairs.items() if both[0] != both[1]}


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
