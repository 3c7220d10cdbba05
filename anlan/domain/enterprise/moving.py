"""When a firm moves to another area, industry or direct supervisor, its open rows follow (house law 2).

Closed rows keep their stamp: who oversaw them then goes on reading them.
"""

from typing import Any

from django.db.models import Q, QuerySet

from anlan.kernel.clock.jobs import ask, job
from anlan.kernel.flow.models import Task
from anlan.kernel.register import registry
from anlan.kernel.register.register import Register
from anlan.kernel.scope.models import Organisation
from anlan.kernel.scope.scopes import Supervised
from anlan.kernel.trail import book

JOB = "enterprise.restamp"
Place = tuple[str, str, int | None]


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
            _restamp_rows(register, register.scope.unit, unit)


def _restamp_rows(register: Register, link: str, unit: Organisation) -> None:
    strayed = _open_rows(register, link, unit).exclude(_stamped_as(unit)).select_related(link, "area", "supervisor")
    notes, keys = [], []
    for row in strayed.iterator(chunk_size=500):
        title = f"随单位变更所属：{row}"
        notes.append(book.Note(register.key, str(row.pk), "restamp", title, _changes(row, unit), unit.pk))
        keys.append(row.pk)
        _move_tasks(register, row)
    register.model._default_manager.filter(pk__in=keys).update(
        area=unit.area, industry=unit.industry, supervisor=unit.supervisor
    )
    book.write(None, notes)


def _open_rows(register: Register, link: str, unit: Organisation) -> QuerySet[Any]:
    """Rows that are not at their end on every axis; a row without a flow is always open."""
    rows = register.model._default_manager.filter(register.kept, **{link: unit})
    ended = Q()
    for flow in register.flows:
        ended &= Q(**{f"{flow.column}__in": [s.key for s in flow.states if s.done]})
    return rows.exclude(ended) if register.flows else rows


def _stamped_as(unit: Organisation) -> Q:
    return Q(area=unit.area_id, industry=unit.industry) & (
        Q(supervisor=unit.supervisor_id) if unit.supervisor_id else Q(supervisor=None)
    )


def _changes(row: Any, unit: Organisation) -> dict[str, list[Any]]:
    pairs = {
        "所属区域": [row.area.full_name, unit.area.full_name],
        "监管行业": [row.industry, unit.industry],
        "直管部门": [str(row.supervisor or ""), str(unit.supervisor or "")],
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
